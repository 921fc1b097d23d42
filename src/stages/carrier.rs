//! A driver's offer, carried to the robot by the doctor's own http and sdp stages.
//!
//! The connection itself is the driver's: nothing after the answer happens here, and the robot's
//! slot is neither taken nor freed by us.

use std::time::Instant;

use tokio::sync::watch;

use super::asking::http_stage;
use super::negotiation::{Offerer, exchange, fail, opened};
use super::offer::Ours;
use super::plan::Plan;
use super::sdp;
use super::session::Session;
use crate::clock;
use crate::facts::outcome::{RobotFacts, Signalling, StageEnd, StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::{HttpEvidence, OfferFacts, PortReason, SdpReason, Stage, StageFacts};
use crate::text::format::ms;
use crate::text::redact::Secret;

/// What a driver wants to be sent.
pub struct Offered {
    /// The description in it, as far as one was found.
    pub sdp: String,
    /// What travels: an envelope around it, or what the driver sent.
    pub envelope: String,
    /// The port of the robot at which it is offered.
    pub by: Signalling,
}

/// One exchange with the robot for a driver.
pub struct Carrier<'a> {
    session: Session<'a>,
    started: Instant,
    http: StageOutcome,
    sdp: Option<StageOutcome>,
}

impl<'a> Carrier<'a> {
    /// Asks the robot as the http stage does: both ports, and con_notify where that is open. Waits
    /// for a robot that is starting where the plan says so.
    pub async fn ask(plan: &'a Plan) -> Self {
        let started = clock::now();
        let mut session = Session::new(plan);
        let answered = &mut Some(watch::channel(None).0);
        let deadline = plan.deadlines.of(Stage::Http);
        let end = http_stage(&mut session, deadline, answered).await;
        let (timings, evidence) = session.http.clone();
        let facts = StageFacts::Http { timings, evidence };
        let http = StageOutcome::ended(end, 0.0, ms(clock::since(started)), facts);
        Self { session, started, http, sdp: None }
    }

    pub fn robot(&self) -> &RobotFacts {
        &self.session.robot
    }

    pub fn http(&self) -> &StageOutcome {
        &self.http
    }

    pub fn sdp(&self) -> Option<&StageOutcome> {
        self.sdp.as_ref()
    }

    pub fn http_evidence(&self) -> &HttpEvidence {
        &self.session.http.1
    }

    /// Whether the robot's port accepts connections; con_notify's, or the legacy one.
    pub fn has_open(&self, by: Signalling) -> bool {
        let plan = self.session.plan;
        let wanted = match by {
            Signalling::ConNotify => plan.signal_port,
            Signalling::Legacy => plan.legacy_port,
        };
        let ports = self.http_evidence().ports.iter().flatten();
        ports.into_iter().any(|port| port.port == wanted && port.reason == PortReason::Open)
    }

    /// Whether the robot's key can be read, which any offer by con_notify needs; without it the sdp
    /// stage has failed.
    pub fn open(&mut self) -> bool {
        let key = self.session.plan.device_key.as_ref();
        let Some(Err(reason)) = self.session.notify.as_ref().map(|it| opened(it, key)) else {
            return true;
        };
        let end = fail(&mut self.session, reason);
        self.note(end, clock::now());
        false
    }

    /// Posts the offer once, and waits for the answer.
    pub async fn offer(&mut self, offered: Offered) {
        let started = clock::now();
        let timeout = self.session.plan.deadlines.of(Stage::Sdp);
        self.session.robot.signalling = Some(offered.by);
        let ours = Ours::Driver {
            offer: Secret::new(offered.sdp),
            envelope: Secret::new(offered.envelope),
        };
        let end = match self.session.robot.address {
            None => StageEnd::inconclusive(Remark::NoRobotAddress),
            Some(robot) => {
                let offerer = Offerer { ours, robot, timeout };
                exchange(&mut self.session, &offerer).await
            }
        };
        self.note(end, started);
    }

    fn note(&mut self, end: StageEnd, started: Instant) {
        let started_ms = ms(started.saturating_duration_since(self.started));
        let facts = sdp::facts(&self.session);
        self.sdp = Some(StageOutcome::ended(end, started_ms, ms(clock::since(started)), facts));
    }

    /// The robot's answer as it came, however odd it is.
    pub fn answer(&self) -> Option<&str> {
        self.session.answer_text.as_ref().map(|text| text.expose().as_str())
    }

    /// Whether the robot said that another client holds its slot.
    pub fn is_rejected(&self) -> bool {
        self.session.exchange.evidence.reason == Some(SdpReason::Busy)
    }

    /// The status that the robot answered the offer with, where that was the trouble.
    pub fn refused_with(&self) -> Option<u16> {
        self.session.exchange.evidence.http_status
    }

    /// What the offer said as it was sent.
    pub fn offer_facts(&self) -> Option<&OfferFacts> {
        self.session.exchange.offer_facts.as_ref()
    }

    /// Whether the robot answered the first question, whatever it said.
    pub fn is_reached(&self) -> bool {
        self.http.status != Status::Fail
    }
}
