//! The figures that the project holds itself to, measured and printed as one table.
//!
//! `cargo bench --bench figures` measures them all, with names behind `--` only those. Nothing
//! is asserted: a busy machine misses aims that an idle one meets, and a build must not fail for
//! that. What cannot be measured here is said with its reason.

#[path = "figures/client.rs"]
mod client;
#[path = "figures/doctor.rs"]
mod doctor;
#[path = "figures/memory.rs"]
mod memory;
#[path = "figures/path.rs"]
mod path;
#[path = "figures/peak.rs"]
mod peak;
#[path = "figures/process.rs"]
mod process;
#[path = "figures/release.rs"]
mod release;
#[path = "figures/robot.rs"]
mod robot;
#[path = "figures/round_trips.rs"]
mod round_trips;
#[path = "figures/samples.rs"]
mod samples;
#[path = "figures/silence.rs"]
mod silence;
#[path = "figures/start.rs"]
mod start;
#[path = "figures/table.rs"]
mod table;
#[path = "figures/timeline.rs"]
mod timeline;
#[path = "../tests/foreign/venv.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is shared with the tests, which use all")]
mod venv;

use std::error::Error;

use table::{Row, Table};

/// A measurement, or why there is none.
type Measured<T> = Result<T, Box<dyn Error>>;

/// One or several rows of the table.
type Figure = fn() -> Measured<Vec<Row>>;

const FIGURES: [(&str, Figure); 11] = [
    ("size", process::size),
    ("version", process::version),
    ("check", process::check),
    ("start", start::start),
    ("client", client::ratio),
    ("round-trips", round_trips::round_trips),
    ("refused", process::refused),
    ("silence", silence::silence),
    ("memory", memory::memory),
    ("timeline", timeline::timeline),
    ("page", timeline::page),
];

fn main() {
    // Cargo itself passes `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let names = FIGURES.map(|(name, _)| name);
    if let Some(unknown) = wanted.iter().find(|wanted| !names.contains(&wanted.as_str())) {
        eprintln!("there is no figure {unknown:?}; there are {}", names.join(", "));
        std::process::exit(2);
    }
    release::build();
    let mut table = Table::default();
    for (name, figure) in FIGURES {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            eprintln!("measuring {name} ...");
            table
                .extend(figure().unwrap_or_else(|why| vec![Row::not_measured(name, why.as_ref())]));
        }
    }
    print!("{table}");
}
