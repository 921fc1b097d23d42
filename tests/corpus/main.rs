//! The corpus of logs: the published client, its log at DEBUG, against every fault of the
//! simulated robot, and what `logs` makes of each.
//!
//! The logs are made when the test runs. They lie under `target/tmp/corpus-*` while it does, and
//! stay there if a single one is read wrongly.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
#[path = "../expected/mod.rs"]
#[expect(dead_code, reason = "it is shared: each reads the part that it is about")]
mod expected;
#[path = "../expected/logs.rs"]
mod logs;
mod runs;
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

#[test]
fn every_log_of_the_published_client_is_told_right() {
    let Some(python) = interpreter(Packages::Client) else { return };
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let wanted = std::env::var("GO2DOCTOR_CORPUS").unwrap_or_default();
    let runs: Vec<Run> = logs::expected_of_logs()
        .into_iter()
        .enumerate()
        .filter(|(_, (spec, _))| spec.name.contains(&wanted))
        .map(|(number, (spec, expected))| Run { number, spec, expected })
        .collect();
    let client = Client { python, folder: folder.clone() };
    all_at_once(&runs, &client);

    let mut wrong = String::new();
    let (mut umbrellas, mut exact) = (0, 0);
    for run in &runs {
        let told = Told::of(&client.log(run.spec));
        let right = told.is(&run.expected);
        umbrellas += usize::from(right && run.expected.umbrella);
        exact += usize::from(right && !run.expected.umbrella);
        if !right {
            writeln!(wrong, "{}: {told}, not {:?}", run.spec.name, run.expected).unwrap();
        }
    }
    eprintln!("{} logs: {exact} told by name, {umbrellas} as one of several", runs.len());
    assert!(wrong.is_empty(), "{wrong}the logs lie in {}", folder.display());
    fs::remove_dir_all(folder).unwrap();
}
