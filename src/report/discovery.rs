//! The report of a search for programs: one JSON object, documented in docs/discover.md.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::Serialize;

use super::finding::FindingReport;
use super::model::Made;
use crate::catalogue::entry::Platform;
use crate::catalogue::template::Blanks;
use crate::diagnosis::discovery::{Outcome, outcome};
use crate::diagnosis::finding::Finding;
use crate::diagnosis::next_step::after_search;
use crate::facts::{DiscoveryEvidence, RobotSeen, SearchedInterface, Unused};
use crate::robot::model::Model;
use crate::text::language::Language;
use crate::text::redact::MASK;

#[derive(Debug, Serialize)]
pub struct SearchReport<'a> {
    #[serde(flatten)]
    made: Made,
    command: &'static str,
    started_at: Timestamp,
    waited_ms: f64,
    verdict: Outcome,
    interrupted: bool,
    serial_asked: bool,
    interfaces: Vec<InterfaceRow<'a>>,
    robots: Vec<RobotRow<'a>>,
    scanned: Option<ScanRow<'a>>,
    ignored_datagrams: u32,
    findings: Vec<FindingReport>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct InterfaceRow<'a> {
    name: &'a str,
    address: Option<Ipv4Addr>,
    unused: Option<Unused>,
    questions: u32,
    replies: u32,
}

#[derive(Debug, Serialize)]
struct ScanRow<'a> {
    range: &'a str,
    addresses: usize,
}

#[derive(Debug, Serialize)]
struct RobotRow<'a> {
    serial: Option<String>,
    /// What its serial number hints at.
    model: Option<Model>,
    #[serde(flatten)]
    robot: &'a RobotSeen,
}

#[derive(Debug, Clone, Copy)]
pub struct Telling {
    pub started_at: Timestamp,
    pub interrupted: bool,
    pub show_serials: bool,
    pub language: Language,
}

impl<'a> SearchReport<'a> {
    pub fn of(seen: &'a DiscoveryEvidence, found: &[Finding], telling: Telling) -> Self {
        let interface = |each: &'a SearchedInterface| InterfaceRow {
            name: &each.name,
            address: each.told_address(),
            unused: each.unused,
            questions: each.questions,
            replies: each.replies,
        };
        let row = |robot: &'a RobotSeen| RobotRow {
            serial: shown_serial(robot, telling.show_serials),
            model: model(robot),
            robot,
        };
        let scanned = seen.scanned.as_ref();
        let blanks = Blanks::default();
        let finding = |each| FindingReport::of(each, &blanks, telling.language);
        Self {
            made: Made::in_form(1),
            command: "discover",
            started_at: telling.started_at,
            waited_ms: seen.waited_ms,
            verdict: outcome(seen),
            interrupted: telling.interrupted,
            serial_asked: seen.serial_asked,
            interfaces: seen.interfaces.iter().map(interface).collect(),
            robots: seen.robots.iter().map(row).collect(),
            scanned: scanned.map(|(range, addresses)| ScanRow { range, addresses: *addresses }),
            ignored_datagrams: seen.ignored,
            findings: found.iter().map(finding).collect(),
            next: next(seen, found),
        }
    }
}

/// A serial number, masked unless it is to be shown; `None` where it is not known.
pub fn shown_serial(robot: &RobotSeen, show: bool) -> Option<String> {
    let serial = robot.serial.as_ref()?;
    Some(if show { serial.expose().to_owned() } else { MASK.to_owned() })
}

/// The model that a serial number hints at; its letter is no secret.
pub fn model(robot: &RobotSeen) -> Option<Model> {
    robot.serial.as_ref().and_then(Model::of_serial)
}

/// The one command to run next.
pub fn next(seen: &DiscoveryEvidence, found: &[Finding]) -> Option<String> {
    let machine = &seen.machine;
    let platform = match (&machine.container, &machine.wsl2) {
        (Some(_), _) => Platform::Container,
        (_, Some(_)) => Platform::Wsl,
        _ => Platform::of_this_build(),
    };
    after_search(seen, found, platform)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::discovery::conclude;
    use crate::report::fixtures::search;

    #[test]
    fn serial_numbers_are_masked_unless_they_are_to_be_shown() {
        let telling = |show_serials| Telling {
            started_at: Timestamp::UNIX_EPOCH,
            interrupted: false,
            show_serials,
            language: Language::English,
        };
        let seen = search::found();
        let told = |show| {
            let report = SearchReport::of(&seen, &conclude(&seen), telling(show));
            serde_json::to_string(&report).expect("it is plain data")
        };
        assert!(told(true).contains(search::SERIAL));
        assert!(!told(false).contains(search::SERIAL) && told(false).contains(MASK));
        assert!(!format!("{seen:?}").contains(search::SERIAL));
    }

    #[test]
    fn the_next_command_is_about_the_robot_that_was_found() {
        let next = |seen: &DiscoveryEvidence| next(seen, &conclude(seen));
        let check = next(&search::found());
        assert_eq!(check.as_deref(), Some("go2doctor check --robot 192.168.12.1"));
        assert_eq!(
            next(&search::silent()).as_deref(),
            Some("go2doctor check --robot 192.168.12.1")
        );
    }
}
