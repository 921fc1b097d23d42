//! Every signature is met by a line that a program really writes: one of a log of the fixtures,
//! or one of `lines.txt`, where each stands behind the id of the signature that it is for.

use std::collections::BTreeSet;
use std::path::Path;

use super::{LOGS, rows};
use crate::facts::log_reading::SignatureKind;
use crate::logs::lines::clean;
use crate::logs::signatures::BUILT_IN;

const LINES: &str = include_str!("lines.txt");
const NOT_STARTED: &str = include_str!("not_started.txt");
const ERRORS: &str = include_str!("errors.txt");

fn every_row() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(LINES).chain(rows(NOT_STARTED))
}

fn met_by(line: &[u8]) -> Vec<&'static str> {
    let line = clean(line.strip_suffix(b"\n").unwrap_or(line));
    BUILT_IN
        .matcher
        .matches(&line)
        .into_iter()
        .map(|one| BUILT_IN.all()[one.pattern].id.as_str())
        .collect()
}

#[test]
fn each_line_is_recognised_by_its_signature() {
    for (id, line) in every_row() {
        let met = met_by(line.as_bytes());
        assert!(met.contains(&id), "{line}\nis not for {id} but for {met:?}");
    }
}

#[test]
fn each_signature_is_met_by_a_line() {
    let mut met: BTreeSet<&str> = every_row().map(|(id, _)| id).collect();
    for log in LOGS {
        met.extend(log.bytes.split_inclusive(|byte| *byte == b'\n').flat_map(met_by));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reports");
    met.extend(ERRORS.lines().flat_map(|row| met_by(row.as_bytes())));
    for kind in ["given", "found", "held", "blind", "blind2"] {
        for file in std::fs::read_dir(folder.join(kind)).expect("the reports are there") {
            let bytes = std::fs::read(file.expect("a file").path()).expect("it can be read");
            met.extend(bytes.split_inclusive(|byte| *byte == b'\n').flat_map(met_by));
        }
    }
    let unmet: Vec<&str> = BUILT_IN
        .all()
        .iter()
        .map(|signature| signature.id.as_str())
        .filter(|id| !met.contains(id))
        .collect();
    assert_eq!(unmet, [""; 0]);
}

#[test]
fn what_only_looks_like_an_error_is_known_to_mean_nothing() {
    let nothing = |line: &str| {
        met_by(line.as_bytes()).into_iter().any(|met| {
            BUILT_IN.all().iter().any(|one| one.id == met && one.kind == SignatureKind::Nothing)
        })
    };
    for line in [
        "ERROR:root:An error occurred with the old method: Failed to receive SDP Answer: No response",
        "INFO:root:Falling back to the new method...",
        "[INFO] [1763820000.900000000] [go2_driver]: Video frame received for robot 0",
        "強制設定 data channel 為 open",
    ] {
        assert!(nothing(line), "{line}");
    }
}
