//! Candidate pairs.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::outcome::Status;
use crate::facts::{
    CheckCounts, IceEvidence, LogSign, PairEvidence, SendRefusal, SendRefusals, Stage,
};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

use super::ice_addresses;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(ice) = case.ice() else { return Vec::new() };
    let found = match ice.status {
        Status::Fail => failed(case, ice.evidence),
        Status::Pass | Status::Warn => ice_addresses::slow(case, ice.timings, ice.evidence),
        _ => None,
    };
    found.into_iter().collect()
}

struct Traffic {
    sent: u64,
    responses: u64,
    received: u64,
    errors: u64,
}

impl Traffic {
    fn of(pairs: &[PairEvidence]) -> Self {
        Self {
            sent: sum(pairs, |pair| pair.requests_sent),
            responses: sum(pairs, |pair| pair.responses),
            received: sum(pairs, |pair| pair.requests_received),
            errors: sum(pairs, |pair| pair.errors.values().copied().fold(0, u64::saturating_add)),
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

fn sum(pairs: &[PairEvidence], count: impl Fn(&PairEvidence) -> u64) -> u64 {
    pairs.iter().map(count).fold(0, u64::saturating_add)
}

fn failed(case: &Case<'_>, evidence: &IceEvidence) -> Option<Finding> {
    let remote = ice_addresses::remote(evidence);
    let Some(pairs) = &evidence.pairs else {
        // A driver that has nobody to check with writes of no check. A stock client tells of none at
        // all: whether its checks were answered is not known.
        let known = ice_addresses::known(case, evidence, &[]);
        let mut finding = known.unwrap_or_else(|| Finding::possible("G2-ICE-FAILED"));
        if case.source == Source::Live {
            finding.confidence = Confidence::Possible;
        }
        return Some(finding.seen_all(remote));
    };
    let traffic = Traffic::of(pairs);
    if let Some(kept) = kept_here(case, evidence, pairs, &traffic) {
        return Some(kept.seen_all(remote));
    }
    let finding = match traffic {
        Traffic { errors: 1.., .. } => refused(case, pairs),
        Traffic { responses: 1.., received, .. } => never_nominated(received),
        Traffic { received: 1.., .. } => one_way(case, pairs)?,
        _ => match ice_addresses::known(case, evidence, pairs) {
            // Where the addresses are the answer, they come before the counts.
            Some(known) => return Some(known.seen_all(remote).seen(traffic.line())),
            None => Finding::possible("G2-ICE-FAILED"),
        },
    };
    Some(finding.seen(traffic.line()).seen_all(remote))
}

/// Not one check left this machine: it is forbidden, or there is no way to where the robot says it
/// is. A driver would fare no better.
fn kept_here(
    case: &Case<'_>,
    evidence: &IceEvidence,
    pairs: &[PairEvidence],
    traffic: &Traffic,
) -> Option<Finding> {
    let SendRefusals { count, reason } =
        evidence.send_refusals.filter(|refusals| refusals.count >= traffic.sent)?;
    match reason {
        SendRefusal::Forbidden => {
            Some(Finding::likely("G2-ICE-FAILED").on_side(Side::Host).because(phrase!(
                "a firewall on this machine, or a sandbox around this program, blocks outgoing UDP: allow it for the robot",
                "這台電腦的防火牆或本程式所在的沙箱不讓 UDP 送出：請允許送往機器人的 UDP"
            )).next_command("go2doctor env -v").seen(phrase!(
                "no check left this machine because sending is forbidden: {count} refused",
                "沒有任何檢查離開這台電腦，送出時被禁止：{count} 次"
            )))
        }
        SendRefusal::NoRoute => {
            let line = phrase!(
                "no check left this machine because it has no route there: {count} refused",
                "沒有任何檢查離開這台電腦，沒有到那裡的路由：{count} 次"
            );
            let known = ice_addresses::known(case, evidence, pairs);
            let finding = known.unwrap_or_else(|| {
                Finding::likely("G2-ICE-FAILED").on_side(Side::Host).next_command("go2doctor env -v").because(
                    phrase!(
                        "this machine has lost its route to the robot: its address or its Wi-Fi has changed",
                        "這台電腦到機器人的路由中途消失：位址或 Wi-Fi 已改變"
                    ),
                )
            });
            Some(finding.seen(line))
        }
        SendRefusal::Other => None,
    }
}

/// The robot's side answers every check with a STUN error. This robot never does: an error comes
/// from another session or another device.
fn refused(case: &Case<'_>, pairs: &[PairEvidence]) -> Finding {
    let of = |codes: &[&str]| {
        sum(pairs, |pair| codes.iter().filter_map(|code| pair.errors.get(*code)).sum())
    };
    if of(&["487"]) > 0 {
        return Finding::likely("G2-ICE-ROLE487").with_severity(Severity::Error);
    }
    if of(&["400", "401", "431", "441"]) > 0 {
        let finding = Finding::possible("G2-ICE-CREDS");
        return match credentials_differ(case) {
            true => finding.because(own_credentials()),
            false => finding.on_side(Side::Robot).because(another_session()),
        };
    }
    let codes = pairs.iter().flat_map(|pair| pair.errors.keys());
    let codes: Vec<_> = codes.map(|code| printable(code, 8)).collect();
    let codes = printable(codes.join(", "), 40);
    Finding::possible("G2-ICE-FAILED")
        .on_side(Side::Robot)
        .next_command("go2doctor ice --wait-slot")
        .because(phrase!(
            "the robot's side is failing, or another program answers there",
            "機器人那一側本身有問題，或由別的程式在回應"
        ))
        .seen(phrase!("STUN errors received: {codes}", "收到的 STUN 錯誤：{codes}"))
}

pub(super) fn own_credentials() -> Phrase {
    phrase!(
        "the offer has separate credentials for each m-section, and the robot uses only the last section's",
        "offer 的每個 m 區段各有憑證資訊，而機器人只採用最後一個區段的"
    )
}

fn another_session() -> Phrase {
    phrase!(
        "the robot's side still belongs to another session, so the credentials do not match",
        "機器人那一側仍屬於別的工作階段，因此憑證資訊不符"
    )
}

fn never_nominated(received: u64) -> Finding {
    let failed = Finding::possible("G2-ICE-FAILED")
        .seen(phrase!("answered, but never nominated", "有回應，但沒有被選定"));
    if received > 0 {
        return failed
            .next_command("ping -c 50 -i 0.2 {host}")
            .because(phrase!("heavy packet loss on the path", "途中大量遺失封包"));
    }
    failed.on_side(Side::Robot).next_command("go2doctor ice --wait-slot").because(phrase!(
        "the robot's side sends no checks itself, as if it were not part of this session",
        "機器人那一側完全不送檢查，像是不屬於這次連線"
    ))
}

/// The robot's checks arrive, ours are not answered.
fn one_way(case: &Case<'_>, pairs: &[PairEvidence]) -> Option<Finding> {
    // Explained already: the robot checks with credentials that only one section has.
    if credentials_differ(case) {
        return None;
    }
    let checks = CheckCounts {
        received: sum(pairs, |pair| pair.requests_received),
        refused: sum(pairs, |pair| pair.requests_refused.unwrap_or_default()),
        ..CheckCounts::default()
    };
    if let Some(foreign) = foreign_checks(checks) {
        return Some(foreign);
    }
    if let Some(ended) = checks_ended(case, pairs) {
        let finding = Finding::possible("G2-ICE-CREDS").on_side(Side::Robot).because(phrase!(
            "it silently drops our checks: it may only know the password of an earlier session",
            "它默默丟棄我方的檢查：可能只認得先前工作階段的密碼"
        ));
        return Some(finding.seen(ended));
    }
    let seen = phrase!("packets pass in one direction only", "封包只有單一方向通過");
    Some(Finding::possible("G2-ICE-FAILED").seen(seen).because(phrase!(
        "a firewall or VPN, or two interfaces of this machine in the robot's network",
        "防火牆或 VPN，或這台電腦有兩個介面在機器人的網段內"
    )))
}

/// Every check of the robot's carries other credentials than our offer gave it.
pub(super) fn foreign_checks(checks: CheckCounts) -> Option<Finding> {
    let CheckCounts { received, refused, .. } = checks;
    if received == 0 || refused < received {
        return None;
    }
    Some(Finding::likely("G2-ICE-CREDS").on_side(Side::Robot).because(another_session()).seen(
        phrase!(
            "the robot's own checks received: {received}, of these with other credentials than ours: {refused}",
            "收到機器人的檢查：{received}，其中憑證資訊與我方不同：{refused}"
        ),
    ))
}

/// A check is repeated until it is answered (RFC 8445, section 14; the pauses at most double). So
/// a robot whose checks end early got our answers, and the path is open in both directions.
fn checks_ended(case: &Case<'_>, pairs: &[PairEvidence]) -> Option<Phrase> {
    let waited_ms = case.ran(Stage::Ice)?.duration_ms.filter(|waited| *waited >= 1000.0)?;
    let last = pairs
        .iter()
        .filter_map(|pair| pair.last_request_ms)
        .fold(None, |last, at| Some(last.map_or(at, |last: f64| last.max(at))))?;
    if last * 4.0 > waited_ms {
        return None;
    }
    let (last, waited) = (last.round(), waited_ms.round());
    Some(phrase!(
        "the robot's last check came {last} ms after our first, of {waited} ms in all: it received our answers",
        "機器人最後一次檢查在我方開始後 {last} ms（共等待 {waited} ms）：它收到了我方的回應"
    ))
}

/// Whether the offer, or our side's refusal of the robot's checks, shows it.
pub(super) fn credentials_differ(case: &Case<'_>) -> bool {
    match case.offer.and_then(|offer| offer.credentials_shared) {
        Some(shared) => !shared,
        None => case.sign(LogSign::CheckRefusedByUs).is_some(),
    }
}
