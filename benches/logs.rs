//! How fast `logs` reads, beside `rg` with the same patterns.
//!
//! `cargo bench --bench logs` makes two logs of 1 GiB in a temporary folder, reads each with both
//! programs in turn, and prints one table; a number behind `--` is another size in MiB. Nothing
//! is asserted.

#[path = "logs/corpus.rs"]
mod corpus;
#[path = "figures/peak.rs"]
mod peak;
#[path = "figures/release.rs"]
mod release;
#[path = "figures/samples.rs"]
#[expect(dead_code, reason = "it is shared with the other figures")]
mod samples;
#[path = "figures/spent.rs"]
mod spent;
#[path = "figures/table.rs"]
mod table;

use std::error::Error;
use std::path::Path;
use std::process::Command;

use samples::Samples;
use spent::{Run, run, speeds, told};
use table::{Row, Table};

/// A measurement, or why there is none.
type Measured<T> = Result<T, Box<dyn Error>>;

/// Rounds of both programs; the first fills the page cache and does not count.
const ROUNDS: usize = 3;

/// The most memory that reading may take, MB: 64 MiB.
const MEMORY: f64 = 67.1;

fn main() -> Measured<()> {
    let size = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1024);
    release::build();
    let folder = tempfile::tempdir()?;
    let patterns = folder.path().join("patterns");
    std::fs::write(&patterns, corpus::patterns()?)?;
    let mut table = Table::default();
    for (name, make) in corpus::LOGS {
        eprintln!("making {name}, {size} MiB ...");
        let log = folder.path().join("log");
        let bytes = make(&log, size << 20)?;
        eprintln!("reading it ...");
        table.extend(rows(name, &log, bytes, &patterns)?);
    }
    print!("{table}");
    Ok(())
}

/// Both programs on one log, in turn.
fn rows(name: &str, log: &Path, bytes: u64, patterns: &Path) -> Measured<Vec<Row>> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (our, their) = (run(doctor(log))?, run(ripgrep(log, patterns)));
        if round > 0 {
            ours.push(our);
            theirs.push(their);
        }
    }
    let told = |runs: &[Run]| told(&speeds(bytes, runs));
    let peak = peak::of(doctor(log))?.1;
    let mut rows = vec![Row::shown(format!("`logs`, {name}"), told(&ours))];
    match theirs.into_iter().collect::<Measured<Vec<Run>>>() {
        Ok(theirs) => {
            let pairs = || ours.iter().zip(&theirs);
            let walls = Samples::new(pairs().map(|(our, their)| their.wall / our.wall));
            let cpus = Samples::new(pairs().map(|(our, their)| their.cpu / our.cpu));
            let measured = format!(
                "{:.2} median ({:.2} to {:.2}), of processor time {:.2}",
                walls.median(),
                walls.min(),
                walls.max(),
                cpus.median()
            );
            rows.push(Row::shown(format!("- {}", version()), told(&theirs)));
            let met = walls.median() >= 0.5;
            rows.push(Row::aimed("- our speed by that of `rg`", measured, ">= 0.5", met));
        }
        Err(why) => rows.push(Row::not_measured("- `rg` (apt-get install ripgrep)", why.as_ref())),
    }
    let measured = format!("{peak:.1} MB");
    rows.push(Row::aimed("- our peak memory", measured, "< 64 MiB", peak < MEMORY));
    Ok(rows)
}

fn doctor(log: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    command.arg("logs").arg(log);
    command
}

/// One thread, every file text, bytes instead of Unicode: what `logs` does too.
fn ripgrep(log: &Path, patterns: &Path) -> Command {
    let mut command = Command::new("rg");
    command.args(["--no-config", "-j1", "-a", "--no-unicode", "-c", "-f"]).arg(patterns).arg(log);
    command
}

fn version() -> String {
    let output = Command::new("rg").arg("--version").output().map(|output| output.stdout);
    let text = String::from_utf8_lossy(&output.unwrap_or_default()).into_owned();
    format!("`rg -c`, {}", text.lines().next().unwrap_or("of no version"))
}
