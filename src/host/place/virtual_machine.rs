//! Whether this is a virtual machine, whose, and whether its hypervisor translates its addresses.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use crate::facts::network::same_network;
use crate::host::arp_table::hardware_address;
use crate::host::machine::{Machine, RunError};
use crate::host::notes::Notes;
use crate::host::route_table::default_gateway;
use crate::text::phrase::{Phrase, phrase};

/// What the firmware says of the machine (DMI), one line a file.
const FIRMWARE: &str = "/sys/class/dmi/id";

/// Where a processor says that it is not alone (x86).
const PROCESSORS: &str = "/proc/cpuinfo";

/// Xen says so here, where firmware may be silent.
const XEN: &str = "/sys/hypervisor/type";

/// systemd's own look, for machines without firmware tables. It reads files, and is quick.
const DETECT: &str = "systemd-detect-virt";
const DEADLINE: Duration = Duration::from_millis(300);

/// A part of the maker's and the product's name, the hypervisor, the cloud. The first that fits
/// counts. The names are those that systemd's own table and the clouds' manuals have.
const MAKERS: [(&str, &str, &str); 19] = [
    ("Amazon EC2", "kvm", "aws"),
    ("Google Compute Engine", "kvm", "google"),
    ("DigitalOcean", "kvm", "digitalocean"),
    ("Hetzner", "kvm", "hetzner"),
    ("Alibaba Cloud", "kvm", "alibaba"),
    ("OpenStack", "kvm", "openstack"),
    ("Linode", "kvm", "linode"),
    ("Vultr", "kvm", "vultr"),
    ("Scaleway", "kvm", "scaleway"),
    ("VirtualBox", "virtualbox", ""),
    ("innotek", "virtualbox", ""),
    ("VMware", "vmware", ""),
    ("Parallels", "parallels", ""),
    ("Apple Virtualization", "apple", ""),
    ("Microsoft Corporation Virtual Machine", "hyper-v", ""),
    ("Bochs", "qemu", ""),
    ("QEMU", "qemu", ""),
    ("KVM", "kvm", ""),
    ("Xen", "xen", ""),
];

/// What Azure puts into `chassis_asset_tag`, in each of its machines.
const AZURE: &str = "7783-7084-3265-9085-8269-3286-77";

/// Hypervisors; network and prefix; the router's last byte, and how its hardware address begins.
type GuestNetwork = (&'static [&'static str], [u8; 4], u8, u8, Option<[u8; 3]>);

/// Networks that hypervisors keep for their guests, with the router that each has there, and where
/// that is documented. What a user has renumbered is not known to be one. Where any home may have
/// such a network, a bridged guest does too: there the router's hardware address has to be the
/// hypervisor's.
const TRANSLATED: [GuestNetwork; 7] = [
    // VirtualBox manual 6.3; QEMU's and UTM's user network has the same.
    (&["virtualbox", "qemu", "kvm"], [10, 0, 2, 0], 24, 2, None),
    // libvirt's network `default`.
    (&["qemu", "kvm"], [192, 168, 122, 0], 24, 1, None),
    // Apple's vmnet, shared mode: UTM, Multipass, Lima.
    (&["apple", "qemu", "kvm"], [192, 168, 64, 0], 24, 1, None),
    // Parallels Desktop, shared network.
    (&["parallels"], [10, 211, 55, 0], 24, 1, None),
    // VMware's vmnet8 is a /24 of 192.168.0.0/16, its router the second address there.
    (&["vmware"], [192, 168, 0, 0], 16, 2, Some(VMWARE)),
    // VMware Fusion takes from this one too.
    (&["vmware"], [172, 16, 0, 0], 12, 2, Some(VMWARE)),
    // Hyper-V's Default Switch is a /20 of 172.16.0.0/12.
    (&["hyper-v"], [172, 16, 0, 0], 12, 1, Some(HYPER_V)),
];

/// How hardware addresses that VMware and Microsoft gave to their routers begin (IEEE 802).
const VMWARE: [u8; 3] = [0x00, 0x50, 0x56];
const HYPER_V: [u8; 3] = [0x00, 0x15, 0x5d];

/// The hypervisor and the cloud; unknown beside Linux.
pub(super) fn look(machine: &dyn Machine, notes: &mut Notes) -> (Option<String>, Option<String>) {
    if machine.os() != "linux" {
        return (None, None);
    }
    let read = |file: &str| {
        Some(machine.system_file(&format!("{FIRMWARE}/{file}")).ok()?.trim().to_owned())
    };
    let (maker, product) = (read("sys_vendor"), read("product_name"));
    let named = product.is_some() || maker.is_some();
    let name = [maker.unwrap_or_default(), product.unwrap_or_default()].join(" ").to_lowercase();
    let known = MAKERS.iter().find(|(part, ..)| name.contains(&part.to_lowercase()));
    let cloud = known.map(|(.., cloud)| match read("chassis_asset_tag").as_deref() {
        Some(AZURE) => "azure",
        _ => cloud,
    });
    let hypervisor = match known {
        Some((_, hypervisor, _)) => {
            Some((*hypervisor, Phrase::same(format!("{FIRMWARE}/sys_vendor, product_name"))))
        }
        None => without_name(machine, named),
    };
    let fact = "place.virtual_machine";
    match &hypervisor {
        Some((_, source)) => notes.source(fact, source.clone()),
        None => notes.unread(
            fact,
            phrase!(
                "nothing in {FIRMWARE} and {PROCESSORS}, and no {DETECT} to ask",
                "{FIRMWARE} 與 {PROCESSORS} 都看不出來，也沒有 {DETECT} 可查詢"
            ),
        ),
    }
    let cloud = cloud.filter(|cloud| !cloud.is_empty());
    (hypervisor.map(|(kind, _)| kind.into()), cloud.map(Into::into))
}

/// What else tells of a hypervisor that the firmware does not name, and that it does. `named` says
/// that there is such a firmware.
fn without_name(machine: &dyn Machine, named: bool) -> Option<(&'static str, Phrase)> {
    if machine.system_file(XEN).is_ok_and(|kind| kind.trim() == "xen") {
        return Some(("xen", Phrase::same(XEN)));
    }
    let processors = machine.system_file(PROCESSORS).unwrap_or_default();
    let mut flags = processors.lines().filter(|line| line.starts_with("flags")).peekable();
    let has_flags = flags.peek().is_some();
    if flags.any(|line| line.split_whitespace().any(|flag| flag == "hypervisor")) {
        // The flag does not say whose it is.
        let whose = detected(machine).filter(|kind| *kind != "none");
        let flag =
            || phrase!("the flag hypervisor in {PROCESSORS}", "{PROCESSORS} 的 hypervisor 旗標");
        return Some(
            whose.map_or_else(|| ("unknown", flag()), |kind| (kind, Phrase::same(DETECT))),
        );
    }
    if named && has_flags {
        let source = phrase!(
            "{FIRMWARE}; {PROCESSORS} without hypervisor",
            "{FIRMWARE}；{PROCESSORS} 沒有 hypervisor 旗標"
        );
        return Some(("none", source));
    }
    Some((detected(machine)?, Phrase::same(DETECT)))
}

/// systemd's word for it, in ours. It ends with an error where it finds nothing, as on a board.
fn detected(machine: &dyn Machine) -> Option<&'static str> {
    let said = match machine.run(Path::new(DETECT), &["--vm"], DEADLINE) {
        Ok(said) => said,
        Err(RunError::Failed { .. }) => return Some("none"),
        Err(_) => return None,
    };
    let names = [
        ("oracle", "virtualbox"),
        ("vmware", "vmware"),
        ("kvm", "kvm"),
        ("amazon", "kvm"),
        ("qemu", "qemu"),
        ("bochs", "qemu"),
        ("microsoft", "hyper-v"),
        ("parallels", "parallels"),
        ("apple", "apple"),
        ("xen", "xen"),
    ];
    let name = names.iter().find(|(theirs, _)| *theirs == said.trim());
    Some(name.map_or("unknown", |(_, ours)| ours))
}

/// `nat` where the way to everywhere leads through a router that such a hypervisor keeps for its
/// guests; unknown otherwise, for a bridged guest looks like any machine.
pub(super) fn network(
    machine: &dyn Machine,
    hypervisor: &str,
    notes: &mut Notes,
) -> Option<String> {
    let (name, gateway) = default_gateway(machine)?;
    let interfaces = machine.interfaces().ok()?;
    let router = || hardware_address(machine, gateway);
    let kept = TRANSLATED.iter().find(|(hypervisors, network, prefix, host, maker)| {
        hypervisors.contains(&hypervisor)
            && same_network(Ipv4Addr::from(*network).into(), *prefix, gateway.into())
            && gateway.octets()[3] == *host
            && maker.is_none_or(|maker| router().is_some_and(|router| router.starts_with(&maker)))
    });
    // Its own address has to lie beside that router: a /24, or Hyper-V's /20.
    let beside = interfaces.iter().any(|own| {
        own.name == name
            && own.prefix >= 20
            && same_network(own.address, own.prefix, gateway.into())
    });
    let (_, network, prefix, ..) = kept.filter(|_| beside)?;
    let network = Ipv4Addr::from(*network);
    notes.source(
        "place.virtual_network",
        phrase!(
            "the router {gateway}: {hypervisor} translates in {network}/{prefix}",
            "路由器 {gateway}：{hypervisor} 在 {network}/{prefix} 做位址轉換（NAT）"
        ),
    );
    Some("nat".into())
}

#[cfg(test)]
mod tests;
