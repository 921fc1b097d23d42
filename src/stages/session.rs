//! What the stages share: the connection as it grows, and what was learnt on the way.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::LocalBoxFuture;

use crate::clock;
use crate::facts::of_stack::check_loss;
use crate::facts::timeline::Timeline;
use crate::facts::{
    CheckLoss, DataChunks, HttpEvidence, HttpTimings, LinkEnd, OfferFacts, SdpEvidence, SdpTimings,
    Stage, Unreachable,
};
use crate::host::network::neighbour;
use crate::robot::con_notify::ConNotify;
use crate::stack::driver::{Driver, Step};
use crate::stack::rtcp::picture_loss;
use crate::stack::srtp::Media;
use crate::stack::{Event, OpenedBy, RemoteDescription, StackError};
use crate::text::redact::Secret;

use super::connection::Connection;
use super::conversation::Conversation;
use super::ending::{link_end, own_limit};
use super::exchange::PendingAnswer;
use super::flow_watch::FlowWatch;
use super::media::book::MediaBook;
use super::plan::Plan;
use super::recorder::Recorder;
use super::stock::StockLink;
use crate::facts::outcome::{Client, RobotFacts};
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;

/// No STUN answer for so long, with checks going out, and consent is lost.
const CONSENT_LOST: Duration = Duration::from_millis(2500);
/// So many checks must have gone unanswered: a process that was itself paused has sent none.
const UNANSWERED_CHECKS: u32 = 4;
/// And so many where other packets still come: of those that lose one in ten each way, one network
/// in ten million swallows as many in a row.
const UNANSWERED_WHILE_HEARD: u32 = 10;
/// Who sends our reports; the offer names it for its own sound.
const OWN_SOURCE: u32 = 1001;
/// So many unanswered checks raise a doubt: one is on its way half of the time.
const DOUBTFUL_CHECKS: u32 = 2;

#[derive(Debug, Default)]
pub(super) struct Exchange {
    pub timings: SdpTimings,
    pub evidence: SdpEvidence,
    pub offer_facts: Option<OfferFacts>,
    /// The offer's POST, on its way: a robot may accept it after we lost interest.
    pub pending: Option<PendingAnswer>,
    /// Whether the offer was sent and no answer to it is known.
    pub unanswered: bool,
}

pub(super) struct Session<'a> {
    pub plan: &'a Plan,
    /// Told what the stage at work waits for.
    pub progress: Box<dyn Fn(Waiting) + 'a>,
    pub robot: RobotFacts,
    /// Keeps the timeline.
    pub recorder: Arc<Recorder>,
    /// The robot's address among this machine's neighbours, looked up before anything was sent.
    pub neighbour: neighbour::Watch,
    pub http: (HttpTimings, HttpEvidence),
    /// The answer to `/con_notify`, its blob still closed.
    pub notify: Option<ConNotify>,
    pub exchange: Exchange,
    pub gathering: Option<Duration>,
    /// Our endpoint on its sockets, from the offer on.
    pub link: Option<Link>,
    pub stock: Option<StockLink>,
    pub answer_text: Option<Secret<String>>,
    /// What the robot's answer told of it; taken when ICE starts.
    pub remote: Option<RemoteDescription>,
    pub unreachable: BTreeMap<SocketAddr, Unreachable>,
    pub answers_sent: u32,
    pub watch: FlowWatch,
}

impl<'a> Session<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            progress: Box::new(|_| {}),
            recorder: Arc::new(Recorder::new(plan.observer.clone())),
            robot: RobotFacts {
                host: plan.robot.clone(),
                model: plan.model.map(|(model, _)| model),
                model_by: plan.model.map(|(_, by)| by),
                ..RobotFacts::default()
            },
            neighbour: neighbour::Watch::start(&plan.machine, &plan.host),
            http: Default::default(),
            notify: None,
            exchange: Exchange::default(),
            gathering: None,
            link: None,
            stock: None,
            answer_text: None,
            remote: None,
            unreachable: BTreeMap::new(),
            answers_sent: 0,
            watch: FlowWatch::default(),
        }
    }

    /// What went by on the wire. Of the stock client's wire most is not seen.
    pub(super) fn timeline(&self) -> Option<Box<Timeline>> {
        let seen = self.plan.client == Client::Go2doctor;
        seen.then(|| self.recorder.timeline()).flatten().map(Box::new)
    }

    pub(super) fn connection(&self) -> Option<&dyn Connection> {
        match (&self.link, &self.stock) {
            (Some(link), _) => Some(link),
            (None, Some(stock)) => Some(stock),
            (None, None) => None,
        }
    }
}

/// The connection that a run made, whoever's stack it is.
pub(super) fn connection_of<'a>(
    link: &'a mut Option<Link>,
    stock: &'a mut Option<StockLink>,
) -> Option<&'a mut dyn Connection> {
    match (link, stock) {
        (Some(link), _) => Some(link),
        (None, Some(stock)) => Some(stock),
        (None, None) => None,
    }
}

pub(super) struct Link {
    pub driver: Driver,
    pub messages: Conversation,
    pub media: Option<MediaBook>,
    pub usable: Option<(OpenedBy, Instant)>,
    pub closed_by_peer: Option<Instant>,
    pub failure: Option<StackError>,
}

impl Link {
    pub(super) fn new(driver: Driver) -> Self {
        Self {
            driver,
            messages: Conversation::default(),
            media: None,
            usable: None,
            closed_by_peer: None,
            failure: None,
        }
    }
}

impl Link {
    fn take(&mut self, at: Instant, event: Event) {
        match event {
            Event::ChannelUsable(sign) => self.usable = self.usable.or(Some((sign, at))),
            Event::Message { text, data } => {
                if let Some(reply) = self.messages.take(at, text, &data) {
                    self.send_text(&reply);
                }
            }
            Event::PeerClosed => self.closed_by_peer = self.closed_by_peer.or(Some(at)),
            Event::Failed(error) => self.failure = self.failure.take().or(Some(error)),
            Event::PairSelected { .. }
            | Event::DtlsConnected
            | Event::AssociationUp
            | Event::PeerOpened { .. }
            | Event::Rtp { .. } => {}
            Event::Media(media) => {
                if let Some(book) = &mut self.media {
                    book.take(at, &media);
                }
            }
        }
    }
}

impl Connection for Link {
    fn step(&mut self, until: Instant) -> LocalBoxFuture<'_, bool> {
        Box::pin(async move {
            match self.driver.next(Some(until)).await {
                Step::Event(at, event) => self.take(at, event),
                Step::Deadline => return false,
            }
            true
        })
    }

    fn send_text(&mut self, message: &str) {
        let sent = self.driver.endpoint.send(clock::now(), true, message.as_bytes());
        if let Err(error) = sent {
            tracing::debug!(%error, "message not sent");
        }
    }

    fn is_closed(&self) -> bool {
        self.failure.is_some() || self.closed_by_peer.is_some()
    }

    fn messages(&self) -> &Conversation {
        &self.messages
    }

    fn messages_mut(&mut self) -> &mut Conversation {
        &mut self.messages
    }

    fn up_since(&self, stage: Stage) -> Option<Instant> {
        let endpoint = &self.driver.endpoint;
        match stage {
            Stage::Ice => endpoint.ice().selected().map(|(_, at)| at),
            Stage::Dtls => endpoint.dtls()?.counts().finished,
            Stage::Sctp => self.usable.map(|(_, at)| at),
            Stage::Validation => self.messages.validated,
            _ => None,
        }
    }

    fn consent_lost(&self, now: Instant) -> bool {
        let stun = self.driver.endpoint.ice().counts();
        let silent = stun.last_response().map(|last| now.saturating_duration_since(last));
        let heard = self.driver.endpoint.last_heard();
        let needed = match heard.is_some_and(|heard| heard + CONSENT_LOST > now) {
            true => UNANSWERED_WHILE_HEARD,
            false => UNANSWERED_CHECKS,
        };
        silent.is_some_and(|silent| silent >= CONSENT_LOST)
            && stun.unanswered_since_response() >= needed
    }

    fn consent_in_doubt(&self) -> bool {
        self.driver.endpoint.ice().counts().unanswered_since_response() >= DOUBTFUL_CHECKS
    }

    fn consented_since(&self, since: Instant) -> bool {
        self.driver.endpoint.ice().counts().last_response().is_some_and(|at| at >= since)
    }

    fn ended(&self) -> Option<LinkEnd> {
        link_end(self.failure.as_ref(), self.closed_by_peer.is_some())
    }

    fn own_limit(&self) -> Option<Remark> {
        own_limit(self.failure.as_ref(), self.closed_by_peer.is_some())
    }

    fn check_loss(&self) -> Option<CheckLoss> {
        Some(check_loss(self.driver.endpoint.ice().counts()))
    }

    fn overdue_checks(&self) -> u64 {
        self.driver.endpoint.ice().counts().unanswered_since_response().saturating_sub(1).into()
    }

    fn data_chunks(&self) -> Option<DataChunks> {
        self.driver.endpoint.sctp().map(|sctp| sctp.counts().data.chunks.clone())
    }

    fn start_media(&mut self, book: MediaBook) {
        self.media = Some(book);
    }

    fn media(&self) -> Option<&MediaBook> {
        self.media.as_ref()
    }

    fn look_at_media(&mut self, now: Instant) -> Option<u32> {
        self.media.as_mut()?.look(now)
    }

    fn end_media(&mut self) {
        self.media.iter_mut().for_each(MediaBook::end);
    }

    fn ask_for_key_frame(&mut self, source: u32) {
        let Ok(report) = picture_loss(OWN_SOURCE, source) else { return };
        let sent = self.driver.endpoint.send_media(clock::now(), &Media::Rtcp(report));
        if let Err(error) = sent {
            tracing::debug!(%error, "no key frame asked for");
        }
    }

    fn refused_media(&self) -> Option<u64> {
        self.driver.endpoint.srtp().map(|srtp| srtp.counts().refused)
    }
}
