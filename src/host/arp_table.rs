//! The kernel's ARP table.

use std::net::Ipv4Addr;

use super::machine::Machine;

/// One neighbour a line.
const TABLE: &str = "/proc/net/arp";

/// The flag of an entry whose hardware address is known (`ATF_COM`).
const COMPLETE: u32 = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ArpEntry {
    pub address: Ipv4Addr,
    /// `None` where it was asked for and nobody has answered (yet).
    pub hardware: Option<[u8; 6]>,
}

/// `None` where there is no such table: beside Linux.
pub(super) fn entries(machine: &dyn Machine) -> Option<Vec<ArpEntry>> {
    let table = machine.system_file(TABLE).ok()?;
    Some(table.lines().skip(1).filter_map(entry).collect())
}

/// The hardware address of a neighbour; of several interfaces the first that has met it.
pub(super) fn hardware_address(machine: &dyn Machine, of: Ipv4Addr) -> Option<[u8; 6]> {
    entries(machine)?.into_iter().filter(|it| it.address == of).find_map(|it| it.hardware)
}

/// `192.168.12.1  0x1  0x2  02:00:00:00:00:05  *  wlan0`
fn entry(line: &str) -> Option<ArpEntry> {
    let mut columns = line.split_whitespace();
    let address = columns.next()?.parse().ok()?;
    let flags = u32::from_str_radix(columns.nth(1)?.strip_prefix("0x")?, 16).ok()?;
    let mut bytes = columns.next()?.split(':').map(|byte| u8::from_str_radix(byte, 16).ok());
    let mut hardware = [0; 6];
    for byte in &mut hardware {
        *byte = bytes.next()??;
    }
    Some(ArpEntry { address, hardware: (flags & COMPLETE != 0).then_some(hardware) })
}
