//! The Wi-Fi of this machine: on Linux by `iw`, else by the kernel's own table; on Windows, and from
//! WSL, by `netsh`; on macOS by `system_profiler`.
//!
//! None of these needs rights, scans, or sends anything. The names of networks and access points are
//! secrets from the moment they are read.

mod iw;
mod netsh;
mod proc_wireless;
mod system_profiler;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::facts::{HostEvidence, WifiBand, WifiFacts};
use crate::host::machine::Machine;
use crate::host::notes::Notes;
use crate::host::sysfs;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::Secret;

/// `iw` needs some 5 ms, `netsh` some 100.
const DEADLINE: Duration = Duration::from_millis(300);

/// What a program of another system than Linux is given at leisure.
const LONG_DEADLINE: Duration = Duration::from_secs(4);

/// One reading of a radio.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    pub facts: WifiFacts,
    /// The access point's address (BSSID), in whatever form the system writes it.
    pub access_point: Option<Secret<String>>,
}

/// Looks at the Wi-Fi of the interface that the route in `evidence` leads by; `None` where that is
/// known to be no radio. What takes seconds is asked `at_leisure` alone.
pub fn look(
    machine: &dyn Machine,
    evidence: &HostEvidence,
    at_leisure: bool,
    notes: &mut Notes,
) -> Option<WifiFacts> {
    let name = evidence.route.as_ref()?.interface.as_deref()?;
    let (facts, source) = match machine.os() {
        "linux" if evidence.wsl.is_some() => {
            return at_leisure.then(|| of_windows(machine, notes)).flatten();
        }
        "linux" if is_radio(machine, name) => return of_linux(machine, name, notes),
        "linux" => return None,
        "windows" => (of_netsh(machine, name).map(|it| Some(it?.facts)), netsh::SHOW),
        "macos" if at_leisure => (of_system_profiler(machine, name), system_profiler::SHOW),
        _ => return None,
    };
    let facts = notes.read("wifi", facts)??;
    notes.source("wifi", Phrase::same(source));
    Some(facts)
}

/// A radio that is read now and then.
#[derive(Debug, Clone)]
pub struct Radio {
    machine: Arc<dyn Machine>,
    interface: String,
}

impl Radio {
    /// The radio by which the kernel would send to `robot`, or of the interface with the address that
    /// the user chose; `None` where that is none, or where reading it takes long.
    pub fn towards(
        machine: &Arc<dyn Machine>,
        robot: IpAddr,
        chosen: Option<IpAddr>,
    ) -> Option<Self> {
        let source = chosen.or_else(|| machine.source_towards(robot).ok())?;
        let own = machine.interfaces().ok()?.into_iter().find(|each| each.address == source)?;
        let readable = match machine.os() {
            "linux" => is_radio(machine.as_ref(), &own.name),
            "windows" => !source.is_loopback(),
            _ => false,
        };
        readable.then(|| Self { machine: Arc::clone(machine), interface: own.name })
    }

    /// Takes 300 ms at most; `None` where the system did not tell.
    pub fn read(&self) -> Option<Reading> {
        let machine = self.machine.as_ref();
        match machine.os() {
            "windows" => of_netsh(machine, &self.interface).ok()?,
            _ => link(machine, &self.interface).ok().map(|(reading, _)| reading),
        }
    }
}

fn is_radio(machine: &dyn Machine, name: &str) -> bool {
    sysfs::has(machine, name, "wireless") == Some(true)
}

/// The radio's link, and what told it.
fn link(machine: &dyn Machine, name: &str) -> Result<(Reading, String), Phrase> {
    let by_iw = iw::link(machine, name);
    by_iw.map(|reading| (reading, format!("iw dev {name} link"))).or_else(|reason| {
        let signal_dbm = proc_wireless::signal_dbm(machine, name).ok_or(reason)?;
        let facts = WifiFacts { signal_dbm: Some(signal_dbm), ..WifiFacts::default() };
        Ok((Reading { facts, access_point: None }, proc_wireless::TABLE.to_owned()))
    })
}

fn of_linux(machine: &dyn Machine, name: &str, notes: &mut Notes) -> Option<WifiFacts> {
    let facts = notes.read("wifi", link(machine, name)).map(|(reading, source)| {
        notes.source("wifi", Phrase::same(source));
        reading.facts
    });
    let power_save = notes.read("wifi.power_save", iw::power_save(machine, name));
    if power_save.is_some() {
        let source = format!("iw dev {name} get power_save");
        notes.source("wifi.power_save", Phrase::same(source));
    }
    let known = facts.is_some() || power_save.is_some();
    let interface = name.to_owned();
    known.then(|| WifiFacts { interface, power_save, ..facts.unwrap_or_default() })
}

/// `None` where the interface is no radio, for Windows lists these alone.
fn of_netsh(machine: &dyn Machine, name: &str) -> Result<Option<Reading>, Phrase> {
    let all = netsh::ask(machine, DEADLINE)?;
    Ok(all.into_iter().find(|each| each.facts.interface == name))
}

fn of_system_profiler(machine: &dyn Machine, name: &str) -> Result<Option<WifiFacts>, Phrase> {
    let all = system_profiler::ask(machine, LONG_DEADLINE)?;
    Ok(all.into_iter().find(|each| each.interface == name))
}

/// WSL sees nothing of the radio of Windows, nor which interface of Windows leads to the robot: where
/// Windows has joined one Wi-Fi alone, that one is told.
fn of_windows(machine: &dyn Machine, notes: &mut Notes) -> Option<WifiFacts> {
    let all = notes.read("wifi", netsh::ask(machine, LONG_DEADLINE))?;
    let mut joined = all.into_iter().map(|it| it.facts).filter(|it| it.channel.is_some());
    let only = joined.next().filter(|_| joined.next().is_none())?;
    let source = phrase!("{} (of Windows)", "{}（Windows 的）", netsh::SHOW);
    notes.source("wifi", source);
    Some(only)
}

/// A strength that a receiver can have. Drivers write 0 where they know none.
fn dbm(value: i32) -> Option<i32> {
    (-120..0).contains(&value).then_some(value)
}

/// `2.4 GHz`, `5GHz`
fn band(text: &str) -> Option<WifiBand> {
    let number = text.trim().strip_suffix("GHz")?.trim_end();
    let plain = |band: &WifiBand| band.name().trim_end_matches(" GHz") == number;
    // macOS writes 2GHz.
    WifiBand::ALL.into_iter().find(|band| plain(band) || (number, *band) == ("2", WifiBand::Ghz2))
}

#[cfg(test)]
mod tests;
