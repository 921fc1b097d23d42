//! One verdict on a run, and the stage that it ended at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Stage;
use crate::facts::outcome::{RunOutcome, StageOutcome, Status};

/// The worst status of a stage.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every stage that ran passed.
    Pass,
    /// At least one with something worth knowing.
    Warn,
    /// go2doctor's own limits, or an interruption, prevented a verdict.
    Inconclusive,
    /// The robot, the network or this machine prevents a connection.
    Fail,
    /// A bug in go2doctor.
    Crash,
}

impl Verdict {
    /// The worst status of `stages`.
    pub fn of(stages: &[StageOutcome]) -> Self {
        Self::worst(stages.iter().map(|stage| stage.status))
    }

    pub fn of_run(run: &RunOutcome) -> Self {
        let driver = run.driver.as_ref().map(|driver| driver.status());
        let motion = run.motion.as_ref().map(|motion| motion.status());
        Self::worst(run.stages.iter().map(|stage| stage.status).chain(driver).chain(motion))
    }

    /// Of the stages, or of whatever else ended so.
    pub fn worst(all: impl Iterator<Item = Status>) -> Self {
        match all.max() {
            Some(Status::Crash) => Verdict::Crash,
            Some(Status::Fail) => Verdict::Fail,
            Some(Status::Inconclusive) => Verdict::Inconclusive,
            Some(Status::Warn) => Verdict::Warn,
            Some(Status::Pass) => Verdict::Pass,
            // Of which nothing is known, nothing is said.
            Some(Status::Skip) | None => Verdict::Inconclusive,
        }
    }
}

/// The stage that failed in a run; where none of the ladder's did, that of the driver with it.
pub fn failed_stage_of_run(run: &RunOutcome) -> Option<Stage> {
    let of_driver = || failed_stage(&run.driver.as_ref()?.reading.outcomes);
    failed_stage(&run.stages).or_else(of_driver)
}

/// The first stage that failed or crashed. `ping` never stops the ladder, so it
/// is named only where no later stage came to a result of its own; `host` comes
/// before it and sends nothing.
pub fn failed_stage(stages: &[StageOutcome]) -> Option<Stage> {
    let failed = |stage: &&StageOutcome| matches!(stage.status, Status::Fail | Status::Crash);
    let decided =
        |stage: &StageOutcome| !matches!(stage.status, Status::Skip | Status::Inconclusive);
    let others = || stages.iter().filter(|stage| stage.stage() != Stage::Ping);
    let later_decided = || others().any(|stage| stage.stage() > Stage::Ping && decided(stage));
    let first = others()
        .find(failed)
        .or_else(|| stages.iter().find(failed).filter(|_| !later_decided()))?;
    Some(first.stage())
}

/// The stage that a run ended at: the failed one, else the one that was not judged.
pub fn blamed(stages: &[StageOutcome]) -> Option<&StageOutcome> {
    let failed = failed_stage(stages);
    let by_status = |status| stages.iter().find(move |stage| stage.status == status);
    stages
        .iter()
        .find(|stage| Some(stage.stage()) == failed)
        .or_else(|| by_status(Status::Inconclusive))
        .or_else(|| by_status(Status::Fail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn the_worst_status_is_the_verdict() {
        let mut run = fixtures::healthy();
        assert_eq!(Verdict::of(&run.stages), Verdict::Pass);
        let cases = [
            (Status::Warn, Verdict::Warn),
            (Status::Inconclusive, Verdict::Inconclusive),
            (Status::Fail, Verdict::Fail),
            (Status::Crash, Verdict::Crash),
        ];
        for (status, verdict) in cases {
            fixtures::stage_mut(&mut run, Stage::Sdp).status = status;
            assert_eq!(Verdict::of(&run.stages), verdict);
        }
    }

    #[test]
    fn ping_is_blamed_only_when_nothing_later_came_to_a_result() {
        let mut run = fixtures::healthy();
        fixtures::stage_mut(&mut run, Stage::Ping).status = Status::Fail;
        assert_eq!(failed_stage(&run.stages), None);
        fixtures::stage_mut(&mut run, Stage::Http).status = Status::Fail;
        assert_eq!(failed_stage(&run.stages), Some(Stage::Http));
        for stage in run.stages.iter_mut().filter(|stage| stage.stage() > Stage::Ping) {
            stage.status = Status::Skip;
        }
        assert_eq!(failed_stage(&run.stages), Some(Stage::Ping));
    }
}
