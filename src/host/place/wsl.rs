//! The Windows Subsystem for Linux, and how it is joined to the network.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Duration;

use super::container;
use crate::facts::WslFacts;
use crate::facts::network::same_network;
use crate::host::machine::{InterfaceAddress, Machine};
use crate::host::notes::Notes;
use crate::host::{route_table, sysfs};
use crate::text::phrase::{Phrase, phrase};

/// The kernel's release: `5.15.167.4-microsoft-standard-WSL2`, `4.4.0-19041-Microsoft`.
const RELEASE: &str = "/proc/sys/kernel/osrelease";

/// The kernel's whole version text, which names its maker as well.
const VERSION: &str = "/proc/version";

/// Tells the networking mode; part of every WSL since 2.0.0.
const WSLINFO: &str = "wslinfo";

/// It asks a service of Windows, which may be busy.
const DEADLINE: Duration = Duration::from_millis(300);

/// Looks for WSL; `None` where this is none.
pub(super) fn look(machine: &dyn Machine, notes: &mut Notes) -> Option<WslFacts> {
    let kernel = [RELEASE, VERSION].map(|file| machine.system_file(file).unwrap_or_default());
    let kernel = kernel.join(" ").to_lowercase();
    if !kernel.contains("microsoft") && machine.variable("WSL_DISTRO_NAME").is_none() {
        return None;
    }
    let version = version(&kernel);
    let source = match version {
        Some(_) => Phrase::same(RELEASE),
        None => phrase!(
            "WSL_DISTRO_NAME (a kernel that does not name itself)",
            "WSL_DISTRO_NAME（核心沒有表明自己的來源）"
        ),
    };
    notes.source("wsl", source);
    if version == Some(1) {
        // It has no network of its own: it uses that of Windows.
        return Some(WslFacts { version, ..WslFacts::default() });
    }
    let (networking, inferred) = match (ask(machine), inferred(machine)) {
        (Ok(mode), _) => {
            notes.source("wsl.networking", Phrase::same("wslinfo --networking-mode"));
            (Some(mode), Some(false))
        }
        (Err(reason), Some((mode, why))) => {
            let source = phrase!("inferred: {} ({})", "推斷：{}（{}）", why, reason);
            notes.source("wsl.networking", source);
            (Some(mode.to_owned()), Some(true))
        }
        (Err(reason), None) => (notes.missing("wsl.networking", reason), None),
    };
    Some(WslFacts { version, networking, inferred })
}

/// 1 translates system calls and shows a kernel of the 4.4 line; 2 is a
/// virtual machine with a kernel that Microsoft builds.
fn version(kernel: &str) -> Option<u8> {
    if kernel.contains("wsl2") || kernel.contains("microsoft-standard") {
        return Some(2);
    }
    (kernel.contains("-microsoft") && kernel.starts_with("4.4.")).then_some(1)
}

/// The mode as WSL itself tells it, or why it does not.
fn ask(machine: &dyn Machine) -> Result<String, Phrase> {
    let said = machine.run(Path::new(WSLINFO), &["--networking-mode"], DEADLINE)?;
    let mode = said.trim().to_lowercase();
    let is_word =
        (1..=20).contains(&mode.len()) && mode.bytes().all(|byte| byte.is_ascii_lowercase());
    match is_word {
        true => Ok(mode),
        false => Err(phrase!("wslinfo said {said:?}", "wslinfo 回答 {said:?}")),
    }
}

/// The device by which mirrored mode and virtioproxy reach Windows' own loopback.
const LOOPBACK: &str = "loopback0";

/// The mode that addresses and routes speak for, and why. A container within WSL has networks of
/// its own, which say nothing of it.
fn inferred(machine: &dyn Machine) -> Option<(&'static str, Phrase)> {
    let contained = container::look(machine, &mut Notes::default());
    if contained.as_deref().is_some_and(|kind| kind != "none") {
        return None;
    }
    let addresses = machine.interfaces().unwrap_or_default();
    let of = |name: &str| -> Vec<&InterfaceAddress> {
        addresses.iter().filter(|own| own.name == name && own.address.is_ipv4()).collect()
    };
    // Where both have that device, it has an address of its own in virtioproxy alone.
    if let Some(own) = of(LOOPBACK).first() {
        let why = phrase!("{LOOPBACK} has the address {}", "{LOOPBACK} 有位址 {}", own.address);
        return Some(("virtioproxy", why));
    }
    if sysfs::exists(machine, LOOPBACK) {
        let why = phrase!("there is a {LOOPBACK}, without an address", "有 {LOOPBACK}，但沒有位址");
        return Some(("mirrored", why));
    }
    let (name, gateway) = route_table::default_gateway(machine)?;
    // The network that Windows keeps for WSL is a /20 of 172.16.0.0/12 unless that is taken.
    let is_theirs = |own: &&InterfaceAddress| {
        own.prefix == 20 && same_network(own.address, own.prefix, gateway.into())
    };
    let theirs = same_network(IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12, gateway.into());
    let fits = theirs && name == "eth0" && of(&name).iter().any(is_theirs);
    let why = || {
        phrase!(
            "eth0 and the router {gateway} share a /20 of 172.16.0.0/12",
            "eth0 與路由器 {gateway} 同在 172.16.0.0/12 的一個 /20 網段"
        )
    };
    fits.then(|| ("nat", why()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;
    use crate::text::language::Language;

    fn looked(machine: &FakeMachine) -> (Option<WslFacts>, Notes) {
        let mut notes = Notes::default();
        (look(machine, &mut notes), notes)
    }

    fn kernel(release: &str) -> FakeMachine {
        FakeMachine::new().file(RELEASE, release)
    }

    fn facts(version: Option<u8>, networking: Option<&str>) -> Option<WslFacts> {
        let networking = networking.map(str::to_owned);
        let inferred = networking.is_some().then_some(false);
        Some(WslFacts { version, networking, inferred })
    }

    #[test]
    fn plain_linux_is_no_wsl() {
        let machine = kernel("6.8.0-45-generic\n")
            .file(VERSION, "Linux version 6.8.0-45-generic (buildd@lcy02) #45-Ubuntu SMP");
        assert_eq!(looked(&machine).0, None);
    }

    #[test]
    fn wsl2_tells_its_networking_mode() {
        let machine = kernel("5.15.167.4-microsoft-standard-WSL2\n");
        for (said, mode) in [("nat\n", "nat"), ("Mirrored\r\n", "mirrored")] {
            assert_eq!(
                looked(&machine.clone().program(WSLINFO, said)).0,
                facts(Some(2), Some(mode))
            );
        }
    }

    #[test]
    fn a_mode_that_is_not_told_stays_unknown_with_its_reason() {
        let machine = kernel("5.15.167.4-microsoft-standard-WSL2");
        let nonsense = machine.clone().program(WSLINFO, "Invalid argument: \u{1b}[2J");
        for machine in [machine.clone(), machine.program(WSLINFO, ""), nonsense] {
            let (seen, notes) = looked(&machine);
            assert_eq!(seen, facts(Some(2), None));
            assert_eq!(notes.unread[0].fact, "wsl.networking");
            assert!(!notes.unread[0].note.get(Language::English).contains('\u{1b}'));
        }
    }

    #[test]
    fn wsl1_has_no_mode_and_a_kernel_of_ones_own_no_version() {
        let old = kernel("4.4.0-19041-Microsoft\n").program(WSLINFO, "nat");
        assert_eq!(looked(&old).0, facts(Some(1), None));
        let own = kernel("6.6.1-mine\n").variable("WSL_DISTRO_NAME", "Ubuntu");
        assert_eq!(looked(&own).0, facts(None, None));
    }

    #[test]
    fn where_wsl_does_not_tell_its_mode_addresses_and_routes_do_and_that_is_said() {
        let table = |gateway: Ipv4Addr| {
            let word = u32::from_ne_bytes(gateway.octets());
            format!(
                "Iface\nlo\t0000007F\t0\t1\t0\t0\t0\t000000FF\neth0\t00000000\t{word:08X}\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
            )
        };
        let wsl = || kernel("5.15.167.4-microsoft-standard-WSL2");
        let routed = |address, prefix, gateway: [u8; 4]| {
            wsl().address("eth0", address, prefix).file("/proc/net/route", &table(gateway.into()))
        };
        let mirrored = || {
            routed("192.168.12.222", 24, [192, 168, 12, 1])
                .file("/sys/class/net/loopback0/flags", "0x1003\n")
        };
        for (machine, mode) in [
            (routed("172.23.76.249", 20, [172, 23, 64, 1]), Some("nat")),
            (routed("172.23.76.249", 20, [172, 23, 80, 1]), None),
            (routed("172.23.76.249", 16, [172, 23, 64, 1]), None),
            (routed("192.168.1.50", 24, [192, 168, 1, 1]), None),
            (wsl().address("eth0", "172.23.76.249", 20), None),
            (mirrored(), Some("mirrored")),
            (mirrored().address("loopback0", "169.254.73.152", 30), Some("virtioproxy")),
            (routed("172.23.76.249", 20, [172, 23, 64, 1]).file("/.dockerenv", ""), None),
        ] {
            let (seen, notes) = looked(&machine);
            let seen = seen.expect("it is WSL");
            assert_eq!(seen.networking.as_deref(), mode, "{machine:?}");
            assert_eq!(seen.inferred, mode.map(|_| true));
            let noted = if mode.is_some() { notes.sources } else { notes.unread };
            let noted = noted.iter().find(|note| note.fact == "wsl.networking");
            let note = noted.expect("it says why").note.get(Language::English);
            assert!(mode.is_none() || note.starts_with("inferred: "), "{note}");
            assert!(note.contains("cannot be started"), "and why WSL was not asked: {note}");
        }
    }
}
