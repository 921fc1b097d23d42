//! The same logs cut short, joined, stamped otherwise, prefixed, damaged.

use super::*;
use crate::diagnosis::case::Case;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::PairEvidence;
use crate::facts::invocation::Invocation;
use crate::facts::log_reading::LogReading;
use crate::logs::signatures::BUILT_IN;

/// Each line of a log, changed.
fn with_lines(bytes: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    bytes.split_inclusive(|byte| *byte == b'\n').flat_map(change).collect()
}

/// A reading without what depends on where and when its lines stand.
pub(super) fn essence(reading: &LogReading) -> impl PartialEq + std::fmt::Debug + use<> {
    let statuses: Vec<_> = reading.outcomes.iter().map(|one| (one.stage(), one.status)).collect();
    let marks: Vec<_> =
        reading.marks.iter().map(|mark| (mark.signature.clone(), mark.mark.count)).collect();
    let (_, sctp) = facts!(reading, Sctp);
    let (_, ice) = facts!(reading, Ice);
    let timeless = |pair| PairEvidence { last_request_ms: None, ..pair };
    let pairs = ice.pairs.map(|pairs| pairs.into_iter().map(timeless).collect::<Vec<_>>());
    (statuses, marks, reading.offer.clone(), reading.written_by, (sctp.init_sent, pairs))
}

#[test]
fn stamps_colours_line_ends_and_prefixes_change_nothing() {
    for log in LOGS {
        let plain = essence(&read_bytes(log.bytes));
        let coloured = with_lines(log.bytes, |line| [b"\x1b[32m", line].concat());
        assert_eq!(essence(&read_bytes(&coloured)), plain, "{} coloured", log.name);
        let windows = with_lines(log.bytes, |line| {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            [line.strip_suffix(b"\r").unwrap_or(line), b"\r\n"].concat()
        });
        assert_eq!(essence(&read_bytes(&windows)), plain, "{} with CRLF", log.name);
        let launched = with_lines(log.bytes, |line| [b"[go2_driver_node-3] ", line].concat());
        assert_eq!(essence(&read_bytes(&launched)), plain, "{} launched by ROS", log.name);
        let with_nul = with_lines(log.bytes, |line| [b"\0", line].concat());
        assert_eq!(essence(&read_bytes(&with_nul)), plain, "{} with NULs", log.name);
    }
}

/// What launchers and collectors write before each line.
const PREFIXES: [(&str, &str); 9] = [
    ("colours", "\x1b[1;32m"),
    ("ros2 launch", "[go2_driver_node-1] "),
    ("ros2 run", "[INFO] [1763432463.117204511] [go2_driver_node]: "),
    ("journald", "Nov 22 18:00:00 host go2_driver_node[1234]: "),
    ("journald, short-iso", "2026-11-22T18:00:00+0800 host python3[1234]: "),
    ("compose", "driver-1  | "),
    ("compose in colours", "\x1b[36mdriver-1  | \x1b[0m"),
    ("docker logs -t", "2026-11-22T10:00:00.123456789Z "),
    (
        "journald, docker and ros2 launch",
        "Nov 22 18:00:00 host dockerd[99]: go2-driver-1  | 2026-11-22T10:00:00.1Z [node-1] ",
    ),
];

/// What is diagnosed, in its order.
pub(super) fn findings(reading: &LogReading) -> Vec<String> {
    found(reading).into_iter().map(|one| one.0).collect()
}

/// The rungs that have a finding.
pub(super) fn stages(reading: &LogReading) -> Vec<Stage> {
    found(reading).into_iter().map(|one| one.1).collect()
}

fn found(reading: &LogReading) -> Vec<(String, Stage)> {
    let facts = reading.facts(None);
    let case = Case::of_log(&reading.outcomes, reading, &facts);
    let diagnosis = Diagnosis::of(&case, &Invocation::default());
    diagnosis.findings().iter().map(|one| (one.code().to_owned(), one.stage)).collect()
}

#[test]
fn behind_every_prefix_the_same_is_found() {
    for log in LOGS {
        let plain = read_bytes(log.bytes);
        // A prefix gives a log stamps that had none; its own, where it has them, are kept.
        let stamped = log.bytes.starts_with(b"20");
        for (prefix, text) in PREFIXES {
            let name = format!("{} behind {prefix}", log.name);
            let prefixed = with_lines(log.bytes, |line| [text.as_bytes(), line].concat());
            let reading = read_bytes(&prefixed);
            assert_eq!(essence(&reading), essence(&plain), "{name}");
            assert_eq!(findings(&reading), findings(&plain), "{name}");
            if stamped {
                assert_eq!(reading.outcomes, plain.outcomes, "{name}");
            }
        }
    }
}

#[test]
fn what_other_services_write_in_between_changes_nothing() {
    for log in LOGS {
        let plain = read_bytes(log.bytes);
        let mixed = with_lines(log.bytes, |line| {
            let others = b"redis-1     | * Ready\nmap-1       | a=1 b=2\n";
            [&others[..], b"go2-1       | ", line].concat()
        });
        let reading = read_bytes(&mixed);
        assert_eq!(essence(&reading), essence(&plain), "{}", log.name);
        assert_eq!(findings(&reading), findings(&plain), "{}", log.name);
    }
}

#[test]
fn without_stamps_the_same_is_read_but_no_times() {
    for log in LOGS {
        let bare = with_lines(log.bytes, |line| {
            let stamped = line.starts_with(b"20") || line.starts_with("🕒".as_bytes());
            let end = line.iter().rposition(|byte| *byte == b'(').filter(|_| line[0] != b'2');
            let start = if line.starts_with(b"20") { 24.min(line.len()) } else { 0 };
            if !stamped {
                return line.to_vec();
            }
            [&line[start..end.unwrap_or(line.len())], b"\n"].concat()
        });
        let (stamped, bare) = (read_bytes(log.bytes), read_bytes(&bare));
        assert_eq!(bare.broken(), stamped.broken(), "{}", log.name);
        assert_eq!(bare.reached(), stamped.reached(), "{}", log.name);
        if log.name.starts_with("aiortc-") || log.name.starts_with("plain-") {
            assert_eq!(bare.duration_ms, None, "{}", log.name);
            assert!(bare.outcomes.iter().all(|one| one.duration_ms.is_none()), "{}", log.name);
        }
    }
}

#[test]
fn a_log_cut_short_blames_no_other_stage() {
    for log in LOGS {
        let whole = read_bytes(log.bytes);
        let mut scanner = Scanner::default();
        scanner.file();
        for (number, line) in log.bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            scanner.line(line);
            let cut = scanner.reading();
            let broken = cut.broken();
            assert!(broken.is_none() || broken == whole.broken(), "{} at {number}", log.name);
            assert!(cut.reached() <= whole.reached(), "{} at {number}", log.name);
        }
        assert_eq!(scanner.reading(), whole, "{}", log.name);
    }
}

#[test]
fn of_several_attempts_the_last_one_is_read() {
    let starts = |log: &&Log| {
        let signatures = ["client-started", "fork-connecting", "sdk-connecting"];
        let first = read_bytes(log.bytes);
        first.marks.iter().any(|mark| signatures.contains(&mark.signature.as_str()))
    };
    let logs: Vec<&Log> = LOGS.iter().filter(starts).collect();
    for (at, first) in logs.iter().enumerate() {
        // Another one each time, healthy after broken and broken after healthy.
        let second = logs[(at + 5) % logs.len()];
        let joined = read_bytes(&[first.bytes, second.bytes].concat());
        let alone = read_bytes(second.bytes);
        let name = format!("{} then {}", first.name, second.name);
        assert_eq!(joined.attempts, 2, "{name}");
        assert_eq!(joined.broken(), alone.broken(), "{name}");
        assert_eq!(joined.reached(), alone.reached(), "{name}");
        assert_eq!(joined.offer, alone.offer, "{name}");
    }
}

/// A log from the line on by which its driver says that it begins to connect.
pub(super) fn from_its_beginning(log: &Log) -> Option<Vec<u8>> {
    let signatures = ["client-started", "fork-connecting", "sdk-connecting"];
    let whole = read_bytes(log.bytes);
    let mut marks = whole.marks.iter();
    let mark = marks.find(|mark| signatures.contains(&mark.signature.as_str()))?;
    let lines: Vec<_> = log.bytes.split_inclusive(|byte| *byte == b'\n').collect();
    Some(lines[mark.mark.line as usize - 1..].concat())
}

/// What a reading is if its log stands behind another of so many lines.
fn behind(reading: LogReading, lines: u64, joined: &LogReading) -> LogReading {
    let marks = reading.marks.into_iter().map(|mut mark| {
        mark.mark.line += lines;
        mark.mark.last_line += lines;
        mark
    });
    let mut offer = reading.offer;
    if let (Some(offer), Some(known)) = (&mut offer, &joined.driver) {
        // Versions that were printed once hold for all that follows.
        offer.made_by = known.aiortc.as_ref().map(|version| format!("aiortc {version}"));
    }
    LogReading {
        marks: marks.collect(),
        offer,
        first_line: reading.first_line + lines,
        last_line: reading.last_line + lines,
        lines: reading.lines + lines,
        attempts: joined.attempts,
        earlier: joined.earlier.clone(),
        driver: joined.driver.clone(),
        closed_before: joined.closed_before.clone(),
        ..reading
    }
}

#[test]
fn two_logs_one_after_another_give_the_two_readings() {
    let logs: Vec<_> =
        LOGS.iter().filter_map(|log| Some((log.name, from_its_beginning(log)?))).collect();
    assert!(logs.len() > 10, "most of them say when they begin");
    for (at, (first, earlier)) in logs.iter().enumerate() {
        let alone = read_bytes(earlier);
        assert_eq!((alone.attempts, alone.earlier.len()), (1, 0), "{first}");
        // Itself, and others that differ in driver, level and end.
        for (second, later) in [0, 1, 4, 7].map(|step| &logs[(at + step) % logs.len()]) {
            let name = format!("{first} then {second}");
            let joined = read_bytes(&[&earlier[..], later].concat());
            assert_eq!(joined.attempts, 2, "{name}");
            assert_eq!(joined.earlier, std::slice::from_ref(&alone), "{name}");
            let expected = behind(read_bytes(later), alone.lines, &joined);
            assert_eq!(joined, expected, "{name}");
        }
    }
}

#[test]
fn of_very_many_attempts_the_last_hundred_are_kept() {
    let log = LOGS.iter().find(|log| log.name == "sdk_info_con-notify-timeout").expect("a log");
    let attempt = from_its_beginning(log).expect("it says when it begins");
    let reading = read_bytes(&attempt.repeat(250));
    assert_eq!((reading.attempts, reading.earlier.len()), (250, 99));
    let numbers: Vec<_> = reading.earlier.iter().map(|one| one.attempts).collect();
    assert_eq!(numbers, (151..250).collect::<Vec<_>>());
}

#[test]
fn a_log_in_several_files_is_read_as_one() {
    for log in LOGS {
        let lines: Vec<&[u8]> = log.bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let (older, newer) = lines.split_at(lines.len() / 2);
        let (older, newer) = (older.concat(), newer.concat());
        let whole = read_bytes(log.bytes);
        let parts = read_all(&BUILT_IN, [&older[..], &newer[..]]).expect("memory does not fail");
        let files = vec![1, lines.len() as u64 / 2 + 1];
        assert_eq!(parts, LogReading { files, ..whole }, "{}", log.name);
    }
}

#[test]
fn no_reading_holds_a_secret() {
    for log in LOGS {
        let text = String::from_utf8_lossy(log.bytes);
        let shown = format!("{:?}", read_bytes(log.bytes));
        for line in text.lines() {
            if let Some(password) = line.trim_end().strip_prefix("a=ice-pwd:") {
                assert!(!shown.contains(password), "{}", log.name);
            }
            if let Some((_, rest)) = line.split_once("\"data1\": \"") {
                assert!(!shown.contains(&rest[..20]), "{}", log.name);
            }
        }
    }
}

#[test]
fn damaged_logs_never_panic() {
    let mut rng = fastrand::Rng::with_seed(11);
    for log in LOGS {
        for _ in 0..8 {
            let _ = read_bytes(&corrupted(log.bytes, &mut rng));
        }
        let mut lines: Vec<&[u8]> = log.bytes.split_inclusive(|byte| *byte == b'\n').collect();
        rng.shuffle(&mut lines);
        let _ = read_bytes(&lines.concat());
    }
}

#[test]
fn a_hostile_log_stays_within_bounds() {
    let mut bytes = b"DEBUG RTCPeerConnection() setLocalDescription(offer)\n".to_vec();
    for number in 0..5000 {
        bytes.extend_from_slice(format!("a=candidate:{number}\n").as_bytes());
    }
    for number in 0..2000 {
        let line = format!(
            "aioice.ice:Connection({number}) protocol({number}) > ('1.2.3.4', {number}) \
             Message(message_method=Method.BINDING, message_class=Class.REQUEST\n\
             Received message on data channel: {{\"type\": \"msg\", \"topic\": \"rt/{number}\"}}\n"
        );
        bytes.extend_from_slice(line.as_bytes());
    }
    bytes.extend_from_slice(&vec![b'x'; 3 * lines::MAX_LINE]);
    let reading = read_bytes(&bytes);
    assert!(facts!(reading, Ice).1.pairs.is_some_and(|pairs| pairs.len() <= 64));
    assert!(facts!(reading, Flow).1.topics.is_some_and(|topics| topics.len() <= 64));
    assert!(reading.marks.len() < 20);
}
