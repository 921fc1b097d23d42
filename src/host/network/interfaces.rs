//! The interfaces of this machine: their addresses, and whether they are joined to anything.

use std::net::{IpAddr, Ipv4Addr};

use super::MAX_NAME;
use super::iproute::IpOutput;
use super::tunnel::is_tunnel;
use crate::facts::network::is_of_local_use;
use crate::facts::{AddressFacts, InterfaceFacts};
use crate::host::machine::{InterfaceAddress, Machine};
use crate::host::notes::Notes;
use crate::host::sysfs;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// A machine with many containers has an interface for each: more than these are not told.
const MAX_INTERFACES: usize = 32;

/// What never leaves this machine goes by it.
const LOOPBACK: &str = "lo";

/// The bit of an interface's flags that says it is switched on (`IFF_UP`).
const UP: u32 = 1;

/// Looks at every interface that has an address or that a way leads by, and at every device that
/// has none: a cable that is not plugged in leaves its interface without one.
pub(super) fn look(
    machine: &dyn Machine,
    said: &IpOutput,
    notes: &mut Notes,
) -> Option<Vec<InterfaceFacts>> {
    let addresses = machine.interfaces().map_err(|error| Phrase::same(error.to_string()));
    let addresses = notes.read("interfaces", addresses)?;
    let devices = devices(machine);
    let with_address = addresses.iter().filter(|each| !each.address.is_loopback());
    let with_address = with_address.map(|each| each.name.as_str());
    let others = said.routes.iter().map(|(_, route)| &route.interface).chain(&devices);
    let others = others.map(String::as_str).filter(|name| *name != LOOPBACK);
    let mut names: Vec<&str> = Vec::new();
    for name in with_address.chain(others) {
        if names.len() < MAX_INTERFACES && !names.contains(&name) {
            names.push(name);
        }
    }
    let names = names.into_iter();
    let found: Vec<_> = names.map(|name| interface(machine, name, &addresses, said)).collect();
    let leased = found.iter().flat_map(|each| &each.addresses).any(|own| own.dynamic.is_some());
    match &said.addresses {
        Err(reason) => notes.unread("interfaces.dynamic", reason.clone()),
        Ok(_) if leased => notes.source("interfaces.dynamic", Phrase::same("ip -j addr")),
        Ok(_) => {}
    }
    let in_linux = found.iter().any(|each| each.mtu.is_some());
    let source = match in_linux {
        true => phrase!("the kernel; {}", "核心；{}", sysfs::FOLDER),
        false => phrase!("the kernel", "核心"),
    };
    notes.source("interfaces", source);
    Some(found)
}

fn interface(
    machine: &dyn Machine,
    name: &str,
    all: &[InterfaceAddress],
    said: &IpOutput,
) -> InterfaceFacts {
    let dynamic = |address: Ipv4Addr| {
        let mut leases = said.addresses.iter().flatten();
        let own = leases.find(|each| each.interface == name && each.address == address);
        own.map(|own| own.dynamic)
    };
    let addresses = all.iter().filter(|each| each.name == name).filter_map(|each| {
        let IpAddr::V4(address) = each.address else { return None };
        let dynamic = dynamic(address);
        is_of_local_use(address).then_some(AddressFacts { address, prefix: each.prefix, dynamic })
    });
    let read = |file: &str| sysfs::read(machine, name, file);
    let has = |file: &str| sysfs::has(machine, name, file);
    let flags = read("flags");
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.strip_prefix("0x")?, 16).ok());
    InterfaceFacts {
        addresses: addresses.collect(),
        up: flags.map(|flags| flags & UP != 0),
        // The file of an interface that is switched off cannot be read.
        carrier: match read("carrier").as_deref() {
            Some("1") => Some(true),
            Some("0") => Some(false),
            _ => None,
        },
        mtu: read("mtu").and_then(|mtu| mtu.parse().ok()),
        physical: has("device"),
        wireless: has("wireless"),
        tunnel: is_tunnel(machine, name),
        name: printable(name, MAX_NAME),
    }
}

fn devices(machine: &dyn Machine) -> Vec<String> {
    let mut names = sysfs::interfaces(machine);
    names.retain(|name| sysfs::has(machine, name, "device") == Some(true));
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;
    use crate::host::network::iproute::ask;

    fn looked(machine: &FakeMachine) -> Vec<InterfaceFacts> {
        look(machine, &ask(machine, &[]), &mut Notes::default()).unwrap()
    }

    /// An interface's folder, as Linux has it.
    fn device(machine: FakeMachine, name: &str, flags: &str, carrier: Option<&str>) -> FakeMachine {
        let file = |file: &str| format!("{}/{name}/{file}", sysfs::FOLDER);
        let machine = machine
            .file(&file("flags"), flags)
            .file(&file("mtu"), "1500\n")
            .file(&file("device/uevent"), "");
        match carrier {
            Some(carrier) => machine.file(&file("carrier"), carrier),
            None => machine,
        }
    }

    #[test]
    fn linux_tells_what_an_interface_is_joined_to() {
        let machine = FakeMachine::new().address("lo", "127.0.0.1", 8);
        let machine =
            machine.address("wlan0", "192.168.12.222", 24).address("wlan0", "fe80::1", 64);
        let machine = machine.address("tun0", "10.8.0.2", 24);
        let machine = device(machine, "wlan0", "0x1003\n", Some("1\n"))
            .file("/sys/class/net/wlan0/wireless/status", "");
        let machine = device(machine, "eth0", "0x1003\n", Some("0\n"));
        let machine = device(machine, "eth1", "0x1002\n", None);
        let machine = machine.file("/sys/class/net/tun0/mtu", "1280\n");
        let found = looked(&machine);
        let names: Vec<_> = found.iter().map(|each| each.name.as_str()).collect();
        assert_eq!(names, ["wlan0", "tun0", "eth0", "eth1"], "without loopback");
        let [wlan0, tun0, eth0, eth1] = &found[..] else { panic!("{found:?}") };
        assert_eq!((wlan0.up, wlan0.carrier, wlan0.mtu), (Some(true), Some(true), Some(1500)));
        assert_eq!((wlan0.physical, wlan0.wireless), (Some(true), Some(true)));
        let own = AddressFacts::new([192, 168, 12, 222].into(), 24);
        assert_eq!(wlan0.addresses, [own]);
        assert_eq!((tun0.physical, tun0.mtu, tun0.carrier), (Some(false), Some(1280), None));
        assert_eq!((eth0.carrier, eth0.wireless), (Some(false), Some(false)));
        assert_eq!((eth1.up, eth1.carrier), (Some(false), None), "off is not unplugged");
        assert!(eth0.addresses.is_empty());
    }

    #[test]
    fn elsewhere_only_the_addresses_are_known() {
        let machine = FakeMachine::new().running("macos").address("en0", "192.168.12.222", 24);
        let found = looked(&machine);
        let expected = InterfaceFacts {
            name: "en0".into(),
            addresses: vec![AddressFacts::new([192, 168, 12, 222].into(), 24)],
            ..InterfaceFacts::default()
        };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn public_addresses_are_not_told() {
        let machine = FakeMachine::new()
            .address("eth0", "203.0.113.7", 24)
            .address("eth0", "2001:db8::7", 64)
            .address("eth0", "169.254.3.4", 16)
            .address("ts0", "100.101.102.103", 32);
        let told: Vec<_> = looked(&machine).into_iter().flat_map(|each| each.addresses).collect();
        let told: Vec<_> = told.iter().map(|own| own.address.to_string()).collect();
        assert_eq!(told, ["169.254.3.4", "100.101.102.103"]);
    }

    #[test]
    fn a_hostile_name_reads_no_other_file_and_many_are_cut() {
        let machine = FakeMachine::new()
            .address("../../../etc", "10.0.0.1", 24)
            .file("/etc/mtu", "9")
            .file("/sys/class/net/../../../etc/mtu", "9");
        assert_eq!(looked(&machine)[0].mtu, None);
        let many = (0..200).fold(FakeMachine::new(), |machine, number| {
            machine.address(&format!("veth{number}"), "172.17.0.1", 16)
        });
        assert_eq!(looked(&many).len(), MAX_INTERFACES);
    }
}
