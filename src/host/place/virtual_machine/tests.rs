use super::*;
use crate::host::fake::{Ending, FakeMachine};

fn firmware(maker: &str, product: &str) -> FakeMachine {
    FakeMachine::new()
        .file("/sys/class/dmi/id/sys_vendor", maker)
        .file("/sys/class/dmi/id/product_name", product)
}

fn processor(machine: FakeMachine, flags: &str) -> FakeMachine {
    machine.file(PROCESSORS, &format!("processor\t: 0\nflags\t\t: fpu vme {flags} lm\n\n"))
}

fn looked(machine: &FakeMachine) -> (Option<String>, Option<String>) {
    let mut notes = Notes::default();
    let found = look(machine, &mut notes);
    let noted = match found.0 {
        Some(_) => notes.sources,
        None => notes.unread,
    };
    assert!(noted.iter().any(|note| note.fact == "place.virtual_machine"), "{machine:?}");
    found
}

#[test]
fn each_hypervisor_is_known_by_the_firmware_that_it_makes() {
    for (maker, product, expected) in [
        ("innotek GmbH\n", "VirtualBox\n", ("virtualbox", None)),
        ("VMware, Inc.\n", "VMware20,1\n", ("vmware", None)),
        ("QEMU\n", "Standard PC (Q35 + ICH9, 2009)\n", ("qemu", None)),
        ("Parallels International GmbH.\n", "Parallels ARM Virtual Machine\n", ("parallels", None)),
        ("Apple Inc.\n", "Apple Virtualization Generic Platform\n", ("apple", None)),
        ("Microsoft Corporation\n", "Virtual Machine\n", ("hyper-v", None)),
        ("Amazon EC2\n", "t3.medium\n", ("kvm", Some("aws"))),
        ("Google\n", "Google Compute Engine\n", ("kvm", Some("google"))),
        ("OpenStack Foundation\n", "OpenStack Nova\n", ("kvm", Some("openstack"))),
    ] {
        let (machine, cloud) = looked(&processor(firmware(maker, product), "hypervisor"));
        assert_eq!((machine.as_deref(), cloud.as_deref()), (Some(expected.0), expected.1));
    }
    let azure = firmware("Microsoft Corporation\n", "Virtual Machine\n")
        .file("/sys/class/dmi/id/chassis_asset_tag", &format!("{AZURE}\n"));
    assert_eq!(looked(&azure), (Some("hyper-v".into()), Some("azure".into())));
}

#[test]
fn a_real_machine_is_none_and_one_of_microsofts_is_real_too() {
    for (maker, product) in [("LENOVO", "21CBCTO1WW"), ("Microsoft Corporation", "Surface Pro 9")] {
        let real = processor(firmware(maker, product), "vmx");
        assert_eq!(looked(&real).0.as_deref(), Some("none"));
    }
}

#[test]
fn without_a_name_the_processor_and_systemd_are_asked_and_else_it_stays_unknown() {
    let bare = FakeMachine::new;
    let said = |word: &str| bare().command(&[DETECT, "--vm"], Ending::Output(format!("{word}\n")));
    for (machine, expected) in [
        (processor(bare(), "hypervisor"), Some("unknown")),
        (processor(said("kvm"), "hypervisor"), Some("kvm")),
        (said("oracle"), Some("virtualbox")),
        (said("sre"), Some("unknown")),
        (bare().file(XEN, "xen\n"), Some("xen")),
        (bare(), None),
        (bare().command(&[DETECT, "--vm"], Ending::Hangs), None),
        (bare().command(&[DETECT, "--vm"], Ending::Fails), Some("none")),
        (
            processor(bare().command(&[DETECT, "--vm"], Ending::Fails), "hypervisor"),
            Some("unknown"),
        ),
        // A board without firmware tables may be either.
        (firmware("", ""), None),
    ] {
        assert_eq!(looked(&machine).0.as_deref(), expected, "{machine:?}");
    }
    assert_eq!(look(&bare().running("macos"), &mut Notes::default()), (None, None));
}

fn routed(address: &str, prefix: u8, gateway: [u8; 4]) -> FakeMachine {
    let word = u32::from_ne_bytes(gateway);
    let table = format!("Iface\neth0\t00000000\t{word:08X}\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");
    FakeMachine::new().address("eth0", address, prefix).file("/proc/net/route", &table)
}

/// The same, a few addresses beside a router that has answered ARP.
fn met(hardware: &str, gateway: [u8; 4]) -> FakeMachine {
    let [a, b, c, _] = gateway;
    let gateway_text = std::net::Ipv4Addr::from(gateway);
    let arp = format!("IP address\n{gateway_text}  0x1  0x2  {hardware}  *  eth0\n");
    routed(&format!("{a}.{b}.{c}.128"), 20, gateway).file("/proc/net/arp", &arp)
}

#[test]
fn only_a_network_that_the_hypervisor_keeps_for_its_guests_is_translated() {
    for (machine, hypervisor, translated) in [
        (routed("10.0.2.15", 24, [10, 0, 2, 2]), "virtualbox", true),
        (routed("10.0.2.15", 24, [10, 0, 2, 2]), "qemu", true),
        (routed("10.0.2.15", 24, [10, 0, 2, 2]), "vmware", false),
        (routed("10.0.2.15", 24, [10, 0, 2, 1]), "virtualbox", false),
        (routed("10.1.1.15", 24, [10, 0, 2, 2]), "virtualbox", false),
        (routed("192.168.64.7", 24, [192, 168, 64, 1]), "apple", true),
        (routed("192.168.1.7", 24, [192, 168, 1, 1]), "apple", false),
        (routed("10.211.55.4", 24, [10, 211, 55, 1]), "parallels", true),
        (met("00:50:56:e3:00:01", [192, 168, 88, 2]), "vmware", true),
        (met("3c:84:6a:00:00:01", [192, 168, 88, 2]), "vmware", false),
        (routed("192.168.88.128", 24, [192, 168, 88, 2]), "vmware", false),
        (routed("192.168.1.50", 24, [192, 168, 1, 1]), "vmware", false),
        (met("00:15:5d:00:00:01", [172, 29, 16, 1]), "hyper-v", true),
        (met("3c:84:6a:00:00:01", [172, 29, 16, 1]), "hyper-v", false),
        (routed("192.168.12.222", 24, [192, 168, 12, 1]), "kvm", false),
    ] {
        let seen = network(&machine, hypervisor, &mut Notes::default());
        assert_eq!(seen.is_some(), translated, "{hypervisor} {machine:?}");
    }
    let elsewhere = FakeMachine::new().address("eth0", "10.0.2.15", 24);
    assert_eq!(network(&elsewhere, "virtualbox", &mut Notes::default()), None, "no route");
}
