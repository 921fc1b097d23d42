//! Other programs on this machine that may be at the robot: sockets to its address, and drivers
//! that still run. Nothing is stopped and nothing is sent.

mod command_line;
mod linux;
mod macos;
mod sockets;

use std::net::IpAddr;
use std::time::Instant;

use crate::facts::OtherProcess;
use crate::host::machine::Machine;
use crate::host::notes::{Notes, known_by_name};
use crate::text::phrase::phrase;

const FACT: &str = "others";

const MOST_TOLD: usize = 16;

const MOST_SOCKETS: usize = 8;

/// The longest name of a process that is shown, in characters.
const LONGEST_NAME: usize = 32;

/// Looks for them until `until`; of a robot that is known by name only the drivers are found.
pub(super) fn look(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    until: Instant,
    notes: &mut Notes,
) -> Option<Vec<OtherProcess>> {
    let robot = robot.map(|robot| robot.to_canonical());
    let mut found = match machine.os() {
        "linux" => linux::look(machine, robot, until, notes)?,
        "macos" => {
            let robot = notes.read(FACT, robot.ok_or_else(known_by_name))?;
            macos::look(machine, robot, until, notes)?
        }
        os => {
            let reason = phrase!("processes are not examined on {os}", "在 {os} 上不查看行程");
            return notes.missing(FACT, reason);
        }
    };
    if found.len() > MOST_TOLD {
        let more = found.len() - MOST_TOLD;
        notes.unread(FACT, phrase!("{more} more processes of this kind", "另有 {more} 個同類行程"));
        found.truncate(MOST_TOLD);
    }
    Some(found)
}

#[cfg(test)]
mod tests;
