//! What holds of every log, tried on the real ones cut, joined, mixed and shuffled by chance.
//!
//! Governed by a seed, so a failure repeats; each message says which case it was.

use super::variations::{essence, findings, from_its_beginning};
use super::*;
use crate::facts::log_reading::LogReading;

/// Cases a log, where nothing else is said.
const CASES: usize = 12;

fn lines_of(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// The first `most` lines: the longest log repeats itself.
fn beginning(log: &Log, most: usize) -> Vec<u8> {
    lines_of(log.bytes).into_iter().take(most).collect::<Vec<_>>().concat()
}

/// What a part of a log must not say when the whole does not.
fn claims(reading: &LogReading) -> (Option<Stage>, Option<Stage>, Vec<String>) {
    (reading.reached(), reading.broken(), findings(reading))
}

fn holds(part: &LogReading, whole: &LogReading, name: &str) {
    let (reached, broken, found) = claims(part);
    let (highest, breaks, all) = claims(whole);
    assert!(reached <= highest, "{name}: reached {reached:?}, the whole {highest:?}");
    assert!(broken.is_none() || broken == breaks, "{name}: broke at {broken:?}, not {breaks:?}");
    for code in found {
        // That a log ends too early is no other cause.
        assert!(
            all.contains(&code) || code == "G2-CLIENT-LIMIT",
            "{name}: {code}, where the whole has {all:?}"
        );
    }
}

#[test]
fn a_log_cut_at_any_line_claims_nothing_that_the_whole_does_not() {
    for log in LOGS {
        let bytes = beginning(log, 260);
        let whole = read_bytes(&bytes);
        let mut scanner = Scanner::default();
        let mut reached = None;
        for (number, line) in lines_of(&bytes).into_iter().enumerate() {
            scanner.line(line);
            let name = format!("{} cut behind line {}", log.name, number + 1);
            let part = scanner.reading();
            holds(&part, &whole, &name);
            assert!(part.reached() >= reached, "{name}: a rung that was reached is lost");
            reached = part.reached();
        }
    }
}

#[test]
fn a_log_cut_at_any_byte_claims_nothing_that_the_whole_does_not() {
    let mut rng = fastrand::Rng::with_seed(1);
    for log in LOGS {
        let bytes = beginning(log, 260);
        let whole = read_bytes(&bytes);
        for _ in 0..CASES {
            let at = rng.usize(..=bytes.len());
            holds(&read_bytes(&bytes[..at]), &whole, &format!("{} cut at byte {at}", log.name));
        }
    }
}

/// What other programs write on the same terminal, in the same unit, in the same compose project.
const FOREIGN: [&str; 13] = [
    "",
    "    at com.example.Main(Main.java:12)",
    "map_server: a=1 b=2 state=ok",
    "[camera-6] device status: failed",
    "[rviz2-4] [INFO] [1763432463.117204511] [rviz2]: Stereo is NOT SUPPORTED",
    "[robot_state_publisher-2] got segment base_link",
    "redis-1     | 1:M 22 Nov 2026 18:00:00.117 * Ready to accept connections tcp",
    "Nov 22 18:00:00 host kernel: wlan0: associated",
    "Nov 22 18:00:00 host NetworkManager[612]: <info>  device (wlan0): state change: failed",
    "INFO:werkzeug:127.0.0.1 - - \"GET / HTTP/1.1\" 200 -",
    "Traceback (most recent call last):",
    "{\"level\":\"error\",\"msg\":\"connection refused\"}",
    "\u{1b}[31mERROR: timeout\u{1b}[0m",
];

/// Whether a line is one of a description that stands on several.
fn is_description(line: &[u8]) -> bool {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    matches!(text, [b'a'..=b'z', b'=', ..]) || text.is_empty()
}

#[test]
fn what_others_write_in_between_changes_nothing() {
    let mut rng = fastrand::Rng::with_seed(2);
    for log in LOGS {
        let bytes = beginning(log, 260);
        let plain = read_bytes(&bytes);
        for case in 0..2 {
            let mut mixed = Vec::new();
            for line in lines_of(&bytes) {
                while !is_description(line) && rng.u8(..8) == 0 {
                    let foreign = FOREIGN[rng.usize(..FOREIGN.len())];
                    mixed.extend_from_slice(foreign.as_bytes());
                    mixed.push(b'\n');
                }
                mixed.extend_from_slice(line);
            }
            let reading = read_bytes(&mixed);
            let name = format!("{}, case {case}", log.name);
            assert_eq!(essence(&reading), essence(&plain), "{name}");
            assert_eq!(findings(&reading), findings(&plain), "{name}");
            assert_eq!(reading.attempts, 1, "{name}");
        }
    }
}

#[test]
fn what_others_write_behind_names_of_their_own_changes_nothing_anywhere() {
    let mut rng = fastrand::Rng::with_seed(7);
    let named = [
        ("go2-1  | ", "map-1  | "),
        ("[go2_driver_node-1] ", "[tts_node-2] "),
        ("Nov 22 18:00:00 host python3[99]: ", "Nov 22 18:00:00 host python3[100]: "),
        ("Nov 22 18:00:00 host dockerd[9]: go2-1  | ", "Nov 22 18:00:00 host dockerd[9]: b-1  | "),
    ];
    // Such as would end a description, or go on with it.
    let foreign = ["x=1", "a=fingerprint:sha-512 00", "ready", "", "m=audio 9 X 0"];
    for log in LOGS {
        let bytes = beginning(log, 260);
        let (ours, theirs) = named[rng.usize(..named.len())];
        let with = |others: bool, rng: &mut fastrand::Rng| {
            let mut mixed = Vec::new();
            for line in lines_of(&bytes) {
                if others && rng.u8(..6) == 0 {
                    let words = foreign[rng.usize(..foreign.len())];
                    mixed.extend_from_slice(format!("{theirs}{words}\n").as_bytes());
                }
                mixed.extend_from_slice(ours.as_bytes());
                mixed.extend_from_slice(line);
            }
            read_bytes(&mixed)
        };
        let (plain, reading) = (with(false, &mut rng), with(true, &mut rng));
        let name = format!("{} behind {ours:?}", log.name);
        assert_eq!(essence(&reading), essence(&plain), "{name}");
        assert_eq!(findings(&reading), findings(&plain), "{name}");
        assert_eq!(reading.mixed, [""; 0], "{name}");
    }
}

#[test]
fn a_line_of_nobody_within_a_description_neither_ends_nor_spoils_it() {
    let mut rng = fastrand::Rng::with_seed(8);
    for log in LOGS.iter().filter(|log| log.debug) {
        let bytes = beginning(log, 260);
        let plain = read_bytes(&bytes);
        for case in 0..2 {
            let mut mixed = Vec::new();
            for line in lines_of(&bytes) {
                // Never before the first line, which the announcement is followed by.
                let within = is_description(line) && line.starts_with(b"a=");
                if within && rng.u8(..5) == 0 {
                    mixed.extend_from_slice(b"progress 42 %\n");
                }
                mixed.extend_from_slice(line);
            }
            let reading = read_bytes(&mixed);
            let name = format!("{}, case {case}", log.name);
            assert_eq!(reading.offer, plain.offer, "{name}");
            assert_eq!(findings(&reading), findings(&plain), "{name}");
        }
    }
}

/// Lines of several logs in turns, each with the name of its program before it.
fn in_turns(logs: &[&Log], names: &[&str], rng: &mut fastrand::Rng) -> Vec<u8> {
    let named = logs.iter().zip(names);
    let mut rest: Vec<_> = named
        .map(|(log, name)| {
            let lines = lines_of(log.bytes).into_iter().take(260);
            lines.map(|line| [name.as_bytes(), line].concat()).collect::<Vec<_>>().into_iter()
        })
        .collect();
    let mut all = Vec::new();
    while rest.iter().any(|lines| lines.len() > 0) {
        let at = rng.usize(..rest.len());
        let turn = rng.usize(1..12);
        all.extend(rest[at].by_ref().take(turn).flatten());
    }
    all
}

#[test]
fn two_drivers_in_turns_are_said_to_be_two() {
    let mut rng = fastrand::Rng::with_seed(9);
    let names = [
        ["go2-1  | ", "go2-2  | "],
        ["[go2_driver_node-1] ", "[go2_driver_node-2] "],
        ["Nov 22 18:00:00 host python3[99]: ", "Nov 22 18:00:00 host python3[100]: "],
    ];
    let shown = [
        ["go2-1", "go2-2"],
        ["[go2_driver_node-1]", "[go2_driver_node-2]"],
        ["python3[99]", "python3[100]"],
    ];
    let logs: Vec<_> = LOGS.iter().filter(|log| log.bytes.len() > 4000).collect();
    for _ in 0..6 {
        let chosen = [logs[rng.usize(..logs.len())], logs[rng.usize(..logs.len())]];
        let which = rng.usize(..names.len());
        let mut told = read_bytes(&in_turns(&chosen, &names[which], &mut rng)).mixed;
        told.sort();
        let mut expected = shown[which].map(str::to_owned).to_vec();
        expected.sort();
        assert_eq!(told, expected, "{} and {}", chosen[0].name, chosen[1].name);
        // One after the other they are none of this, and neither is one alone.
        let after = [0, 1].map(|at| {
            let lines = lines_of(chosen[at].bytes).into_iter().take(260);
            lines.flat_map(|line| [names[which][at].as_bytes(), line].concat()).collect::<Vec<u8>>()
        });
        assert_eq!(read_bytes(&after.concat()).mixed, [""; 0]);
    }
}

/// A reading without where it stands in its log and what it takes over from before.
fn alone(reading: &LogReading) -> LogReading {
    let marks = reading.marks.iter().cloned().map(|mut mark| {
        mark.mark.last_line -= mark.mark.line - 1;
        mark.mark.line = 1;
        mark
    });
    let mut offer = reading.offer.clone();
    if let Some(offer) = &mut offer {
        // Versions that were printed once hold for all that follows.
        offer.made_by = None;
    }
    LogReading {
        marks: marks.collect(),
        offer,
        last_line: reading.last_line + 1 - reading.first_line,
        first_line: 1,
        lines: 0,
        attempts: 1,
        earlier: Vec::new(),
        driver: None,
        closed_before: None,
        files: Vec::new(),
        ..reading.clone()
    }
}

#[test]
fn attempts_in_any_order_are_each_read_as_if_alone() {
    let mut rng = fastrand::Rng::with_seed(3);
    let logs: Vec<_> =
        LOGS.iter().filter_map(|log| Some((log.name, from_its_beginning(log)?))).collect();
    let logs: Vec<_> = logs.iter().filter(|(_, bytes)| bytes.len() < 40_000).collect();
    for _ in 0..10 {
        let chosen: Vec<_> = (0..rng.usize(2..5)).map(|_| logs[rng.usize(..logs.len())]).collect();
        let name = chosen.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let all: Vec<u8> = chosen.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        let reading = read_bytes(&all);
        assert_eq!(reading.attempts, chosen.len() as u64, "{name}");
        let each = reading.earlier.iter().chain([&reading]);
        for (index, (read, (_, bytes))) in each.zip(&chosen).enumerate() {
            assert_eq!(read.attempts, index as u64 + 1, "{name}");
            assert_eq!(alone(read), alone(&read_bytes(bytes)), "number {index} of {name}");
        }
    }
}

/// The stamp at the beginning of a line as Python's `logging` writes it.
fn stamp_of(line: &[u8]) -> Option<&[u8]> {
    let stamp = line.get(..23)?;
    (stamp.starts_with(b"20") && stamp[10] == b' ' && stamp[13] == b':').then_some(stamp)
}

#[test]
fn lines_of_one_millisecond_may_stand_in_any_order() {
    let mut rng = fastrand::Rng::with_seed(4);
    for log in LOGS {
        let bytes = beginning(log, 260);
        let plain = read_bytes(&bytes);
        for case in 0..2 {
            let mut lines = lines_of(&bytes);
            for at in 1..lines.len() {
                let next = lines.get(at + 1).copied().unwrap_or_default();
                let same =
                    stamp_of(lines[at - 1]).is_some_and(|it| Some(it) == stamp_of(lines[at]));
                // What announces a description stands before it, in whatever order.
                if same && !next.starts_with(b"v=0") && rng.bool() {
                    lines.swap(at - 1, at);
                }
            }
            let shuffled = read_bytes(&lines.concat());
            let name = format!("{}, case {case}", log.name);
            assert_eq!(shuffled.reached(), plain.reached(), "{name}");
            assert_eq!(shuffled.broken(), plain.broken(), "{name}");
            assert_eq!(findings(&shuffled), findings(&plain), "{name}");
        }
    }
}

/// The line with its stamp `ms` later, over the end of an hour, a day and a year.
fn later(line: &[u8], ms: u64) -> Vec<u8> {
    let Some(stamp) = stamp_of(line) else { return line.to_vec() };
    let text = String::from_utf8_lossy(stamp).replace(',', ".");
    let Ok(time) = text.parse::<jiff::civil::DateTime>() else { return line.to_vec() };
    let time = time + jiff::SignedDuration::from_millis(ms as i64);
    let shown = time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let mark = char::from(stamp[19]);
    let millis = time.subsec_nanosecond() / 1_000_000;
    [format!("{shown}{mark}{millis:03}").as_bytes(), &line[23..]].concat()
}

#[test]
fn when_it_was_written_changes_no_duration() {
    let mut rng = fastrand::Rng::with_seed(5);
    let mut tried = 0;
    for log in LOGS {
        let bytes = beginning(log, 260);
        let plain = read_bytes(&bytes);
        let Some(first) = lines_of(&bytes).into_iter().find_map(stamp_of) else { continue };
        let text = String::from_utf8_lossy(first).replace(',', ".");
        let first: jiff::civil::DateTime = text.parse().expect("a stamp");
        let year_ends = first.date().with().year(first.year() + 1).month(1).day(1).build();
        let midnight = year_ends.expect("a date").to_datetime(jiff::civil::Time::midnight());
        let until = first.duration_until(midnight).as_millis() as u64;
        for _ in 0..3 {
            // Within its own duration the year ends.
            let span = plain.duration_ms.unwrap_or_default() as u64;
            let shift = until - rng.u64(..=span);
            let shifted: Vec<u8> =
                lines_of(&bytes).into_iter().flat_map(|line| later(line, shift)).collect();
            let reading = read_bytes(&shifted);
            let name = format!("{} {shift} ms later", log.name);
            assert_eq!(reading.outcomes, plain.outcomes, "{name}");
            assert_eq!(reading.duration_ms, plain.duration_ms, "{name}");
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
}

#[test]
fn whatever_stands_around_a_line_at_once_changes_nothing() {
    let mut rng = fastrand::Rng::with_seed(6);
    let before = ["", "[go2-1] ", "go2-1  | ", "Nov 22 18:00:00 host python3[99]: "];
    let colours = ["", "\u{1b}[33m", "#033[1m"];
    for log in LOGS {
        let bytes = beginning(log, 260);
        let plain = read_bytes(&bytes);
        let (before, colour) = (before[rng.usize(..4)], colours[rng.usize(..3)]);
        let end = if rng.bool() { "\r\n" } else { "\n" };
        let changed: Vec<u8> = lines_of(&bytes)
            .into_iter()
            .flat_map(|line| {
                let line = line.strip_suffix(b"\n").unwrap_or(line);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                [before.as_bytes(), colour.as_bytes(), line, end.as_bytes()].concat()
            })
            .collect();
        let reading = read_bytes(&changed);
        let name = format!("{} behind {before:?}, {colour:?}, {end:?}", log.name);
        assert_eq!(essence(&reading), essence(&plain), "{name}");
        assert_eq!(findings(&reading), findings(&plain), "{name}");
    }
}
