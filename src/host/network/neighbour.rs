//! Whether the robot's address answers ARP, before anything above that does.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use super::link_neighbours;
use crate::clock;
use crate::facts::{LinkNeighbours, Neighbour};
use crate::host::arp_table;
use crate::host::machine::{Machine, ipv4};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Absent,
    /// Asked for, and not answered (yet).
    Incomplete,
    /// Known, though for how long the table does not say.
    Complete,
}

/// A look at the table before the first packet, to be compared with one after the last.
///
/// The table does not tell an address that has just answered from one that did so an hour ago;
/// what was not there before has answered since.
#[derive(Debug, Clone)]
pub struct Watch {
    machine: Arc<dyn Machine>,
    robot: Option<IpAddr>,
    before: Option<Row>,
    started: Instant,
}

impl Watch {
    /// Looks for the first time. Of a robot that is only known by name it learns nothing yet.
    pub fn start(machine: &Arc<dyn Machine>, robot: &str) -> Self {
        let robot = robot.parse().ok();
        let before = robot.and_then(|robot| row(machine.as_ref(), robot));
        Self { machine: Arc::clone(machine), robot, before, started: clock::now() }
    }

    /// What became of `robot` since; `None` where the table does not tell.
    pub fn since(&self, robot: IpAddr) -> Option<Neighbour> {
        let before = self.before.filter(|_| self.robot == Some(robot));
        match (before, row(self.machine.as_ref(), robot)?) {
            (_, Row::Absent) => None,
            (_, Row::Incomplete) => Some(Neighbour::Failed),
            (Some(Row::Absent | Row::Incomplete), Row::Complete) => Some(Neighbour::Reachable),
            (_, Row::Complete) => Some(Neighbour::Stale),
        }
    }

    /// The same of the robot that was given at the start, unless that was a name.
    pub fn now(&self) -> Option<Neighbour> {
        self.since(self.robot?)
    }

    /// Who else on its link answers ARP, where the robot does not and, as far as the table knows,
    /// never has.
    pub fn others(&self) -> Option<LinkNeighbours> {
        let never_known = self.before.is_some_and(|before| before != Row::Complete);
        let robot = ipv4(self.robot?).filter(|_| never_known)?;
        let so_far = clock::now().saturating_duration_since(self.started);
        link_neighbours::look(self.machine.as_ref(), robot, so_far)
    }
}

/// `None` where there is no such table: beside Linux, and for IPv6.
fn row(machine: &dyn Machine, robot: IpAddr) -> Option<Row> {
    let robot = ipv4(robot)?;
    let entries = arp_table::entries(machine)?;
    let rows = entries.iter().filter(|entry| entry.address == robot);
    // One line an interface: an answer on any of them is one.
    let rows = rows.map(|entry| match entry.hardware {
        Some(_) => Row::Complete,
        None => Row::Incomplete,
    });
    Some(rows.max().unwrap_or(Row::Absent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    const HEAD: &str =
        "IP address       HW type     Flags       HW address            Mask     Device\n";

    fn table(rows: &[(&str, &str)]) -> FakeMachine {
        let row = |(address, flags): &(&str, &str)| {
            format!(
                "{address}     0x1         {flags}         02:00:00:00:00:05     *        eth0\n"
            )
        };
        let rows: String = rows.iter().map(row).collect();
        FakeMachine::new().file("/proc/net/arp", &format!("{HEAD}{rows}"))
    }

    const ROBOT: &str = "192.168.12.1";
    const KNOWN: (&str, &str) = (ROBOT, "0x2");
    const ASKED: (&str, &str) = (ROBOT, "0x0");
    const OTHER: (&str, &str) = ("192.168.12.10", "0x2");

    fn became(before: FakeMachine, after: FakeMachine, robot: &str) -> Option<Neighbour> {
        let before: Arc<dyn Machine> = Arc::new(before);
        let watch = Watch::start(&before, robot);
        let after = Watch { machine: Arc::new(after), ..watch };
        after.since(ROBOT.parse().expect("an address"))
    }

    #[test]
    fn what_was_not_there_before_has_answered_since() {
        use Neighbour::{Failed, Reachable, Stale};
        let (none, asked, known) = (&[OTHER][..], &[OTHER, ASKED][..], &[OTHER, KNOWN][..]);
        for (before, after, expected) in [
            (none, none, None),
            (none, asked, Some(Failed)),
            (none, known, Some(Reachable)),
            (asked, known, Some(Reachable)),
            (known, known, Some(Stale)),
            (known, asked, Some(Failed)),
            (none, &[ASKED, KNOWN][..], Some(Reachable)),
        ] {
            let (before, after) = (table(before), table(after));
            assert_eq!(became(before.clone(), after.clone(), ROBOT), expected, "{after:?}");
        }
    }

    #[test]
    fn of_a_name_nothing_was_known_before() {
        let became = became(table(&[]), table(&[KNOWN]), "go2.local");
        assert_eq!(became, Some(Neighbour::Stale), "it may have been there all the time");
        let machine: Arc<dyn Machine> = Arc::new(table(&[KNOWN]));
        assert_eq!(Watch::start(&machine, "go2.local").now(), None);
    }

    #[test]
    fn without_a_table_or_in_one_of_nonsense_nothing_is_known() {
        assert_eq!(became(FakeMachine::new(), FakeMachine::new(), ROBOT), None);
        let nonsense =
            FakeMachine::new().file("/proc/net/arp", "x\n192.168.12.1\n192.168.12.1 a b\n\u{0}");
        assert_eq!(became(nonsense.clone(), nonsense, ROBOT), None);
    }
}
