//! A search for people: who is there, or what the silence means.

use super::ending::paragraph;
use super::look::Look;
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::discovery::{Outcome, outcome, robots};
use crate::facts::finding::Confidence;
use crate::facts::{DiscoveryEvidence, PortReason, RobotSeen, SearchedInterface, Unused};
use crate::report::discovery::{next, shown_serial};
use crate::text::format::{count, duration, listed, printable};
use crate::text::language::{Language, say};
use crate::text::layout::{columns_of, padded, wrapped};

/// Robots beyond these are only counted.
const MAX_ROWS: usize = 16;

/// The lines of a search.
pub fn lines(
    look: &Look,
    seen: &DiscoveryEvidence,
    found: &[Conclusion],
    show_serials: bool,
) -> Vec<String> {
    let language = look.language;
    let mut lines: Vec<_> = wrapped(&verdict(seen, language), look.prose_columns())
        .iter()
        .map(|line| look.bold(line))
        .collect();
    let searched = paragraph(look, language.pick("From", "由"), Some(&from(seen, language)), 3);
    lines.extend(searched);
    lines.extend(paragraph(look, "", scanned(seen, language).as_deref(), 1));
    lines.extend(rows(seen, show_serials, language));
    for each in found {
        lines.push(String::new());
        lines.extend(finding(look, each));
    }
    if let Some(next) = next(seen, found) {
        let label = language.pick("Next", "下一步");
        lines.push(String::new());
        lines.push(format!("{}  {}", look.bold(label), look.command(&next)));
    }
    lines
}

fn verdict(seen: &DiscoveryEvidence, language: Language) -> String {
    let waited = duration(seen.waited_ms);
    let robots = robots(seen).count() as u64;
    match outcome(seen) {
        Outcome::Unable => language
            .pick(
                "Nothing could be asked: whether a robot is there is not known.",
                "無法送出任何詢問：不知道是否有機器人。",
            )
            .into(),
        Outcome::None if seen.serial_asked => say!(
            language,
            "The robot that was asked for did not reply within {}.",
            "所詢問的機器人在 {} 內沒有回覆。",
            waited
        ),
        Outcome::None => {
            say!(language, "No robot replied within {}.", "{} 內沒有機器人回覆。", waited)
        }
        Outcome::Found => say!(
            language,
            "Found {} within {}.",
            "找到 {}（{} 內）。",
            count(robots, "robot", "台機器人", language),
            waited
        ),
    }
}

/// Where was asked from, and where not.
fn from(seen: &DiscoveryEvidence, language: Language) -> String {
    let all = seen.interfaces.iter().filter(|each| each.unused != Some(Unused::Loopback));
    let each: Vec<_> = all.map(|each| interface(each, language)).collect();
    match each.is_empty() {
        true => language.pick("nowhere", "無").into(),
        false => listed(&each, language),
    }
}

/// What was asked address by address.
fn scanned(seen: &DiscoveryEvidence, language: Language) -> Option<String> {
    let (range, addresses) = seen.scanned.as_ref()?;
    Some(say!(
        language,
        "every address of {} by TCP as well, {} of them",
        "也以 TCP 逐一嘗試 {} 的位址，共 {} 個",
        range,
        addresses
    ))
}

fn interface(each: &SearchedInterface, language: Language) -> String {
    let name = printable(&each.name);
    let place = each.told_address().map_or(name.clone(), |own| format!("{name} {own}"));
    let why = match each.unused {
        None => return place,
        Some(Unused::Loopback) => language.pick("loopback", "loopback"),
        Some(Unused::Down) => language.pick("down", "未連線"),
        Some(Unused::Tunnel) => language.pick("a tunnel", "通道"),
        Some(Unused::PortBusy) => language.pick("port taken", "連接埠被佔用"),
        Some(Unused::Refused) => language.pick("refused", "被拒絕"),
        Some(Unused::Unsent) => language.pick("not sent", "未送出"),
    };
    say!(language, "not {} ({})", "{} 除外（{}）", place, why)
}

/// A line for each robot, in columns.
fn rows(seen: &DiscoveryEvidence, show: bool, language: Language) -> Vec<String> {
    let cells: Vec<[String; 4]> = seen
        .robots
        .iter()
        .take(MAX_ROWS)
        .map(|robot| {
            let serial = shown_serial(robot, show).unwrap_or_else(|| "-".into());
            [robot.address.to_string(), serial, printable(&robot.interface), heard(robot, language)]
        })
        .collect();
    let width = |column: usize| cells.iter().map(|row| columns_of(&row[column])).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    let mut lines: Vec<_> = cells
        .iter()
        .zip(&seen.robots)
        .map(|(row, robot)| {
            let each = row.iter().zip(widths).map(|(cell, width)| padded(cell, width));
            let line =
                format!("  {}  {}", each.collect::<Vec<_>>().join("  "), ports(robot, language));
            line.trim_end().to_owned()
        })
        .collect();
    let left = seen.robots.len().saturating_sub(MAX_ROWS);
    if left > 0 {
        lines.push(say!(language, "  and {} more", "  還有 {} 台", left));
    }
    lines
}

/// When it replied first, or that it did not.
fn heard(robot: &RobotSeen, language: Language) -> String {
    let silent = || language.pick("no reply", "沒有回覆").to_owned();
    let reply = robot.latency_ms.map_or_else(silent, duration);
    match robot.claimed {
        Some(claimed) => say!(language, "{}, says {}", "{}，自稱 {}", reply, claimed),
        None => reply,
    }
}

fn ports(robot: &RobotSeen, language: Language) -> String {
    let each: Vec<_> = robot
        .ports
        .iter()
        .map(|port| {
            let said = match port.reason {
                PortReason::Open => language.pick("open", "開放"),
                PortReason::ConnRefused => language.pick("refused", "拒絕"),
                PortReason::NoResponse => language.pick("silent", "無回應"),
                PortReason::HostUnreachable | PortReason::NetUnreachable => {
                    language.pick("unreachable", "無法到達")
                }
            };
            format!("{} {said}", port.port)
        })
        .collect();
    listed(&each, language)
}

fn finding(look: &Look, each: &Conclusion) -> Vec<String> {
    let language = look.language;
    let title = format!("{} [{}]", each.entry.title.get(language), each.code());
    let name = match each.confidence {
        Confidence::Certain => language.pick("Why", "原因"),
        Confidence::Likely | Confidence::Possible => language.pick("Maybe", "可能"),
    };
    let mut lines = paragraph(look, name, Some(&title), 2);
    lines.extend(paragraph(look, "", Some(each.brief(language)), 2));
    let seen = language.pick("Seen", "所見");
    for (at, line) in each.evidence.iter().enumerate() {
        let head = if at == 0 { seen } else { "" };
        lines.extend(paragraph(look, head, Some(&printable(line.get(language))), 2));
    }
    if look.verbose {
        let meaning = each.entry.meaning.get(language);
        lines.extend(paragraph(look, "", Some(meaning), usize::MAX));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::discovery::conclude;
    use crate::report::fixtures::search;

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
                let next = language.pick("Next  ", "下一步  ");
                assert_eq!(text.matches(next).count(), 1, "{text}");
                assert!(text.lines().last().is_some_and(|line| line.starts_with(next)), "{text}");
            }
        }
    }
}
