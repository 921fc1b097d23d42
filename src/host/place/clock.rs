//! The clock: whether it shows a time that cannot be, and whether network time sets it.
//!
//! WebRTC with the robot does not look at dates. Logins to a cloud do.

use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::facts::ClockFacts;
use crate::host::machine::Machine;
use crate::host::notes::Notes;
use crate::text::phrase::{Phrase, phrase};

/// A day on which this program was already being written, seconds since 1970: 2026-11-01. No
/// right clock of a machine that runs it shows an earlier one.
const WRITTEN: Duration = Duration::from_secs(1_793_491_200);

/// systemd-timesyncd's folder, and the file in it once the time was set.
const TIMESYNC: &str = "/run/systemd/timesync";

/// Asks a service, which may be busy.
const DEADLINE: Duration = Duration::from_millis(500);

/// Looks at the clock. `asks` whether a service may be asked too.
pub(super) fn look(machine: &dyn Machine, asks: bool, notes: &mut Notes) -> ClockFacts {
    let too_early = machine.now() < SystemTime::UNIX_EPOCH + WRITTEN;
    notes.source("clock.too_early", phrase!("the system's clock", "系統時鐘"));
    ClockFacts { too_early: Some(too_early), synchronised: synchronised(machine, asks, notes) }
}

fn synchronised(machine: &dyn Machine, asks: bool, notes: &mut Notes) -> Option<bool> {
    let fact = "clock.synchronised";
    if machine.os() != "linux" {
        return None;
    }
    let set = Path::new(TIMESYNC).join("synchronized");
    if machine.is_file(&set) {
        notes.source(fact, Phrase::same(set.display().to_string()));
        return Some(true);
    }
    if !asks {
        return None;
    }
    let arguments = ["show", "-p", "NTPSynchronized"];
    let said = notes.read(fact, machine.run(Path::new("timedatectl"), &arguments, DEADLINE))?;
    let answer = match said.trim() {
        "NTPSynchronized=yes" => true,
        "NTPSynchronized=no" => false,
        _ => {
            let reason = phrase!("timedatectl said {said:?}", "timedatectl 回答 {said:?}");
            return notes.missing(fact, reason);
        }
    };
    notes.source(fact, Phrase::same("timedatectl show -p NTPSynchronized"));
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::{Ending, FakeMachine};

    fn said(ending: Ending) -> FakeMachine {
        FakeMachine::new().command(&["timedatectl", "show"], ending)
    }

    #[test]
    fn only_a_time_that_cannot_be_is_too_early() {
        let day = Duration::from_hours(24);
        for (now, expected) in [
            (Duration::ZERO, true),
            (WRITTEN - day, true),
            (WRITTEN, false),
            (WRITTEN + 10_000 * day, false),
        ] {
            let machine = FakeMachine::new().at(SystemTime::UNIX_EPOCH + now);
            let facts = look(&machine, false, &mut Notes::default());
            assert_eq!(facts, ClockFacts { too_early: Some(expected), synchronised: None });
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        assert!(now.is_ok_and(|now| now > WRITTEN), "or this machine's clock is wrong");
    }

    #[test]
    fn network_time_is_told_by_the_file_or_by_the_service() {
        let output = |text: &str| Ending::Output(text.into());
        let file = || FakeMachine::new().file("/run/systemd/timesync/synchronized", "");
        for (machine, asks, expected) in [
            (file(), false, Some(true)),
            (said(output("NTPSynchronized=yes\n")), true, Some(true)),
            (said(output("NTPSynchronized=no\n")), true, Some(false)),
            (said(output("NTPSynchronized=no\n")), false, None),
            (said(output("what?\n")), true, None),
            (said(Ending::Hangs), true, None),
            (FakeMachine::new(), true, None),
            (file().running("macos"), true, None),
        ] {
            let mut notes = Notes::default();
            let seen = look(&machine, asks, &mut notes).synchronised;
            assert_eq!(seen, expected, "{machine:?}");
            let told = notes.sources.iter().any(|note| note.fact == "clock.synchronised");
            assert_eq!(told, expected.is_some());
        }
    }
}
