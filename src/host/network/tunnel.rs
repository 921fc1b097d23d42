//! Whether an interface is a tunnel, as VPNs have.

use crate::host::machine::Machine;
use crate::host::sysfs;

/// What the kernel calls a kind of interface (`ARPHRD_…`).
const ETHERNET: u32 = 1;
const PPP: u32 = 512;
/// No hardware address at all: tun devices, WireGuard, and some modems.
const NONE: u32 = 65534;
/// IPIP, IP6IP6, SIT, GRE, GRE over IPv6.
const IN_IP: [u32; 5] = [768, 769, 776, 778, 823];

/// How the interfaces of tunnels are called. Where the system says more than the name, the name
/// does not count.
const NAMES: [&str; 17] = [
    "tun",
    "tap",
    "utun",
    "wg",
    "tailscale",
    "zt",
    "feth",
    "ppp",
    "ipsec",
    "gif",
    "nordlynx",
    "proton",
    "wireguard",
    "openvpn",
    "zerotier",
    "cloudflarewarp",
    "gpd",
];

const META: &str = "meta";

/// Whether an interface is a tunnel; `None` where nothing tells.
pub(super) fn is_tunnel(machine: &dyn Machine, name: &str) -> Option<bool> {
    let read = |file: &str| sysfs::read(machine, name, file);
    let has = |file: &str| sysfs::has(machine, name, file) == Some(true);
    let Some(kind) = read("type").and_then(|kind| kind.parse::<u32>().ok()) else {
        return named_like_one(name).then_some(true);
    };
    let wireguard = read("uevent").is_some_and(|said| said.contains("DEVTYPE=wireguard"));
    Some(match kind {
        _ if wireguard => true,
        // A modem is a way out, and no way into another network.
        NONE => !has("device"),
        PPP => true,
        // A virtual machine's cable is a tap as well.
        ETHERNET => has("tun_flags") && named_like_one(name),
        kind => IN_IP.contains(&kind),
    })
}

fn named_like_one(name: &str) -> bool {
    let name = name.to_lowercase();
    name == META || NAMES.iter().any(|known| name.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    type Case = (&'static str, &'static [(&'static str, &'static str)], bool);

    #[test]
    fn the_kernel_says_what_an_interface_is() {
        // The first three were recorded, and so was the tap.
        let cases: [Case; 12] = [
            (
                "tun0",
                &[
                    ("type", "65534\n"),
                    ("tun_flags", "0x1801\n"),
                    ("uevent", "INTERFACE=tun0\nIFINDEX=4\n"),
                ],
                true,
            ),
            ("eth0", &[("type", "1\n"), ("uevent", "INTERFACE=eth0\nIFINDEX=3\n")], false),
            ("lo", &[("type", "772\n"), ("uevent", "INTERFACE=lo\nIFINDEX=1\n")], false),
            ("tap0", &[("type", "1\n"), ("tun_flags", "0x1802\n")], true),
            ("ztr2qsmswx", &[("type", "1\n"), ("tun_flags", "0x1802\n")], true),
            // A virtual machine's.
            ("vnet3", &[("type", "1\n"), ("tun_flags", "0x1802\n")], false),
            (
                "home",
                &[("type", "65534\n"), ("uevent", "DEVTYPE=wireguard\nINTERFACE=home\n")],
                true,
            ),
            ("Meta", &[("type", "65534\n")], true),
            ("wwan0", &[("type", "65534\n"), ("device/uevent", "DRIVER=qmi_wwan\n")], false),
            ("ppp0", &[("type", "512\n")], true),
            ("gre1", &[("type", "778\n")], true),
            // A card that somebody gave a tunnel's name.
            ("wg0", &[("type", "1\n"), ("device/uevent", "DRIVER=e1000e\n")], false),
        ];
        for (name, files, expected) in cases {
            let folder = format!("/sys/class/net/{name}");
            let machine = files.iter().fold(FakeMachine::new(), |machine, (file, text)| {
                machine.file(&format!("{folder}/{file}"), text)
            });
            let seen = is_tunnel(&machine, name);
            assert_eq!(seen, Some(expected), "{name}");
        }
    }

    #[test]
    fn elsewhere_the_name_alone_can_tell_and_never_the_opposite() {
        let machine = FakeMachine::new().running("macos");
        for (name, expected) in [
            ("utun4", Some(true)),
            ("ipsec0", Some(true)),
            ("en0", None),
            ("bridge100", None),
            ("Tailscale", Some(true)),
            ("NordLynx", Some(true)),
            ("Metal", None),
        ] {
            assert_eq!(is_tunnel(&machine, name), expected, "{name}");
        }
    }
}
