//! RTP and RTCP (RFC 3550) on one port (RFC 5761): what stays in clear under SRTP.

use std::sync::LazyLock;

use super::seen::{Layer, Seen};
use crate::stack::demux::{self, Kind};

/// The words for each of them, once: media are most of what goes by.
static PAYLOAD_TYPES: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..128).map(|kind| format!("payload type {kind}")).collect());

/// The length of the header of an RTP or RTCP packet, bytes: what is behind it is sound, picture,
/// or a report on them. `None` for anything else.
pub fn media_header(datagram: &[u8]) -> Option<usize> {
    if demux::kind(datagram) != Kind::Rtp {
        return None;
    }
    let contributors = usize::from(datagram.first()? & 0x0f);
    let header = if demux::is_rtcp(datagram) { 8 } else { 12 + 4 * contributors };
    Some(header.min(datagram.len()))
}

pub(super) fn packet(datagram: &[u8]) -> Option<Seen<'_>> {
    let kind = *datagram.get(1)?;
    if demux::is_rtcp(datagram) {
        return Some(Seen::new(Layer::Rtcp, rtcp_name(kind), datagram.len()));
    }
    let seen = Seen::new(Layer::Rtp, "RTP", datagram.len());
    Some(seen.detail(PAYLOAD_TYPES[usize::from(kind & 0x7f)].as_str()))
}

/// The first packet's type of a compound one (IANA, RTCP Control Packet Types).
fn rtcp_name(kind: u8) -> &'static str {
    match kind {
        200 => "SR",
        201 => "RR",
        202 => "SDES",
        203 => "BYE",
        204 => "APP",
        205 => "RTPFB",
        206 => "PSFB",
        207 => "XR",
        _ => "RTCP",
    }
}
