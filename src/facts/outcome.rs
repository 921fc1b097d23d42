//! How a run ended, and the one stream of events that it emits.

use std::time::SystemTime;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::driver_run::{DriverEvent, DriverRun};
use super::proxy::{ProxyEvent, ProxyRun};
pub use super::stage_outcome::{Client, RobotFacts, Signalling, StageEnd, StageOutcome};
pub use super::status::Status;
use super::timeline::Timeline;
use super::waiting::Waiting;
use super::{CaptureRun, HostEvidence, MotionEvidence, OfferFacts, Stage, StageFacts};

#[derive(Debug, Clone, PartialEq)]
pub struct RunOutcome {
    /// The command's name, `check` for instance.
    pub command: String,
    pub started_at: SystemTime,
    /// How long it took, ms.
    pub duration_ms: f64,
    pub robot: RobotFacts,
    /// The offer profile's name; `stock` where the client made its own.
    pub offer: String,
    /// What the offer said, as far as the robot cares; `None` where none was made.
    pub offer_facts: Option<OfferFacts>,
    /// Whose stack it was; `None` for a driver's log, where it was neither.
    pub client: Option<Client>,
    pub last_stage: Stage,
    pub stages: Vec<StageOutcome>,
    pub interrupted: bool,
    pub slot: Slot,
    /// What the offer of this machine's driver came to, where that was asked for.
    pub proof: Option<Proof>,
    /// What the robot was asked to do after the ladder, and what it did; `None` where nothing was
    /// asked, or the ladder did not get there.
    pub motion: Option<Box<MotionEvidence>>,
    /// What came of the user's driver, where one was run right after.
    pub driver: Option<Box<DriverRun>>,
    /// What went by on the wire; `None` where nothing did, or where it was not seen.
    pub timeline: Option<Box<Timeline>>,
    /// Where it is somebody else's run, watched: the capture that it was read from.
    pub capture: Option<Box<CaptureRun>>,
    /// What passed through the proxy, where the stages were seen from there.
    pub proxy: Option<Box<ProxyRun>>,
    /// The same driver before that, with nothing mended, where both were asked for.
    pub without_mending: Option<Box<RunOutcome>>,
}

impl RunOutcome {
    /// A run with these stages, of which nothing more is known; it was not asked to stop early.
    pub fn new(
        command: impl Into<String>,
        started_at: SystemTime,
        stages: Vec<StageOutcome>,
    ) -> Self {
        Self {
            command: command.into(),
            started_at,
            duration_ms: 0.0,
            robot: RobotFacts::default(),
            offer: "unknown".into(),
            offer_facts: None,
            client: None,
            last_stage: Stage::Flow,
            stages,
            interrupted: false,
            slot: Slot::Untouched,
            proof: None,
            motion: None,
            driver: None,
            timeline: None,
            capture: None,
            proxy: None,
            without_mending: None,
        }
    }

    pub fn outcome(&self, stage: Stage) -> Option<&StageOutcome> {
        self.stages.iter().find(|outcome| outcome.stage() == stage)
    }

    pub fn passed(&self, stage: Stage) -> bool {
        self.outcome(stage).is_some_and(|outcome| outcome.status.passed())
    }

    pub fn failed(&self, stage: Stage) -> bool {
        self.outcome(stage).is_some_and(|outcome| outcome.status == Status::Fail)
    }

    /// What its stage `host` saw.
    pub fn host(&self) -> Option<&HostEvidence> {
        match &self.outcome(Stage::Host)?.facts {
            StageFacts::Host { evidence, .. } => Some(evidence),
            _ => None,
        }
    }

    /// What its consumers would have been told, stage by stage.
    pub fn events(&self) -> Vec<RunEvent> {
        let mut events = vec![RunEvent::RunStarted {
            command: self.command.clone(),
            host: self.robot.host.clone(),
            started_at: self.started_at,
        }];
        for outcome in &self.stages {
            if let Some(at_ms) = outcome.started_ms {
                events.push(RunEvent::StageStarted { stage: outcome.stage(), at_ms });
            }
            events.push(RunEvent::StageFinished { outcome: Box::new(outcome.clone()) });
        }
        events.push(RunEvent::RunFinished { outcome: Box::new(self.clone()) });
        events
    }
}

/// The offer of this machine's driver, put to the same robot right after our own.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// The driver as it stands here: `aiortc 1.14.0`. `None` where none was found.
    pub driver: Option<String>,
    pub profile: Option<String>,
    pub not_run: Option<NotRun>,
    pub offered: Option<Box<RunOutcome>>,
    /// The run with the same offer and its sha-256 fingerprints alone, where the first broke at
    /// sctp.
    pub reduced: Option<Box<RunOutcome>>,
}

/// Why a proof was not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotRun {
    /// The ladder itself did not pass: that comes first.
    LadderNotPassed,
    /// No driver was found on this machine.
    NoDriver,
    /// What it would offer is not known.
    OfferUnknown,
    /// Its m-sections have ICE credentials and sockets of their own, which we cannot imitate.
    CannotImitate,
}

/// What became of the robot's one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// No answer was accepted: it was never taken.
    Untouched,
    /// Released by SCTP ABORT and DTLS close_notify, sent while the robot was heard.
    Released,
    /// The robot ended the session and frees it within seconds.
    EndedByRobot,
    /// ICE never finished: the robot gives it up by itself after about 10 s.
    HeldBriefly,
    /// ICE finished, and no goodbye is known to have arrived: the robot gives a silent client up
    /// 45.1 to 46.1 s after its last packet (measured), wherever it stopped.
    HeldLong,
}

/// What a run tells its consumers as it goes: the terminal, jsonl, tracing.
#[derive(Debug, Clone)]
pub enum RunEvent {
    RunStarted {
        command: String,
        host: String,
        started_at: SystemTime,
    },
    StageStarted {
        stage: Stage,
        /// ms after the run's start.
        at_ms: f64,
    },
    /// A stage is at work: what was sent and not answered so far.
    StageProgress {
        stage: Stage,
        /// ms after the stage's start.
        elapsed_ms: f64,
        waiting: Waiting,
    },
    StageFinished {
        outcome: Box<StageOutcome>,
    },
    /// After the ladder passed: the driver's offer is tried, at this stage by now.
    Proving {
        profile: String,
        /// Whether its fingerprints of other hashes than sha-256 are left out.
        sha256_alone: bool,
        stage: Stage,
    },
    /// After the ladder: the user's driver.
    Driver(DriverEvent),
    /// Between a driver and the robot.
    Proxy(ProxyEvent),
    RunFinished {
        outcome: Box<RunOutcome>,
    },
}
