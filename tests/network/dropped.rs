//! Packets that a machine drops: by nftables, else by a blackhole rule of its routing.

use crate::namespace::Place;

/// Which packets.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Packets {
    /// UDP that comes in.
    UdpIn,
    /// The machine's own ICMP errors.
    OwnErrors,
}

/// Whether `nft` is here and may be used there. It is said once more in the output of a test that
/// fails, for what drops the packets may then be of interest.
pub(crate) fn by_nftables(place: &Place) -> bool {
    let list = place.command("nft").args(["list", "ruleset"]).output();
    let usable = list.is_ok_and(|output| output.status.success());
    if !usable {
        eprintln!("no nftables here: rules of ip-rule(8) instead");
    }
    usable
}

/// Drops them in that place; UDP of `device`.
pub(crate) fn drop_in(place: &Place, device: &str, packets: Packets) {
    let line = match (by_nftables(place), packets) {
        (true, Packets::UdpIn) => nftables("input", &format!("iifname {device} meta l4proto udp")),
        (true, Packets::OwnErrors) => nftables("output", "icmp type destination-unreachable"),
        (false, Packets::UdpIn) => rule(&format!("iif {device} ipproto udp blackhole")),
        (false, Packets::OwnErrors) => rule("iif lo ipproto icmp blackhole"),
    };
    place.shell(&line);
}

/// Refuses UDP that goes out, as a firewall of the machine itself does.
pub(crate) fn forbid_udp_out(place: &Place) {
    place.shell(&nftables("output", "meta l4proto udp"));
}

fn nftables(hook: &str, what: &str) -> String {
    format!(
        "nft add table inet lab; \
         nft add chain inet lab {hook} '{{ type filter hook {hook} priority 0; }}'; \
         nft add rule inet lab {hook} {what} drop"
    )
}

/// Before the rule of the machine's own addresses, which else comes first.
pub(crate) fn rule(what: &str) -> String {
    format!("ip rule add pref 10 lookup local; ip rule del pref 0; ip rule add pref 1 {what}")
}
