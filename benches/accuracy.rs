//! How often the first finding is the right one: every fault of the simulated robot, twenty times,
//! and every foreign robot of the tests, against the table of `tests/expected`; and how the logs of
//! `tests/fixtures/reports` are read.
//!
//! `cargo bench --bench accuracy` prints the result; `-- --keep` puts it into `docs/accuracy.md`
//! as well. `--repeat N` changes the twenty, and words beside the options measure only the runs
//! whose names contain one of them, the reports by the name `reports`.

#[path = "../tests/ladder/bare_machine.rs"]
mod bare_machine;
#[path = "../tests/foreign/check.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is shared with the tests, which use all")]
mod check;
#[path = "../tests/expected/mod.rs"]
#[expect(dead_code, reason = "it is shared: each reads the part that it is about")]
mod expected;
#[path = "accuracy/faults.rs"]
mod faults;
#[path = "accuracy/foreign.rs"]
mod foreign;
#[path = "accuracy/page.rs"]
mod page;
#[path = "../tests/expected/reports.rs"]
#[expect(dead_code, reason = "it is shared: the complaints are for the test of the command")]
mod pasted;
#[path = "../tests/foreign/peer.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is shared with the tests, which use all")]
mod peer;
#[path = "../tests/foreign/stock_robot.rs"]
#[expect(clippy::unwrap_used, reason = "it is shared with the tests")]
mod stock_robot;
#[path = "../tests/ladder/support.rs"]
#[expect(dead_code, reason = "it is shared with the tests, which use all")]
mod support;
#[path = "accuracy/trial.rs"]
mod trial;
#[path = "../tests/foreign/venv.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is shared with the tests, which use all")]
mod venv;

use std::error::Error;

use trial::Trial;

/// What the command line asks for.
struct Wanted {
    repeat: usize,
    keep: bool,
    words: Vec<String>,
}

impl Wanted {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut wanted = Self { repeat: 20, keep: false, words: Vec::new() };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo itself passes this one.
                "--bench" => {}
                "--keep" => wanted.keep = true,
                "--repeat" => {
                    wanted.repeat = arguments.next().ok_or("--repeat needs a number")?.parse()?;
                }
                option if option.starts_with('-') => {
                    return Err(format!("there is no option {option}").into());
                }
                word => wanted.words.push(word.to_owned()),
            }
        }
        Ok(wanted)
    }

    fn names(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = Wanted::read(std::env::args().skip(1))?;
    let mut trials: Vec<Trial> =
        faults::trials().into_iter().filter(|trial| wanted.names(&trial.name)).collect();
    eprintln!("{} faults, {} times each ...", trials.len(), wanted.repeat);
    faults::run(&mut trials, wanted.repeat)?;
    for mut trial in foreign::trials().into_iter().filter(|trial| wanted.names(&trial.name)) {
        eprintln!("{} ...", trial.name);
        foreign::run(&mut trial);
        trials.push(trial);
    }
    let mut measured = Vec::new();
    if wanted.names(page::REPORTS.name) {
        eprintln!("reports ...");
        measured.push((page::REPORTS, pasted::table().join("\n") + "\n"));
    }
    if !trials.is_empty() {
        measured.push((page::ROBOTS, page::tables(&trials)));
    }
    for (place, tables) in measured {
        println!("{tables}");
        if wanted.keep {
            place.keep(&tables)?;
        }
    }
    Ok(())
}
