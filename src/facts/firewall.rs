//! What is known of this machine's firewall.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The firewall of this machine, as far as it can be read.
///
/// Its rules are the business of root: of another user only the settings of ufw and firewalld are
/// known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FirewallFacts {
    /// Who sets its rules: `ufw`, `firewalld`; `nftables` or `iptables` where somebody else does;
    /// `none` where the rules were read and there are none.
    pub name: Option<String>,
    /// Whether it is switched on.
    pub active: Option<bool>,
    /// The zone of firewalld that the interface towards the robot is in.
    pub zone: Option<String>,
    /// What becomes of a packet from outside that no rule names: `accept`, `drop`, `reject`.
    pub inbound_default: Option<String>,
    /// Whether UDP that answers nothing of ours is kept from port 10134, where a robot's reply to
    /// a search arrives. What answers our own packets is another matter.
    pub drops_unasked_udp: Option<bool>,
    /// Whether UDP from here to the robot is dropped on its way out: then no WebRTC works.
    pub drops_udp_to_robot: Option<bool>,
    /// Whether UDP by which the robot answers ours is dropped on its way in: then neither. Most
    /// firewalls let it in, so it is known only where the rules in force were read.
    pub drops_answers: Option<bool>,
}

impl FirewallFacts {
    /// Whether it keeps this machine and the robot from speaking by UDP at all.
    pub fn severs(&self) -> bool {
        self.drops_udp_to_robot == Some(true) || self.drops_answers == Some(true)
    }

    /// Whether it keeps UDP out that nobody asked for. `Some(false)` is said of a firewall that is
    /// known to let it in; unknown is none of both.
    pub fn keeps_out(&self) -> Option<KeepsOut> {
        let closed = matches!(self.inbound_default.as_deref(), Some("drop" | "reject"));
        match (self.active, self.drops_unasked_udp) {
            (Some(false), _) | (_, Some(false)) => None,
            (_, Some(true)) => Some(KeepsOut::Surely),
            (Some(true), None) if closed => Some(KeepsOut::UnlessAllowed),
            _ => None,
        }
    }
}

/// How sure it is that UDP which nobody asked for is kept out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepsOut {
    Surely,
    /// It does unless a rule lets it in, and that could not be told.
    UnlessAllowed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_is_no_more_than_possible() {
        let facts = |active, default: &str, drops_unasked_udp| FirewallFacts {
            active,
            inbound_default: Some(default.to_owned()).filter(|default| !default.is_empty()),
            drops_unasked_udp,
            ..FirewallFacts::default()
        };
        for (facts, expected) in [
            (facts(None, "", None), None),
            (facts(Some(true), "", None), None),
            (facts(Some(true), "accept", None), None),
            (facts(Some(true), "drop", None), Some(KeepsOut::UnlessAllowed)),
            (facts(Some(true), "reject", None), Some(KeepsOut::UnlessAllowed)),
            (facts(Some(true), "drop", Some(false)), None),
            (facts(Some(true), "drop", Some(true)), Some(KeepsOut::Surely)),
            (facts(None, "", Some(true)), Some(KeepsOut::Surely)),
            (facts(Some(false), "drop", None), None),
            (facts(None, "drop", None), None),
        ] {
            assert_eq!(facts.keeps_out(), expected, "{facts:?}");
        }
    }
}
