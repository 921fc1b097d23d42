//! What the stages share: the connection as it grows, and what was learnt on the way.

use std::time::{Duration, Instant};

use crate::evidence::{AnswerEvidence, HttpDialect, SdpReason};
use crate::robot::con_notify::ConNotify;
use crate::stack::driver::{Driver, Step};
use crate::stack::{Event, OpenedBy, RemoteDescription, StackError};

use super::conversation::Conversation;
use super::exchange::PendingAnswer;
use super::outcome::{RobotFacts, Status};
use super::plan::Plan;
use super::waiting::Waiting;

/// How a stage ended: what its facts do not say.
#[derive(Debug, Clone, PartialEq)]
pub struct StageEnd {
    /// The verdict.
    pub status: Status,
    /// What limit or interruption made it inconclusive.
    pub remark: Option<String>,
}

impl StageEnd {
    /// The stage passed.
    pub fn pass() -> Self {
        Self { status: Status::Pass, remark: None }
    }

    /// The stage failed; the facts say why.
    pub fn fail() -> Self {
        Self { status: Status::Fail, remark: None }
    }

    /// A limit of ours.
    pub fn inconclusive(remark: impl Into<String>) -> Self {
        Self { status: Status::Inconclusive, remark: Some(remark.into()) }
    }
}

/// What the exchange of offer and answer left behind.
#[derive(Debug, Default)]
pub struct Exchange {
    /// Why it failed.
    pub reason: Option<SdpReason>,
    /// The status, where it is the reason.
    pub http_status: Option<u16>,
    /// The form of request that the robot answered.
    pub dialect: Option<HttpDialect>,
    /// How long `/con_notify` took, in the stage before.
    pub con_notify_ms: Option<f64>,
    /// How long the offer's POST took.
    pub con_ing_ms: Option<f64>,
    /// Hash names of the offer's fingerprint lines.
    pub offer_fingerprints: Option<Vec<String>>,
    /// What the answer said.
    pub answer: Option<AnswerEvidence>,
    /// The offer's POST, on its way: a robot may accept it after we lost interest.
    pub pending: Option<PendingAnswer>,
    /// Whether the offer was sent and no answer to it is known.
    pub unanswered: bool,
}

/// Everything about one climb of the ladder.
pub struct Session<'a> {
    /// What was asked for.
    pub plan: &'a Plan,
    /// What became known of the robot.
    pub robot: RobotFacts,
    /// The answer to `/con_notify`, its blob still closed.
    pub notify: Option<ConNotify>,
    /// Offer and answer.
    pub exchange: Exchange,
    /// How long gathering took.
    pub gathering: Option<Duration>,
    /// Our endpoint on its sockets, from the offer on.
    pub link: Option<Link>,
    /// What the robot's answer told of it; taken when ICE starts.
    pub remote: Option<RemoteDescription>,
    /// Answers to challenges sent.
    pub answers_sent: u32,
    /// What the flow stage asked and saw.
    pub watch: super::flow::Watch,
}

impl<'a> Session<'a> {
    /// Before the first stage.
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            robot: RobotFacts { host: plan.robot.clone(), ..RobotFacts::default() },
            notify: None,
            exchange: Exchange::default(),
            gathering: None,
            link: None,
            remote: None,
            answers_sent: 0,
            watch: super::flow::Watch::default(),
        }
    }
}

/// A driver, and what its events amount to so far.
pub struct Link {
    /// Sockets and endpoint.
    pub driver: Driver,
    /// What was said over the data channel.
    pub talk: Conversation,
    /// What showed that the channel is usable, and when.
    pub usable: Option<(OpenedBy, Instant)>,
    /// When the peer closed in good order.
    pub closed_by_peer: Option<Instant>,
    /// What ended it.
    pub failure: Option<StackError>,
}

impl Link {
    /// A link of which nothing is known.
    pub fn new(driver: Driver) -> Self {
        Self {
            driver,
            talk: Conversation::default(),
            usable: None,
            closed_by_peer: None,
            failure: None,
        }
    }

    /// Drives the connection until one event was taken in, or the time is up (false).
    pub async fn step(&mut self, until: Instant) -> bool {
        let (at, event) = match self.driver.next(Some(until)).await {
            Step::Event(at, event) => (at, event),
            Step::Deadline => return false,
        };
        match event {
            Event::ChannelUsable(sign) => self.usable = self.usable.or(Some((sign, at))),
            Event::Message { text, data } => {
                if let Some(reply) = self.talk.take(at, text, &data) {
                    self.say(&reply);
                }
            }
            Event::PeerClosed => self.closed_by_peer = self.closed_by_peer.or(Some(at)),
            Event::Failed(error) => self.failure = self.failure.take().or(Some(error)),
            Event::PairSelected { .. }
            | Event::DtlsConnected
            | Event::AssociationUp
            | Event::PeerOpened { .. }
            | Event::Rtp { .. } => {}
        }
        true
    }

    /// Sends a text message. One that cannot be sent shows as silence of the other side, and the
    /// link's failure says why.
    pub fn say(&mut self, message: &str) {
        let sent = self.driver.endpoint.send(Instant::now(), true, message.as_bytes());
        if let Err(error) = sent {
            tracing::debug!(%error, "message not sent");
        }
    }

    /// Whether the connection came to an end, by either side.
    pub fn over(&self) -> bool {
        self.failure.is_some() || self.closed_by_peer.is_some()
    }
}

/// How often a stage tells what it waits for.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

/// Drives the link until `done`, its end, or the deadline. `waiting` tells what was sent and not
/// answered.
pub async fn drive(
    link: &mut Link,
    deadline: Instant,
    progress: &dyn Fn(Waiting),
    done: impl Fn(&Link) -> bool,
    waiting: impl Fn(&Link) -> Waiting,
) -> bool {
    let mut tick = Instant::now() + PROGRESS_EVERY;
    loop {
        if done(link) {
            return true;
        }
        if link.over() {
            return false;
        }
        if !link.step(deadline.min(tick)).await {
            let now = Instant::now();
            if now >= deadline {
                return false;
            }
            tick = now + PROGRESS_EVERY;
            progress(waiting(link));
        }
    }
}
