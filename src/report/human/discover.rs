//! A search for people: who is there, or what the silence means.

use super::look::Look;
use super::paragraph::{next_step, paragraph};
use crate::catalogue::fact_table::Shown;
use crate::diagnosis::discovery::{Outcome, outcome, robots};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Confidence;
use crate::facts::{DiscoveryEvidence, PortState, RobotSeen, SearchedInterface, Unused};
use crate::report::discovery::{next, shown_serial};
use crate::text::format::{duration, printable};
use crate::text::layout::{columns_of, padded};
use crate::text::phrase::{Phrase, phrase};

/// Robots beyond these are only counted.
const MAX_ROWS: usize = 16;

pub fn lines(
    look: &Look,
    seen: &DiscoveryEvidence,
    found: &[Finding],
    show_serials: bool,
) -> Vec<String> {
    let mut lines = look.bold_prose(verdict(seen));
    lines.extend(paragraph(look, phrase!("From", "由"), Some(from(seen)), 3));
    lines.extend(paragraph(look, "", scanned(seen), 1));
    lines.extend(rows(look, seen, show_serials));
    for each in found {
        lines.push(String::new());
        lines.extend(finding(look, each));
    }
    if let Some(next) = next(seen, found) {
        lines.extend([String::new(), next_step(look, &next).0]);
    }
    lines
}

fn verdict(seen: &DiscoveryEvidence) -> Phrase {
    let waited = duration(seen.waited_ms);
    let robots = robots(seen).count() as u64;
    match outcome(seen) {
        Outcome::Unable => phrase!(
            "No question could be sent, so whether a robot is there is unknown.",
            "無法送出任何詢問：不知道是否有機器人。"
        ),
        Outcome::None if seen.serial_asked => phrase!(
            "The robot that was asked for did not reply within {}.",
            "所詢問的機器人在 {} 內沒有回覆。",
            waited
        ),
        Outcome::None => phrase!("No robot replied within {}.", "{} 內沒有機器人回覆。", waited),
        Outcome::Found => phrase!(
            "Found {} within {}.",
            "找到 {}（{} 內）。",
            Phrase::count(robots, "robot", "台機器人"),
            waited
        ),
    }
}

fn from(seen: &DiscoveryEvidence) -> Phrase {
    let all = seen.interfaces.iter().filter(|each| each.unused != Some(Unused::Loopback));
    let each = Phrase::names(all.map(interface));
    if each.is_empty() { phrase!("nowhere", "無") } else { each }
}

fn scanned(seen: &DiscoveryEvidence) -> Option<Phrase> {
    let (range, addresses) = seen.scanned.as_ref()?;
    Some(phrase!(
        "and every address of {} by TCP, {} in all",
        "也以 TCP 逐一嘗試 {} 的位址，共 {} 個",
        range,
        addresses
    ))
}

fn interface(each: &SearchedInterface) -> Phrase {
    let name = printable(&each.name);
    let place = each.told_address().map_or(name.clone(), |own| format!("{name} {own}"));
    let why = match each.unused {
        None => return Phrase::same(place),
        Some(Unused::Loopback) => Phrase::same("loopback"),
        Some(Unused::Down) => phrase!("down", "未連線"),
        Some(Unused::Tunnel) => phrase!("a tunnel", "隧道"),
        Some(Unused::PortBusy) => phrase!("port taken", "連接埠被佔用"),
        Some(Unused::Refused) => phrase!("refused", "被拒絕"),
        Some(Unused::Unsent) => phrase!("not sent", "未送出"),
    };
    phrase!("not {} ({})", "{} 除外（{}）", place, why)
}

fn rows(look: &Look, seen: &DiscoveryEvidence, show: bool) -> Vec<String> {
    let cells: Vec<[String; 4]> = seen
        .robots
        .iter()
        .take(MAX_ROWS)
        .map(|robot| {
            let serial = shown_serial(robot, show).unwrap_or_else(|| "-".into());
            let heard = look.text(heard(robot));
            [robot.address.to_string(), serial, printable(&robot.interface), heard]
        })
        .collect();
    let width = |column: usize| cells.iter().map(|row| columns_of(&row[column])).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    let mut lines: Vec<_> = cells
        .iter()
        .zip(&seen.robots)
        .map(|(row, robot)| {
            let each = row.iter().zip(widths).map(|(cell, width)| padded(cell, width));
            let each = each.collect::<Vec<_>>().join("  ");
            format!("  {each}  {}", look.text(ports(robot))).trim_end().to_owned()
        })
        .collect();
    let left = seen.robots.len().saturating_sub(MAX_ROWS);
    if left > 0 {
        lines.push(look.text(phrase!("  and {} more", "  還有 {} 台", left)));
    }
    lines
}

/// When it replied first, or that it did not.
fn heard(robot: &RobotSeen) -> Phrase {
    let reply = match robot.latency_ms {
        Some(ms) => Phrase::same(duration(ms)),
        None => phrase!("no reply", "沒有回覆"),
    };
    match robot.claimed {
        Some(claimed) => phrase!("{}, says {}", "{}，自稱 {}", reply, claimed),
        None => reply,
    }
}

fn ports(robot: &RobotSeen) -> Phrase {
    let said = |port: &PortState| phrase!("{} {}", "{} {}", port.port, port.reason.shown());
    Phrase::names(robot.ports.iter().map(said))
}

pub(super) fn finding(look: &Look, each: &Finding) -> Vec<String> {
    let title = phrase!("{} [{}]", "{} [{}]", each.entry.title, each.code());
    let name = match each.confidence {
        Confidence::Certain => phrase!("Why", "原因"),
        Confidence::Likely | Confidence::Possible => phrase!("Maybe", "可能"),
    };
    let mut lines = paragraph(look, name, Some(title), 2);
    lines.extend(paragraph(look, "", Some(each.brief().get(look.language)), 2));
    let seen = phrase!("Seen", "所見");
    for (at, line) in each.evidence.iter().enumerate() {
        let head = if at == 0 { look.text(&seen) } else { String::new() };
        lines.extend(paragraph(look, head, Some(printable(&look.text(line))), 2));
    }
    if look.verbose {
        lines.extend(paragraph(look, "", Some(each.meaning()), usize::MAX));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::discovery::conclude;
    use crate::report::fixtures::search;
    use crate::text::language::Language;

    fn shown(seen: &DiscoveryEvidence, language: Language) -> String {
        let look = Look { language, ..Look::PLAIN };
        lines(&look, seen, &conclude(seen), false).join("\n")
    }

    #[test]
    fn a_robot_is_shown_in_one_line() {
        assert_eq!(
            shown(&search::found(), Language::English),
            "Found 1 robot within 2.0 s.\n\
             From  wlan0 192.168.12.222, not tun0 10.8.0.2 (a tunnel)\n  \
             192.168.12.1  ***  wlan0  4.2 ms  9991 open, 8081 refused\n\n\
             Next  go2doctor check --robot 192.168.12.1"
        );
    }

    #[test]
    fn silence_fits_15_lines_of_80_columns_and_ends_in_one_command() {
        for language in Language::ALL {
            for seen in
                [search::silent(), search::found(), search::busy(), DiscoveryEvidence::default()]
            {
                let text = shown(&seen, language);
                assert!(text.lines().count() <= 15, "{text}");
                assert!(text.lines().all(|line| columns_of(line) <= 80), "{text}");
                let next = phrase!("Next  ", "下一步  ");
                let next = next.get(language);
                assert_eq!(text.matches(next).count(), 1, "{text}");
                assert!(text.lines().last().is_some_and(|line| line.starts_with(next)), "{text}");
            }
        }
    }
}
