//! This machine's firewall: what of a robot's UDP it keeps out, and what of ours it keeps in.

use std::net::Ipv4Addr;

use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Severity};
use crate::facts::{FirewallFacts, HostEvidence, KeepsOut, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// The longest name of a firewall or a zone that is shown, in characters.
const MAX_NAME: usize = 40;

pub(super) fn conclude(
    case: &Case<'_>,
    machine: &HostEvidence,
    robot: Ipv4Addr,
) -> Option<Finding> {
    let facts = machine.firewall.as_ref()?;
    severed(case, facts, robot).or_else(|| {
        let finding = inbound(facts)?;
        // It was in nobody's way; a search is another matter.
        Some(match case.passed(Stage::Ice) {
            true => finding.with_severity(Severity::Info),
            false => finding,
        })
    })
}

/// Needs rules that drop what we send, or what answers it. Where a pair works all the same, they
/// were misread.
fn severed(case: &Case<'_>, facts: &FirewallFacts, robot: Ipv4Addr) -> Option<Finding> {
    if !facts.severs() || case.passed(Stage::Ice) {
        return None;
    }
    let firewall = name(facts);
    let finding = entry(facts, Confidence::Likely);
    let finding = if facts.drops_udp_to_robot == Some(true) {
        finding
            .because(phrase!(
                "outgoing UDP to the robot is dropped: without it there is no ICE and no connection, whatever the robot does",
                "送往機器人的 UDP 在送出時就被丟棄：ICE 無法完成，與機器人無關"
            ))
            .seen(phrase!(
                "{firewall} drops UDP from here to {robot}",
                "{firewall} 丟棄從這台電腦送往 {robot} 的 UDP"
            ))
    } else {
        finding
            .because(phrase!(
                "incoming UDP from the robot is dropped, replies included: without it there is no ICE and no connection, whatever the robot does",
                "機器人以 UDP 送來的封包在傳入時就被丟棄，連回應我方的也不例外：ICE 無法完成，與機器人無關"
            ))
            .seen(phrase!(
                "{firewall} drops UDP from {robot} to here, including replies to our own packets",
                "{firewall} 丟棄從 {robot} 送到這台電腦的 UDP，包括對我方封包的回應"
            ))
    };
    // Where the kernel says so to our face, ICE is not judged at all.
    let tried = case.ran(Stage::Ice).is_some() && !case.interrupted;
    Some(match tried {
        true => finding.at_stage(Stage::Ice).with_severity(Severity::Error),
        false => finding,
    })
}

/// Needs a firewall that is on, and keeps out what nobody asked for.
pub(in crate::diagnosis) fn inbound(facts: &FirewallFacts) -> Option<Finding> {
    let firewall = name(facts);
    let finding = match facts.keeps_out()? {
        KeepsOut::Surely => entry(facts, Confidence::Likely).seen(phrase!(
            "{firewall} drops UDP to port 10134, where a robot's reply to a search arrives",
            "{firewall} 丟棄送到 UDP 10134 的封包，而機器人對搜尋的回覆正是送到這裡"
        )),
        KeepsOut::UnlessAllowed => entry(facts, Confidence::Possible).seen(phrase!(
            "{firewall} is on and blocks unsolicited packets; whether one of its rules allows the robot is not known",
            "{firewall} 已啟用，會擋下主動傳入的封包；是否有規則放行機器人則不得而知"
        )),
    };
    Some(finding.seen_all(zone(facts)))
}

fn name(facts: &FirewallFacts) -> String {
    printable(facts.name.as_deref().unwrap_or("?"), MAX_NAME)
}

fn zone(facts: &FirewallFacts) -> Option<Phrase> {
    let zone = printable(facts.zone.as_deref()?, MAX_NAME);
    Some(phrase!(
        "the interface to the robot is in its zone {zone}",
        "通往機器人的介面位於它的區域 {zone}"
    ))
}

fn entry(facts: &FirewallFacts, confidence: Confidence) -> Finding {
    let finding = Finding::new("G2-ENV-FW-UFW", confidence);
    // The entry's own command asks ufw.
    match facts.name.as_deref() {
        Some("firewalld") => finding.next_command("sudo firewall-cmd --list-all"),
        Some("nftables") => finding.next_command("sudo nft list ruleset"),
        Some("iptables") => finding.next_command("sudo iptables -S"),
        _ => finding,
    }
}
