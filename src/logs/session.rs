//! One attempt to connect: what its lines, event by event, made known.

mod application;
mod ice;
mod ping;
mod reading;
mod seen;
mod signalling;
mod state;
mod transport;

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use crate::facts::outcome::{RobotFacts, StageOutcome, Status};
use crate::facts::{Level, LinkState, LogDriver, LogMark, LogSign, OfferFacts, Stage, StageFacts};

use super::clock::Stamp;
use super::event::{Event, Layer};
use super::ladder::{End, Ladder};
use super::marks::{Marks, Moment};
use super::matcher::Match;
use super::origin::origin;
use super::sdp_lines::{Description, Kind};
use super::signatures::{ANYBODYS, Signature, Signatures};

use application::Application;
use ice::Ice;
use ping::Ping;
pub(super) use seen::Seen;
use signalling::Signalling;
use transport::Transport;

/// Whether a node of a launch that is no driver ended, or had no display.
fn of_neighbour(seen: &Seen<'_>) -> bool {
    let ended = matches!(seen.signature.sign, Some(LogSign::NodeDied | LogSign::NoDisplay));
    let drives = |name: &[u8]| {
        let known: [&[u8]; 4] = [b"go2", b"driver", b"webrtc", b"unitree"];
        known.iter().any(|word| memmem::find(name, word).is_some())
    };
    let node = origin(seen.line).filter(|name| name.starts_with(b"["));
    ended && node.is_some_and(|name| !drives(name))
}

#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    ladder: Ladder,
    pub marks: Marks,
    /// The first line of the attempt, from 1.
    pub first_line: u64,
    pub last_line: u64,
    pub first: Option<Stamp>,
    pub last: Option<Stamp>,
    closed: Option<Moment>,
    /// A traceback has gone through a driver, and its exception comes next.
    in_driver: bool,
    pub closed_before: Option<LogMark>,
    /// Where the attempts before this one were made; empty where no line said so.
    host_before: String,
    programs: Vec<&'static str>,
    /// Of which layers there are lines, and at which level at most.
    levels: BTreeMap<Stage, Level>,
    /// The layers whose states a stack itself wrote.
    told_by_stack: Vec<Layer>,
    ping: Ping,
    signalling: Signalling,
    ice: Ice,
    transport: Transport,
    application: Application,
}

impl Session {
    /// Whether this event, coming now, is the beginning of another attempt.
    pub(super) fn is_over(&self, event: Event, seen: &Seen<'_>) -> bool {
        let untouched = self.ladder.is_empty() && !self.signalling.has_offer();
        match event {
            _ if untouched => false,
            Event::Attempt => true,
            Event::AttemptGoesOn | Event::OfferFollows => {
                self.signalling.has_offer() || self.closed.is_some()
            }
            Event::PortOpen | Event::Gathering => self.closed.is_some(),
            Event::Request => {
                let first_step = seen.text("path").is_some_and(|path| path == "con_notify");
                self.closed.is_some() || (first_step && self.ladder.is_passed(Stage::Sdp))
            }
            _ => false,
        }
    }

    /// The attempt after this one. It remembers where the robot is, and that it closed a sound
    /// connection: the latter as long as it is rejected.
    pub(super) fn next(&self) -> Self {
        let by_robot = self.application.link == Some(LinkState::ClosedByPeer)
            && self.ladder.is_passed(Stage::Validation);
        let closed_before = match by_robot {
            true => self.marks.of(LogSign::ClosedByRemote),
            false => self.closed_before.clone().filter(|_| self.signalling.was_rejected()),
        };
        Self { closed_before, host_before: self.robot().host, ..Self::default() }
    }

    pub(super) fn note(&mut self, found: Match, signature: &Signature, at: Moment, line: &[u8]) {
        self.heard(signature.program);
        self.marks.add(found, signature, at, line, self.ladder.highest_passed());
    }

    /// The program has written a line of this attempt.
    fn heard(&mut self, program: &'static str) {
        if !self.programs.contains(&program) {
            self.programs.push(program);
        }
    }

    /// Takes a line in that every attempt may count as its own.
    pub(super) fn line(&mut self, number: u64, stamp: Option<Stamp>) {
        if self.first_line == 0 {
            self.first_line = number;
        }
        self.last_line = number;
        // The clock keeps to the better form, so the poorer one could only begin what never ends.
        if let Some(stamp) = stamp
            && self.first.is_none_or(|first| stamp.is_better_than(first))
        {
            self.first = Some(stamp);
        }
        self.last = stamp.or(self.last);
    }

    /// Takes an event in; false where it means nothing at this moment.
    pub(super) fn event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        let taken = self.dispatch(event, seen);
        if taken {
            let Signature { program, stage, level, .. } = seen.signature;
            self.heard(program);
            let known = self.levels.entry(*stage).or_default();
            *known = (*known).max(*level);
        }
        taken
    }

    fn dispatch(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        use Event::*;
        match event {
            Version | Attempt | AttemptGoesOn => true,
            State => self.state_event(seen),
            StageBegan | StagePassed | StageFailed => {
                let stage = seen.signature.stage;
                match event {
                    StageBegan => self.ladder.began(stage, seen.at),
                    StagePassed => self.ladder.passed(stage, seen.at),
                    _ => self.ladder.broken(stage, seen.at),
                }
                true
            }
            NotStarted if of_neighbour(seen) => false,
            // It died of a request that failed, if not of one to a robot that is known here.
            NotStarted
                if seen.signature.sign == Some(LogSign::NodeDied)
                    && self.signalling.failed_elsewhere() =>
            {
                false
            }
            NotStarted => {
                self.ladder.broken(Stage::Host, seen.at);
                true
            }
            Frame => {
                self.in_driver = true;
                false
            }
            // What broke off elsewhere says nothing of a driver.
            Exception => {
                let told = std::mem::take(&mut self.in_driver) && !of_neighbour(seen);
                if told {
                    self.ladder.broken(Stage::Host, seen.at);
                }
                told
            }
            // Outside of an offer such a line means nothing.
            OfferLine => false,
            Closed => {
                self.closed = Some(seen.at);
                true
            }
            RobotAt => {
                self.signalling.take_host(seen);
                true
            }
            PortOpen | Request | RequestFailed | Answer | KeyBlob | ConnectFailed | HttpFailed
            | ProxyFailed | AwaitingAnswer | Interrupted | LegacyFallback | OfferFollows
            | AnswerFollows | Description | DescriptionBegins | OfferPosted | AnswerApplied
            | SdpFailed | OfferUnanswered | KeyRequired | KeyRejected => {
                self.signalling_event(event, seen)
            }
            PingBegins | EchoReply | EchoFailed | PingEnds => self.ping_event(event, seen),
            Gathering | Gathered | IceChecking | Pair | Stun | IceCompleted | IceFailed
            | ConsentExpired | Unreachable => self.ice_event(event, seen),
            DtlsBegan | ClientHello | SrtpProfile | DtlsComplete | DtlsFailed | DtlsMismatch
            | DtlsResent | PeerFailed | ClosedByRemote => self.dtls_event(event, seen),
            InitSent | InitExpired | InitReceived | InitAck | CookieEcho | CookieExpired
            | CookieAck | Established | SctpGivenUp | AbortReceived | AbortSent | StreamReset
            | DataSent | SackReceived | SctpLine | ReceiverLine => self.sctp_event(event, seen),
            ChannelOpen | ChannelWaiting | SendFailed | ConnectionLost | DataResent
            | SctpWatchdog | ChannelForced | GaveUpTransport | GaveUpChannel | GaveUpValidation
            | GaveUp => self.channel_event(event, seen),
            Message | MessageClassified | MessageSent | Validated | ValidationNeeded
            | Heartbeat => self.application_event(event, seen),
        }
    }

    pub(super) fn description(&mut self, found: Description, at: Moment) {
        let Description { kind, content: description, as_sent } = found;
        match kind {
            Kind::Offer => self.signalling.take_offer(description, as_sent),
            Kind::Answer => {
                self.signalling.take_answer(&description);
                self.ice.take_answer(&description);
                self.ladder.passed(Stage::Sdp, at);
            }
        }
    }

    /// The log ends within a description, of which only that it came is known then.
    pub(super) fn description_cut(&mut self, kind: Kind, at: Moment) {
        if kind == Kind::Answer {
            self.ladder.passed(Stage::Sdp, at);
        }
    }

    /// The driver, by the words that only one of them uses. The fork writes the
    /// lines of both others as well, and go2_ros2_sdk some of the published one's.
    pub(super) fn written_by(&self) -> Option<LogDriver> {
        [
            ("go2_ros2_sdk_fork", LogDriver::Go2Ros2SdkFork),
            ("go2_ros2_sdk", LogDriver::Go2Ros2Sdk),
            ("unitree_webrtc_connect", LogDriver::UnitreeWebrtcConnect),
        ]
        .into_iter()
        .find(|(program, _)| self.programs.contains(program))
        .map(|(_, driver)| driver)
    }

    /// Whose lines these are, as people know them; empty where they are anybody's.
    pub(super) fn programs(&self, signatures: &Signatures) -> Vec<String> {
        let known = self.programs.iter().filter(|id| !ANYBODYS.contains(id));
        known.filter_map(|id| Some(signatures.program(id)?.name.clone())).collect()
    }

    /// The rungs that the logs of these programs can show.
    pub(super) fn shows(&self, signatures: &Signatures) -> BTreeSet<Stage> {
        let known = self.programs.iter().filter_map(|id| signatures.program(id));
        known.flat_map(|program| program.shows.iter().copied()).collect()
    }

    pub(super) fn is_python(&self, signatures: &Signatures) -> bool {
        let mut known = self.programs.iter().filter_map(|id| signatures.program(id));
        known.any(|program| program.python)
    }

    /// Of which layers there are lines, and at which level at most.
    pub(super) fn levels(&self) -> &BTreeMap<Stage, Level> {
        &self.levels
    }

    pub(super) fn offer(&self) -> Option<&OfferFacts> {
        self.signalling.offer()
    }

    pub(super) fn robot(&self) -> RobotFacts {
        let mut robot = self.signalling.robot();
        if robot.host.is_empty() {
            let met = self.ice.remote().map(|address| address.to_string());
            let before = Some(self.host_before.clone()).filter(|host| !host.is_empty());
            let pinged = || self.ping.host().map(|address| address.to_string());
            robot.host = met.or(before).or_else(pinged).unwrap_or_default();
            robot.address = robot.host.parse().ok();
        }
        robot
    }

    /// Whether the library that speaks the protocol of the decisive stage wrote at DEBUG.
    pub(super) fn debug(&self, outcomes: &[StageOutcome]) -> Option<bool> {
        let decisive = outcomes
            .iter()
            .find(|one| matches!(one.status, Status::Fail | Status::Inconclusive))
            .map_or(Stage::Sctp, StageOutcome::stage);
        let transport = self.transport.is_debug() || self.signalling.is_debug();
        match decisive {
            _ if self.ladder.is_empty() => None,
            Stage::Ice => Some(self.ice.is_debug()),
            Stage::Sctp => Some(self.transport.is_sctp_debug()),
            _ => Some(transport || self.ice.is_debug()),
        }
    }

    fn end(&self) -> End {
        End { first: self.first, last: self.last, closed: self.closed }
    }

    /// How each stage would have ended if nothing else came, in ladder order.
    pub(super) fn statuses(&self) -> [Status; Stage::ALL.len()] {
        self.ladder.statuses(&self.end())
    }

    pub(super) fn outcomes(&self) -> Vec<StageOutcome> {
        let settled = self.ladder.settle(&self.end());
        settled
            .into_iter()
            .map(|one| StageOutcome {
                status: one.status,
                started_ms: one.started_ms,
                duration_ms: one.duration_ms,
                skip_reason: one.skip_reason,
                remark: one.remark,
                facts: self.facts(one.stage, one.status),
            })
            .collect()
    }

    fn facts(&self, stage: Stage, status: Status) -> StageFacts {
        match stage {
            Stage::Host => StageFacts::unknown(stage),
            Stage::Ping => self.ping.facts(),
            Stage::Http => self.http_facts(status),
            Stage::Sdp => self.sdp_facts(),
            Stage::Ice => self.ice_facts(),
            Stage::Dtls => self.dtls_facts(),
            Stage::Sctp => self.sctp_facts(),
            Stage::Validation => self.validation_facts(),
            Stage::Flow => self.flow_facts(status),
        }
    }
}
