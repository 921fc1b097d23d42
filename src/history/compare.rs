//! What changed since the last time: pure.

use jiff::Timestamp;

use super::last::{Last, came_to_a_result};
use crate::facts::Stage;
use crate::facts::outcome::{RunOutcome, Signalling};

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Fixed {
        stage: Stage,
        since: Timestamp,
        now_ms: Option<f64>,
    },
    Broken {
        stage: Stage,
        since: Timestamp,
    },
    /// The key blob is encrypted in another way: the firmware was changed.
    Data2 {
        was: u8,
        is: u8,
    },
    /// The robot is reached in another way: the firmware was changed.
    Signalling {
        was: Signalling,
        is: Signalling,
    },
}

/// What changed between the last results and this run. Only what was measured both times counts.
pub fn compare(last: &Last, run: &RunOutcome) -> Vec<Change> {
    let mut changes = Vec::new();
    for now in run.stages.iter().filter(|stage| came_to_a_result(stage)) {
        let Some(then) = last.of(now.stage()) else { continue };
        // A later failure says that this one was passed by then.
        match (then.status.passed(), now.status.passed()) {
            (false, true) => changes.push(Change::Fixed {
                stage: now.stage(),
                since: then.at,
                now_ms: now.duration_ms,
            }),
            (true, false) => changes.push(Change::Broken { stage: now.stage(), since: then.at }),
            _ => {}
        }
    }
    if let (Some(was), Some(is)) = (last.data2, run.robot.data2)
        && was != is
    {
        changes.push(Change::Data2 { was, is });
    }
    if let (Some(was), Some(is)) = (last.signalling, run.robot.signalling)
        && was != is
    {
        changes.push(Change::Signalling { was, is });
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::outcome::Status;
    use crate::report::fixtures::{healthy, sctp_silent, stage_mut};

    #[test]
    fn a_repair_a_fault_and_an_update_show() {
        let (well, ill) = (healthy(), sctp_silent("check"));
        let at = Last::after(&ill, None).of(Stage::Sctp).expect("it failed").at;
        let fixed = compare(&Last::after(&ill, None), &well);
        let expected = Change::Fixed { stage: Stage::Sctp, since: at, now_ms: Some(4.6) };
        assert_eq!(fixed, [expected]);
        let broken = compare(&Last::after(&well, None), &ill);
        assert_eq!(broken, [Change::Broken { stage: Stage::Sctp, since: at }]);
        let mut updated = healthy();
        updated.robot.data2 = Some(3);
        let changes = compare(&Last::after(&well, None), &updated);
        assert_eq!(changes, [Change::Data2 { was: 2, is: 3 }]);
    }

    #[test]
    fn what_was_not_measured_both_times_is_no_change() {
        let well = healthy();
        assert_eq!(compare(&Last::after(&well, None), &well), []);
        let mut interrupted = healthy();
        stage_mut(&mut interrupted, Stage::Sctp).status = Status::Inconclusive;
        interrupted.robot.data2 = None;
        interrupted.robot.signalling = None;
        assert_eq!(compare(&Last::after(&well, None), &interrupted), []);
        assert_eq!(compare(&Last::after(&interrupted, None), &well), []);
    }
}
