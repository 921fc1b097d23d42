//! One request of a driver's: answered here, or carried to the robot and back.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::listener::PendingRequest;
use super::mend::credentials::first_mid;
use super::mend::envelope::{Holds, change, holds, spelling, wrapped};
use super::mend::{credentials, fingerprints};
use super::options::ProxyOptions;
use super::outcome::Seen;
use super::presented_robot::PresentedRobot;
use super::relay::session::{Prepared, Relayed};
use crate::facts::outcome::Signalling;
use crate::facts::proxy::{Change, Mending, ProxyEvent, Unmended};
use crate::net::http_server::{Reply, Request};
use crate::robot::con_notify::Data2;
use crate::robot::{con_ing, con_notify, legacy, offer_request};
use crate::stack::sdp::SessionDescription;
use crate::stages::carrier::{Carrier, Offered};
use crate::stages::plan::Plan;
use crate::text::redact::printable;

/// An offer that cannot be opened is closed so long after it came, whatever is wrong with it: how
/// long the decryption took tells nobody anything.
const UNOPENED: Duration = Duration::from_millis(250);

/// As many requests are named in the report.
const MOST_REQUESTS: usize = 32;

pub(super) struct RequestHandler {
    pub plan: Plan,
    pub options: Arc<ProxyOptions>,
    pub presented_robot: PresentedRobot,
    pub seen: Seen,
    /// The connection that passes, or the last that did.
    pub relayed: Option<Relayed>,
}

/// What was, and what would have been changed in one offer.
#[derive(Default)]
struct Changes {
    done: Vec<Change>,
    not_done: Vec<Change>,
}

/// An offer, taken out of what it came in.
struct Opened {
    sdp: String,
    /// All that came, where it goes on in a form that the robot drops.
    unmended: Option<String>,
    /// How the answer goes back.
    travels: offer_request::Reply,
}

impl RequestHandler {
    /// data2 as drivers see it. A robot that knows /offer alone has none to go by.
    pub(super) fn presented(&self) -> Option<Data2> {
        let robot = match self.seen.robot.data2 {
            Some(number) => Data2::from_number(number.into())?,
            None => Data2::StaticKey,
        };
        Some(self.options.presented(robot))
    }

    pub(super) async fn serve(&mut self, asked: PendingRequest, tell: &dyn Fn(ProxyEvent)) {
        let PendingRequest { by, request, client, reply } = asked;
        let answer = match (by, request.path.as_str()) {
            (Signalling::ConNotify, con_notify::PATH) => {
                self.note(&request.method, con_notify::PATH);
                self.con_notify().await
            }
            (Signalling::ConNotify, path) if path == self.presented_robot.con_ing_path() => {
                self.note(&request.method, "/con_ing_…");
                self.offer(by, request, client, tell).await
            }
            (Signalling::Legacy, legacy::PATH) => {
                self.note(&request.method, legacy::PATH);
                self.offer(by, request, client, tell).await
            }
            (_, path) => {
                let path = printable(path, 40);
                self.note(&request.method, &path);
                Reply::not_found()
            }
        };
        // A driver that left does not care.
        let _ = reply.send(answer);
    }

    fn note(&mut self, method: &str, path: &str) {
        let requests = &mut self.seen.run.requests;
        if requests.len() < MOST_REQUESTS {
            requests.push(format!("{} {path}", printable(method, 16)));
        }
    }

    /// The robot is asked each time: what it says now is what the driver is to see.
    async fn con_notify(&mut self) -> Reply {
        let mut carrier = Carrier::ask(&self.plan).await;
        self.seen.ask(&carrier);
        if !carrier.is_reached() {
            return as_refused(carrier.http_evidence().http_status);
        }
        let readable = carrier.open();
        let key = self.plan.device_key.as_ref();
        let body = self.presented().filter(|_| readable);
        let body = body.and_then(|data2| self.presented_robot.con_notify(data2, key));
        body.map_or(Reply::Close, Reply::ok)
    }

    async fn offer(
        &mut self,
        by: Signalling,
        request: Request,
        client: SocketAddr,
        tell: &dyn Fn(ProxyEvent),
    ) -> Reply {
        let unopened = Instant::now() + UNOPENED;
        let mut changes = Changes::default();
        let found = request.body_is_found_by_the_robot();
        if !found {
            self.consider(spelling(), &mut changes);
        }
        let Some(offer) = self.opened(by, request.body, &mut changes) else {
            sleep_until(unopened).await;
            return Reply::Close;
        };
        if self.relayed.as_ref().is_some_and(|relayed| !relayed.is_over()) {
            tell(ProxyEvent::Busy { client });
            return Reply::ok(offer.travels.wrapped(con_ing::answer_json(None)));
        }
        self.relayed = None;
        if !found && !self.options.mends(Mending::Envelope) {
            // To the robot such a request has no body at all.
            self.seen.dropped(changes.not_done);
            return Reply::Close;
        }
        self.carry(by, offer, client, changes, tell).await
    }

    /// What the driver offers, taken out of whatever it came in; `None` where that cannot be opened.
    fn opened(&self, by: Signalling, body: Vec<u8>, changes: &mut Changes) -> Option<Opened> {
        let (text, travels) = match by {
            Signalling::ConNotify => self.presented_robot.open(&body).ok()?,
            Signalling::Legacy => (body, offer_request::Reply::Clear),
        };
        match holds(&text) {
            Holds::Envelope(sdp) => Some(Opened { sdp, unmended: None, travels }),
            Holds::Other(sdp, form) => {
                self.consider(change(form), changes);
                let mended = self.options.mends(Mending::Envelope);
                let unmended = (!mended).then(|| String::from_utf8_lossy(&text).into_owned());
                Some(Opened { sdp, unmended, travels })
            }
            Holds::Nothing => None,
        }
    }

    /// Takes an offer to the robot and brings its answer back.
    async fn carry(
        &mut self,
        by: Signalling,
        Opened { sdp, unmended: as_it_came, travels }: Opened,
        client: SocketAddr,
        mut changes: Changes,
        tell: &dyn Fn(ProxyEvent),
    ) -> Reply {
        let mut carrier = Carrier::ask(&self.plan).await;
        self.seen.ask(&carrier);
        let Some(to) = self.towards(by, &carrier, &mut changes) else {
            self.seen.dropped(changes.not_done);
            return Reply::Close;
        };
        let mut unmended = Vec::new();
        let sdp = self.mended(sdp, &mut changes, &mut unmended);
        let Some(robot) = carrier.robot().address else { return Reply::Close };
        let offer = SessionDescription::parse(&sdp).unwrap_or_default();
        // What goes on as it came names the driver's own addresses.
        let relay = match self.options.relay && as_it_came.is_none() {
            true => self.prepared(robot, client, offer.clone(), tell).await,
            false => None,
        };
        let sdp = relay.as_ref().map_or_else(|| sdp.clone(), |relay| relay.offer(&sdp));
        let envelope = as_it_came.unwrap_or_else(|| wrapped(&sdp, robot));
        if offer.transport().setup == Some("active") {
            unmended.push(Unmended::InsistsOnActive);
        }
        carrier.offer(Offered { sdp, envelope, by: to }).await;
        let answer = carrier.answer().map(SessionDescription::parse).and_then(Result::ok);
        let unified = changes.done.iter().any(|each| each.kind == Mending::Credentials);
        if unified && answer.is_some_and(|it| first_mid(&it) != first_mid(&offer)) {
            unmended.push(Unmended::AnswerBeginsElsewhere);
        }
        let (answered, rejected) = (carrier.answer().is_some(), carrier.is_rejected());
        let done = changes.done.clone();
        tell(ProxyEvent::Carried { client, answered, rejected, changes: done });
        self.seen.carried(&carrier, changes.done, changes.not_done, unmended);
        let mut relayed = None;
        if let (Some(relay), Some(answer)) = (relay, carrier.answer()) {
            match relay.answered(answer).await {
                Ok((began, answer)) => {
                    self.relayed = Some(began);
                    relayed = Some(answer);
                }
                Err(why) => tell(not_relayed(client, &why)),
            }
        }
        match relayed.as_deref().or(carrier.answer()) {
            Some(answer) => Reply::ok(travels.body(Some(answer))),
            None if rejected => Reply::ok(travels.wrapped(con_ing::answer_json(None))),
            None => as_refused(carrier.refused_with()),
        }
    }

    /// Sockets for an offer; `None` where this machine has none to give.
    async fn prepared(
        &self,
        robot: IpAddr,
        client: SocketAddr,
        offer: SessionDescription,
        tell: &dyn Fn(ProxyEvent),
    ) -> Option<Prepared> {
        let ours = self.plan.local_addresses.as_deref();
        let observer = self.plan.observer.clone();
        let prepared = Prepared::bind(ours, robot, client.ip(), offer, observer).await;
        prepared.map_err(|why| tell(not_relayed(client, &why))).ok()
    }

    /// At which port of the robot's it is offered; `None` where that would lend the key to a driver
    /// that nobody meant to lend it to.
    fn towards(
        &self,
        by: Signalling,
        carrier: &Carrier<'_>,
        changes: &mut Changes,
    ) -> Option<Signalling> {
        let other = match by {
            Signalling::ConNotify => Signalling::Legacy,
            Signalling::Legacy => Signalling::ConNotify,
        };
        let mends = self.options.mends(Mending::Dialect);
        let to = if mends && !carrier.has_open(by) && carrier.has_open(other) { other } else { by };
        if to != by {
            let [before, after] = [by, to].map(name);
            changes.done.push(Change { kind: Mending::Dialect, before, after });
        }
        let theirs = self.seen.robot.data2.filter(|_| to == Signalling::ConNotify);
        let shown = match by {
            Signalling::ConNotify => self.presented().map(|it| it.number().to_string()),
            Signalling::Legacy => Some(name(by)),
        };
        let lends = theirs == Some(Data2::DeviceKey.number()) && by == Signalling::Legacy;
        let differs = theirs.is_some() && shown != theirs.map(|it| it.to_string());
        if lends || (differs && by == Signalling::ConNotify) {
            let change = Change {
                kind: Mending::Key,
                before: theirs.map(|it| it.to_string()).unwrap_or_default(),
                after: shown.unwrap_or_default(),
            };
            if !self.options.mends(Mending::Key) {
                changes.not_done.push(change);
                return None;
            }
            changes.done.push(change);
        }
        Some(to)
    }

    fn mended(&self, sdp: String, changes: &mut Changes, unmended: &mut Vec<Unmended>) -> String {
        let mut text = sdp;
        for (kind, mend) in [
            (Mending::Fingerprints, fingerprints::mend as fn(&str) -> _),
            (Mending::Credentials, credentials::mend),
        ] {
            let mended = mend(&text);
            unmended.extend(mended.unmended);
            if let Some(change) = mended.change {
                self.consider(change, changes);
                if self.options.mends(kind) {
                    text = mended.text;
                }
            }
        }
        text
    }

    fn consider(&self, change: Change, changes: &mut Changes) {
        match self.options.mends(change.kind) {
            true => changes.done.push(change),
            false => changes.not_done.push(change),
        }
    }
}

fn not_relayed(client: SocketAddr, why: &io::Error) -> ProxyEvent {
    ProxyEvent::NotRelayed { client, why: printable(why.to_string(), 120) }
}

fn name(by: Signalling) -> String {
    match by {
        Signalling::ConNotify => "con_notify".into(),
        Signalling::Legacy => legacy::PATH.into(),
    }
}

/// What the driver gets where the robot gave no usable answer.
fn as_refused(status: Option<u16>) -> Reply {
    match status {
        Some(status) if status != 200 => Reply::Answer { status, body: Vec::new() },
        _ => Reply::Close,
    }
}
