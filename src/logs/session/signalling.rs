//! HTTP, the offer and the answer.

use std::net::IpAddr;

use crate::evidence::{
    AnswerEvidence, HttpEvidence, HttpReason, HttpTimings, OfferFacts, PortReason, PortState,
    SdpEvidence, SdpReason, SdpTimings, Stage, StageFacts,
};
use crate::logs::event::Event;
use crate::logs::marks::Moment;
use crate::logs::signatures::Source;
use crate::redact::printable;
use crate::robot::con_notify::Data2;
use crate::robot::firmware::{Signals, firmware_hint};
use crate::stack::sdp::SessionDescription;
use crate::stages::outcome::{RobotFacts, Signalling as Method};
use crate::stages::sdp::answer_evidence;

use super::{Seen, Session};

/// What is known of the signalling.
#[derive(Debug, Clone, Default)]
pub(super) struct Signalling {
    host: Option<String>,
    port: Option<u16>,
    open_port: Option<u16>,
    method: Option<Method>,
    data2: Option<u8>,
    device_key_accepted: Option<bool>,
    http_status: Option<u16>,
    http_reason: Option<HttpReason>,
    tcp_failed: bool,
    http_debug: bool,
    sdp_status: Option<u16>,
    sdp_reason: Option<SdpReason>,
    asked: Option<Moment>,
    posted: Option<Moment>,
    con_notify_ms: Option<f64>,
    con_ing_ms: Option<f64>,
    announced: bool,
    offer: Option<OfferFacts>,
    offered: SessionDescription,
    answer: Option<AnswerEvidence>,
}

impl Signalling {
    pub(super) fn has_offer(&self) -> bool {
        self.announced || self.offer.is_some()
    }

    /// urllib3 shows its requests, and aiortc its descriptions, at DEBUG only.
    pub(super) fn is_debug(&self) -> bool {
        self.announced || self.http_debug
    }

    /// Whether another client had the robot.
    pub(super) fn was_rejected(&self) -> bool {
        self.sdp_reason == Some(SdpReason::Busy)
    }

    pub(super) fn offer(&self) -> Option<&OfferFacts> {
        self.offer.as_ref()
    }

    /// Takes the offer in; `as_sent` where it is the one that the robot was sent,
    /// not the one before gathering.
    pub(super) fn take_offer(&mut self, offer: SessionDescription, as_sent: bool) {
        let mut facts = OfferFacts::of(&offer);
        facts.candidates = facts.candidates.filter(|_| as_sent);
        self.offer = Some(facts);
        self.offered = offer;
    }

    pub(super) fn take_answer(&mut self, answer: &SessionDescription) {
        self.answer = Some(answer_evidence(&self.offered, answer, self.address()));
    }

    fn address(&self) -> Option<IpAddr> {
        self.host.as_ref()?.parse().ok()
    }

    pub(super) fn robot(&self) -> RobotFacts {
        let signals = match (self.method, self.data2) {
            (Some(Method::Legacy), _) => Some(Signals::Legacy),
            (_, Some(1)) => Some(Signals::ConNotify(Data2::Plain)),
            (_, Some(2)) => Some(Signals::ConNotify(Data2::StaticKey)),
            (_, Some(3)) => Some(Signals::ConNotify(Data2::DeviceKey)),
            _ => None,
        };
        RobotFacts {
            host: self.host.clone().unwrap_or_default(),
            address: self.address(),
            signalling: self.method,
            data2: self.data2,
            firmware_hint: signals.map(|signals| firmware_hint(signals).to_owned()),
        }
    }

    fn take_address(&mut self, seen: &Seen<'_>) {
        if let Some(host) = seen.text("host") {
            self.host = Some(printable(host.as_bytes(), 64));
        }
        self.port = seen.number("port").or(self.port);
    }
}

impl Session {
    pub(super) fn signalling_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        match event {
            Event::PortOpen => self.port_open(seen),
            Event::Request => self.request(seen),
            Event::Answer => self.answered(seen),
            Event::KeyBlob => {
                self.signalling.data2 = seen.number("data2").or(self.signalling.data2);
                self.signalling.method = Some(Method::ConNotify);
                self.ladder.passed(Stage::Http, seen.at);
                self.ladder.began(Stage::Sdp, seen.at);
            }
            Event::ConnectFailed | Event::HttpFailed => {
                return self.http_failed(event == Event::ConnectFailed, seen);
            }
            Event::LegacyFallback => {
                self.ladder.mended(Stage::Http);
                self.ladder.mended(Stage::Sdp);
                self.signalling.http_reason = None;
                self.signalling.tcp_failed = false;
                self.signalling.sdp_reason = None;
            }
            Event::OfferFollows => self.signalling.announced = true,
            Event::AnswerFollows | Event::AnswerApplied => {
                self.ladder.passed(Stage::Sdp, seen.at);
            }
            Event::OfferPosted => {
                self.ladder.passed(Stage::Http, seen.at);
                self.ladder.began(Stage::Sdp, seen.at);
            }
            Event::SdpFailed => self.sdp_failed(seen),
            Event::KeyRequired | Event::KeyRejected => {
                let rejected = event == Event::KeyRejected;
                self.signalling.data2 = Some(3);
                self.signalling.device_key_accepted = rejected.then_some(false);
                self.ladder.passed(Stage::Http, seen.at);
                self.sdp_failed(seen);
            }
            // The scanner hands a whole description over by another way.
            _ => {}
        }
        true
    }

    fn port_open(&mut self, seen: &Seen<'_>) {
        self.signalling.take_address(seen);
        self.signalling.open_port = self.signalling.port;
        self.signalling.method = Some(match self.signalling.port {
            Some(8081) => Method::Legacy,
            _ => Method::ConNotify,
        });
        self.ladder.began(Stage::Http, seen.at);
    }

    fn request(&mut self, seen: &Seen<'_>) {
        self.signalling.take_address(seen);
        self.signalling.http_debug |= seen.signature.source == Source::Python;
        let posts_offer = match seen.text("path").as_deref() {
            Some("con_notify") => false,
            Some(_) => true,
            None => self.ladder.is_passed(Stage::Http),
        };
        if posts_offer {
            self.ladder.passed(Stage::Http, seen.at);
            self.ladder.began(Stage::Sdp, seen.at);
            self.signalling.posted.get_or_insert(seen.at);
        } else {
            self.ladder.began(Stage::Http, seen.at);
            self.signalling.asked.get_or_insert(seen.at);
        }
    }

    fn answered(&mut self, seen: &Seen<'_>) {
        let (status, path) = (seen.number::<u16>("status"), seen.text("path"));
        let good = status == Some(200);
        if path.as_deref() == Some("con_notify") {
            self.ladder.began(Stage::Http, seen.at);
            self.signalling.http_status = status;
            self.signalling.con_notify_ms = self.signalling.asked.and_then(|at| seen.at.since(at));
            if !good {
                self.signalling.http_reason = Some(HttpReason::HttpStatus);
                self.ladder.broken(Stage::Http, seen.at);
            }
        } else {
            self.ladder.passed(Stage::Http, seen.at);
            self.ladder.began(Stage::Sdp, seen.at);
            self.signalling.con_ing_ms = self.signalling.posted.and_then(|at| seen.at.since(at));
            if !good {
                self.signalling.sdp_status = status;
                self.signalling.sdp_reason = Some(SdpReason::HttpStatus);
                self.ladder.broken(Stage::Sdp, seen.at);
            }
        }
    }

    /// A request failed. Which one, the line itself may not say.
    fn http_failed(&mut self, tcp: bool, seen: &Seen<'_>) -> bool {
        let by_name = seen.signature.http_reason().is_none();
        let under_way = by_name || self.ladder.began_at(Stage::Http).is_some();
        if self.ladder.is_passed(Stage::Sdp) || !under_way {
            // Errors of these names are no news of the signalling then.
            return false;
        }
        let status = seen.number("status");
        if self.ladder.is_passed(Stage::Http) {
            let reason = if status.is_some() { SdpReason::HttpStatus } else { SdpReason::NoAnswer };
            self.signalling.sdp_reason.get_or_insert(reason);
            self.signalling.sdp_status = status.or(self.signalling.sdp_status);
            self.ladder.broken(Stage::Sdp, seen.at);
        } else {
            let reason = seen.signature.http_reason();
            self.signalling.http_reason = self.signalling.http_reason.or(reason);
            self.signalling.tcp_failed |= tcp;
            self.signalling.http_status = status.or(self.signalling.http_status);
            self.ladder.broken(Stage::Http, seen.at);
        }
        true
    }

    fn sdp_failed(&mut self, seen: &Seen<'_>) {
        // The generic line comes last and would hide what came before it.
        if self.ladder.is_broken(Stage::Http) && !self.ladder.is_passed(Stage::Http) {
            return;
        }
        let reason = match seen.signature.sdp_reason() {
            Some(SdpReason::BlobUndecipherable) if self.signalling.data2 == Some(3) => {
                Some(SdpReason::AesKeyRejected)
            }
            reason => reason,
        };
        self.signalling.sdp_reason = self.signalling.sdp_reason.or(reason);
        self.ladder.passed(Stage::Http, seen.at);
        self.ladder.broken(Stage::Sdp, seen.at);
    }

    /// The kernel had no route while the signalling was under way.
    pub(super) fn signalling_unreachable(&mut self, seen: &Seen<'_>) {
        if self.ladder.began_at(Stage::Http).is_some() && !self.ladder.is_passed(Stage::Http) {
            self.signalling.http_reason.get_or_insert(HttpReason::NetUnreachable);
            self.signalling.tcp_failed = true;
            self.ladder.broken(Stage::Http, seen.at);
        }
    }

    pub(super) fn http_facts(&self) -> StageFacts {
        let known = &self.signalling;
        let port_reason = match known.http_reason.filter(|_| known.tcp_failed) {
            Some(HttpReason::ConnRefused) => Some(PortReason::ConnRefused),
            Some(HttpReason::HostUnreachable) => Some(PortReason::HostUnreachable),
            Some(HttpReason::NetUnreachable) => Some(PortReason::NetUnreachable),
            Some(HttpReason::NoResponse) => Some(PortReason::NoResponse),
            _ => None,
        };
        let state = |port, reason| vec![PortState { port, reason }];
        let open = known.open_port.map(|port| state(port, PortReason::Open));
        let shut = known.port.zip(port_reason).map(|(port, reason)| state(port, reason));
        StageFacts::Http {
            timings: HttpTimings { total_ms: known.con_notify_ms, ..HttpTimings::default() },
            evidence: HttpEvidence {
                url: known.host.as_ref().zip(known.port).map(|(host, port)| {
                    let path = if port == 8081 { "offer" } else { "con_notify" };
                    format!("http://{host}:{port}/{path}")
                }),
                method: known.asked.map(|_| "POST".to_owned()),
                http_status: known.http_status,
                reason: known.http_reason,
                data2: known.data2,
                ports: shut.or(open),
                device_key_accepted: known.device_key_accepted,
                ..HttpEvidence::default()
            },
        }
    }

    pub(super) fn sdp_facts(&self) -> StageFacts {
        let known = &self.signalling;
        StageFacts::Sdp {
            timings: SdpTimings {
                con_notify_ms: known.con_notify_ms,
                con_ing_ms: known.con_ing_ms,
            },
            evidence: SdpEvidence {
                reason: known.sdp_reason,
                http_status: known.sdp_status,
                offer_fingerprints: known.offer.as_ref().and_then(|o| o.fingerprints.clone()),
                answer: known.answer.clone(),
                ..SdpEvidence::default()
            },
        }
    }
}
