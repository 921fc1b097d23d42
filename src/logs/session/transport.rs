//! DTLS, SCTP and the channel.

use crate::facts::{
    AbortEvidence, AlertEvidence, Direction, DtlsEvidence, DtlsTimings, Level, LinkState, OpenedBy,
    SctpEvidence, SctpTimings, Stage, StageFacts,
};
use crate::logs::event::Event;
use crate::logs::marks::Moment;
use crate::text::redact::printable;

use super::{Seen, Session};

/// aiortc sends an INIT again at each expiry but the last, which is the ninth.
const MAX_INITS: u32 = 9;
/// Expiries, of 3 s each, after which nobody calls it a delay.
const HOPELESS: u32 = 3;
const MAX_TIMES: usize = 32;

#[derive(Debug, Clone, Default)]
pub(super) struct Transport {
    dtls_line: bool,
    role: Option<String>,
    profile: Option<String>,
    fingerprint_match: Option<bool>,
    alerts: Option<Vec<AlertEvidence>>,
    dtls_resent: u32,
    client_hellos: Option<u32>,

    sctp_line: bool,
    init_sent: u32,
    init_expired: u32,
    init_times: Vec<Moment>,
    init_received: u32,
    init_acks: u32,
    init_acked: Option<Moment>,
    cookies: u32,
    cookie: Option<Moment>,
    cookie_acks: u32,
    cookie_acked: Option<Moment>,
    established: Option<Moment>,
    abort: Option<Direction>,
    stream_reset: bool,
    opened: Option<Moment>,
    open_sent: Option<Moment>,
    open_tsn: Option<u32>,
    sacked: Option<Moment>,
    receiver_line: bool,
    packets: u64,

    /// The peer connection, or DTLS, was said to be connecting.
    pub(super) connecting: bool,
    /// The association ended after it was up. That the link falls silent then is what follows.
    pub(super) ended: bool,
    waiting: u32,
    /// The driver's word about the channel counts no more.
    forced: bool,
}

/// What OpenSSL says of a handshake that failed, `[('SSL routines', '', 'no shared cipher')]`: an
/// alert of the robot's, or the reason for one of ours.
fn alert(error: &str) -> AlertEvidence {
    let reason = error.rsplit('\'').nth(1).unwrap_or(error);
    let received = reason.split_once(" alert ").map(|(_, name)| name.replace(' ', "_"));
    AlertEvidence {
        direction: if received.is_some() { Direction::In } else { Direction::Out },
        level: "fatal".to_owned(),
        description: printable(received.unwrap_or_else(|| reason.to_owned()).as_bytes(), 40),
    }
}

/// An alert that the other side sent, by the name that a stack gives it: `HandshakeFailure`,
/// `handshake_failure`.
fn received(name: &str) -> AlertEvidence {
    let mut description = String::new();
    for letter in printable(name.as_bytes(), 40).chars() {
        if letter.is_ascii_uppercase() && !description.is_empty() {
            description.push('_');
        }
        description.push(if letter == ' ' { '_' } else { letter.to_ascii_lowercase() });
    }
    AlertEvidence { direction: Direction::In, level: "fatal".to_owned(), description }
}

fn close_notify() -> AlertEvidence {
    AlertEvidence {
        direction: Direction::In,
        level: "warning".to_owned(),
        description: "close_notify".to_owned(),
    }
}

/// Whether a cumulative TSN covers another, in serial number arithmetic (RFC 9260, section 1.6).
fn reaches(cumulative: u32, tsn: u32) -> bool {
    cumulative.wrapping_sub(tsn) < 1 << 31
}

impl Transport {
    pub(super) fn is_debug(&self) -> bool {
        self.dtls_line || self.sctp_line
    }

    /// Whether a line of the DTLS transport, or of the peer connection's state, was seen.
    pub(super) fn shows_dtls(&self) -> bool {
        self.dtls_line || self.connecting || self.dtls_resent > 0
    }

    pub(super) fn is_sctp_debug(&self) -> bool {
        self.sctp_line
    }
}

impl Session {
    pub(super) fn dtls_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        match event {
            Event::DtlsBegan => {
                self.transport.dtls_line = true;
                self.transport.role = seen.text("role").map(|role| printable(role.as_bytes(), 16));
                self.ladder.began(Stage::Dtls, seen.at);
            }
            Event::ClientHello => *self.transport.client_hellos.get_or_insert(0) += 1,
            Event::SrtpProfile => {
                let profile = seen.text("profile");
                self.transport.profile = profile.map(|name| printable(name.as_bytes(), 40));
            }
            Event::DtlsComplete => {
                if self.transport.dtls_line {
                    // It compares the fingerprints before it says so.
                    self.transport.fingerprint_match = Some(true);
                }
                self.ladder.passed(Stage::Dtls, seen.at);
                // Another program than the known drivers need not open a channel, or write of it.
                if !self.transport.sctp_line && self.written_by().is_some() {
                    self.ladder.began(Stage::Sctp, seen.at);
                }
            }
            Event::DtlsFailed => {
                self.transport.dtls_line = true;
                let why = seen.text("why");
                if why.as_deref() == Some("fingerprint mismatch") {
                    self.transport.fingerprint_match = Some(false);
                }
                if let Some(error) = seen.text("error") {
                    self.transport.alerts = Some(vec![alert(&error)]);
                }
                if let Some(name) = seen.text("alert") {
                    self.transport.alerts = Some(vec![received(&name)]);
                }
                // It is told so as well where ICE never gave it a transport.
                let lost = why.as_deref() == Some("connection error");
                if !lost {
                    // A handshake goes over a pair that works.
                    self.ladder.passed(Stage::Ice, seen.at);
                }
                let ice = lost && !self.ladder.is_passed(Stage::Ice);
                self.ladder.broken(if ice { Stage::Ice } else { Stage::Dtls }, seen.at);
            }
            Event::DtlsMismatch => {
                // The certificate came over a pair that works. Some stacks call the peer connected
                // before they compare.
                self.ladder.passed(Stage::Ice, seen.at);
                if !self.ladder.is_passed(Stage::Sctp) {
                    self.ladder.anew(Stage::Dtls);
                }
                self.transport.fingerprint_match = Some(false);
                self.ladder.broken(Stage::Dtls, seen.at);
            }
            Event::DtlsResent => self.transport.dtls_resent += 1,
            Event::PeerFailed => {
                let stage = self.ladder.frontier().clamp(Stage::Ice, Stage::Dtls);
                self.ladder.broken(stage, seen.at);
            }
            Event::ClosedByRemote => {
                // After our own goodbye it is only the robot's courtesy.
                if self.closed.is_some() {
                    return false;
                }
                let stage = match self.ladder.frontier() {
                    // Where no line speaks of a handshake, what was closed was in use.
                    below if below <= Stage::Dtls && !self.transport.shows_dtls() => Stage::Flow,
                    below if below <= Stage::Dtls => below,
                    _ => self.in_use(),
                };
                if stage > Stage::Dtls {
                    self.application.link = Some(LinkState::ClosedByPeer);
                } else {
                    self.transport.alerts = Some(vec![close_notify()]);
                }
                self.ladder.broken(stage, seen.at);
            }
            _ => {}
        }
        true
    }

    pub(super) fn sctp_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        let sctp = &mut self.transport;
        match event {
            Event::InitSent => {
                sctp.init_sent += 1;
                if sctp.init_times.len() < MAX_TIMES {
                    sctp.init_times.push(seen.at);
                }
                self.ladder.passed(Stage::Dtls, seen.at);
                self.ladder.began(Stage::Sctp, seen.at);
            }
            Event::InitExpired => {
                let count = seen.number("count").unwrap_or(0);
                sctp.init_expired = sctp.init_expired.max(count);
                self.ladder.passed(Stage::Dtls, seen.at);
                self.ladder.began(Stage::Sctp, seen.at);
                if count >= HOPELESS {
                    self.ladder.broken(Stage::Sctp, seen.at);
                }
            }
            Event::InitReceived => sctp.init_received += 1,
            Event::InitAck => {
                sctp.init_acks += 1;
                sctp.init_acked.get_or_insert(seen.at);
            }
            Event::CookieEcho => {
                sctp.cookies += 1;
                sctp.cookie.get_or_insert(seen.at);
            }
            Event::CookieExpired => {
                if seen.number("count").unwrap_or(0) >= HOPELESS {
                    self.ladder.broken(Stage::Sctp, seen.at);
                }
            }
            Event::CookieAck => {
                sctp.cookie_acks += 1;
                sctp.cookie_acked.get_or_insert(seen.at);
            }
            Event::Established => {
                sctp.established.get_or_insert(seen.at);
            }
            Event::SctpGivenUp => {
                if seen.signature.level == Level::Debug {
                    // The step itself was taken, over DTLS.
                    self.ladder.passed(Stage::Dtls, seen.at);
                }
                self.ladder.broken(Stage::Sctp, seen.at);
            }
            Event::AbortReceived => {
                sctp.abort.get_or_insert(Direction::In);
                let stage = self.in_use();
                if stage > Stage::Sctp {
                    self.application.aborted = true;
                    self.application.link = Some(LinkState::ClosedByPeer);
                }
                self.ladder.broken(stage, seen.at);
            }
            Event::StreamReset => {
                // Once the channel was usable a reset is how it is closed.
                if self.ladder.is_passed(Stage::Sctp) {
                    return false;
                }
                sctp.stream_reset = true;
                self.ladder.broken(Stage::Sctp, seen.at);
            }
            Event::AbortSent => {
                sctp.abort.get_or_insert(Direction::Out);
            }
            Event::DataSent => {
                if sctp.open_sent.is_none() {
                    sctp.open_tsn = seen.number("tsn");
                }
                sctp.open_sent.get_or_insert(seen.at);
            }
            Event::SackReceived => {
                let covers = |open: u32| seen.number("tsn").is_some_and(|tsn| reaches(tsn, open));
                if sctp.open_tsn.is_some_and(covers) {
                    sctp.sacked.get_or_insert(seen.at);
                    self.channel_proven(seen.at);
                }
            }
            Event::ReceiverLine => {
                sctp.receiver_line = true;
                sctp.packets += u64::from(seen.text("packet").is_some());
            }
            _ => sctp.sctp_line = true,
        }
        true
    }

    pub(super) fn channel_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        match event {
            Event::ChannelOpen => {
                if self.transport.forced {
                    return false;
                }
                self.channel_proven(seen.at);
            }
            Event::ChannelWaiting => {
                self.transport.waiting += 1;
                if self.application.first_message.is_some() {
                    // The channel carries messages, and the driver waits for an ACK of it.
                    self.ladder.broken(Stage::Validation, seen.at);
                } else if self.transport.waiting > 1 {
                    self.ladder.broken(Stage::Sctp, seen.at);
                }
            }
            Event::SendFailed => self.ladder.broken(self.in_use(), seen.at),
            Event::ConnectionLost => return self.connection_lost(seen),
            // A few in a row without an acknowledgement are no single loss.
            Event::DataResent if seen.number("count").unwrap_or(0) >= HOPELESS => {
                // Without a line of the setup, what is sent is data.
                let set_up = self.ladder.is_passed(Stage::Sctp) || self.transport.init_sent > 0;
                let stage = if set_up { self.in_use() } else { Stage::Flow };
                self.ladder.broken(stage, seen.at);
            }
            Event::DataResent => {}
            Event::ChannelForced => self.transport.forced = true,
            Event::SctpWatchdog => {
                self.transport.forced = true;
                self.ladder.broken(Stage::Sctp, seen.at);
            }
            Event::GaveUpTransport => {
                if seen.text("ice").is_some_and(|ice| ice == "completed" || ice == "connected") {
                    self.ladder.passed(Stage::Ice, seen.at);
                    self.ladder.broken(Stage::Dtls, seen.at);
                } else {
                    self.ladder.broken(Stage::Ice, seen.at);
                }
            }
            Event::GaveUpChannel => {
                self.ladder.passed(Stage::Dtls, seen.at);
                // The driver waits for an ACK or a message, and a SACK is proof as well.
                let stage = self.ladder.frontier();
                self.ladder.broken(stage, seen.at);
            }
            Event::GaveUpValidation => {
                self.ladder.passed(Stage::Sctp, seen.at);
                self.ladder.broken(Stage::Validation, seen.at);
            }
            Event::GaveUp => {
                // It waits for the channel only once the answer is set. How far that came, other
                // lines tell, or nothing does.
                let told =
                    self.ladder.began_at(Stage::Ice).is_some() || self.ladder.is_passed(Stage::Ice);
                let stage = if told { self.ladder.frontier() } else { Stage::Sctp };
                self.ladder.broken(stage, seen.at);
            }
            _ => {}
        }
        true
    }

    pub(super) fn channel_proven(&mut self, at: Moment) {
        self.transport.opened.get_or_insert(at);
        self.ladder.passed(Stage::Sctp, at);
        // Another program than the known drivers need not write of what comes now.
        if self.written_by().is_some() {
            self.ladder.began(Stage::Validation, at);
        }
    }

    /// When the channel was first seen to be usable.
    pub(super) fn usable_at(&self) -> Option<Moment> {
        self.transport.opened
    }

    pub(super) fn dtls_facts(&self) -> StageFacts {
        let dtls = &self.transport;
        let complete = self.ladder.passed_at(Stage::Dtls);
        // DTLS is timed from the nomination on.
        let nominated = self.ladder.passed_at(Stage::Ice);
        StageFacts::Dtls {
            timings: DtlsTimings {
                first_flight_in_ms: None,
                handshake_ms: complete.zip(nominated).and_then(|(end, start)| end.since(start)),
            },
            evidence: DtlsEvidence {
                role: dtls.role.clone(),
                srtp_profile: dtls.profile.clone(),
                fingerprint_match: dtls.fingerprint_match,
                alerts: dtls.alerts.clone(),
                client_hellos_received: dtls.client_hellos,
                retransmits: (dtls.dtls_resent > 0).then_some(dtls.dtls_resent),
                checks: self.ice.totals(),
                ..DtlsEvidence::default()
            },
        }
    }

    pub(super) fn sctp_facts(&self) -> StageFacts {
        let sctp = &self.transport;
        let between = |start: Option<Moment>, end: Option<Moment>| end?.since(start?);
        // A stack that writes of no INIT calls its state connecting when it sends the first.
        let first_init = sctp.init_times.first().copied().or(self.ladder.began_at(Stage::Sctp));
        StageFacts::Sctp {
            timings: SctpTimings {
                init_to_init_ack_ms: between(first_init, sctp.init_acked),
                cookie_ms: between(sctp.cookie, sctp.cookie_acked),
                open_to_usable_ms: between(sctp.open_sent, sctp.opened),
                association_ms: between(first_init, sctp.established),
            },
            evidence: self.sctp_evidence(),
        }
    }

    fn sctp_evidence(&self) -> SctpEvidence {
        let sctp = &self.transport;
        // Where the transport wrote at DEBUG, what it did not write did not happen.
        let counted = |count: u32| sctp.sctp_line.then_some(count);
        let expected = match sctp.init_expired {
            0 => 0,
            expired => expired.saturating_add(1).min(MAX_INITS),
        };
        let inits = sctp.init_sent.max(expected);
        let complete = self.ladder.passed_at(Stage::Dtls);
        let times: Option<Vec<f64>> =
            sctp.init_times.iter().map(|at| at.since(complete?)).collect();
        SctpEvidence {
            init_sent: (sctp.sctp_line || inits > 0).then_some(inits),
            init_received: counted(sctp.init_received),
            init_ack_received: counted(sctp.init_acks),
            cookie_echo_sent: counted(sctp.cookies),
            cookie_ack_received: counted(sctp.cookie_acks),
            init_sent_at_ms: times.filter(|times| !times.is_empty()),
            abort: sctp.abort.map(|direction| AbortEvidence { direction, causes: Vec::new() }),
            stream_reset: sctp.stream_reset.then_some(true),
            dcep_open_sent: counted(u32::from(sctp.open_sent.is_some())),
            dcep_ack_received: None,
            opened_by: self.opened_by(),
            rtp_packets_received: sctp.receiver_line.then_some(sctp.packets),
            ..SctpEvidence::default()
        }
    }

    /// An ACK shows itself only by the channel's state, and so does a driver
    /// that calls the channel open: it does so when the first message comes,
    /// and writes of the message first.
    fn opened_by(&self) -> Option<OpenedBy> {
        let opened = self.transport.opened?;
        if self.transport.sacked == Some(opened) {
            return Some(OpenedBy::Sack);
        }
        let message = self.application.first_message?;
        Some(if opened.line < message.line { OpenedBy::Ack } else { OpenedBy::Message })
    }
}
