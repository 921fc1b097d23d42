//! From frames to what they carry between two addresses: headers off, fragments together.

use std::net::{IpAddr, SocketAddr};

use etherparse::{
    EtherType, IpFragOffset, IpNumber, Ipv6FragmentHeaderSlice, LaxNetSlice, LaxSlicedPacket,
    TcpSlice, UdpSlice,
};

use super::fragments::{Fragments, Id};
use super::frames::{Frame, link};
use crate::facts::Unreachable;
use crate::stack::Way;

/// What is between two sockets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet<'a> {
    pub source: SocketAddr,
    pub destination: SocketAddr,
    pub content: Content<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'a> {
    Udp(&'a [u8]),
    Tcp(Segment<'a>),
    /// What a packet from `source` to `destination` was answered with on the way.
    Unreachable(Unreachable),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    pub sequence: u32,
    pub syn: bool,
    pub ack: bool,
    pub fin: bool,
    pub rst: bool,
    pub payload: &'a [u8],
}

/// What a frame holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found<'a> {
    Packet(Packet<'a>),
    /// A packet of SCTP without what carried it: so go2doctor writes what it decrypted.
    Sctp(Option<Way>, &'a [u8]),
}

#[derive(Debug, Default)]
pub(super) struct Packets {
    fragments: Fragments,
    /// Frames of link types that are not read.
    pub foreign: u64,
}

impl Packets {
    pub(super) fn take(&mut self, frame: &Frame<'_>, give: &mut impl FnMut(Found<'_>)) {
        let bytes = frame.bytes;
        let sliced = match frame.link {
            link::ETHERNET => LaxSlicedPacket::from_ethernet(bytes).ok(),
            link::RAW | link::RAW_BSD | link::RAW_OPENBSD | link::IPV4 | link::IPV6 => {
                LaxSlicedPacket::from_ip(bytes).ok()
            }
            link::NULL | link::LOOP => {
                bytes.get(4..).and_then(|ip| LaxSlicedPacket::from_ip(ip).ok())
            }
            link::LINUX_SLL => cooked(bytes, 0, 2, 14, 16),
            link::LINUX_SLL2 => cooked(bytes, 10, 8, 0, 20),
            link::SCTP => return give(Found::Sctp(frame.way, bytes)),
            _ => {
                self.foreign += 1;
                None
            }
        };
        let Some(net) = sliced.and_then(|sliced| sliced.net) else { return };
        if let (Some(ends), Some(payload)) = (ends(&net), net.ip_payload_ref()) {
            self.payload(ends, payload.ip_number, piece(&net), payload.payload, give);
        }
    }

    fn payload(
        &mut self,
        ends: (IpAddr, IpAddr),
        protocol: IpNumber,
        piece: Option<Piece>,
        payload: &[u8],
        give: &mut impl FnMut(Found<'_>),
    ) {
        let Some(piece) = piece else { return transport(ends, protocol, payload, give) };
        let Piece { identification, offset, more } = piece;
        let id = Id { source: ends.0, destination: ends.1, identification, protocol };
        if let Some(whole) = self.fragments.take(id, offset, more, payload) {
            transport(ends, protocol, &whole, give);
        }
    }
}

/// Where a piece of a datagram belongs.
#[derive(Debug, Clone, Copy)]
struct Piece {
    identification: u32,
    offset: IpFragOffset,
    more: bool,
}

/// Source and destination; `None` where it is no packet of IP.
fn ends(net: &LaxNetSlice<'_>) -> Option<(IpAddr, IpAddr)> {
    match net {
        LaxNetSlice::Ipv4(ip) => {
            let header = ip.header();
            Some((header.source_addr().into(), header.destination_addr().into()))
        }
        LaxNetSlice::Ipv6(ip) => {
            let header = ip.header();
            Some((header.source_addr().into(), header.destination_addr().into()))
        }
        LaxNetSlice::Arp(_) => None,
    }
}

/// `None` where the packet holds all of its datagram.
fn piece(net: &LaxNetSlice<'_>) -> Option<Piece> {
    match net {
        LaxNetSlice::Ipv4(ip) => {
            let header = ip.header();
            header.is_fragmenting_payload().then(|| Piece {
                identification: header.identification().into(),
                offset: header.fragments_offset(),
                more: header.more_fragments(),
            })
        }
        LaxNetSlice::Ipv6(ip) => {
            let extensions = ip.extensions();
            ipv6_piece(extensions.first_header()?, extensions.slice())
        }
        LaxNetSlice::Arp(_) => None,
    }
}

/// The fragment header among these extension headers (RFC 8200, section 4). Not by the iterator of
/// `etherparse`: it trusts lengths that its lax slicing has not looked at.
fn ipv6_piece(first: IpNumber, headers: &[u8]) -> Option<Piece> {
    let (mut kind, mut rest) = (first, headers);
    loop {
        let length = |unit: usize, more: usize| Some((usize::from(*rest.get(1)?) + more) * unit);
        let length = match kind {
            IpNumber::IPV6_FRAGMENTATION_HEADER => {
                let header = Ipv6FragmentHeaderSlice::from_slice(rest).ok()?;
                return header.is_fragmenting_payload().then(|| Piece {
                    identification: header.identification(),
                    offset: header.fragment_offset(),
                    more: header.more_fragments(),
                });
            }
            IpNumber::IPV6_HEADER_HOP_BY_HOP
            | IpNumber::IPV6_ROUTE_HEADER
            | IpNumber::IPV6_DESTINATION_OPTIONS => length(8, 1)?,
            IpNumber::AUTHENTICATION_HEADER => length(4, 2)?,
            _ => return None,
        };
        kind = IpNumber(*rest.first()?);
        rest = rest.get(length..)?;
    }
}

/// Linux "cooked" frames: where the packet's type, the device's kind and the protocol stand, and
/// where the packet begins. Over the loopback each packet is captured twice, on its way out and in.
fn cooked(
    bytes: &[u8],
    packet_type: usize,
    device: usize,
    protocol: usize,
    begins: usize,
) -> Option<LaxSlicedPacket<'_>> {
    const LOOPBACK: u16 = 772;
    const OUTGOING: u8 = 4;
    let number = |at: usize| Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    // The first version has the packet's type in two bytes, the second in one.
    let kind = if packet_type == 0 { *bytes.get(1)? } else { *bytes.get(packet_type)? };
    if number(device)? == LOOPBACK && kind == OUTGOING {
        return None;
    }
    Some(LaxSlicedPacket::from_ether_type(EtherType(number(protocol)?), bytes.get(begins..)?))
}

fn transport(
    ends: (IpAddr, IpAddr),
    protocol: IpNumber,
    payload: &[u8],
    give: &mut impl FnMut(Found<'_>),
) {
    let packet = |ports: (u16, u16), content| {
        let (source, destination) =
            (SocketAddr::new(ends.0, ports.0), SocketAddr::new(ends.1, ports.1));
        Found::Packet(Packet { source, destination, content })
    };
    match protocol {
        IpNumber::UDP => {
            let Ok(udp) = UdpSlice::from_slice_lax(payload) else { return };
            give(packet((udp.source_port(), udp.destination_port()), Content::Udp(udp.payload())));
        }
        IpNumber::TCP => {
            let Ok(tcp) = TcpSlice::from_slice(payload) else { return };
            let segment = Segment {
                sequence: tcp.sequence_number(),
                syn: tcp.syn(),
                ack: tcp.ack(),
                fin: tcp.fin(),
                rst: tcp.rst(),
                payload: tcp.payload(),
            };
            give(packet((tcp.source_port(), tcp.destination_port()), Content::Tcp(segment)));
        }
        IpNumber::ICMP => refused(payload, 3, give),
        IpNumber::IPV6_ICMP => refused(payload, 1, give),
        _ => {}
    }
}

/// An ICMP error of the type "destination unreachable" quotes the packet that it is about.
fn refused(message: &[u8], kind: u8, give: &mut impl FnMut(Found<'_>)) {
    let Some(([found, code, ..], quoted)) = message.split_first_chunk::<8>() else { return };
    if *found != kind {
        return;
    }
    // The codes of ICMP (RFC 792, RFC 1812), and of ICMPv6 (RFC 4443).
    let reason = match (kind, *code) {
        (3, 3) | (1, 4) => Unreachable::Port,
        (3, 0) | (1, 0) => Unreachable::Net,
        _ => Unreachable::Host,
    };
    let Ok(quoted) = LaxSlicedPacket::from_ip(quoted) else { return };
    let Some(net) = quoted.net else { return };
    let (Some(ends), Some(payload)) = (ends(&net), net.ip_payload_ref()) else { return };
    // The ports of UDP and TCP stand first in either.
    let Some([a, b, c, d]) = payload.payload.first_chunk::<4>() else { return };
    give(Found::Packet(Packet {
        source: SocketAddr::new(ends.0, u16::from_be_bytes([*a, *b])),
        destination: SocketAddr::new(ends.1, u16::from_be_bytes([*c, *d])),
        content: Content::Unreachable(reason),
    }));
}
