//! ufw: its settings, which every user may read, and its rules, which mostly only root may.

use super::iptables;
use super::packet::Packet;
use super::ruleset::{Action, Entrance};
use crate::host::machine::Machine;
use crate::text::phrase::{Phrase, phrase};

pub(super) const SETTINGS: &str = "/etc/ufw/ufw.conf";

/// What becomes of packets that no rule names.
pub(super) const DEFAULTS: &str = "/etc/default/ufw";

/// The rules that its user set; the second and the third are those of older versions.
const RULES: [&str; 3] = ["/etc/ufw/user.rules", "/lib/ufw/user.rules", "/var/lib/ufw/user.rules"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ufw {
    /// Whether it is switched on when the machine starts, and with it by `ufw enable`.
    pub enabled: bool,
    pub inbound_default: Option<String>,
    /// Whether it drops the reply to a search; `None` where its rules could not be read.
    pub drops_unasked: Option<bool>,
    pub drops_outbound: Option<bool>,
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
    let (inward, outward) = (policy("DEFAULT_INPUT_POLICY"), policy("DEFAULT_OUTPUT_POLICY"));
    let rules = RULES.iter().map(|file| machine.system_file(file));
    let rules = rules.reduce(|one, other| one.or(other));
    let (drops_unasked, drops_outbound, unread) = match rules {
        Some(Ok(rules)) => {
            let judged = |packet, chain: &str, policy: Option<&String>| {
                let entrance = Entrance { chain: chain.into(), policy: action(policy?) };
                iptables::read(&rules, packet).drops_at(&entrance)
            };
            let outbound =
                outbound.and_then(|packet| judged(packet, "ufw-user-output", outward.as_ref()));
            (judged(inbound, "ufw-user-input", inward.as_ref()), outbound, None)
        }
        Some(Err(error)) => {
            (None, None, Some(phrase!("the rules of ufw: {error}", "ufw 的規則：{error}")))
        }
        None => (None, None, None),
    };
    Some(Ufw { enabled, inbound_default: inward, drops_unasked, drops_outbound, unread })
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

    const ROBOT: [u8; 4] = [192, 168, 12, 1];

    #[test]
    fn its_settings_are_read_and_its_rules_where_that_is_allowed() {
        assert_eq!(look(&FakeMachine::new(), &Packet::default(), None), None);
        let off = looked(&ufw("ENABLED=no\n", CLOSED), ROBOT);
        assert_eq!((off.enabled, off.inbound_default.as_deref()), (false, Some("drop")));
        let unread = looked(&ufw(ON, CLOSED), ROBOT);
        assert_eq!((unread.enabled, unread.drops_unasked), (true, None));
        assert!(unread.unread.is_some_and(|reason| reason.get(Language::English).contains("ufw")));
        let bare = looked(&ufw(ON, CLOSED).file(RULES[0], NO_RULES), ROBOT);
        assert_eq!((bare.drops_unasked, bare.drops_outbound), (Some(true), Some(false)));
        assert_eq!(bare.unread, None);
    }

    #[test]
    fn a_rule_for_the_robot_lets_it_in() {
        let machine = ufw(ON, CLOSED).file(RULES[1], ALLOWED);
        assert_eq!(looked(&machine, ROBOT).drops_unasked, Some(false));
        let own = "*filter\n:ufw-user-input - [0:0]\n:ufw-user-output - [0:0]\n\
                   -A ufw-user-input -p tcp --dport 22 -j ACCEPT -m comment --comment 'dapp_Open SSH'\n\
                   -A ufw-user-input -p udp -s 192.168.123.161 -j ACCEPT\n\
                   -A ufw-user-output -p udp -d 192.168.12.0/24 -j DROP\n";
        let machine = ufw(ON, CLOSED).file(RULES[0], own);
        let found = |robot| {
            let found = looked(&machine, robot);
            (found.drops_unasked, found.drops_outbound)
        };
        assert_eq!(found(ROBOT), (Some(true), Some(true)));
        assert_eq!(found([192, 168, 123, 161]), (Some(false), Some(false)));
    }

    #[test]
    fn another_policy_is_another_answer() {
        let open = "DEFAULT_INPUT_POLICY=ACCEPT\nDEFAULT_OUTPUT_POLICY='REJECT'\n";
        let found = looked(&ufw(ON, open).file(RULES[0], NO_RULES), ROBOT);
        assert_eq!((found.drops_unasked, found.drops_outbound), (Some(false), Some(true)));
        let unknown = looked(&ufw(ON, "").file(RULES[0], NO_RULES), ROBOT);
        assert_eq!((unknown.drops_unasked, unknown.inbound_default), (None, None));
    }
}
