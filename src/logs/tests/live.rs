//! A log that is followed: what changes, and when.

use super::*;
use crate::facts::log_reading::LogReading;
use crate::logs::live::{Change, Live, What};
use crate::logs::signatures::BUILT_IN;

/// What pieces of this size have changed, and the reading at the end.
fn followed(bytes: &[u8], size: usize) -> (Vec<Change>, LogReading) {
    let mut live = Live::new(&BUILT_IN);
    let changes = bytes.chunks(size).flat_map(|piece| live.take(piece)).collect();
    (changes, live.finish())
}

#[test]
fn however_it_comes_the_reading_at_the_end_is_that_of_the_whole_log() {
    for log in LOGS {
        let whole = read(log.bytes).expect("memory does not fail");
        let (changes, reading) = followed(log.bytes, usize::MAX);
        assert_eq!(reading, whole, "{}", log.name);
        for size in [1, 7, 100, 4096] {
            assert_eq!(followed(log.bytes, size), (changes.clone(), whole.clone()));
        }
    }
}

#[test]
fn the_last_change_of_each_stage_is_its_status_in_the_report() {
    for log in LOGS {
        let (changes, reading) = followed(log.bytes, 1000);
        for outcome in &reading.outcomes {
            let told = changes.iter().rev().find_map(|change| match change.what {
                What::Stage(stage, status) if stage == outcome.stage() => Some(status),
                _ => None,
            });
            // A stage above one that broke is not told of again.
            if outcome.status != Status::Skip {
                assert_eq!(told, Some(outcome.status), "{} {}", log.name, outcome.stage());
            }
        }
    }
}

#[test]
fn each_change_stands_at_its_line_with_the_logs_own_time() {
    let log = LOGS.iter().find(|log| log.name == "aiortc-1.16.0_data2-2_sctp-silent");
    let (changes, _) = followed(log.expect("a log of the table").bytes, 5000);
    let told: Vec<String> = changes
        .iter()
        .filter(|change| !matches!(change.what, What::Stage(_, Status::Inconclusive)))
        .map(|one| {
            format!("{} {:?} {:?}", one.line.unwrap_or_default(), one.time.as_deref(), one.what)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn every_attempt_is_told_once() {
    let log = LOGS.iter().find(|log| log.name == "sdk_info_con-notify-timeout");
    let bytes = log.expect("a log of the table").bytes.repeat(3);
    let (changes, reading) = followed(&bytes, 64);
    let began = changes.iter().filter(|change| change.what == What::Began);
    assert_eq!(began.map(|change| change.attempt).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(reading.attempts, 3);
    let broke = |change: &&Change| change.what == What::Stage(Stage::Http, Status::Fail);
    assert_eq!(changes.iter().filter(broke).count(), 3);
}

#[test]
fn nothing_is_told_of_lines_that_mean_nothing() {
    let (changes, reading) = followed(b"one\ntwo\nthree without an end", 4);
    assert_eq!((changes, reading.lines), (vec![], 3));
}

#[test]
fn a_log_goes_on_in_its_next_file() {
    let log = LOGS.iter().find(|log| log.name == "fork_info_healthy").expect("a log");
    let lines: Vec<&[u8]> = log.bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let (older, newer) = lines.split_at(lines.len() / 2);
    let whole = read(log.bytes).expect("memory does not fail");
    let mut live = Live::new(&BUILT_IN);
    let mut changes = live.take(&older.concat());
    changes.extend(live.next_file());
    changes.extend(live.take(&newer.concat()));
    assert_eq!(changes, followed(log.bytes, 1000).0);
    let files = vec![1, older.len() as u64 + 1];
    assert_eq!(live.finish(), LogReading { files, ..whole });
}

#[test]
fn what_was_there_before_is_told_as_it_stands() {
    let log = LOGS.iter().find(|log| log.name == "sdk_info_con-notify-timeout").expect("a log");
    let mut live = Live::new(&BUILT_IN);
    live.catch_up(&log.bytes.repeat(2));
    let told = |changes: Vec<Change>| -> Vec<_> {
        changes.into_iter().map(|one| (one.attempt, one.line, one.time, one.what)).collect()
    };
    let standing = [What::Began, What::Stage(Stage::Http, Status::Fail)];
    assert_eq!(told(live.changes()), standing.map(|what| (2, None, None, what)));
    assert_eq!(told(live.changes()), []);
    let next = live.take(log.bytes);
    assert_eq!(next.first().map(|change| (change.attempt, change.what)), Some((3, What::Began)));
}
