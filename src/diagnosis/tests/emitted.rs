//! Every code is emitted by a test, in the ways that its entry says and in no other.
//!
//! The test runs this binary's other tests of the diagnosis once more, in a process that writes
//! down what every call of `diagnose` concluded. Random evidence does not count: no table holds
//! what it leads to.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::super::case::Source;
use super::*;
use crate::catalogue::catalogue;
use crate::catalogue::entry::Found;
use crate::facts::Stage;

/// Where that process writes.
const VARIABLE: &str = "GO2DOCTOR_TEST_EMITTED";

/// Writes down what was concluded, where that is asked for, and tries the case in other worlds.
pub(in crate::diagnosis) fn note(case: &Case<'_>, found: &[Finding]) {
    write_down(found.iter().map(|each| (each, way(case, each))));
    super::every_world::note(case, found);
}

/// The same for a search.
pub(in crate::diagnosis) fn note_discovery(found: &[Finding]) {
    write_down(found.iter().map(|each| (each, Found::Discover)));
}

/// The same for a look at DDS.
pub(in crate::diagnosis) fn note_dds(found: &[Finding]) {
    write_down(found.iter().map(|each| (each, Found::Dds)));
}

fn write_down<'a>(found: impl Iterator<Item = (&'a Finding, Found)>) {
    let Some(path) = std::env::var_os(VARIABLE) else { return };
    append(path, found.map(|(each, way)| format!("{} {}\n", each.code(), name(way))).collect());
}

pub(super) fn append(path: OsString, lines: String) {
    let file = std::fs::File::options().append(true).create(true).open(path);
    // One write: tests run side by side.
    file.and_then(|mut file| file.write_all(lines.as_bytes())).expect("the file can be written");
}

fn way(case: &Case<'_>, each: &Finding) -> Found {
    match (case.source, each.stage) {
        (Source::Log, _) => Found::Logs,
        (Source::Live, Stage::Host) => Found::Env,
        (Source::Live | Source::Capture, _) => Found::Live,
    }
}

fn name(way: Found) -> &'static str {
    match way {
        Found::Live => "live",
        Found::Env => "env",
        Found::Logs => "logs",
        Found::Discover => "discover",
        Found::Dds => "dds",
    }
}

/// What the other tests of the diagnosis wrote to the file that the variable names.
pub(super) fn after_all_others(variable: &str, path: &Path) -> String {
    let tests = std::env::current_exe().expect("this binary");
    let run = Command::new(tests)
        .args(["diagnosis::", "--skip", "emitted", "--skip", "every_world", "--skip", "random"])
        .env(variable, path)
        .output()
        .expect("it runs");
    // What fails there fails in its own name beside this test.
    std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{run:?}"))
}

#[test]
fn every_code_is_emitted_by_a_test_in_the_ways_of_its_entry() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("emitted");
    let text = after_all_others(VARIABLE, &path);
    let mut emitted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (code, way) in text.lines().filter_map(|line| line.split_once(' ')) {
        emitted.entry(code).or_default().insert(way);
    }
    let said: BTreeMap<&str, BTreeSet<&str>> = catalogue()
        .entries()
        .iter()
        .filter(|entry| !entry.found.is_empty())
        .map(|entry| (entry.code.as_str(), entry.found.iter().copied().map(name).collect()))
        .collect();
    let codes: BTreeSet<&str> = said.keys().chain(emitted.keys()).copied().collect();
    let differing: Vec<String> = codes
        .into_iter()
        .filter(|code| said.get(code) != emitted.get(code))
        .map(|code| format!("{code}: said {:?}, emitted {:?}", said.get(code), emitted.get(code)))
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}
