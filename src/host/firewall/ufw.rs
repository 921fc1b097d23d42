//! ufw: its settings, which every user may read, and its rules, which mostly only root may.

use super::iptables;
use super::packet::Packet;
use super::ruleset::{Action, BaseChain};
use crate::facts::FirewallFacts;
use crate::host::machine::Machine;
use crate::text::phrase::{Phrase, phrase};

pub(super) const SETTINGS: &str = "/etc/ufw/ufw.conf";

/// What becomes of packets that no rule names.
pub(super) const DEFAULTS: &str = "/etc/default/ufw";

/// The rules that its user set; the second and the third are those of older versions.
const RULES: [&str; 3] = ["/etc/ufw/user.rules", "/lib/ufw/user.rules", "/var/lib/ufw/user.rules"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ufw {
    /// What it does where it is in force. Active says that it is switched on when the machine
    /// starts, and with it by `ufw enable`; what its rules drop is unknown where they could not be
    /// read.
    pub facts: FirewallFacts,
    pub unread: Option<Phrase>,
}

/// Reads its files; `None` where it is not installed.
pub(super) fn look(
    machine: &dyn Machine,
    inbound: &Packet,
    outbound: Option<&Packet>,
) -> Option<Ufw> {
    let settings = machine.system_file(SETTINGS).ok()?;
    let enabled = value(&settings, "ENABLED").is_some_and(|set| set.eq_ignore_ascii_case("yes"));
    let defaults = machine.system_file(DEFAULTS).unwrap_or_default();
    let policy = |name| value(&defaults, name).map(|policy| policy.to_lowercase());
    let mut facts = FirewallFacts {
        name: Some("ufw".into()),
        active: Some(enabled),
        inbound_default: policy("DEFAULT_INPUT_POLICY"),
        ..FirewallFacts::default()
    };
    let rules = RULES.iter().map(|file| machine.system_file(file));
    let unread = match rules.reduce(|one, other| one.or(other))? {
        Ok(rules) => {
            let drops = |packet, chain: &str, policy: Option<&String>| {
                let base = BaseChain { chain: chain.into(), policy: action(policy?) };
                iptables::read(&rules, packet).drops_at(&base)
            };
            let outward = policy("DEFAULT_OUTPUT_POLICY");
            facts.drops_unasked_udp =
                drops(inbound, "ufw-user-input", facts.inbound_default.as_ref());
            facts.drops_udp_to_robot =
                outbound.and_then(|packet| drops(packet, "ufw-user-output", outward.as_ref()));
            None
        }
        Err(error) => Some(phrase!("the rules of ufw: {error}", "ufw 的規則：{error}")),
    };
    Some(Ufw { facts, unread })
}

fn action(policy: &str) -> Action {
    match policy {
        "accept" => Action::Accept,
        "drop" | "reject" => Action::Drop,
        _ => Action::Unknown,
    }
}

/// The value of `NAME=value` or `NAME="value"`, the last one counting.
fn value(text: &str, name: &str) -> Option<String> {
    let mut values = text.lines().rev().filter_map(|line| {
        let value = line.trim().strip_prefix(name)?.strip_prefix('=')?;
        Some(value.trim().trim_matches(['"', '\'']).to_owned())
    });
    values.next()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::host::fake::FakeMachine;
    use crate::text::language::Language;

    /// Recorded: a rule for a robot, for SSH, for a network and for the port.
    const ALLOWED: &str = include_str!("../../../tests/fixtures/host-tools/ufw-user.rules");

    const ON: &str = "# /etc/ufw/ufw.conf\n#ENABLED=no\nENABLED=yes\nLOGLEVEL=low\n";
    const CLOSED: &str =
        "IPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\nDEFAULT_OUTPUT_POLICY=\"ACCEPT\"\n";

    /// As it is after `ufw enable`.
    const NO_RULES: &str = "*filter\n:ufw-user-input - [0:0]\n:ufw-user-output - [0:0]\n\
                            ### RULES ###\n### END RULES ###\nCOMMIT\n";

    fn looked(machine: &FakeMachine, robot: [u8; 4]) -> Ufw {
        let own = Some(Ipv4Addr::new(192, 168, 12, 222));
        let inbound = Packet::unasked(Some(robot.into()), own, Some("wlan0"));
        let outbound = Packet::towards(robot.into(), own, Some("wlan0"));
        look(machine, &inbound, Some(&outbound)).expect("it is installed")
    }

    fn ufw(settings: &str, defaults: &str) -> FakeMachine {
        FakeMachine::new().file(SETTINGS, settings).file(DEFAULTS, defaults)
    }

    fn drops(ufw: &Ufw) -> (Option<bool>, Option<bool>) {
        (ufw.facts.drops_unasked_udp, ufw.facts.drops_udp_to_robot)
    }

    const ROBOT: [u8; 4] = [192, 168, 12, 1];

    #[test]
    fn its_settings_are_read_and_its_rules_where_that_is_allowed() {
        assert_eq!(look(&FakeMachine::new(), &Packet::default(), None), None);
        let off = looked(&ufw("ENABLED=no\n", CLOSED), ROBOT);
        assert_eq!(
            (off.facts.active, off.facts.inbound_default.as_deref()),
            (Some(false), Some("drop"))
        );
        let unread = looked(&ufw(ON, CLOSED), ROBOT);
        assert_eq!((unread.facts.active, unread.facts.drops_unasked_udp), (Some(true), None));
        assert!(unread.unread.is_some_and(|reason| reason.get(Language::English).contains("ufw")));
        let bare = looked(&ufw(ON, CLOSED).file(RULES[0], NO_RULES), ROBOT);
        assert_eq!(drops(&bare), (Some(true), Some(false)));
        assert_eq!(bare.unread, None);
    }

    #[test]
    fn a_rule_for_the_robot_lets_it_in() {
        let machine = ufw(ON, CLOSED).file(RULES[1], ALLOWED);
        assert_eq!(looked(&machine, ROBOT).facts.drops_unasked_udp, Some(false));
        let own = "*filter\n:ufw-user-input - [0:0]\n:ufw-user-output - [0:0]\n\
                   -A ufw-user-input -p tcp --dport 22 -j ACCEPT -m comment --comment 'dapp_Open SSH'\n\
                   -A ufw-user-input -p udp -s 192.168.123.161 -j ACCEPT\n\
                   -A ufw-user-output -p udp -d 192.168.12.0/24 -j DROP\n";
        let machine = ufw(ON, CLOSED).file(RULES[0], own);
        let found = |robot| drops(&looked(&machine, robot));
        assert_eq!(found(ROBOT), (Some(true), Some(true)));
        assert_eq!(found([192, 168, 123, 161]), (Some(false), Some(false)));
    }

    #[test]
    fn another_policy_is_another_answer() {
        let open = "DEFAULT_INPUT_POLICY=ACCEPT\nDEFAULT_OUTPUT_POLICY='REJECT'\n";
        let found = looked(&ufw(ON, open).file(RULES[0], NO_RULES), ROBOT);
        assert_eq!(drops(&found), (Some(false), Some(true)));
        let unknown = looked(&ufw(ON, "").file(RULES[0], NO_RULES), ROBOT);
        assert_eq!((unknown.facts.drops_unasked_udp, unknown.facts.inbound_default), (None, None));
    }
}
