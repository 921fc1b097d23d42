//! Conditions of nftables, put to one packet.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::packet::{Fit, Packet, covers, in_network, in_range};

pub(super) type Sets<'a> = BTreeMap<&'a str, &'a Value>;

/// What a condition looks at, as far as a UDP packet of IPv4 has it.
enum Field {
    Word(&'static str),
    Port(Option<u16>),
    Address(Option<Ipv4Addr>),
    /// The name of an interface: that it comes in by, or else that it leaves by.
    Interface {
        inbound: bool,
    },
    /// Something that such a packet does not have: then no condition fits.
    Absent,
    Unknown,
}

/// Whether the packet fits a `match`.
pub(super) fn fits(condition: &Value, packet: &Packet, sets: &Sets<'_>) -> Fit {
    let (Some(left), Some(right)) = (condition.get("left"), condition.get("right")) else {
        return Fit::Maybe;
    };
    match word(condition, "op") {
        _ if matches!(field(left, packet), Field::Absent) => Fit::No,
        "==" | "in" => is(left, right, packet, sets),
        "!=" => is(left, right, packet, sets).negated(true),
        _ => Fit::Maybe,
    }
}

/// Whether what `key` looks at is that value.
pub(super) fn is(key: &Value, value: &Value, packet: &Packet, sets: &Sets<'_>) -> Fit {
    fits_value(&field(key, packet), value, packet, sets)
}

fn field(left: &Value, packet: &Packet) -> Field {
    if let Some(meta) = left.get("meta") {
        return match word(meta, "key") {
            "l4proto" => Field::Word("udp"),
            "nfproto" => Field::Word("ipv4"),
            "protocol" => Field::Word("ip"),
            // Addressed to this very machine, or made by it.
            "pkttype" if packet.inbound => Field::Word("host"),
            "iifname" | "iif" => Field::Interface { inbound: true },
            "oifname" | "oif" => Field::Interface { inbound: false },
            _ => Field::Unknown,
        };
    }
    if let Some(payload) = left.get("payload") {
        return match (word(payload, "protocol"), word(payload, "field")) {
            ("ip", "saddr") => Field::Address(packet.source),
            ("ip", "daddr") => Field::Address(packet.destination),
            ("ip", "protocol") => Field::Word("udp"),
            ("udp" | "th", "sport") => Field::Port(packet.source_port),
            ("udp" | "th", "dport") => Field::Port(packet.destination_port),
            ("ip" | "udp" | "th" | "ether", _) | ("", _) => Field::Unknown,
            // Another protocol's.
            _ => Field::Absent,
        };
    }
    match left.get("ct").map(|ct| word(ct, "key")) {
        Some("state") => return Field::Word(packet.state()),
        // Neither translated nor expected nor replied to yet.
        Some("status") if !packet.answers => return Field::Word("first"),
        _ => {}
    }
    let fib = left.get("fib").filter(|fib| word(fib, "result") == "type");
    let flags = fib.and_then(|fib| fib.get("flags"));
    let of_destination = flags.is_some_and(|flags| {
        flags == "daddr"
            || flags.as_array().is_some_and(|flags| flags.iter().any(|it| it == "daddr"))
    });
    match of_destination {
        true if packet.inbound => Field::Word("local"),
        true => Field::Word("unicast"),
        false => Field::Unknown,
    }
}

fn fits_value(field: &Field, value: &Value, packet: &Packet, sets: &Sets<'_>) -> Fit {
    if matches!(field, Field::Absent) {
        return Fit::No;
    }
    if let Some(several) = value.as_array().or_else(|| value.get("set")?.as_array()) {
        let each = several.iter().map(|value| fits_value(field, value, packet, sets));
        return each.fold(Fit::No, Fit::or);
    }
    // An element with a timeout or a comment.
    if let Some(inner) = value.get("elem").and_then(|elem| elem.get("val")) {
        return fits_value(field, inner, packet, sets);
    }
    if let Some(name) = value.as_str().and_then(|text| text.strip_prefix('@')) {
        return match sets.get(name) {
            // One that is empty has no elements written.
            Some(Value::Null) => Fit::No,
            Some(elements) => fits_value(field, elements, packet, sets),
            None => Fit::Maybe,
        };
    }
    match field {
        Field::Word(own) => value.as_str().map_or(Fit::Maybe, |text| is_word(own, text)),
        Field::Port(port) => is_port(*port, value),
        Field::Address(own) => is_address(*own, value),
        Field::Interface { inbound } => match (value.as_str(), *inbound) {
            (None, _) => Fit::Maybe,
            (Some(pattern), true) => packet.comes_in_by(pattern),
            (Some(pattern), false) => packet.leaves_by(pattern),
        },
        Field::Absent => Fit::No,
        Field::Unknown => Fit::Maybe,
    }
}

/// Some versions write a packet for this machine as `unicast`.
fn is_word(own: &str, text: &str) -> Fit {
    (own == text || (own == "host" && text == "unicast")).into()
}

fn is_port(port: Option<u16>, value: &Value) -> Fit {
    let number = |value: &Value| u16::try_from(value.as_u64()?).ok();
    let end = |index: usize| number(value.get("range")?.get(index)?);
    let one = number(value);
    in_range(port, one.or(end(0)), one.or(end(1)))
}

fn is_address(own: Option<Ipv4Addr>, value: &Value) -> Fit {
    if let Some(text) = value.as_str() {
        return in_network(own, text);
    }
    if let Some(network) = value.get("prefix") {
        let bits = network.get("len").and_then(Value::as_u64);
        return match (word(network, "addr").parse(), bits.and_then(|bits| bits.try_into().ok())) {
            (Ok(address), Some(bits)) => covers(own, address, bits),
            _ => Fit::Maybe,
        };
    }
    let end = |index: usize| value.get("range")?.get(index)?.as_str()?.parse::<Ipv4Addr>().ok();
    match (own, end(0), end(1)) {
        (Some(own), Some(low), Some(high)) => (low..=high).contains(&own).into(),
        _ => Fit::Maybe,
    }
}

/// A text of an object; empty where there is none.
pub(super) fn word<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}
