//! Logs, consoles and builds as people paste them into trackers: the rung and the first finding,
//! from the fixtures' `expected.json`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::diagnosis::verdict::failed_stage;
use crate::logs::read;

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reports").join(kind)
}

/// Whether what was given is among what is wanted; without a wish, everything is.
fn fits(wanted: &Value, given: Option<&str>) -> bool {
    wanted.as_array().is_none_or(|all| all.iter().any(|one| one.as_str() == given))
}

#[test]
fn each_report_breaks_at_its_rung_with_the_right_first_finding() {
    for kind in ["given", "found", "held"] {
        let text = std::fs::read(folder(kind).join("expected.json")).expect("it is there");
        let expected: Value = serde_json::from_slice(&text).expect("it is JSON");
        for (name, wanted) in expected.as_object().expect("an object") {
            let bytes = std::fs::read(folder(kind).join(name)).expect("the report is there");
            let reading = read(&bytes[..]).expect("bytes can be read");
            let facts = reading.facts(None);
            let codes = codes(&Case::of_log(&reading.outcomes, &reading, &facts));
            let stage = failed_stage(&reading.outcomes).map(|stage| stage.name());
            assert!(fits(&wanted["stage"], stage), "{name}: broke at {stage:?}");
            assert!(fits(&wanted["first"], codes.first().copied()), "{name}: {codes:?}");
            let named = codes.iter().any(|code| fits(&wanted["named"], Some(code)));
            assert!(wanted["named"].is_null() || named, "{name}: {codes:?}");
        }
    }
}
