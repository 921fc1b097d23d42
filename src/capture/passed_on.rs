//! A capture that others will read: the same packets without what tells of people, and without what
//! decrypts them.
//!
//! Kept are the datagrams of STUN, DTLS and RTP, of RTP the headers alone, and the SCTP packets that
//! go2doctor decrypted, without the messages in them. TCP, DNS and all else is left out.

mod sctp;
mod stun;

use std::io::{self, Cursor, Read};
use std::net::{IpAddr, SocketAddr};

use super::file::{CaptureFile, Interface};
use super::frames::{CaptureError, each};
use super::packets::{Content, Found, Packet, Packets};
use crate::stack::Way;
use crate::stack::demux::{self, Kind};
use crate::stack::dissect::media_header;
use crate::stack::record::HANDSHAKE;

/// What is kept of a capture, bytes; a check has less than one of 64.
const LARGEST: usize = 64 * 1024 * 1024;

/// What stands in place of what tells of somebody.
pub trait StandIns {
    fn address(&mut self, address: IpAddr) -> IpAddr;
    /// For a STUN user name, or one of its two halves.
    fn user_name(&mut self, name: &str) -> String;
    /// Overwrites what must not be seen; the length stays.
    fn blank(&mut self, bytes: &mut [u8]);
}

/// What of a capture is passed on.
#[derive(Debug, Default)]
pub struct PassedOn {
    kept: Vec<Kept>,
    /// Packets that are left out.
    pub left_out: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    at_us: u64,
    way: Way,
    /// Source and destination; `None` of what was inside DTLS.
    ends: Option<(SocketAddr, SocketAddr)>,
    bytes: Vec<u8>,
}

impl PassedOn {
    /// Reads a capture to its end, or to where it is damaged.
    pub fn read(capture: impl Read) -> Result<Self, CaptureError> {
        let (mut packets, mut all) = (Packets::default(), Self::default());
        each(capture, |frame| {
            let at_us = frame.at.as_micros().try_into().unwrap_or(u64::MAX);
            let before = all.kept.len();
            packets.take(&frame, &mut |found| all.take(at_us, frame.way, found));
            all.left_out += u64::from(all.kept.len() == before);
        })?;
        Ok(all)
    }

    fn take(&mut self, at_us: u64, way: Option<Way>, found: Found<'_>) {
        let way = way.unwrap_or(Way::Out);
        let (way, ends, bytes) = match found {
            Found::Sctp(seen, packet) => (seen.unwrap_or(way), None, packet),
            Found::Packet(Packet { source, destination, content: Content::Udp(datagram) }) => {
                let length = match demux::kind(datagram) {
                    Kind::Stun | Kind::Dtls => datagram.len(),
                    Kind::Rtp => media_header(datagram).unwrap_or(0),
                    Kind::Unknown => return,
                };
                (way, Some((source, destination)), &datagram[..length])
            }
            Found::Packet(_) => return,
        };
        if self.bytes + bytes.len() > LARGEST {
            return;
        }
        self.bytes += bytes.len();
        self.kept.push(Kept { at_us, way, ends, bytes: bytes.to_vec() });
    }

    /// Every address in it, in headers and in messages.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        let of_headers = self.kept.iter().filter_map(|it| it.ends);
        let of_headers = of_headers.flat_map(|(source, destination)| [source, destination]);
        of_headers.map(|it| it.ip()).chain(self.checks().flat_map(stun::addresses))
    }

    /// The halves of every STUN user name.
    pub fn user_names(&self) -> impl Iterator<Item = &str> {
        self.checks().flat_map(stun::user_names)
    }

    /// What may hold text: handshakes in the clear, certificates among them, and control messages.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        let readable = |it: &&Kept| it.ends.is_none() || it.bytes.first() == Some(&HANDSHAKE);
        self.kept.iter().filter(readable).map(|it| it.bytes.as_slice())
    }

    fn checks(&self) -> impl Iterator<Item = &[u8]> {
        let datagrams = self.kept.iter().filter(|it| it.ends.is_some());
        datagrams.map(|it| it.bytes.as_slice()).filter(|it| demux::kind(it) == Kind::Stun)
    }

    /// A pcapng file with stand-ins, its checksums made again. The integrity of STUN messages cannot
    /// be: their passwords are not known.
    pub fn written(&self, stand_ins: &mut impl StandIns) -> io::Result<Vec<u8>> {
        let mut file = CaptureFile::begin(Cursor::new(Vec::new()), false, true)?;
        for Kept { at_us, way, ends, bytes } in &self.kept {
            let Some((source, destination)) = ends else {
                let mut packet = sctp::without_messages(bytes);
                stand_ins.blank(&mut packet);
                sctp::sum_again(&mut packet);
                file.sctp(*at_us, *way, &packet)?;
                continue;
            };
            let datagram = match demux::kind(bytes) {
                Kind::Stun => stun::with_stand_ins(bytes, stand_ins),
                _ if bytes.first() == Some(&HANDSHAKE) => {
                    let mut datagram = bytes.clone();
                    stand_ins.blank(&mut datagram);
                    datagram
                }
                _ => bytes.clone(),
            };
            let mut instead =
                |it: &SocketAddr| SocketAddr::new(stand_ins.address(it.ip()), it.port());
            let (source, destination) = (instead(source), instead(destination));
            let pair = way.ends((source, destination));
            file.datagram(Interface::Robot, *at_us, *way, pair, &datagram)?;
        }
        Ok(file.finish()?.into_inner())
    }
}

#[cfg(test)]
mod tests;
