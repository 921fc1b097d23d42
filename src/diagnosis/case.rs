//! All that a diagnosis may rest on.

use std::net::IpAddr;

use super::absence::Absent;
use crate::facts::log_reading::LogReading;
use crate::facts::outcome::{Client, RobotFacts, StageOutcome, Status};
use crate::facts::*;

/// Where the facts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    Live,
    /// The log of a driver. What is not in it may have happened all the same.
    Log,
    /// Packets that went by between a driver and a robot.
    Capture,
}

/// Another run against the same robot, moments before, to compare with.
#[derive(Debug, Clone, Copy)]
pub struct Counterpart<'a> {
    pub offer: &'a OfferFacts,
    pub stages: &'a [StageOutcome],
}

/// One connection attempt: what was measured, and what was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Where the facts come from.
    pub source: Source,
    /// Every stage, in ladder order.
    pub stages: &'a [StageOutcome],
    pub robot: &'a RobotFacts,
    /// Facts about this machine; those of the stage `host` count where none are given here.
    pub host: Option<&'a HostEvidence>,
    /// The offer that was sent, whoever made it.
    pub offer: Option<&'a OfferFacts>,
    /// What only a log knows.
    pub log: Option<&'a LogFacts>,
    /// What only a capture knows.
    pub capture: Option<&'a CaptureFacts>,
    pub counterpart: Option<Counterpart<'a>>,
    pub client: Client,
    /// Whether SIGINT or SIGTERM ended it.
    pub interrupted: bool,
}

/// One stage that ran: how it ended and what it measured.
#[derive(Debug)]
pub struct Seen<'a, T, E> {
    pub status: Status,
    pub timings: &'a T,
    pub evidence: &'a E,
}

// Derived, these would ask the same of the facts, which are only borrowed.
impl<T, E> Clone for Seen<'_, T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Copy for Seen<'_, T, E> {}

/// Declares one accessor a stage; each is `None` for a stage that did not run.
macro_rules! stages {
    ($($name:ident $variant:ident $timings:ty, $evidence:ty;)+) => {
        $(
            pub fn $name(&self) -> Option<Seen<'a, $timings, $evidence>> {
                let outcome = self.ran(Stage::$variant)?;
                match &outcome.facts {
                    StageFacts::$variant { timings, evidence } => {
                        Some(Seen { status: outcome.status, timings, evidence })
                    }
                    _ => None,
                }
            }
        )+
    };
}

impl<'a> Case<'a> {
    /// A live run of which nothing but its stages is known.
    pub fn live(stages: &'a [StageOutcome], robot: &'a RobotFacts) -> Self {
        Self {
            source: Source::Live,
            stages,
            robot,
            host: None,
            offer: None,
            log: None,
            capture: None,
            counterpart: None,
            client: Client::Go2doctor,
            interrupted: false,
        }
    }

    /// A driver's log: `stages` are its reading's, as measured; `log` is what only a log knows.
    pub fn of_log(stages: &'a [StageOutcome], reading: &'a LogReading, log: &'a LogFacts) -> Self {
        Self {
            source: Source::Log,
            log: Some(log),
            offer: reading.offer.as_ref(),
            ..Self::live(stages, &reading.robot)
        }
    }

    stages! {
        ping Ping PingTimings, PingEvidence;
        http Http HttpTimings, HttpEvidence;
        sdp Sdp SdpTimings, SdpEvidence;
        ice Ice IceTimings, IceEvidence;
        dtls Dtls DtlsTimings, DtlsEvidence;
        sctp Sctp SctpTimings, SctpEvidence;
        validation Validation ValidationTimings, ValidationEvidence;
        flow Flow FlowTimings, FlowEvidence;
    }

    /// The facts about this machine: those given beside the stages, else those of the stage.
    pub fn machine(&self) -> Option<&'a HostEvidence> {
        let stage = || {
            self.ran(Stage::Host).and_then(|outcome| match &outcome.facts {
                StageFacts::Host { evidence, .. } => Some(evidence.as_ref()),
                _ => None,
            })
        };
        self.host.or_else(stage)
    }

    pub fn ran(&self, stage: Stage) -> Option<&'a StageOutcome> {
        let outcome = self.stages.iter().find(|outcome| outcome.stage() == stage)?;
        (outcome.status != Status::Skip).then_some(outcome)
    }

    /// Whether the stage ran and passed, with a warning or without. In a log or a capture one above it
    /// may have passed alone, of which something is in it.
    pub fn passed(&self, stage: Stage) -> bool {
        self.seen_to_pass(stage) || (self.source != Source::Live && self.went_beyond(stage))
    }

    fn seen_to_pass(&self, stage: Stage) -> bool {
        self.ran(stage).is_some_and(|it| it.status.passed())
    }

    pub fn failed(&self, stage: Stage) -> bool {
        self.ran(stage).is_some_and(|it| it.status == Status::Fail)
    }

    /// Whether a stage after `stage` passed: then `stage` was passed as well.
    pub fn went_beyond(&self, stage: Stage) -> bool {
        Stage::ALL.into_iter().any(|later| later > stage && self.seen_to_pass(later))
    }

    /// How the robot encrypts its key blob, from wherever it is known.
    pub fn data2(&self) -> Option<u8> {
        self.http().and_then(|http| http.evidence.data2).or(self.robot.data2)
    }

    /// The robot's address, where it is one.
    pub fn address(&self) -> Option<IpAddr> {
        self.robot.address.or_else(|| self.robot.host.parse().ok())
    }

    /// Whether it would have been seen, had it come: then its absence says something.
    pub(super) fn would_show(&self, absent: Absent) -> bool {
        match self.source {
            Source::Live => true,
            Source::Log => self.log.is_some_and(|log| absent.is_shown_by(log)),
            Source::Capture => self.capture.is_some_and(|seen| absent.is_shown_in(seen)),
        }
    }

    pub fn sign(&self, sign: LogSign) -> Option<&'a LogMark> {
        self.log?.first(sign)
    }

    /// The hash name of the fingerprint that the robot compares with: the offer's last.
    pub fn effective_fingerprint(&self) -> Option<&'a str> {
        let sent = || self.sdp()?.evidence.offer_fingerprints.as_ref()?.last();
        let offer = self.offer.and_then(OfferFacts::effective_fingerprint);
        offer.or_else(|| sent().map(String::as_str))
    }

    /// Every hash name of the offer's fingerprints, in order.
    pub fn fingerprints(&self) -> Option<&'a [String]> {
        let offer = self.offer.and_then(|offer| offer.fingerprints.as_deref());
        offer.or_else(|| self.sdp()?.evidence.offer_fingerprints.as_deref())
    }
}
