//! The corpus of logs: the published client, its log at DEBUG, against every fault of the
//! simulated robot, and what `logs` makes of each.
//!
//! Beside it drivers in JavaScript, on stacks of their own, against some of them.
//!
//! The logs are made when the test runs. They lie under `target/tmp/corpus-*` while it does, and
//! stay there if a single one is read wrongly. `GO2DOCTOR_CORPUS=WORD` makes only those of the
//! faults that have the word in their names.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod drivers;
#[path = "../expected/mod.rs"]
#[expect(dead_code, reason = "it is shared: each reads the part that it is about")]
mod expected;
#[path = "../expected/logs.rs"]
#[expect(dead_code, reason = "it is shared with the pages, which show it")]
mod logs;
#[path = "../node/mod.rs"]
mod node;
#[path = "../node/drivers.rs"]
mod node_drivers;
mod runs;
#[path = "../expected/stacks.rs"]
mod stacks;
#[path = "../foreign/venv.rs"]
#[expect(dead_code, reason = "it is shared with the tests that use all")]
mod venv;
mod verdict;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use client::Client;
use runs::{Run, all_at_once};
use venv::{Packages, interpreter};
use verdict::Told;

/// The faults that the client of 2025 meets as well. It gives up after 5 s and writes other words.
const OF_2_0: [&str; 12] = [
    "con-notify-404",
    "con-notify-garbage",
    "legacy",
    "blob-undecipherable",
    "con-ing-undecipherable",
    "con-ing-not-json",
    "busy",
    "answer-lower-case",
    "dtls-silent",
    "dtls-alert",
    "sctp-abort",
    "validation-silent",
];

#[test]
fn every_log_of_the_published_client_is_told_right() {
    let wanted = std::env::var("GO2DOCTOR_CORPUS").unwrap_or_default();
    told_right(Packages::Client, 77, |fault| fault.contains(&wanted));
}

#[test]
fn logs_of_the_client_of_2025_are_told_right() {
    told_right(Packages::Client20, 78, |fault| OF_2_0.contains(&fault));
}

/// Lets a client meet the faults, each at an address of its own in 127.NET.0.0, and holds what its
/// logs are read as.
fn told_right(packages: Packages, net: u8, wanted: impl Fn(&str) -> bool) {
    let Some(python) = interpreter(packages) else { return };
    let name = format!("corpus-{}-{net}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let runs: Vec<Run> = logs::expected_of_logs()
        .into_iter()
        .enumerate()
        .filter(|(_, (spec, _))| wanted(&spec.name))
        .map(|(number, (spec, expected))| Run { number, spec, expected })
        .collect();
    let client = Client { python, folder: folder.clone(), net };
    all_at_once(&runs, &client);

    let mut wrong = String::new();
    for run in &runs {
        let told = Told::of(&client.log(run.spec));
        if !told.is(&run.expected) {
            writeln!(wrong, "{}: {told}, not {:?}", run.spec.name, run.expected).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}the logs lie in {}", folder.display());
    fs::remove_dir_all(folder).unwrap();
}
