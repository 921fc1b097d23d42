//! Candidate pairs.

use crate::diagnosis::case::Case;
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::Side;
use crate::diagnosis::phrase::{Phrase, phrase};
use crate::evidence::{IceEvidence, LogSign, PairEvidence};
use crate::redact::printable;
use crate::stages::outcome::Status;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    case.ice()
        .filter(|ice| ice.status == Status::Fail)
        .and_then(|ice| failed(case, ice.evidence))
        .into_iter()
        .collect()
}

/// What went to and fro, over every pair.
struct Traffic {
    sent: u64,
    responses: u64,
    received: u64,
    errors: u64,
}

impl Traffic {
    fn of(pairs: &[PairEvidence]) -> Self {
        let sum =
            |count: fn(&PairEvidence) -> u64| pairs.iter().map(count).fold(0, u64::saturating_add);
        Self {
            sent: sum(|pair| pair.requests_sent),
            responses: sum(|pair| pair.responses),
            received: sum(|pair| pair.requests_received),
            errors: sum(|pair| pair.errors.values().copied().fold(0, u64::saturating_add)),
        }
    }

    fn line(&self) -> Phrase {
        let Self { sent, responses, received, errors } = self;
        phrase!(
            "checks sent {sent}, answered {responses}, refused {errors}; the robot's own {received}",
            "送出檢查 {sent}、有回應 {responses}、被拒絕 {errors}；機器人送來 {received}"
        )
    }
}

fn failed(case: &Case<'_>, evidence: &IceEvidence) -> Option<Conclusion> {
    let failed = Conclusion::possible("G2-ICE-FAILED");
    let Some(pairs) = &evidence.pairs else {
        return Some(failed);
    };
    let traffic = Traffic::of(pairs);
    let conclusion = match traffic {
        // The robot alone names its candidates; without any, only its own checks could find us.
        _ if evidence.remote_candidates.as_ref().is_some_and(Vec::is_empty) => failed
            .on(Side::Robot)
            .then("go2doctor sdp --format json")
            .because(phrase!(
                "the robot may have no address on the interface that it uses for WebRTC",
                "機器人用於 WebRTC 的介面可能沒有位址"
            ))
            .seen(phrase!("the robot's answer names no candidate", "機器人的 answer 沒有候選位址")),
        // KVS drops what it cannot verify; an error comes from another session or another device.
        Traffic { errors: 1.., .. } => Conclusion::possible("G2-ICE-CREDS").on(Side::Robot).because(phrase!(
            "the robot's side still belongs to another session, so that the credentials do not fit",
            "機器人那一側仍屬於別的工作階段，因此認證資訊不符"
        )),
        Traffic { responses: 1.., .. } => failed
            .then("ping -c 50 -i 0.2 {host}")
            .because(phrase!("heavy loss on the way", "途中大量遺失封包"))
            .seen(phrase!("answered, but never nominated", "有回應，但沒有被選定")),
        // Explained already: the robot checks with credentials that only one section has.
        Traffic { received: 1.., .. } if credentials_differ(case) => return None,
        Traffic { received: 1.., .. } => {
            let seen = phrase!("packets pass in one direction only", "封包只有單一方向通過");
            failed.seen(seen).because(phrase!(
                "a firewall or VPN, or two interfaces of this machine in the robot's network",
                "防火牆或 VPN，或本機有兩個介面在機器人的網段內"
            ))
        }
        _ => failed,
    };
    let conclusion = conclusion.seen(traffic.line());
    Some(conclusion.seen_all(remote(evidence)).seen_all(other_network(case)))
}

/// Whether the offer, or our side's refusal of the robot's checks, shows it.
fn credentials_differ(case: &Case<'_>) -> bool {
    case.offer.and_then(|offer| offer.credentials_shared) == Some(false)
        || case.sign(LogSign::CheckRefusedByUs).is_some()
}

fn remote(evidence: &IceEvidence) -> Option<Phrase> {
    let candidates = evidence.remote_candidates.as_ref().filter(|it| !it.is_empty())?;
    let candidates = printable(candidates.join(", "), 160);
    Some(phrase!("the robot's candidates: {candidates}", "機器人的候選位址：{candidates}"))
}

/// Needs the lint of the answer.
fn other_network(case: &Case<'_>) -> Option<Phrase> {
    let lints = case.sdp()?.evidence.answer.as_ref()?.lint.as_ref()?;
    lints.iter().any(|lint| lint == "candidates-other-subnet").then(|| {
        phrase!(
            "none of them lies in the network where HTTP reached the robot",
            "都不在 HTTP 連到機器人的那個網段"
        )
    })
}
