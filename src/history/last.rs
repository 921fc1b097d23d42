//! The last result of each stage with one robot.

use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::facts::Stage;
use crate::facts::outcome::{RunOutcome, Signalling, StageOutcome, Status};

/// The version of the file's form; a file of another one is as good as none.
const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Last {
    version: u32,
    pub signalling: Option<Signalling>,
    pub data2: Option<u8>,
    /// The stages that came to a result, each of the last run in which it did.
    pub stages: Vec<LastStage>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastStage {
    pub stage: Stage,
    /// `pass`, `warn` or `fail`.
    pub status: Status,
    pub at: Timestamp,
}

impl Last {
    /// What is known after `run`: its results, and the older ones of stages that it did not reach.
    pub fn after(run: &RunOutcome, before: Option<&Last>) -> Self {
        let at = timestamp(run.started_at);
        let now = run
            .stages
            .iter()
            .filter(|stage| came_to_a_result(stage))
            .map(|stage| LastStage { stage: stage.stage(), status: stage.status, at });
        let mut stages: Vec<_> = now.collect();
        let older = before.iter().flat_map(|before| &before.stages);
        for kept in older {
            if !stages.iter().any(|stage| stage.stage == kept.stage) {
                stages.push(kept.clone());
            }
        }
        stages.sort_by_key(|stage| stage.stage);
        Self {
            version: VERSION,
            signalling: run.robot.signalling.or(before.and_then(|before| before.signalling)),
            data2: run.robot.data2.or(before.and_then(|before| before.data2)),
            stages,
        }
    }

    /// Whether the file is of this form, and no larger than one that we write.
    pub fn is_sound(&self) -> bool {
        self.version == VERSION && self.stages.len() <= Stage::ALL.len()
    }

    pub fn of(&self, stage: Stage) -> Option<&LastStage> {
        self.stages.iter().find(|last| last.stage == stage)
    }
}

/// A stage that was skipped, interrupted or crashed says nothing of the robot.
pub(super) fn came_to_a_result(stage: &StageOutcome) -> bool {
    matches!(stage.status, Status::Pass | Status::Warn | Status::Fail)
}

fn timestamp(time: SystemTime) -> Timestamp {
    let timestamp = Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH);
    Timestamp::from_second(timestamp.as_second()).unwrap_or(timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{healthy, sctp_silent, up_to};

    #[test]
    fn a_shorter_run_does_not_forget_what_a_longer_one_found() {
        let failed = Last::after(&sctp_silent("check"), None);
        assert_eq!(failed.of(Stage::Sctp).map(|last| last.status), Some(Status::Fail));
        assert_eq!(failed.of(Stage::Flow), None, "skipped is no result");
        let short = up_to(healthy(), "probe-http", Stage::Http);
        let last = Last::after(&short, Some(&failed));
        assert_eq!(last.of(Stage::Sctp), failed.of(Stage::Sctp));
        assert_eq!(last.stages.len(), failed.stages.len());
        assert!(last.is_sound());
    }

    #[test]
    fn nothing_that_names_the_robot_or_its_network_is_kept() {
        let run = sctp_silent("check");
        let text = serde_json::to_string(&Last::after(&run, None)).expect("it is JSON");
        for secret in [run.robot.host.as_str(), "192.168", "ufrag", "KVS"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
