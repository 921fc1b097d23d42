//! The rules that are in force, which the kernel tells root alone.

use std::path::Path;
use std::time::Duration;

use super::iptables;
use super::nft::Listing;
use super::packet::Packet;
use super::ruleset::either;
use crate::facts::FirewallFacts;
use crate::host::machine::Machine;
use crate::host::notes::not_understood;
use crate::text::phrase::{Phrase, phrase};

/// What this process may do, among other things.
const STATUS: &str = "/proc/self/status";

/// The bit of the capability that it takes (`CAP_NET_ADMIN`).
const NET_ADMIN: u64 = 1 << 12;

/// The tables of the older iptables; an ordinary user may not read the list.
const LEGACY: &str = "/proc/net/ip_tables_names";

const NFT: &str = "nft -j list ruleset";

#[derive(Debug, Clone)]
pub(super) struct Kernel {
    /// Named after who wrote the rules, where nobody else says so.
    pub facts: FirewallFacts,
    pub has_ufw: bool,
    pub source: Phrase,
}

#[derive(Debug, Clone)]
pub(super) struct Packets {
    pub inbound: Packet,
    /// What we send to the robot; `None` where its address is not known.
    pub outbound: Option<Packet>,
    pub answer: Option<Packet>,
}

/// Reads the rules, or says why not. Nothing is asked of a program that would refuse.
pub(super) fn look(
    machine: &dyn Machine,
    packets: &Packets,
    left: impl Fn() -> Duration,
) -> Result<Kernel, Phrase> {
    if !may_look(machine) {
        return Err(phrase!(
            "only root can read the active rules (nft list ruleset)",
            "生效中的規則只有 root 能讀取（nft list ruleset）"
        ));
    }
    let said = machine.run(Path::new("nft"), &["-j", "list", "ruleset"], left())?;
    let listing = Listing::read(&said).ok_or_else(|| not_understood(NFT))?;
    let run = |program: &str| machine.run(Path::new(program), &["-S"], left()).ok();
    // Only a program of the same make shows what it wrote.
    let through_nft =
        listing.needs_iptables().then(|| run("iptables-nft").or_else(|| run("iptables")));
    let legacy = has_legacy(machine).then(|| run("iptables-legacy"));
    let shown = matches!(through_nft, Some(Some(_)));
    let by_nft = through_nft.is_some();
    let written: Vec<Option<String>> = [through_nft, legacy].into_iter().flatten().collect();
    let drops = |packet: &Packet| {
        let by_nft =
            listing.drops(packet, |family, table| shown && (family, table) == ("ip", "filter"));
        let others = written.iter().map(|said| iptables::read(said.as_ref()?, packet).drops());
        others.fold(by_nft, either)
    };
    let texts = || written.iter().flatten();
    let of_iptables = texts().find_map(|said| iptables::inbound_default(said));
    let by_policy = listing.inbound_default().or(of_iptables);
    let has_nftables = listing.has_rules();
    let has_iptables = by_nft || texts().any(|said| iptables::has_rules(said));
    let has_firewalld = listing.has_table("firewalld");
    let author = match (has_firewalld, has_iptables, has_nftables) {
        (true, ..) => "firewalld",
        (_, true, _) => "iptables",
        (_, _, true) => "nftables",
        _ => "none",
    };
    let source = match has_iptables {
        true => phrase!("{NFT} and iptables -S", "{NFT} 與 iptables -S"),
        false => Phrase::same(NFT),
    };
    let facts = FirewallFacts {
        name: Some(author.into()),
        active: Some(has_nftables || has_iptables),
        zone: None,
        // The last rules of firewalld's chains say it, not their policies.
        inbound_default: by_policy.filter(|_| !has_firewalld),
        drops_unasked_udp: drops(&packets.inbound),
        drops_udp_to_robot: packets.outbound.as_ref().and_then(drops),
        drops_answers: packets.answer.as_ref().and_then(drops),
    };
    let has_ufw = said.contains("\"ufw-before-input\"")
        || texts().any(|said| said.contains("-N ufw-before-input"));
    Ok(Kernel { facts, has_ufw, source })
}

fn may_look(machine: &dyn Machine) -> bool {
    let status = machine.system_file(STATUS).unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let bits = effective.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    bits.is_some_and(|bits| bits & NET_ADMIN != 0)
}

/// Whether the older iptables has a table in which packets are dropped. To ask it where it has none
/// would make it one.
fn has_legacy(machine: &dyn Machine) -> bool {
    let tables = machine.system_file(LEGACY).unwrap_or_default();
    tables.lines().any(|table| table == "filter")
}
