//! HTTP, the offer and the answer.

mod facts;

use std::net::IpAddr;

use crate::facts::outcome::{RobotFacts, Signalling as Method};
use crate::facts::{AnswerEvidence, BrokenAnswer, HttpReason, Level, OfferFacts, SdpReason, Stage};
use crate::logs::event::Event;
use crate::logs::marks::Moment;
use crate::logs::signatures::DRIVERS;
use crate::robot::con_notify::{self, Data2};
use crate::robot::firmware::{FirmwareRange, Signals};
use crate::robot::legacy;
use crate::stack::sdp::SessionDescription;
use crate::text::redact::printable;

use super::{Seen, Session};

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
    /// How the last answer fell short, con_notify's or that to the offer.
    broken: Option<BrokenAnswer>,
    body_bytes: Option<u64>,
    tcp_failed: bool,
    /// What failed was a proxy: the robot was not asked.
    proxied: bool,
    /// A request failed of which nothing says that it was to a robot.
    failed_elsewhere: bool,
    /// Why the old port took no connection.
    legacy_failed: Option<HttpReason>,
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

    pub(super) fn failed_elsewhere(&self) -> bool {
        self.failed_elsewhere
    }

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
        // Without the offer nothing is known of its sections: nothing is wrong with these.
        let offered = if self.offer.is_some() { &self.offered } else { answer };
        self.answer = Some(AnswerEvidence::of(offered, answer, self.address()));
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
            firmware_hint: signals.map(FirmwareRange::of),
            ..RobotFacts::default()
        }
    }

    pub(super) fn take_host(&mut self, seen: &Seen<'_>) {
        // A program that was given no address may make a name of that.
        let is_name = |host: &str| !matches!(host, "none" | "None" | "null" | "undefined" | "");
        if let Some(host) = seen.text("host").filter(|host| is_name(host)) {
            self.host = Some(printable(host.as_bytes(), 64));
        }
    }

    fn take_address(&mut self, seen: &Seen<'_>) {
        self.take_host(seen);
        self.port = seen.number("port").or(self.port);
    }
}

/// What a failed request means where it carried the offer.
fn of_the_offer(reason: Option<HttpReason>) -> SdpReason {
    match reason {
        Some(HttpReason::HttpStatus) => SdpReason::HttpStatus,
        Some(HttpReason::NotBase64) => SdpReason::AnswerUndecipherable,
        Some(HttpReason::NotJson) => SdpReason::AnswerNotJson,
        _ => SdpReason::NoAnswer,
    }
}

impl Session {
    pub(super) fn signalling_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        match event {
            Event::PortOpen => self.port_open(seen),
            Event::Request => {
                self.signalling.http_debug |=
                    seen.signature.program == "python" && seen.signature.level == Level::Debug;
                self.request(seen);
            }
            Event::RequestFailed => self.request_failed(seen),
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
            Event::ProxyFailed => return self.proxy_failed(seen),
            Event::AwaitingAnswer => {
                self.signalling.open_port = self.signalling.open_port.or(self.signalling.port);
            }
            Event::Interrupted => return self.interrupted(seen),
            Event::LegacyFallback => {
                self.ladder.anew(Stage::Http);
                self.ladder.anew(Stage::Sdp);
                self.ladder.began(Stage::Http, seen.at);
                self.signalling.http_reason = None;
                self.signalling.http_status = None;
                self.signalling.port = None;
                self.signalling.sdp_status = None;
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
            Event::OfferUnanswered => self.offer_unanswered(seen),
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
            Some(legacy::PORT) => Method::Legacy,
            _ => Method::ConNotify,
        });
        self.ladder.began(Stage::Http, seen.at);
    }

    fn request(&mut self, seen: &Seen<'_>) {
        self.signalling.take_address(seen);
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

    /// Where the offer is the first request of all, that one failed says nothing of the port.
    fn request_failed(&mut self, seen: &Seen<'_>) {
        if seen.text("path").is_some_and(|path| path == "offer") {
            self.signalling.take_address(seen);
            self.ladder.began(Stage::Http, seen.at);
        } else {
            self.request(seen);
        }
    }

    fn answered(&mut self, seen: &Seen<'_>) {
        let (status, path) = (seen.number::<u16>("status"), seen.text("path"));
        let good = status == Some(200);
        if path.as_deref() == Some("con_notify") {
            self.ladder.began(Stage::Http, seen.at);
            self.signalling.http_status = status;
            self.signalling.body_bytes = seen.number("bytes");
            self.signalling.con_notify_ms = self.signalling.asked.and_then(|at| seen.at.since(at));
            if !good {
                self.signalling.http_reason = Some(HttpReason::HttpStatus);
                self.ladder.broken(Stage::Http, seen.at);
            }
        } else {
            self.ladder.passed(Stage::Http, seen.at);
            self.ladder.began(Stage::Sdp, seen.at);
            self.signalling.con_ing_ms = self.signalling.posted.and_then(|at| seen.at.since(at));
            if good && path.as_deref() == Some("offer") {
                self.signalling.method = Some(Method::Legacy);
            }
            if !good {
                self.signalling.sdp_status = status;
                // A wrong path, say, is why it is not found.
                self.signalling.sdp_reason.get_or_insert(SdpReason::HttpStatus);
                self.ladder.broken(Stage::Sdp, seen.at);
            }
        }
    }

    /// A request failed. Which one, the line itself may not say.
    fn http_failed(&mut self, tcp: bool, seen: &Seen<'_>) -> bool {
        // A driver's own words are of its signalling, and so is what names the robot's port; others
        // are only while that is under way.
        // A browser's are, unless they name another address than the robot's.
        let of_page = seen.signature.program == "browser" && seen.text("host").is_none();
        let by_driver = DRIVERS.contains(&seen.signature.program)
            || of_page
            || seen.number("port") == Some(con_notify::PORT);
        let began = self.ladder.began_at(Stage::Http).is_some();
        let under_way = by_driver || began || self.ladder.is_passed(Stage::Http);
        if self.ladder.is_passed(Stage::Sdp) || !under_way || self.signalling.proxied {
            // Errors of these names are no news of the signalling then.
            self.signalling.failed_elsewhere = true;
            return false;
        }
        self.signalling.take_address(seen);
        let status = seen.number("status");
        let broken = seen.signature.broken();
        let reason = seen.signature.http_reason().or(broken.map(BrokenAnswer::reason));
        self.signalling.broken = broken.or(self.signalling.broken);
        let nothing_came = self.signalling.open_port.is_none() && self.signalling.data2.is_none();
        if reason == Some(HttpReason::NameNotResolved) && nothing_came {
            // Under such a name nobody was asked, whatever a driver makes of that.
            self.ladder.anew(Stage::Http);
            self.ladder.anew(Stage::Sdp);
            self.signalling.sdp_reason = None;
            self.signalling.http_reason = reason;
            self.ladder.broken(Stage::Http, seen.at);
            return true;
        }
        if self.signalling.port == Some(legacy::PORT) {
            // Who had not seen that port open goes on with the other one after any failure.
            let goes_on =
                self.signalling.open_port.is_none() && reason == Some(HttpReason::HttpStatus);
            if tcp || goes_on {
                // Most robots have that port no more, and drivers go on with the other one.
                self.signalling.legacy_failed = reason;
                return true;
            }
            // It has no con_notify: what was sent is the offer.
            self.ladder.passed(Stage::Http, seen.at);
        }
        if self.ladder.is_passed(Stage::Http) {
            let reason = if broken.is_some() { SdpReason::NoAnswer } else { of_the_offer(reason) };
            self.signalling.sdp_reason.get_or_insert(reason);
            self.signalling.sdp_status = status.or(self.signalling.sdp_status);
            self.ladder.broken(Stage::Sdp, seen.at);
        } else {
            if !tcp && reason == Some(HttpReason::NoResponse) {
                // Who waits for an answer was let in.
                self.signalling.open_port = self.signalling.port;
            }
            self.signalling.http_reason = self.signalling.http_reason.or(reason);
            self.signalling.tcp_failed |= tcp;
            self.signalling.http_status = status.or(self.signalling.http_status);
            self.ladder.broken(Stage::Http, seen.at);
        }
        true
    }

    /// Whatever refused or kept silent so far was the proxy.
    fn proxy_failed(&mut self, seen: &Seen<'_>) -> bool {
        let asked =
            self.ladder.began_at(Stage::Http).is_some() || self.ladder.is_passed(Stage::Http);
        if !asked || self.ladder.is_passed(Stage::Sdp) {
            return false;
        }
        let known = &mut self.signalling;
        known.proxied = true;
        known.http_reason = None;
        known.tcp_failed = false;
        known.sdp_reason = None;
        self.ladder.anew(Stage::Sdp);
        self.ladder.broken(Stage::Http, seen.at);
        true
    }

    /// Somebody lost patience. Where a request waits, that is all the end it ever has.
    fn interrupted(&mut self, seen: &Seen<'_>) -> bool {
        let known = &mut self.signalling;
        match self.ladder.frontier() {
            Stage::Http if known.asked.is_some() && known.open_port.is_some() => {
                known.http_reason.get_or_insert(HttpReason::NoResponse);
                self.ladder.broken(Stage::Http, seen.at);
            }
            Stage::Sdp if known.posted.is_some() => {
                known.sdp_reason.get_or_insert(SdpReason::NoAnswer);
                self.ladder.broken(Stage::Sdp, seen.at);
            }
            _ => return false,
        }
        true
    }

    fn sdp_failed(&mut self, seen: &Seen<'_>) {
        // The generic line comes last and would hide what came before it.
        if self.ladder.is_broken(Stage::Http) && !self.ladder.is_passed(Stage::Http) {
            return;
        }
        let nothing_else = !self.ladder.is_passed(Stage::Http)
            && self.signalling.open_port.is_none()
            && self.signalling.asked.is_none();
        if let Some(reason) = self.signalling.legacy_failed.filter(|_| nothing_else) {
            // No line says that any port took a connection, and one says that the old one did not.
            self.signalling.http_reason = Some(reason);
            self.signalling.tcp_failed = true;
            self.ladder.broken(Stage::Http, seen.at);
            return;
        }
        let reason = match seen.signature.sdp_reason() {
            Some(SdpReason::BlobUndecipherable) if self.signalling.data2 == Some(3) => {
                Some(SdpReason::AesKeyRejected)
            }
            reason => reason,
        };
        self.signalling.sdp_reason = self.signalling.sdp_reason.or(reason);
        if reason == Some(SdpReason::AnswerUnusable) && !self.ladder.is_passed(Stage::Ice) {
            // It was about to be set when it was taken for passed.
            self.ladder.anew(Stage::Sdp);
        }
        self.ladder.passed(Stage::Http, seen.at);
        self.ladder.broken(Stage::Sdp, seen.at);
    }

    /// What was taken for a failure of con_notify was one of the offer, unless the driver could
    /// not read an answer: which one that was it does not say.
    fn offer_unanswered(&mut self, seen: &Seen<'_>) {
        let known = &mut self.signalling;
        let unread = matches!(known.http_reason, Some(HttpReason::NotBase64 | HttpReason::NotJson));
        if unread && !self.ladder.is_passed(Stage::Http) {
            return;
        }
        let reason =
            known.http_reason.take().map_or(SdpReason::NoAnswer, |one| of_the_offer(Some(one)));
        known.tcp_failed = false;
        known.sdp_reason.get_or_insert(reason);
        if !self.ladder.is_passed(Stage::Ice) {
            // The robot took the offer and began its checks; the driver has no answer all the same.
            self.ladder.anew(Stage::Sdp);
        }
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
}
