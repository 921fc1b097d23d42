//! Whether this program runs in a container.

use std::path::Path;

use crate::facts::InterfaceFacts;
use crate::host::arp_table::hardware_address;
use crate::host::machine::Machine;
use crate::host::notes::{Notes, by_variable};
use crate::host::route_table::default_gateway;
use crate::host::sysfs;
use crate::text::phrase::{Phrase, phrase};

const MARKS: [(&str, &str); 2] = [("/.dockerenv", "docker"), ("/run/.containerenv", "podman")];

/// Words in the path of the first process's control group (version 1).
const GROUPS: [(&str, &str); 4] =
    [("kubepods", "kubernetes"), ("docker", "docker"), ("libpod", "podman"), ("lxc", "lxc")];

/// The first process's control group.
const CGROUP: &str = "/proc/1/cgroup";

/// The container's kind; `none` where there is no sign of any, unknown beside Linux.
pub(super) fn look(machine: &dyn Machine, notes: &mut Notes) -> Option<String> {
    if machine.os() != "linux" {
        return None;
    }
    let marked = MARKS.into_iter().find(|(mark, _)| machine.is_file(Path::new(mark)));
    let marked = marked.map(|(mark, kind)| (kind, Phrase::same(mark)));
    let by_variables = || {
        // Kubernetes puts this into each of its containers, and newer ones have no other sign.
        if machine.variable("KUBERNETES_SERVICE_HOST").is_some() {
            return Some(("kubernetes", by_variable("KUBERNETES_SERVICE_HOST")));
        }
        // podman, systemd-nspawn and lxc tell their processes by this variable.
        let told = machine.variable("container")?;
        let known = ["docker", "podman", "lxc", "kubernetes"];
        let kind = known.into_iter().find(|known| *known == told).unwrap_or("container");
        Some((kind, by_variable("container")))
    };
    let by_group = || {
        let groups = machine.system_file(CGROUP).ok()?;
        let (_, kind) = GROUPS.into_iter().find(|(word, _)| groups.contains(word))?;
        Some((kind, Phrase::same(CGROUP)))
    };
    let Some((kind, source)) = marked.or_else(by_variables).or_else(by_group) else {
        return Some("none".into());
    };
    notes.source("container", source);
    Some(kind.into())
}

/// The kernel of Docker Desktop's virtual machine names its maker.
const DESKTOP: &str = "linuxkit";

/// How the hardware addresses of LXC's own bridges begin.
const LXC: [u8; 3] = [0x00, 0x16, 0x3e];

/// Whether an interface with its other end elsewhere may lead right into the network of the host,
/// as macvlan, ipvlan and a bridge with a card in it do. The bridge that an engine makes, and
/// translates at, is the container's router, with a hardware address that the host's system made up.
/// LXC is as often joined to the host's network as to a bridge of its own.
fn may_be_in_hosts_network(machine: &dyn Machine, kind: &str) -> bool {
    let router = default_gateway(machine).and_then(|(_, it)| hardware_address(machine, it));
    match router {
        // The bit that says locally administered (IEEE 802).
        Some(router) => router[0] & 2 == 0 && !router.starts_with(&LXC),
        None => !["docker", "podman", "kubernetes"].contains(&kind),
    }
}

/// How the interfaces of a container of this kind are joined to its host's: `host`, `bridge`,
/// `user`, `desktop`, `none`; unknown where they are of no kind that engines make.
pub(super) fn network(
    machine: &dyn Machine,
    kind: &str,
    interfaces: &[InterfaceFacts],
    notes: &mut Notes,
) -> Option<String> {
    let fact = "place.container_network";
    let number =
        |name: &str, file: &str| -> Option<u64> { sysfs::read(machine, name, file)?.parse().ok() };
    // The end of a pair whose other end is in another namespace has that one's number as its link.
    let paired = |name: &str| {
        let (own, link) = (number(name, "ifindex"), number(name, "iflink"));
        own.is_some() && link.is_some() && own != link
    };
    let tap = |name: &str| sysfs::has(machine, name, "tun_flags") == Some(true);
    let of = |fits: &dyn Fn(&str) -> bool| interfaces.iter().find(|it| fits(&it.name));
    let kernel = machine.system_file("/proc/sys/kernel/osrelease");
    let desktop = kernel.is_ok_and(|kernel| kernel.contains(DESKTOP));
    let card = interfaces.iter().find(|each| each.physical == Some(true));
    let (kind, source) = match (card, of(&paired), of(&tap)) {
        _ if interfaces.is_empty() => {
            ("none", phrase!("no interface but loopback", "除了 loopback 沒有其他介面"))
        }
        (Some(_), ..) if desktop => {
            ("desktop", phrase!("a card, and a kernel of linuxkit", "有網路卡，核心是 linuxkit"))
        }
        (Some(card), ..) => {
            ("host", phrase!("{} has a device behind it", "{} 是實體裝置", card.name))
        }
        (_, Some(end), _) if may_be_in_hosts_network(machine, kind) => {
            let reason = phrase!(
                "{} may lead into the network of its host",
                "{} 可能直接接到主機的網路",
                end.name
            );
            return notes.missing(fact, reason);
        }
        (_, Some(end), _) => {
            ("bridge", phrase!("{} is one end of a pair", "{} 是 veth 的一端", end.name))
        }
        (_, _, Some(end)) => ("user", phrase!("{} is a tap", "{} 是 tap 裝置", end.name)),
        (None, None, None) => {
            let reason = phrase!(
                "its interfaces are of no kind that engines make",
                "它的介面不是容器引擎會建立的種類"
            );
            return notes.missing(fact, reason);
        }
    };
    notes.source(fact, source);
    Some(kind.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    fn looked(machine: FakeMachine) -> Option<String> {
        look(&machine, &mut Notes::default())
    }

    #[test]
    fn each_engine_is_known_by_its_mark() {
        let bare = FakeMachine::new;
        let cases = [
            (bare(), "none"),
            (bare().file("/.dockerenv", ""), "docker"),
            (bare().file("/run/.containerenv", "engine=podman"), "podman"),
            (bare().variable("KUBERNETES_SERVICE_HOST", "10.96.0.1"), "kubernetes"),
            (bare().variable("container", "lxc"), "lxc"),
            (bare().variable("container", "systemd-nspawn"), "container"),
            (bare().file(CGROUP, "4:memory:/docker/3f9a\n"), "docker"),
            (bare().file(CGROUP, "1:cpu:/kubepods/besteffort/pod1/docker-3f\n"), "kubernetes"),
            (bare().file(CGROUP, "0::/init.scope\n"), "none"),
        ];
        for (machine, expected) in cases {
            let shown = format!("{machine:?}");
            assert_eq!(looked(machine).as_deref(), Some(expected), "{shown}");
        }
    }

    /// An interface as the kernel shows it.
    fn device(machine: FakeMachine, name: &str, files: &[(&str, &str)]) -> FakeMachine {
        let machine = machine.address(name, "172.17.0.2", 16);
        files.iter().fold(machine, |machine, (file, text)| {
            machine.file(&format!("/sys/class/net/{name}/{file}"), text)
        })
    }

    fn interfaces(machine: &FakeMachine) -> Vec<InterfaceFacts> {
        let until = std::time::Instant::now();
        let (mut evidence, mut notes) = Default::default();
        crate::host::network::look(machine, None, None, until, &mut evidence, &mut notes);
        evidence.interfaces.expect("they are")
    }

    #[test]
    fn a_containers_network_is_known_by_what_its_interfaces_are() {
        let linuxkit =
            || FakeMachine::new().file("/proc/sys/kernel/osrelease", "6.10.14-linuxkit\n");
        let card: &[_] = &[("ifindex", "2\n"), ("iflink", "2\n"), ("device/uevent", "")];
        let pair: &[_] = &[("ifindex", "2\n"), ("iflink", "7\n")];
        let tap: &[_] = &[("ifindex", "2\n"), ("iflink", "2\n"), ("tun_flags", "0x5002\n")];
        let routed = |router: &str| {
            let word = u32::from_ne_bytes([172, 17, 0, 1]);
            let routes = format!("Iface\neth0\t00000000\t{word:08X}\t3\t0\t0\t0\t00000000\t0\n");
            let arp = format!("IP address\n172.17.0.1  0x1  0x2  {router}  *  eth0\n");
            let machine = FakeMachine::new().file("/proc/net/route", &routes);
            device(machine.file("/proc/net/arp", &arp), "eth0", pair)
        };
        for (machine, kind, expected) in [
            (routed("02:42:0a:00:00:01"), "docker", Some("bridge")),
            (routed("ee:ee:ee:ee:ee:ee"), "kubernetes", Some("bridge")),
            // macvlan, and a container of Proxmox: the router of the host's own network.
            (routed("3c:84:6a:00:00:01"), "docker", None),
            (routed("3c:84:6a:00:00:01"), "lxc", None),
            (routed("00:16:3e:00:00:01"), "lxc", Some("bridge")),
            (device(FakeMachine::new(), "eth0", pair), "lxc", None),
        ] {
            let interfaces = interfaces(&machine);
            let seen = network(&machine, kind, &interfaces, &mut Notes::default());
            assert_eq!(seen.as_deref(), expected, "{kind} {machine:?}");
        }
        for (machine, expected) in [
            (device(FakeMachine::new(), "eth0", card), Some("host")),
            (device(FakeMachine::new(), "eth0", pair), Some("bridge")),
            (device(FakeMachine::new(), "tap0", tap), Some("user")),
            (device(linuxkit(), "eth0", card), Some("desktop")),
            (device(linuxkit(), "eth0", pair), Some("bridge")),
            (FakeMachine::new(), Some("none")),
            (device(FakeMachine::new(), "eth0", &[]), None),
        ] {
            let mut notes = Notes::default();
            let seen = network(&machine, "docker", &interfaces(&machine), &mut notes);
            assert_eq!(seen.as_deref(), expected, "{machine:?}");
            let noted = notes.sources.len() + notes.unread.len();
            assert_eq!(noted, 1, "it says from where, or why not");
        }
    }
}
