//! One offer, one answer.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::exchange::{PendingAnswer, Refusal, Reply, Sealed};
use super::offer::{Ours, render};
use super::session::Session;
use crate::clock;
use crate::facts::outcome::{Client, Signalling, StageEnd};
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::facts::{AnswerEvidence, OfferFacts, SdpReason};
use crate::robot::con_ing::{Answer, Envelope};
use crate::robot::con_notify::{ConNotify, OpenError, SignallingKey};
use crate::robot::device_key::DeviceKey;
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_lint::{Weight, lint};
use crate::stack::{RemoteDescription, Setup};
use crate::text::format::ms;
use crate::text::redact::Secret;

pub(super) struct Offerer {
    pub ours: Ours,
    pub robot: IpAddr,
    /// How long each exchange may take.
    pub timeout: Duration,
}

pub(super) async fn exchange(session: &mut Session<'_>, offerer: &Offerer) -> StageEnd {
    let (robot, deadline) = (offerer.robot, clock::now() + offerer.timeout);
    let offer = match &offerer.ours {
        Ours::Layers(locals) => match render(locals, session.plan) {
            Ok(offer) => offer,
            Err(remark) => return StageEnd::inconclusive(remark),
        },
        Ours::Stock(offer) | Ours::Driver { offer, .. } => offer.expose().clone(),
    };
    let envelope = match &offerer.ours {
        Ours::Driver { envelope, .. } => envelope.expose().clone(),
        _ if session.plan.change.is_some_and(|change| !change.has_envelope()) => offer.clone(),
        _ => Envelope::offer(&offer, robot).to_json(),
    };
    let parsed_offer = SessionDescription::parse(&offer).unwrap_or_default();
    session.exchange.offer_facts = Some(OfferFacts {
        made_by: Some(offerer.ours.made_by(session.plan).to_owned()),
        ..OfferFacts::of(&parsed_offer)
    });
    session.exchange.evidence.offer_fingerprints =
        Some(parsed_offer.fingerprints().iter().map(|line| line.algorithm.clone()).collect());
    let (sealed, port) = match seal(session, envelope) {
        Ok(sealed) => sealed,
        Err(reason) => return fail(session, reason),
    };
    let address = SocketAddr::new(robot, port);
    (session.progress)(Waiting::Offer { address });
    let pending = PendingAnswer::send(
        sealed,
        address,
        session.plan.local_address(),
        deadline,
        session.recorder.clone(),
    );
    session.exchange.unanswered = true;
    let pending = session.exchange.pending.insert(pending);
    let reply = pending.reply().await;
    take_reply(session, &parsed_offer, reply)
}

fn seal(session: &Session<'_>, envelope: String) -> Result<(Sealed, u16), SdpReason> {
    let plan = session.plan;
    match (session.robot.signalling, &session.notify) {
        (Some(Signalling::Legacy), _) => Ok((Sealed::legacy(envelope), plan.legacy_port)),
        (_, Some(notify)) => {
            let key = opened(notify, plan.device_key.as_ref())?;
            Ok((Sealed::con_ing(&key, &envelope)?, plan.signal_port))
        }
        (_, None) => Err(SdpReason::RsaKeyBad),
    }
}

/// The robot's key and path, or why the sdp stage ends here.
pub(super) fn opened(
    notify: &ConNotify,
    device_key: Option<&DeviceKey>,
) -> Result<SignallingKey, SdpReason> {
    notify.open(device_key).map_err(|error| match error {
        OpenError::KeyMissing => SdpReason::AesKeyMissing,
        OpenError::KeyRejected => SdpReason::AesKeyRejected,
        OpenError::Undecipherable => SdpReason::BlobUndecipherable,
        OpenError::RsaKeyBad => SdpReason::RsaKeyBad,
        OpenError::PathBad => SdpReason::PathBad,
    })
}

pub(super) fn fail(session: &mut Session<'_>, reason: SdpReason) -> StageEnd {
    session.exchange.evidence.reason = Some(reason);
    StageEnd::fail()
}

/// Takes what came back. Also used when the run was interrupted and only the slot matters.
pub(super) fn take_reply(
    session: &mut Session<'_>,
    offer: &SessionDescription,
    reply: Reply,
) -> StageEnd {
    session.exchange.pending = None;
    session.exchange.evidence.closed = None;
    session.exchange.evidence.broken = None;
    session.exchange.evidence.dialect = reply.dialect;
    let answer = match reply.result {
        Ok(answer) => answer,
        Err(Refusal::Silence) => {
            session.exchange.evidence.closed = Some(false);
            return fail(session, SdpReason::NoAnswer);
        }
        Err(Refusal::Closed) => {
            session.exchange.unanswered = false;
            session.exchange.evidence.closed = Some(true);
            return fail(session, SdpReason::NoAnswer);
        }
        Err(Refusal::Broken(broken)) => {
            session.exchange.evidence.broken = Some(broken);
            return fail(session, SdpReason::NoAnswer);
        }
        Err(Refusal::Reason(reason, status)) => {
            session.exchange.unanswered = false;
            session.exchange.evidence.http_status = status;
            return fail(session, reason);
        }
        Err(Refusal::Local(remark)) => {
            session.exchange.unanswered = false;
            return StageEnd::inconclusive(Remark::OwnLimit(remark));
        }
    };
    session.exchange.unanswered = false;
    session.exchange.timings.con_ing_ms = Some(ms(reply.took));
    take_answer(session, offer, &answer)
}

fn take_answer(session: &mut Session<'_>, offer: &SessionDescription, text: &Answer) -> StageEnd {
    let Ok(answer) = SessionDescription::parse(&text.sdp) else {
        return fail(session, SdpReason::AnswerUnusable);
    };
    session.exchange.evidence.answer =
        Some(AnswerEvidence::of(offer, &answer, session.robot.address));
    session.remote = remote_description(&answer, session.robot.address);
    session.answer_text = Some(Secret::new(text.sdp.clone()));
    let lints = lint(offer, &answer, session.robot.address);
    let worst = lints.iter().map(|lint| lint.weight()).max().unwrap_or(Weight::Noted);
    match worst {
        Weight::Noted => StageEnd::pass(),
        Weight::Disturbing => StageEnd::warn(),
        // Other clients compare every hash themselves.
        Weight::OurLimit if session.plan.client != Client::Go2doctor => StageEnd::warn(),
        Weight::OurLimit => {
            session.exchange.evidence.reason = Some(SdpReason::AnswerUnusable);
            StageEnd::inconclusive(Remark::NoSha256Fingerprint)
        }
        Weight::Fatal => fail(session, SdpReason::AnswerUnusable),
    }
}

/// What the stack needs of the answer. `None` when the answer cannot carry a connection at all;
/// one without m=application or without a fingerprint of ours still can, and then the robot's slot
/// is taken and must be freed.
fn remote_description(
    answer: &SessionDescription,
    address: Option<IpAddr>,
) -> Option<RemoteDescription> {
    let transport = answer.transport();
    Some(RemoteDescription {
        ufrag: transport.ufrag?.to_owned(),
        pwd: transport.pwd?.expose().clone(),
        fingerprint: transport.fingerprint.unwrap_or_default().to_owned(),
        candidates: answer.candidates().iter().map(|line| line.line.clone()).collect(),
        address,
        setup: match transport.setup {
            Some("passive") => Setup::Passive,
            // The robot is the client whatever it says; an answer without the line follows it.
            _ => Setup::Active,
        },
    })
}
