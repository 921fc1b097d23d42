//! The sdp stage: our offer, the robot's answer.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use crate::facts::{AnswerEvidence, OfferFacts, SdpEvidence, SdpReason, SdpTimings, StageFacts};
use crate::robot::con_ing::Answer;
use crate::robot::con_notify::OpenError;
use crate::robot::offer::{OfferValues, Profile, TransportValues, profile};
use crate::stack::driver::{Driver, Sockets};
use crate::stack::init_pace::InitPace;
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_lint::{Weight, lint};
use crate::stack::{
    Endpoint, EndpointConfig, ForeignChecks, LocalDescription, RemoteDescription, Setup,
};
use crate::text::redact::Secret;

use super::busy;
use super::exchange::{PendingAnswer, Refusal, Reply, Sealed};
use super::plan::Plan;
use super::session::{Link, Session, StageEnd};
use super::stock::{self, StockLink};
use crate::facts::outcome::{Client, Signalling, Status};
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::net::source::{among, by_route};
use crate::text::format::ms;

/// Sends the offer and reads the answer.
pub async fn run(
    session: &mut Session<'_>,
    deadline: Duration,
    progress: &dyn Fn(Waiting),
) -> StageEnd {
    let Some(robot) = session.robot.address else {
        return StageEnd::inconclusive(Remark::NoRobotAddress);
    };
    let ours = match gather(session, robot).await {
        Ok(ours) => ours,
        Err(remark) => return StageEnd::inconclusive(remark),
    };
    let offerer = Offerer { ours, robot, timeout: deadline };
    let mut end = exchange(session, &offerer, progress).await;
    if session.exchange.reason == Some(SdpReason::Busy) && !session.plan.busy_retries.is_empty() {
        end = busy::retry(session, &offerer, progress).await;
    }
    match stock::start(session).await {
        Ok(()) => end,
        Err(remark) => {
            session.exchange.reason = Some(SdpReason::AnswerUnusable);
            StageEnd { status: Status::Fail, remark: Some(remark) }
        }
    }
}

/// What sends offers.
pub struct Offerer {
    /// What they are made of.
    pub ours: Ours,
    /// The robot.
    pub robot: IpAddr,
    /// How long each exchange may take.
    pub timeout: Duration,
}

/// What an offer is made of.
pub enum Ours {
    /// What our stack says of each m-section's transport, to be filled into a profile.
    Layers(Vec<LocalDescription>),
    /// The whole offer, as the stock client wrote it.
    Stock(Secret<String>),
}

impl Ours {
    /// The profile's name, or the client's that made it.
    fn made_by<'a>(&self, plan: &'a Plan) -> &'a str {
        match self {
            Ours::Layers(_) => &plan.offer,
            Ours::Stock(_) => Client::Stock.name(),
        }
    }
}

/// One offer, one answer.
pub async fn exchange(
    session: &mut Session<'_>,
    offerer: &Offerer,
    progress: &dyn Fn(Waiting),
) -> StageEnd {
    let (robot, deadline) = (offerer.robot, Instant::now() + offerer.timeout);
    let offer = match &offerer.ours {
        Ours::Layers(locals) => match render(locals, session.plan) {
            Ok(offer) => offer,
            Err(remark) => return StageEnd::inconclusive(remark),
        },
        Ours::Stock(offer) => offer.expose().clone(),
    };
    let parsed_offer = SessionDescription::parse(&offer).unwrap_or_default();
    session.exchange.offer_facts = Some(OfferFacts {
        made_by: Some(offerer.ours.made_by(session.plan).to_owned()),
        ..OfferFacts::of(&parsed_offer)
    });
    session.exchange.offer_fingerprints =
        Some(parsed_offer.fingerprints().iter().map(|line| line.algorithm.clone()).collect());
    let (sealed, port) = match seal(session, &offer, robot) {
        Ok(sealed) => sealed,
        Err(reason) => return fail(session, reason),
    };
    let address = SocketAddr::new(robot, port);
    progress(Waiting::Offer { address });
    let pending = PendingAnswer::send(sealed, address, session.plan.local_address(), deadline);
    session.exchange.unanswered = true;
    let pending = session.exchange.pending.insert(pending);
    let reply = pending.reply().await;
    take_reply(session, &parsed_offer, reply)
}

/// Binds a socket on the address that reaches the robot, and makes the endpoint.
async fn gather(session: &mut Session<'_>, robot: IpAddr) -> Result<Ours, Remark> {
    let started = Instant::now();
    let address = match &session.plan.local_addresses {
        Some(addresses) => among(addresses, robot).ok_or(Remark::NoAddressOfFamily(robot))?,
        None => {
            by_route(robot).map_err(|error| Remark::NoRoute { robot, error: error.to_string() })?
        }
    };
    let addresses = [address];
    if session.plan.client == Client::Stock {
        let (link, offer) = StockLink::offer(&addresses).await?;
        session.gathering = Some(started.elapsed());
        session.stock = Some(link);
        return Ok(Ours::Stock(offer));
    }
    let profile = profile(&session.plan.offer).ok_or(Remark::UnknownOfferProfile)?;
    // Boxed: it is large, and many runs may share one thread's stack.
    let driver = Box::pin(sections(profile, address)).await?;
    let locals = driver.local();
    session.gathering = Some(started.elapsed());
    session.link = Some(Link::new(driver));
    Ok(Ours::Layers(locals))
}

/// A socket and an endpoint for each transport that the client of this profile has.
async fn sections(profile: &Profile, address: IpAddr) -> Result<Driver, Remark> {
    let config = |sockets: &Sockets| EndpointConfig {
        init_pace: profile.init_pace.map(|(interval, inits)| InitPace { interval, inits }),
        foreign_checks: profile
            .refuses_checks
            .map_or(ForeignChecks::Ignored, ForeignChecks::Refused),
        ..EndpointConfig::offerer(sockets.local_addrs())
    };
    let bind = || async {
        Sockets::bind(&[address]).await.map_err(|error| Remark::NoUdpSocket(error.to_string()))
    };
    let sockets = bind().await?;
    let endpoint = Endpoint::new(Instant::now(), config(&sockets));
    let mut driver = Driver::new(sockets, endpoint.map_err(said)?);
    for _ in 1..profile.transports() {
        let sockets = bind().await?;
        let endpoint = driver.endpoint.sibling(Instant::now(), config(&sockets));
        driver.add_section(sockets, endpoint.map_err(said)?);
    }
    Ok(driver)
}

fn render(locals: &[LocalDescription], plan: &Plan) -> Result<String, Remark> {
    let profile = profile(&plan.offer).ok_or(Remark::UnknownOfferProfile)?;
    let first = locals.first().ok_or(Remark::NoLocalCandidate)?;
    let mut session_id = [0; 8];
    getrandom::fill(&mut session_id).map_err(said)?;
    let transports: Option<Vec<_>> = locals
        .iter()
        .map(|local| {
            Some(TransportValues {
                ufrag: &local.ufrag,
                pwd: Secret::new(local.pwd.as_str()),
                address: *local.addresses.first()?,
                candidates: &local.candidates,
            })
        })
        .collect();
    let longer = first.longer_fingerprints.iter().map(|(name, hash)| (*name, hash.as_str()));
    let fingerprints: Vec<_> =
        std::iter::once(("sha-256", first.fingerprint.as_str())).chain(longer).collect();
    let whole = profile
        .render(&OfferValues {
            transports: &transports.ok_or(Remark::NoLocalCandidate)?,
            fingerprints: &fingerprints,
            // Within 63 bits, as RFC 8829, section 5.2.1, has it.
            session_id: u64::from_be_bytes(session_id) >> 1,
        })
        .map_err(said)?;
    Ok(if plan.sha256_alone { with_sha256_alone(&whole) } else { whole })
}

fn said(error: impl Display) -> Remark {
    Remark::Said(error.to_string())
}

/// The offer without its fingerprints of other hashes.
fn with_sha256_alone(offer: &str) -> String {
    let other = |line: &&str| {
        let hash = line.strip_prefix("a=fingerprint:");
        hash.is_some_and(|hash| !hash.starts_with("sha-256 "))
    };
    offer.split_inclusive('\n').filter(|line| !other(line)).collect()
}

fn seal(session: &Session<'_>, offer: &str, robot: IpAddr) -> Result<(Sealed, u16), SdpReason> {
    let plan = session.plan;
    match (session.robot.signalling, &session.notify) {
        (Some(Signalling::Legacy), _) => Ok((Sealed::legacy(offer, robot), plan.legacy_port)),
        (_, Some(notify)) => {
            let key = notify.open(plan.device_key.as_ref()).map_err(|error| match error {
                OpenError::KeyMissing => SdpReason::AesKeyMissing,
                OpenError::KeyRejected => SdpReason::AesKeyRejected,
                OpenError::Undecipherable => SdpReason::BlobUndecipherable,
                OpenError::RsaKeyBad => SdpReason::RsaKeyBad,
                OpenError::PathBad => SdpReason::PathBad,
            })?;
            Ok((Sealed::con_ing(&key, offer, robot)?, plan.signal_port))
        }
        (_, None) => Err(SdpReason::RsaKeyBad),
    }
}

fn fail(session: &mut Session<'_>, reason: SdpReason) -> StageEnd {
    session.exchange.reason = Some(reason);
    StageEnd::fail()
}

/// Takes what came back. Also used when the run was interrupted and only the slot matters.
pub fn take_reply(session: &mut Session<'_>, offer: &SessionDescription, reply: Reply) -> StageEnd {
    session.exchange.pending = None;
    session.exchange.closed = None;
    session.exchange.dialect = reply.dialect;
    let answer = match reply.result {
        Ok(answer) => answer,
        Err(Refusal::Silence) => {
            session.exchange.closed = Some(false);
            return fail(session, SdpReason::NoAnswer);
        }
        Err(Refusal::Closed) => {
            session.exchange.unanswered = false;
            session.exchange.closed = Some(true);
            return fail(session, SdpReason::NoAnswer);
        }
        Err(Refusal::Reason(reason, status)) => {
            session.exchange.unanswered = false;
            session.exchange.http_status = status;
            return fail(session, reason);
        }
        Err(Refusal::Local(remark)) => {
            session.exchange.unanswered = false;
            return StageEnd::inconclusive(Remark::Said(remark));
        }
    };
    session.exchange.unanswered = false;
    session.exchange.con_ing_ms = Some(ms(reply.took));
    take_answer(session, offer, &answer)
}

fn take_answer(session: &mut Session<'_>, offer: &SessionDescription, text: &Answer) -> StageEnd {
    let Ok(answer) = SessionDescription::parse(&text.sdp) else {
        return fail(session, SdpReason::AnswerUnusable);
    };
    session.exchange.answer = Some(AnswerEvidence::of(offer, &answer, session.robot.address));
    session.remote = remote_description(&answer);
    session.answer_text = Some(Secret::new(text.sdp.clone()));
    let lints = lint(offer, &answer, session.robot.address);
    let worst = lints.iter().map(|lint| lint.weight()).max().unwrap_or(Weight::Noted);
    match worst {
        Weight::Noted => StageEnd::pass(),
        Weight::Disturbing => StageEnd::warn(),
        // The stock client compares every hash itself.
        Weight::OurLimit if session.plan.client == Client::Stock => StageEnd::warn(),
        Weight::OurLimit => {
            session.exchange.reason = Some(SdpReason::AnswerUnusable);
            StageEnd::inconclusive(Remark::NoSha256Fingerprint)
        }
        Weight::Fatal => fail(session, SdpReason::AnswerUnusable),
    }
}

/// What the stack needs of the answer. `None` when the answer cannot carry a connection at all;
/// one without m=application or without a fingerprint of ours still can, and then the robot's slot
/// is taken and must be freed.
fn remote_description(answer: &SessionDescription) -> Option<RemoteDescription> {
    let transport = answer.transport();
    Some(RemoteDescription {
        ufrag: transport.ufrag?.to_owned(),
        pwd: transport.pwd?.expose().clone(),
        fingerprint: transport.fingerprint.unwrap_or_default().to_owned(),
        candidates: answer.candidates().iter().map(|line| line.line.clone()).collect(),
        setup: match transport.setup {
            Some("passive") => Setup::Passive,
            // The robot is the client whatever it says; an answer without the line follows it.
            _ => Setup::Active,
        },
    })
}

/// What the stage measured.
pub fn facts(session: &Session<'_>) -> StageFacts {
    let exchange = &session.exchange;
    StageFacts::Sdp {
        timings: SdpTimings {
            con_notify_ms: exchange.con_notify_ms,
            con_ing_ms: exchange.con_ing_ms,
        },
        evidence: SdpEvidence {
            reason: exchange.reason,
            http_status: exchange.http_status,
            closed: exchange.closed,
            dialect: exchange.dialect,
            offer_fingerprints: exchange.offer_fingerprints.clone(),
            answer: exchange.answer.clone(),
            busy_retries: exchange.busy_retries.clone(),
        },
    }
}
