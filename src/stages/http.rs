//! The HTTP stage: both signalling ports, and the `/con_notify` probe.
//!
//! The deadline covers all of it, from the name on. What refuses ends it at
//! once; what stays silent ends it at the deadline. Asking `/con_notify` does
//! not take the robot's slot.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::recorder::Recorder;
use crate::facts::outcome::{Signalling, StageEnd};
use crate::facts::remark::Remark;
use crate::facts::timeline::Layer;
use crate::facts::waiting::Waiting;
use crate::facts::{HttpEvidence, HttpReason, HttpTimings, PortReason};
use crate::net::connect::{Connected, LocalError, PortProbe, http_reason};
use crate::net::ports::{BothPorts, Choice};
use crate::net::post::post_with_fallback;
use crate::net::request::{PostAnswer, PostError, PostRequest};
use crate::net::resolve::{Family, resolve};
use crate::robot::con_notify::{self, ConNotify, NotifyError, OpenError};
use crate::robot::device_key::DeviceKey;
use crate::stack::Way;
use crate::text::format::ms;

#[derive(Debug, Clone)]
pub struct HttpPlan<'a> {
    pub host: &'a str,
    pub signal_port: u16,
    /// The port of `/offer`, 8081 on robots of old firmware.
    pub legacy_port: u16,
    /// The robot's own key, if it is at hand: it is tried where `data2` is 3.
    pub device_key: Option<&'a DeviceKey>,
    /// The address to send from; `None` leaves it to the route.
    pub source: Option<IpAddr>,
    /// The deadline, from the stage's start.
    pub timeout: Duration,
    /// Keeps the timeline.
    pub recorder: Arc<Recorder>,
}

/// What the stage learnt, for the report and for the stages after it.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpProbe {
    pub end: StageEnd,
    pub timings: HttpTimings,
    pub evidence: HttpEvidence,
    /// The robot's address, once its name was resolved.
    pub address: Option<IpAddr>,
    pub signalling: Option<Signalling>,
    /// The robot's answer, its key blob still closed. `None` with legacy signalling.
    pub notify: Option<ConNotify>,
}

/// Why the stage went no further.
enum Stop {
    /// The robot or the network: the stage failed.
    Reason(HttpReason),
    /// The robot may be well, and we do not know what it says: no verdict.
    Unknown(HttpReason, Remark),
    Ours(Remark),
}

/// Walks the stage.
///
/// `answered` learns the round trip of the first connect that was answered, for
/// the ping stage. `progress` is told what is being waited for.
pub async fn run(
    plan: &HttpPlan<'_>,
    answered: watch::Sender<Option<Duration>>,
    progress: impl Fn(Waiting),
) -> HttpProbe {
    let mut result = HttpProbe {
        end: StageEnd::pass(),
        timings: HttpTimings::default(),
        evidence: HttpEvidence::default(),
        address: None,
        signalling: None,
        notify: None,
    };
    let (end, reason) = match walk(plan, answered, &progress, &mut result).await {
        Ok(()) if result.evidence.device_key_accepted == Some(false) => (StageEnd::warn(), None),
        Ok(()) => (StageEnd::pass(), None),
        Err(Stop::Reason(reason)) => (StageEnd::fail(), Some(reason)),
        Err(Stop::Unknown(reason, remark)) => (StageEnd::inconclusive(remark), Some(reason)),
        Err(Stop::Ours(remark)) => (StageEnd::inconclusive(remark), None),
    };
    result.end = end;
    result.evidence.reason = reason;
    result
}

async fn walk(
    plan: &HttpPlan<'_>,
    answered: watch::Sender<Option<Duration>>,
    progress: &impl Fn(Waiting),
    result: &mut HttpProbe,
) -> Result<(), Stop> {
    let deadline = Instant::now() + plan.timeout;
    progress(Waiting::Resolve { host: plan.host.to_owned() });
    let resolved = resolve(plan.host, Family::for_source(plan.source), deadline)
        .await
        .map_err(|_| Stop::Reason(HttpReason::NameNotResolved))?;
    result.address = Some(resolved.address);
    result.timings.resolve_ms = resolved.took.map(ms);

    let (signal_port, legacy_port) = (plan.signal_port, plan.legacy_port);
    progress(Waiting::Connect { signal_port, legacy_port });
    let signal = SocketAddr::new(resolved.address, signal_port);
    let pair = (signal_port, legacy_port);
    let tcp = |way, port, name: &'static str| {
        let peer = SocketAddr::new(resolved.address, port);
        plan.recorder.note(way, Layer::Tcp, peer, name, 0);
    };
    tcp(Way::Out, signal_port, "connect");
    tcp(Way::Out, legacy_port, "connect");
    let mut ports = BothPorts::start(resolved.address, pair, plan.source, deadline, answered);
    let choice = ports.choose().await?;
    let (Choice::ConNotify(said) | Choice::Legacy(said) | Choice::Neither(said)) = &choice;
    if let Some(name) = said_in_words(said) {
        tcp(Way::In, said.port, name);
    }
    let ended = match choice {
        Choice::ConNotify(said) => {
            result.timings.connect_ms = Some(ms(said.took));
            progress(Waiting::ConNotify);
            con_notify(plan, signal, ports.take_connected(), deadline, result).await
        }
        Choice::Legacy(said) => {
            result.timings.connect_ms = Some(ms(said.took));
            result.signalling = Some(Signalling::Legacy);
            Ok(())
        }
        Choice::Neither(said) => {
            note_asked(result, signal);
            Err(Stop::Reason(http_reason(said.reason).unwrap_or(HttpReason::NoResponse)))
        }
    };
    result.evidence.ports = Some(ports.settle().await?);
    ended
}

/// What a port said to our connect, where it said something.
fn said_in_words(said: &PortProbe) -> Option<&'static str> {
    match said.reason {
        PortReason::Open => Some("connected"),
        PortReason::ConnRefused => Some("refused"),
        _ => None,
    }
}

/// Asks for the robot's key and reads the answer.
async fn con_notify(
    plan: &HttpPlan<'_>,
    address: SocketAddr,
    connected: Option<Connected>,
    deadline: Instant,
    result: &mut HttpProbe,
) -> Result<(), Stop> {
    note_asked(result, address);
    // The port accepted a connection, so this is the method, whatever comes of it.
    result.signalling = Some(Signalling::ConNotify);
    plan.recorder.note(Way::Out, Layer::Http, address, "POST /con_notify", 0);
    let asked = ask(address, plan.source, connected, plan.timeout, deadline).await;
    plan.recorder.answer(address, &asked);
    let answer = match asked {
        Ok(answer) => answer,
        Err(error) => {
            result.evidence.http_status = error.status();
            result.evidence.broken = error.broken();
            return Err(error.into());
        }
    };
    note_answer(result, &answer);
    if answer.status != 200 {
        return Err(Stop::Reason(HttpReason::HttpStatus));
    }
    let notify = ConNotify::parse(&answer.body).map_err(|error| match error {
        NotifyError::NotBase64 => Stop::Reason(HttpReason::NotBase64),
        NotifyError::NotJson => Stop::Reason(HttpReason::NotJson),
        NotifyError::UnknownData2(number) => {
            Stop::Unknown(HttpReason::UnknownData2, Remark::UnknownData2(number))
        }
    })?;
    result.evidence.data2 = Some(notify.data2.number());
    result.evidence.device_key_accepted = key_opens(&notify, plan.device_key);
    result.notify = Some(notify);
    Ok(())
}

/// Asks for the robot's key once more, at an address that answered before: the answer, and how
/// long it took. `None` where it is none.
pub async fn ask_again(
    address: SocketAddr,
    source: Option<IpAddr>,
    timeout: Duration,
) -> Option<(ConNotify, Duration)> {
    let started = Instant::now();
    let answer = ask(address, source, None, timeout, started + timeout).await.ok()?;
    let notify = ConNotify::parse(&answer.body).ok().filter(|_| answer.status == 200)?;
    Some((notify, started.elapsed()))
}

async fn ask(
    address: SocketAddr,
    source: Option<IpAddr>,
    connected: Option<Connected>,
    connect_within: Duration,
    deadline: Instant,
) -> Result<PostAnswer, PostError> {
    let request = PostRequest {
        address,
        path: con_notify::PATH,
        content_type: None,
        body: &[],
        source,
        connect_within,
        deadline,
    };
    post_with_fallback(&request, connected).await
}

/// Whether the robot's own key opens the blob; `None` where there is nothing to
/// try, or where the blob is broken and says nothing of the key.
fn key_opens(notify: &ConNotify, key: Option<&DeviceKey>) -> Option<bool> {
    if notify.data2.number() != 3 {
        return None;
    }
    match notify.open(Some(key?)) {
        // The tag verified; what is wrong inside is for the SDP stage to say.
        Ok(_) | Err(OpenError::RsaKeyBad | OpenError::PathBad) => Some(true),
        Err(OpenError::KeyRejected) => Some(false),
        Err(OpenError::KeyMissing | OpenError::Undecipherable) => None,
    }
}

fn note_asked(result: &mut HttpProbe, address: SocketAddr) {
    result.evidence.url = Some(format!("http://{address}{}", con_notify::PATH));
    result.evidence.method = Some("POST".into());
}

fn note_answer(result: &mut HttpProbe, answer: &PostAnswer) {
    result.evidence.http_status = Some(answer.status);
    result.evidence.dialect = Some(answer.dialect);
    result.evidence.server.clone_from(&answer.server);
    result.evidence.redirect.clone_from(&answer.redirect);
    if answer.status == 200 {
        result.evidence.body_bytes = u64::try_from(answer.body.len()).ok();
        result.evidence.html = Some(is_html(&answer.body));
    }
    result.timings.first_byte_ms = Some(ms(answer.first_byte));
    result.timings.total_ms = Some(ms(answer.total));
}

fn is_html(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let begins = |tag: &[u8]| start.get(..tag.len()).is_some_and(|it| it.eq_ignore_ascii_case(tag));
    [b"<!doctype html".as_slice(), b"<html", b"<head"].into_iter().any(begins)
}

impl From<LocalError> for Stop {
    fn from(error: LocalError) -> Self {
        Stop::Ours(Remark::OwnLimit(error.to_string()))
    }
}

impl From<PostError> for Stop {
    fn from(error: PostError) -> Self {
        match error.reason() {
            Some(reason) => Stop::Reason(reason),
            None => Stop::Ours(Remark::OwnLimit(error.to_string())),
        }
    }
}
