//! DDSI-RTPS as far as discovery goes: who takes part in a domain, and what it writes and reads.
//!
//! Numbers and layouts are those of DDSI-RTPS 2.5 (OMG formal/22-04-01), chapters 8.5, 9.4 and 9.6;
//! section numbers below are of that document. Pure: bytes in, values out.

pub mod builder;
pub mod endpoint;
pub mod guid;
pub mod message;
pub mod parameters;
pub mod participant;

use std::net::Ipv4Addr;

/// Where participants announce themselves (9.6.2.4.2).
pub const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 0, 1);

/// The highest domain whose ports exist.
pub const HIGHEST_DOMAIN: u16 = 232;

/// The longest datagram that UDP carries over IPv4, bytes.
pub const MAX_DATAGRAM: usize = 65_507;

/// The port of announcements by multicast in a domain (9.6.2.3).
pub fn multicast_port(domain: u16) -> u16 {
    7400 + 250 * domain.min(HIGHEST_DOMAIN)
}

/// The port of the participant with that index on a machine, where it keeps to the usual ones.
pub fn unicast_port(domain: u16, index: u16) -> u16 {
    (multicast_port(domain) + 10).saturating_add(index.saturating_mul(2))
}

#[cfg(test)]
mod tests;
