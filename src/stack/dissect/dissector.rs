//! Names what goes by, whatever layer it is of.

use super::seen::Seen;
use super::{dtls, rtp, sctp, stun};
use crate::stack::demux::{self, Kind};
use crate::stack::event::Way;
use crate::stack::record;

/// Names what goes by on one connection, all its candidate pairs together.
#[derive(Debug, Default)]
pub struct Dissector {
    stun: stun::Transactions,
    dtls: dtls::Handshake,
    sctp: sctp::Association,
    sees_inside: bool,
}

impl Dissector {
    /// Passes over encrypted alerts and data, for what is in them comes by [`Dissector::decrypted`].
    pub fn that_sees_inside() -> Self {
        Self { sees_inside: true, ..Self::default() }
    }

    /// The messages of one UDP datagram, in their order. Nothing of an unknown one.
    pub fn datagram<'a>(&mut self, way: Way, datagram: &'a [u8], each: &mut dyn FnMut(Seen<'a>)) {
        match demux::kind(datagram) {
            Kind::Stun => each(self.stun.message(way, datagram)),
            Kind::Dtls => {
                for record in record::records(datagram) {
                    let comes_decrypted = self.sees_inside
                        && record.epoch > 0
                        && record.content_type != record::HANDSHAKE;
                    if !comes_decrypted {
                        self.dtls.record(way, &record).into_iter().for_each(&mut *each);
                    }
                }
            }
            Kind::Rtp => rtp::packet(datagram).into_iter().for_each(each),
            Kind::Unknown => {}
        }
    }

    /// The messages of one DTLS record's plaintext, by the record's type. A handshake message was
    /// named when its record went by.
    pub fn decrypted<'a>(
        &mut self,
        way: Way,
        content_type: u8,
        plaintext: &'a [u8],
        each: &mut dyn FnMut(Seen<'a>),
    ) {
        match content_type {
            record::APPLICATION_DATA => self.sctp(way, plaintext, each),
            _ => dtls::decrypted(content_type, plaintext).into_iter().for_each(each),
        }
    }

    /// The chunks of one SCTP packet in clear, a data channel's messages among them.
    pub fn sctp<'a>(&mut self, way: Way, packet: &'a [u8], each: &mut dyn FnMut(Seen<'a>)) {
        self.sctp.packet(way, packet, each);
    }
}

#[cfg(test)]
mod tests;
