//! Whole firewalls, as they are read by root and by others.

use super::*;
use crate::host::fake::{Ending, FakeMachine};
use crate::text::language::Language;

/// Recorded; see the tests of each tool.
const UFW: &str = include_str!("../../../tests/fixtures/host-tools/iptables-S-ufw.txt");
const NFT_EMPTY: &str = include_str!("../../../tests/fixtures/host-tools/nft-empty.json");
const NFT_DROP: &str = include_str!("../../../tests/fixtures/host-tools/nft-drop.json");
const NFT_OUTPUT: &str = include_str!("../../../tests/fixtures/host-tools/nft-output-drop.json");
const NFT_FIREWALLD: &str = include_str!("../../../tests/fixtures/host-tools/nft-firewalld.json");
const NFT_IPTABLES: &str = include_str!("../../../tests/fixtures/host-tools/nft-iptables.json");
const IPTABLES: &str = include_str!("../../../tests/fixtures/host-tools/iptables-S.txt");

const ROBOT: Ipv4Addr = Ipv4Addr::new(192, 168, 12, 1);

fn looked(machine: &FakeMachine) -> (Option<FirewallFacts>, Notes) {
    let mut notes = Notes::default();
    let between = Between {
        robot: Some(ROBOT),
        own: Some(Ipv4Addr::new(192, 168, 12, 222)),
        interface: Some("eth0"),
    };
    let until = Instant::now() + Duration::from_secs(60);
    (of_linux(machine, between, until, &mut notes), notes)
}

fn root() -> FakeMachine {
    FakeMachine::new().file("/proc/self/status", "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n")
}

fn user() -> FakeMachine {
    FakeMachine::new().file("/proc/self/status", "Uid:\t1000\nCapEff:\t0000000000000000\n")
}

fn with_ufw(machine: FakeMachine, enabled: &str) -> FakeMachine {
    machine.file("/etc/ufw/ufw.conf", &format!("ENABLED={enabled}\n")).file(
        "/etc/default/ufw",
        "DEFAULT_INPUT_POLICY=\"DROP\"\nDEFAULT_OUTPUT_POLICY=\"ACCEPT\"\n",
    )
}

fn nft(machine: FakeMachine, said: &str) -> FakeMachine {
    machine.command(&["nft", "-j", "list", "ruleset"], Ending::Output(said.into()))
}

/// Name, whether active, default, reply dropped, check dropped.
type Told = (String, Option<bool>, String, Option<bool>, Option<bool>);

fn told(machine: &FakeMachine) -> Told {
    let found = looked(machine).0.expect("a firewall was found");
    let default = found.inbound_default.unwrap_or_default();
    let name = found.name.unwrap_or_default();
    (name, found.active, default, found.drops_unasked_udp, found.drops_udp_to_robot)
}

#[test]
fn root_knows_what_the_rules_in_force_make_of_a_robots_packets() {
    let (yes, no) = (Some(true), Some(false));
    let with_iptables =
        nft(root(), NFT_IPTABLES).command(&["iptables", "-S"], Ending::Output(IPTABLES.into()));
    let through_ufw =
        with_ufw(nft(root(), &NFT_IPTABLES.replace("OUTPUT", "ufw-before-input")), "yes")
            .command(&["iptables-nft", "-S"], Ending::Output(UFW.into()));
    let legacy = nft(root(), NFT_EMPTY)
        .file("/proc/net/ip_tables_names", "nat\nfilter\n")
        .command(&["iptables-legacy", "-S"], Ending::Output(UFW.into()));
    for (machine, expected) in [
        (nft(root(), NFT_EMPTY), ("none", no, "", no, no)),
        (nft(root(), NFT_DROP), ("nftables", yes, "drop", yes, no)),
        (nft(root(), NFT_OUTPUT), ("nftables", yes, "accept", yes, yes)),
        (with_iptables, ("iptables", yes, "drop", yes, None)),
        (through_ufw, ("ufw", yes, "drop", yes, no)),
        (legacy, ("iptables", yes, "drop", yes, no)),
        // Switched on in its file, and not in force here.
        (with_ufw(nft(root(), NFT_EMPTY), "yes"), ("none", no, "", no, no)),
        (with_ufw(nft(root(), NFT_DROP), "no"), ("nftables", yes, "drop", yes, no)),
        (nft(root(), NFT_FIREWALLD), ("firewalld", yes, "", yes, no)),
    ] {
        let (name, active, default, unasked, outbound) = expected;
        let expected = (name.to_owned(), active, default.to_owned(), unasked, outbound);
        assert_eq!(told(&machine), expected);
    }
}

#[test]
fn another_user_knows_the_settings_and_why_no_more() {
    let (found, notes) = looked(&with_ufw(user(), "yes"));
    let found = found.expect("ufw is there");
    assert_eq!((found.name.as_deref(), found.active), (Some("ufw"), Some(true)));
    assert_eq!((found.drops_unasked_udp, found.drops_udp_to_robot), (None, None));
    let reasons: Vec<_> =
        notes.unread.iter().map(|note| note.note.get(Language::English)).collect();
    assert!(reasons.iter().any(|reason| reason.contains("the rules of ufw")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("only root")), "{reasons:?}");
    let off = told(&with_ufw(user(), "no"));
    assert_eq!(off, ("ufw".into(), Some(false), String::new(), None, None));
    let (found, notes) = looked(&user());
    assert_eq!((found, notes.sources.len()), (None, 0));
    assert_eq!(notes.unread[0].fact, "firewall");
}

#[test]
fn a_firewall_that_is_merely_installed_is_no_riddle_to_root() {
    let installed = |machine: FakeMachine| {
        with_ufw(machine, "no").file("/usr/lib/firewalld/zones/public.xml", "<zone/>")
    };
    let (found, notes) = looked(&installed(nft(root(), NFT_EMPTY)));
    assert_eq!(found.and_then(|found| found.name).as_deref(), Some("none"));
    assert_eq!((notes.unread.len(), notes.sources.len()), (0, 1));
    assert_eq!(
        notes.sources[0].note.get(Language::English),
        "nft -j list ruleset",
        "what it rests on, and no more"
    );
    let (found, notes) = looked(&installed(user()));
    assert_eq!(found.and_then(|found| found.name).as_deref(), Some("ufw"));
    assert_eq!(notes.unread.len(), 2, "{notes:?}");
}

#[test]
fn who_replies_to_a_search_is_not_known_and_loopback_is_nobody() {
    let open = Between::default();
    let until = Instant::now() + Duration::from_secs(60);
    let machine = nft(root(), NFT_FIREWALLD);
    let found = of_linux(&machine, open, until, &mut Notes::default()).expect("it was read");
    assert_eq!((found.drops_unasked_udp, found.drops_udp_to_robot), (Some(true), None));
}

#[test]
fn a_rule_that_cannot_be_shown_leaves_the_answer_open() {
    let hidden = nft(root(), NFT_IPTABLES);
    assert_eq!((told(&hidden).3, told(&hidden).4), (None, None), "no iptables to ask");
    let legacy = nft(root(), NFT_EMPTY).file("/proc/net/ip_tables_names", "filter\n");
    assert_eq!(told(&legacy).3, None);
    for broken in [
        root(),
        root().command(&["nft"], Ending::Fails),
        root().command(&["nft"], Ending::Hangs),
        nft(root(), "no JSON"),
    ] {
        let (found, notes) = looked(&broken);
        assert_eq!((found, notes.unread.len()), (None, 1), "{notes:?}");
    }
}

#[test]
fn elsewhere_than_on_linux_nothing_is_looked_for() {
    let (found, notes) = looked(&nft(root(), NFT_DROP).running("macos"));
    assert_eq!((found, notes.unread.len()), (None, 0));
}
