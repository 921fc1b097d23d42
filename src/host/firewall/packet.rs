//! A packet that was never sent: what the rules of a firewall would make of it.

use std::net::Ipv4Addr;

use crate::robot::discovery::REPLY_PORT;

/// What never leaves this machine goes by it.
const LOOPBACK: &str = "lo";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Yes,
    No,
    /// It may: something of the packet or of the condition is not known.
    Maybe,
}

impl Fit {
    pub(super) fn and(self, other: Fit) -> Fit {
        match (self, other) {
            (Fit::No, _) | (_, Fit::No) => Fit::No,
            (Fit::Yes, Fit::Yes) => Fit::Yes,
            _ => Fit::Maybe,
        }
    }

    pub(super) fn or(self, other: Fit) -> Fit {
        match (self, other) {
            (Fit::Yes, _) | (_, Fit::Yes) => Fit::Yes,
            (Fit::No, Fit::No) => Fit::No,
            _ => Fit::Maybe,
        }
    }

    pub(super) fn negated(self, negate: bool) -> Fit {
        match (self, negate) {
            (Fit::Yes, true) => Fit::No,
            (Fit::No, true) => Fit::Yes,
            (fit, _) => fit,
        }
    }
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Fit::Yes } else { Fit::No }
    }
}

/// A UDP datagram between two machines; what is not known of it is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Packet {
    pub source: Option<Ipv4Addr>,
    pub destination: Option<Ipv4Addr>,
    pub source_port: Option<u16>,
    pub destination_port: Option<u16>,
    pub inbound: bool,
    /// The interface that it comes in by, or else leaves by.
    pub interface: Option<String>,
    /// Whether it answers one of ours; else it is the first of its kind.
    pub answers: bool,
}

impl Packet {
    /// A robot's reply to a search, which nobody has asked that very robot for.
    pub(super) fn unasked(
        robot: Option<Ipv4Addr>,
        own: Option<Ipv4Addr>,
        interface: Option<&str>,
    ) -> Self {
        Self {
            source: robot,
            destination: own,
            destination_port: Some(REPLY_PORT),
            inbound: true,
            interface: interface.map(str::to_owned),
            ..Self::default()
        }
    }

    /// What a robot answers to a check of ours; its ports are not known before.
    pub(super) fn answer(robot: Ipv4Addr, own: Option<Ipv4Addr>, interface: Option<&str>) -> Self {
        Self { destination_port: None, answers: true, ..Self::unasked(Some(robot), own, interface) }
    }

    /// The first check of a candidate pair: its ports are not known before.
    pub(super) fn towards(robot: Ipv4Addr, own: Option<Ipv4Addr>, interface: Option<&str>) -> Self {
        let (destination, interface) = (Some(robot), interface.map(str::to_owned));
        Self { source: own, destination, interface, ..Self::default() }
    }

    pub(super) fn state(&self) -> &'static str {
        if self.answers { "established" } else { "new" }
    }

    /// Whether it comes in by an interface of that name; `eth*` and `eth+` stand for many.
    pub(super) fn comes_in_by(&self, pattern: &str) -> Fit {
        by(self.interface.as_deref(), self.inbound, pattern)
    }

    pub(super) fn leaves_by(&self, pattern: &str) -> Fit {
        by(self.interface.as_deref(), !self.inbound, pattern)
    }
}

fn by(name: Option<&str>, passes_one: bool, pattern: &str) -> Fit {
    if !passes_one {
        return Fit::No;
    }
    // No robot is met by loopback, whatever the interface is.
    let Some(name) = name else {
        return if pattern == LOOPBACK { Fit::No } else { Fit::Maybe };
    };
    match pattern.strip_suffix(['*', '+']) {
        Some(beginning) => name.starts_with(beginning).into(),
        None => (name == pattern).into(),
    }
}

/// Whether a port lies in a range; an end that is not understood is `None`.
pub(super) fn in_range(port: Option<u16>, low: Option<u16>, high: Option<u16>) -> Fit {
    match (low, high, port) {
        // Nobody binds to port 0.
        (Some(..=1), Some(u16::MAX), _) => Fit::Yes,
        (Some(low), Some(high), Some(port)) => (low..=high).contains(&port).into(),
        _ => Fit::Maybe,
    }
}

/// Whether an address is another, or lies in a network that is written `192.168.12.0/24`.
pub(super) fn in_network(address: Option<Ipv4Addr>, network: &str) -> Fit {
    let (written, prefix) = match network.split_once('/') {
        None => (network, Some(32)),
        Some((written, bits)) => (written, prefix_of(bits)),
    };
    match (written.parse::<Ipv4Addr>(), prefix) {
        (Ok(network), Some(prefix)) => covers(address, network, prefix),
        _ => Fit::Maybe,
    }
}

/// `24`, or the older `255.255.255.0`.
fn prefix_of(bits: &str) -> Option<u8> {
    let mask = || Some(bits.parse::<Ipv4Addr>().ok()?.to_bits().leading_ones());
    let prefix = bits.parse::<u32>().ok().or_else(mask)?;
    u8::try_from(prefix).ok().filter(|prefix| *prefix <= 32)
}

/// Whether an address lies in a network; that of no bits has every address in it.
pub(super) fn covers(address: Option<Ipv4Addr>, network: Ipv4Addr, prefix: u8) -> Fit {
    let high = |address: Ipv4Addr| {
        address.to_bits().checked_shr(32 - u32::from(prefix.min(32))).unwrap_or(0)
    };
    match address {
        _ if prefix == 0 => Fit::Yes,
        Some(address) => (high(address) == high(network)).into(),
        None => Fit::Maybe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Fit::{Maybe, No, Yes};

    #[test]
    fn an_unknown_interface_or_address_may_fit() {
        let robot = Some(Ipv4Addr::new(192, 168, 12, 1));
        let reply = Packet::unasked(robot, None, Some("wlan0"));
        for (pattern, fit) in [("wlan0", Yes), ("wl*", Yes), ("wl+", Yes), ("eth0", No), ("+", Yes)]
        {
            assert_eq!(reply.comes_in_by(pattern), fit, "{pattern}");
            assert_eq!(reply.leaves_by(pattern), No, "it comes in");
        }
        assert_eq!(Packet::unasked(robot, None, None).comes_in_by("wlan0"), Maybe);
        assert_eq!(Packet::unasked(robot, None, None).comes_in_by("lo"), No);
        for (network, fit) in [
            ("192.168.12.1", Yes),
            ("192.168.12.1/32", Yes),
            ("192.168.12.0/24", Yes),
            ("192.168.12.0/255.255.255.0", Yes),
            ("192.168.0.0/16", Yes),
            ("0.0.0.0/0", Yes),
            ("192.168.123.0/24", No),
            ("10.0.0.1", No),
            ("192.168.12.0/99", Maybe),
            ("@robots", Maybe),
        ] {
            assert_eq!(in_network(robot, network), fit, "{network}");
        }
        assert_eq!(in_network(None, "192.168.12.0/24"), Maybe);
        assert_eq!(in_network(None, "0.0.0.0/0"), Yes);
    }
}
