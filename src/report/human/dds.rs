//! A look at DDS for people: who is there, what the robot writes, what the driver reads.

use std::collections::BTreeSet;

use super::discover::finding;
use super::look::Look;
use super::paragraph::{next_step, paragraph};
use crate::diagnosis::finding::Finding;
use crate::facts::dds::{DRIVER_READS, DRIVER_REQUESTS, ROBOT_READS, ROBOT_WRITES};
use crate::facts::{DdsEvidence, DdsLink, DdsOutcome, DdsParticipant, DdsTopic};
use crate::report::dds::next;
use crate::text::format::{duration, printable};
use crate::text::layout::{columns_of, padded};
use crate::text::phrase::{Phrase, phrase};

/// Machines and topics beyond these are only counted.
const MAX_ROWS: usize = 12;
const MAX_NAMED: usize = 6;

pub fn lines(look: &Look, seen: &DdsEvidence, found: &[Finding]) -> Vec<String> {
    let mut lines = look.bold_prose(verdict(seen));
    lines.extend(paragraph(look, phrase!("From", "由"), Some(from(seen)), 3));
    lines.extend(rows(look, seen));
    let robot = seen.robot();
    if !robot.is_empty() {
        lines.extend(paragraph(look, phrase!("Robot", "機器人"), Some(robot_topics(seen)), 3));
    }
    lines.extend(paragraph(look, phrase!("Node", "節點"), driver(seen), 4));
    if look.verbose {
        lines.extend(topics(look, seen));
    }
    for each in found {
        lines.push(String::new());
        lines.extend(finding(look, each));
    }
    lines.extend([String::new(), next_step(look, &next(seen, found)).0]);
    lines
}

fn verdict(seen: &DdsEvidence) -> Phrase {
    let domain = seen.domain;
    match seen.outcome() {
        DdsOutcome::Robot => {
            phrase!(
                "The robot takes part in DDS domain {domain}.",
                "機器人在 DDS domain {domain} 中。"
            )
        }
        DdsOutcome::NoRobot => {
            phrase!(
                "No robot takes part in DDS domain {domain}.",
                "DDS domain {domain} 中沒有機器人。"
            )
        }
        DdsOutcome::Unknown if seen.links.iter().all(|link| link.unused.is_some()) => phrase!(
            "Nobody could be listened to, so whether a robot is there is unknown.",
            "無法監聽：不知道是否有機器人。"
        ),
        DdsOutcome::Unknown if seen.participants.is_empty() => phrase!(
            "Nobody in domain {domain} spoke within {}, which is too short to tell: Cyclone DDS announces itself every 30 s.",
            "domain {domain} 中 {} 內沒有人通告，但時間太短，無法判斷：Cyclone DDS 每 30 秒才通告一次。",
            duration(seen.listened_ms)
        ),
        DdsOutcome::Unknown => phrase!(
            "Others take part in DDS domain {domain}; they did not tell what they write, so whether one is the robot is unknown.",
            "DDS domain {domain} 中有其他參與者，但沒有告知發布的內容：不知道其中是否有機器人。"
        ),
    }
}

fn from(seen: &DdsEvidence) -> Phrase {
    let each = Phrase::names(seen.links.iter().map(link));
    let listened = duration(seen.listened_ms);
    match seen.announced {
        true => phrase!(
            "{}; listened for {}, announced itself",
            "{}；監聽 {}，並通告自己",
            each,
            listened
        ),
        false => phrase!(
            "{}; listened for {}, sent nothing",
            "{}；監聽 {}，沒有送出任何封包",
            each,
            listened
        ),
    }
}

fn link(link: &DdsLink) -> Phrase {
    let name = printable(&link.interface);
    let place = link.address.map_or(name.clone(), |own| format!("{name} {own}"));
    let why = match link.unused.as_deref() {
        None => return Phrase::same(place),
        Some("down") => phrase!("down", "未連線"),
        Some("tunnel") => phrase!("a tunnel", "隧道"),
        Some("port-busy") => phrase!("port taken", "連接埠被佔用"),
        Some(_) => phrase!("refused", "被拒絕"),
    };
    phrase!("not {} ({})", "{} 除外（{}）", place, why)
}

/// One line a machine and product.
fn rows(look: &Look, seen: &DdsEvidence) -> Vec<String> {
    let key = |each: &DdsParticipant| (each.here, each.address, each.vendor.clone());
    let places: BTreeSet<_> = seen.participants.iter().map(key).collect();
    let cells: Vec<[String; 4]> = places
        .iter()
        .take(MAX_ROWS)
        .map(|place| {
            let members: Vec<_> = (0..seen.participants.len())
                .filter(|at| key(&seen.participants[*at]) == *place)
                .collect();
            let address = place.1.map_or_else(|| "?".into(), |address| address.to_string());
            let address = match place.0 {
                true => phrase!("{} (here)", "{}（這台電腦）", address),
                false => Phrase::same(address),
            };
            let count = Phrase::count(members.len() as u64, "participant", "個參與者");
            let names = names(seen, &members);
            let vendor = place.2.as_deref().map_or_else(|| "?".into(), printable);
            [look.text(address), vendor, look.text(count), names]
        })
        .collect();
    let width = |column: usize| cells.iter().map(|row| columns_of(&row[column])).max().unwrap_or(0);
    let widths = [0, 1, 2].map(width);
    let room = look.prose_columns();
    let line = |row: &[String; 4]| {
        let each = row.iter().zip(widths).map(|(cell, width)| padded(cell, width));
        let line = format!("  {}  {}", each.collect::<Vec<_>>().join("  "), row[3]);
        crate::text::layout::wrapped(line.trim_end(), room).swap_remove(0)
    };
    let mut lines: Vec<_> = cells.iter().map(line).collect();
    let left = places.len().saturating_sub(MAX_ROWS);
    if left > 0 {
        lines.push(look.text(phrase!("  and {} more", "  還有 {} 個", left)));
    }
    lines
}

/// What those call themselves: their nodes, else their programs, else their own names.
fn names(seen: &DdsEvidence, members: &[usize]) -> String {
    let mut names = BTreeSet::new();
    for at in members {
        let each = &seen.participants[*at];
        let other = each.process.iter().chain(&each.name).take(1);
        let all = if each.nodes.is_empty() { other.collect() } else { Vec::from_iter(&each.nodes) };
        names.extend(all.into_iter().map(|name| printable(name)));
    }
    let shown: Vec<_> = names.iter().take(MAX_NAMED).cloned().collect();
    shown.join(", ")
}

fn robot_topics(seen: &DdsEvidence) -> Phrase {
    let robot = seen.robot();
    let writes = |topic: &&DdsTopic| topic.writers.iter().any(|at| robot.contains(at));
    let (known, mut missing): (Vec<&str>, Vec<&str>) =
        ROBOT_WRITES.into_iter().partition(|name| seen.topic(name).is_some_and(|it| writes(&it)));
    let others = seen.topics.iter().filter(writes).count().saturating_sub(known.len());
    let known = match known.is_empty() {
        true => phrase!("none of the usual topics", "沒有常見的 topic"),
        false => Phrase::names(known.iter().copied()),
    };
    let told = match others {
        0 => phrase!("writes {}", "發布 {}", known),
        _ => phrase!("writes {}, and {} more", "發布 {}，另有 {} 個", known, others),
    };
    let moves =
        seen.topic(ROBOT_READS).is_some_and(|it| it.readers.iter().any(|at| robot.contains(at)));
    let moves = match moves {
        true => phrase!("; takes requests ({ROBOT_READS})", "；接受請求（{ROBOT_READS}）"),
        false => Phrase::default(),
    };
    // Of what is missing a driver misses what it reads.
    missing.retain(|name| DRIVER_READS.contains(name));
    // What is not listed is not there only where everything was.
    let all_told = robot.iter().all(|at| seen.participants[*at].told_all == Some(true));
    let absent = match missing.is_empty() || !all_told {
        true => Phrase::default(),
        false => {
            let names = Phrase::names(missing.iter().copied());
            phrase!("; does not write {}", "；沒有發布 {}", names)
        }
    };
    Phrase::concat([told, moves, absent])
}

/// What go2_ros2_sdk's node reads, and by whom that is written.
fn driver(seen: &DdsEvidence) -> Option<Phrase> {
    let driver = seen.driver();
    if driver.is_empty() {
        return None;
    }
    let mut parts = vec![phrase!("go2_driver_node is here", "go2_driver_node 在其中")];
    for name in std::iter::once(DRIVER_REQUESTS).chain(DRIVER_READS) {
        let Some(topic) = seen.topic(name) else { continue };
        if topic.readers.iter().any(|at| driver.contains(at)) {
            parts.push(phrase!(
                "reads {}: {}",
                "訂閱 {}：{}",
                name,
                Phrase::count(topic.writers.len() as u64, "writer", "個發布者")
            ));
        }
    }
    Some(Phrase::listed(parts))
}

fn topics(look: &Look, seen: &DdsEvidence) -> Vec<String> {
    let count = |topic: &DdsTopic| {
        phrase!(
            "{} written by {}, read by {}",
            "{}：{} 個發布、{} 個訂閱",
            printable(&topic.name),
            topic.writers.len(),
            topic.readers.len()
        )
    };
    let lines = seen.topics.iter().flat_map(|topic| paragraph(look, "", Some(count(topic)), 2));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::dds::conclude;
    use crate::facts::HostEvidence;
    use crate::report::fixtures::dds;
    use crate::text::language::Language;

    fn shown(seen: &DdsEvidence, language: Language, verbose: bool) -> String {
        let look = Look { language, verbose, ..Look::PLAIN };
        lines(&look, seen, &conclude(seen, &HostEvidence::default())).join("\n")
    }

    #[test]
    fn the_robot_and_the_driver_are_told() {
        insta::assert_snapshot!(shown(&dds::robot(), Language::English, true));
        insta::assert_snapshot!(shown(&dds::robot(), Language::Taiwan, false));
    }

    #[test]
    fn everything_fits_80_columns_and_ends_in_one_command() {
        for language in Language::ALL {
            for seen in [dds::robot(), dds::silent(), dds::passive(), DdsEvidence::default()] {
                let text = shown(&seen, language, false);
                // After a failure 15; a robot and a driver have lines of their own.
                let most = if seen.participants.is_empty() { 15 } else { 17 };
                assert!(text.lines().count() <= most, "{text}");
                assert!(text.lines().all(|line| columns_of(line) <= 80), "{text}");
                let next = phrase!("Next  ", "下一步  ");
                let last = text.lines().last().expect("there is one");
                assert!(last.starts_with(next.get(language)), "{text}");
            }
        }
    }

    #[test]
    fn too_short_a_silence_is_no_absence() {
        assert!(shown(&dds::passive(), Language::English, false).contains("too short to tell"));
        assert!(shown(&dds::silent(), Language::English, false).starts_with("No robot"));
    }
}
