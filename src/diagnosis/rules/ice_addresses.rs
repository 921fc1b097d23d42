//! The addresses that ICE had to work with.

use std::net::{IpAddr, SocketAddr};

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::{IceEvidence, IceTimings, PairEvidence, Unreachable};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// A nomination that took longer is worth a word, ms.
const SLOW_MS: f64 = 2000.0;

pub(super) fn remote(evidence: &IceEvidence) -> Option<Phrase> {
    let candidates = evidence.remote_candidates.as_ref().filter(|it| !it.is_empty())?;
    let candidates = printable(candidates.join(", "), 160);
    Some(phrase!("the robot's candidates: {candidates}", "機器人的候選位址：{candidates}"))
}

/// What the addresses alone explain, where no answer came that counts.
pub(super) fn known(
    case: &Case<'_>,
    evidence: &IceEvidence,
    pairs: &[PairEvidence],
) -> Option<Finding> {
    from_elsewhere(pairs)
        .or_else(|| port_closed(pairs))
        .or_else(|| none_named(evidence))
        .or_else(|| names_only(case, evidence))
        .or_else(|| families_differ(case, evidence))
        .or_else(|| elsewhere_than_http(case, evidence))
}

/// Answers came, from where nobody was asked.
fn from_elsewhere(pairs: &[PairEvidence]) -> Option<Finding> {
    let answered = |pair: &&PairEvidence| pair.responses_from_elsewhere.is_some_and(|it| it > 0);
    let pair = pairs.iter().find(answered)?;
    let asked = printable(&pair.remote, 64);
    let from = printable(pair.elsewhere.as_deref().unwrap_or("?"), 64);
    Some(Finding::likely("G2-ICE-SRC-MISMATCH").with_severity(Severity::Error).seen(phrase!(
        "checks went to {asked}, answers came from {from}",
        "檢查送往 {asked}，回應來自 {from}"
    )))
}

fn port_closed(pairs: &[PairEvidence]) -> Option<Finding> {
    let closed = |pair: &&PairEvidence| pair.unreachable == Some(Unreachable::Port);
    let pair = pairs.iter().find(closed)?;
    let remote = printable(&pair.remote, 64);
    Some(
        Finding::likely("G2-ICE-UNREACHABLE").seen(phrase!(
            "ICMP port unreachable for {remote}",
            "{remote} 回報 ICMP port unreachable"
        )),
    )
}

/// The robot alone names its candidates; without any, only its own checks could find us.
fn none_named(evidence: &IceEvidence) -> Option<Finding> {
    evidence.remote_candidates.as_ref().filter(|candidates| candidates.is_empty())?;
    Some(
        Finding::possible("G2-ICE-FAILED")
            .on_side(Side::Robot)
            .next_command("go2doctor sdp -v")
            .because(phrase!(
                "the robot may have no address on the interface that it uses for WebRTC",
                "機器人用於 WebRTC 的介面可能沒有位址"
            ))
            .seen(phrase!("the robot's answer has no candidates", "機器人的 answer 沒有候選位址")),
    )
}

/// Multicast DNS names alone, which we do not resolve.
fn names_only(case: &Case<'_>, evidence: &IceEvidence) -> Option<Finding> {
    let hosts = hosts(evidence.remote_candidates.as_ref()?);
    if hosts.is_empty() || !hosts.iter().all(|host| host.ends_with(".local")) {
        return None;
    }
    let why = match case.source {
        Source::Live => phrase!(
            "the robot's answer hides its address, and go2doctor does not resolve .local names: only its checks could reveal it",
            "機器人的 answer 隱藏了位址，而 go2doctor 不解析 .local 名稱：只有它送來的檢查能透露位址"
        ),
        Source::Log | Source::Capture => phrase!(
            "the robot's answer hides its address behind a .local name, and the driver found no address for it",
            "機器人的 answer 以 .local 名稱隱藏了位址，驅動程式查不到它的位址"
        ),
    };
    Some(
        Finding::possible("G2-ICE-MDNS")
            .on_side(Side::Robot)
            .with_severity(Severity::Error)
            .next_command("go2doctor sdp -v")
            .because(why),
    )
}

/// IPv4 on one side, IPv6 on the other.
fn families_differ(case: &Case<'_>, evidence: &IceEvidence) -> Option<Finding> {
    let theirs = addresses(evidence.remote_candidates.as_ref()?);
    let Some(ours) = &evidence.local_candidates else { return not_of_http(case, &theirs) };
    let local = addresses(ours);
    let apart = |is: fn(&IpAddr) -> bool| theirs.iter().all(is) && !local.iter().any(is);
    if theirs.is_empty() || local.is_empty() {
        return None;
    }
    let ours = printable(ours.join(", "), 120);
    let ours = phrase!("ours: {ours}", "我方：{ours}");
    if apart(IpAddr::is_ipv4) {
        return Some(Finding::likely("G2-ICE-IPV6").seen(ours));
    }
    apart(IpAddr::is_ipv6).then(|| {
        Finding::likely("G2-ICE-IPV6")
            .on_side(Side::Robot)
            .next_command("go2doctor sdp -v")
            .because(phrase!(
                "the robot offers only IPv6 addresses but was reached by IPv4: no pair is possible",
                "機器人只提供 IPv6 位址，而我方以 IPv4 連到它：無法配對"
            ))
            .seen(ours)
    })
}

/// A driver's log does not show its own candidates. Where HTTP went by IPv4, it has one of that.
fn not_of_http(case: &Case<'_>, theirs: &[IpAddr]) -> Option<Finding> {
    let http = case.address()?.to_canonical();
    if theirs.is_empty() || !http.is_ipv4() || theirs.iter().any(IpAddr::is_ipv4) {
        return None;
    }
    Some(
        Finding::likely("G2-ICE-IPV6")
            .on_side(Side::Robot)
            .next_command("go2doctor sdp -v")
            .because(phrase!(
                "the robot offers only IPv6 addresses but was reached by IPv4",
                "機器人只提供 IPv6 位址，而 HTTP 是以 IPv4 連到它"
            ))
            .seen(phrase!("HTTP reached the robot at {http}", "HTTP 連到機器人的位址是 {http}")),
    )
}

/// No candidate has the address where HTTP reached the robot.
fn elsewhere_than_http(case: &Case<'_>, evidence: &IceEvidence) -> Option<Finding> {
    let http = case.address()?.to_canonical();
    let candidates = addresses(evidence.remote_candidates.as_ref()?);
    let comparable = || candidates.iter().filter(|ip| ip.is_ipv4() == http.is_ipv4());
    if comparable().next().is_none() || comparable().any(|ip| *ip == http) {
        return None;
    }
    let lints = case.sdp().and_then(|sdp| sdp.evidence.answer.as_ref()?.lint.as_ref());
    let other_network =
        lints.is_some_and(|lints| lints.iter().any(|lint| lint == "candidates-other-subnet"));
    // In one network a robot with two addresses may well be reached by the other.
    let confidence = if other_network { Confidence::Likely } else { Confidence::Possible };
    let finding = Finding::new("G2-ICE-ANSWER-WRONG-IP", confidence)
        .seen(phrase!("HTTP reached the robot at {http}", "HTTP 連到機器人的位址是 {http}"));
    let nets = other_network.then(|| {
        phrase!("none of its candidates is in that network", "它的候選位址都不在那個網段")
    });
    Some(finding.seen_all(nets).seen_all(no_way(evidence)))
}

/// What the kernel said of a candidate without an ICMP error from its host.
fn no_way(evidence: &IceEvidence) -> Option<Phrase> {
    let unreachable = |pair: &&PairEvidence| {
        matches!(pair.unreachable, Some(Unreachable::Host | Unreachable::Net))
    };
    let pair = evidence.pairs.iter().flatten().find(unreachable)?;
    let remote = printable(&pair.remote, 64);
    Some(phrase!("this machine has no route to {remote}", "這台電腦沒有到 {remote} 的路由"))
}

/// A driver tries its pairs one after the other. Ours are tried all at once: dead ones cost nothing.
pub(super) fn slow(
    case: &Case<'_>,
    timings: &IceTimings,
    evidence: &IceEvidence,
) -> Option<Finding> {
    let nominated_ms = timings.nominated_ms.filter(|ms| *ms >= SLOW_MS)?;
    let is_dead =
        |pair: &&PairEvidence| pair.requests_sent > 0 && pair.responses == 0 && !pair.nominated;
    let dead: Vec<_> = evidence.pairs.iter().flatten().filter(is_dead).collect();
    let locals: Vec<_> = dead.iter().map(|pair| printable(&pair.local, 40)).collect();
    if case.source != Source::Log || dead.is_empty() {
        return None;
    }
    let (seconds, locals) = (format!("{:.1}", nominated_ms / 1000.0), locals.join(", "));
    let locals = printable(locals, 120);
    Some(
        Finding::possible("G2-ICE-EXTRA-DEAD")
            .seen(phrase!("nominated after {seconds} s", "{seconds} 秒後才選定"))
            .seen(phrase!("without any answer: {locals}", "完全沒有回應的：{locals}")),
    )
}

/// What stands before the port of each candidate, `ip:port type` or `name:port type`.
fn hosts(candidates: &[String]) -> Vec<&str> {
    let address = |candidate: &String| candidate.find(' ').unwrap_or(candidate.len());
    let parts = candidates.iter().map(|candidate| &candidate[..address(candidate)]);
    parts.filter_map(|address| address.rsplit_once(':')).map(|(host, _)| host).collect()
}

fn addresses(candidates: &[String]) -> Vec<IpAddr> {
    let socket = |candidate: &String| candidate.split(' ').next()?.parse::<SocketAddr>().ok();
    candidates.iter().filter_map(|it| Some(socket(it)?.ip().to_canonical())).collect()
}
