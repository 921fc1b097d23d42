//! The floors of the house: which room stands on which, the lowest first.

use std::collections::HashMap;

/// A floor's rooms, each with what it holds. A room imports only from floors below its own, and
/// rooms on one floor do not import each other.
pub(crate) type Floor = &'static [(&'static str, &'static str)];

pub(crate) const FLOORS: &[Floor] = &[
    &[
        ("text", "the two languages, phrases, layout on a terminal, what is masked or escaped"),
        ("environment", "environment variables, by name"),
        ("aside", "a file that is there in whole or not at all"),
        ("clock", "the clock for everything that waits for a network; tests control it"),
        ("signals", "SIGINT and its kin"),
    ],
    &[
        ("robot", "what a Go2 is on the wire; pure: bytes in, values out"),
        ("stack", "our sans-I/O WebRTC endpoint; `driver.rs` alone has sockets and a clock"),
        ("rtps", "discovery of DDS participants on the wire; pure"),
    ],
    &[("facts", "everything that is known, and what it is called")],
    &[
        ("net", "sockets that several rooms use"),
        ("catalogue", "findings as data, in both languages, and the search of `explain`"),
    ],
    &[
        ("host", "this machine, behind a trait that tests fake"),
        ("dds", "who takes part in a DDS domain, and what is written and read there"),
    ],
    &[
        ("stages", "the ladder: a file a stage, and the runner"),
        ("logs", "a driver's log, read into the same facts"),
        ("discovery", "robots that answer to multicast"),
        ("simulator", "the simulated robot and its faults"),
        ("capture", "timeline, dissectors, captures in and out"),
    ],
    &[
        ("driver_run", "the user's driver as a process"),
        ("proxy", "a place between a driver and the robot"),
    ],
    &[("diagnosis", "rules: facts in, findings out, no I/O")],
    &[
        ("comparison", "the first rung at which two connections differ"),
        ("guide", "the debugging guide's checklist, measured"),
        ("history", "what was learnt of each robot the last time"),
    ],
    &[("report", "a file a format")],
    &[
        ("cli", "clap definitions and nothing else"),
        ("bundle", "all that a bug report needs, in one zip, masked"),
    ],
    &[("settings", "what was typed and what the environment says, resolved and checked")],
    &[("exit", "exit statuses, and errors that a user can mend"), ("logging", "the log on stderr")],
    &[("commands", "one file a subcommand")],
    &[("main", "parse, run, exit")],
];

/// The floor of each room, 1 being the lowest.
pub(crate) fn floor_of() -> HashMap<&'static str, usize> {
    let floors = FLOORS.iter().zip(1..);
    floors.flat_map(|(rooms, floor)| rooms.iter().map(move |(room, _)| (*room, floor))).collect()
}
