//! The kernel's tables of sockets.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use crate::facts::{RobotSocket, SocketProtocol};
use crate::host::machine::Machine;

/// A table longer than this is not read to its end.
const LIMIT: usize = 4 * 1024 * 1024;

/// What the tables of one network namespace say; sockets are known by their inodes.
#[derive(Debug, Clone, Default)]
pub(super) struct Sockets {
    pub to_robot: BTreeMap<u64, Row>,
    pub udp: BTreeSet<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub socket: RobotSocket,
    pub user: u32,
}

impl Sockets {
    /// Reads the tables in `folder`, `/proc/net` for instance; `None` where there is none of them.
    pub(super) fn read(
        machine: &dyn Machine,
        folder: &Path,
        robot: Option<IpAddr>,
    ) -> Option<Self> {
        let mut sockets = Self::default();
        let mut any = false;
        for (name, protocol) in [
            ("tcp", SocketProtocol::Tcp),
            ("tcp6", SocketProtocol::Tcp),
            ("udp", SocketProtocol::Udp),
            ("udp6", SocketProtocol::Udp),
        ] {
            let Ok(table) = machine.read_text(&folder.join(name), LIMIT) else { continue };
            any = true;
            for (peer, port, user, inode) in table.lines().skip(1).filter_map(row) {
                if protocol == SocketProtocol::Udp {
                    sockets.udp.insert(inode);
                }
                if Some(peer.to_canonical()) == robot {
                    let socket = RobotSocket { protocol, port };
                    sockets.to_robot.insert(inode, Row { socket, user });
                }
            }
        }
        any.then_some(sockets)
    }
}

/// Peer, its port, user and inode of one row. A socket that its process has closed has no inode.
fn row(line: &str) -> Option<(IpAddr, u16, u32, u64)> {
    let mut columns = line.split_ascii_whitespace();
    let (address, port) = columns.nth(2)?.split_once(':')?;
    let user = columns.nth(4)?.parse().ok()?;
    let inode = columns.nth(1)?.parse().ok().filter(|inode| *inode != 0)?;
    Some((peer(address)?, u16::from_str_radix(port, 16).ok()?, user, inode))
}

/// Each word of the address is written as it lies in memory.
fn peer(hex: &str) -> Option<IpAddr> {
    let word = |index: usize| {
        let digits = hex.get(index * 8..index * 8 + 8)?;
        u32::from_str_radix(digits, 16).ok().map(u32::to_ne_bytes)
    };
    match hex.len() {
        8 => word(0).map(|bytes| Ipv4Addr::from(bytes).into()),
        32 => {
            let words = [word(0)?, word(1)?, word(2)?, word(3)?];
            let bytes: [u8; 16] = words.as_flattened().try_into().ok()?;
            Some(Ipv6Addr::from(bytes).into())
        }
        _ => None,
    }
}
