//! How fast `report` reads a capture, and in how much memory.
//!
//! `cargo bench --bench captures` makes two captures of 1 GiB in a temporary folder, reads each
//! several times, and prints one table; a number behind `--` is another size in MiB. Nothing is
//! asserted.

#[path = "captures/corpus.rs"]
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
#[expect(dead_code, reason = "it is shared with the other figures")]
mod table;

use std::error::Error;
use std::path::Path;
use std::process::Command;

use samples::Samples;
use spent::{run, speeds, told};
use table::{Row, Table};

/// A measurement, or why there is none.
type Measured<T> = Result<T, Box<dyn Error>>;

/// Rounds that count; one before them fills the page cache.
const ROUNDS: usize = 3;

/// MB/s.
const SPEED: f64 = 150.0;

/// The most memory that reading may take, MB: 64 MiB.
const MEMORY: f64 = 67.1;

fn main() -> Measured<()> {
    let size = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1024);
    release::build();
    let folder = tempfile::tempdir()?;
    let mut table = Table::default();
    for (name, make) in corpus::CAPTURES {
        eprintln!("making {name}, {size} MiB ...");
        let capture = folder.path().join("made.pcap");
        let made = make(&capture, size << 20)?;
        eprintln!("reading it ...");
        table.extend(rows(name, &capture, &made)?);
    }
    print!("{table}");
    Ok(())
}

fn rows(name: &str, capture: &Path, made: &corpus::Made) -> Measured<Vec<Row>> {
    run(report(capture))?;
    let runs = (0..ROUNDS).map(|_| run(report(capture))).collect::<Measured<Vec<_>>>()?;
    let of_wall = speeds(made.bytes, &runs);
    let cpu = Samples::new(runs.iter().map(|run| run.cpu));
    let (status, peak) = peak::of(report(capture))?;
    // Attempts that fail, and those that a bystander cannot judge.
    if ![Some(1), Some(3)].contains(&status.code()) {
        return Err(format!("report ended with {status}").into());
    }
    let of_cpu = format!(
        "{:.0} MB/s, {:.2} µs a packet",
        made.bytes as f64 / 1e6 / cpu.median(),
        cpu.median() * 1e6 / made.packets as f64
    );
    let met = of_wall.median() >= SPEED;
    Ok(vec![
        Row::aimed(format!("`report`, {name}"), told(&of_wall), ">= 150 MB/s", met),
        Row::shown("- of processor time", of_cpu),
        Row::aimed("- peak memory", format!("{peak:.1} MB"), "< 64 MiB", peak < MEMORY),
    ])
}

fn report(capture: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    command.arg("report").arg(capture).args(["--format", "json"]);
    command
}
