//! The data channel (RFC 8832): DCEP messages, and what shows that ours is usable.

use rtc_datachannel::message::Message;
use rtc_datachannel::message::message_channel_ack::DataChannelAck;
use rtc_datachannel::message::message_channel_open::{ChannelType, DataChannelOpen};
use rtc_shared::marshal::{Marshal, Unmarshal};

use super::event::OpenedBy;
use super::packet::{self, chunk};

pub fn open(label: &str) -> Vec<u8> {
    let open = DataChannelOpen {
        channel_type: ChannelType::Reliable,
        priority: 0,
        reliability_parameter: 0,
        label: label.as_bytes().to_vec(),
        protocol: Vec::new(),
    };
    marshal(Message::DataChannelOpen(open))
}

pub fn ack() -> Vec<u8> {
    marshal(Message::DataChannelAck(DataChannelAck))
}

fn marshal(message: Message) -> Vec<u8> {
    message.marshal().map(|bytes| bytes.to_vec()).unwrap_or_default()
}

#[derive(Debug, PartialEq, Eq)]
pub enum Dcep {
    Open { label: String, protocol: String },
    Ack,
}

pub fn parse(mut payload: &[u8]) -> Option<Dcep> {
    // `rtc-datachannel` panics where a message ends too early.
    if !is_whole(payload) {
        return None;
    }
    match Message::unmarshal(&mut payload).ok()? {
        Message::DataChannelOpen(open) => Some(Dcep::Open {
            label: String::from_utf8_lossy(&open.label).into_owned(),
            protocol: String::from_utf8_lossy(&open.protocol).into_owned(),
        }),
        Message::DataChannelAck(_) => Some(Dcep::Ack),
        _ => None,
    }
}

/// Whether a message has the length that its type demands (RFC 8832, section 5).
fn is_whole(payload: &[u8]) -> bool {
    const ACK: u8 = 2;
    const OPEN: u8 = 3;
    const OPEN_HEADER: usize = 12;
    let length_at = |at| {
        let bytes = payload.get(at..at + 2)?;
        Some(usize::from(u16::from_be_bytes([bytes[0], bytes[1]])))
    };
    match payload.first() {
        Some(&ACK) => true,
        Some(&OPEN) => match (length_at(8), length_at(10)) {
            (Some(label), Some(protocol)) => payload.len() >= OPEN_HEADER + label + protocol,
            _ => false,
        },
        _ => false,
    }
}

/// Watches for the first sign that the channel we opened is usable.
#[derive(Debug, Default)]
pub struct OpenWatch {
    open_tsn: Option<u32>,
    ack: bool,
    message: bool,
    sack: bool,
    reported: bool,
}

impl OpenWatch {
    /// Looks at a packet we send: the TSN of our OPEN is what a SACK has to cover.
    pub fn outbound(&mut self, sent: &[u8]) {
        if self.open_tsn.is_some() {
            return;
        }
        const OPEN: Option<&u8> = Some(&3);
        self.open_tsn = packet::chunks(sent)
            .filter(|chunk| chunk.kind == chunk::DATA)
            .find(|chunk| {
                matches!(chunk.payload(), Some((packet::PPID_DCEP, body)) if body.first() == OPEN)
            })
            .and_then(|chunk| chunk.tsn());
    }

    pub fn inbound(&mut self, received: &[u8]) {
        let Some(open) = self.open_tsn else { return };
        self.sack |= packet::chunks(received)
            .filter(|chunk| chunk.kind == chunk::SACK)
            .filter_map(|chunk| chunk.cumulative_tsn())
            // Serial arithmetic (RFC 1982): at or after the OPEN.
            .any(|cumulative| cumulative.wrapping_sub(open) < u32::MAX / 2);
    }

    pub fn acked(&mut self) {
        self.ack = true;
    }

    pub fn messaged(&mut self) {
        self.message = true;
    }

    /// The first sign, once, asked at the end of each datagram: of several in it the ACK counts before
    /// the message, the message before the SACK.
    pub fn verdict(&mut self) -> Option<OpenedBy> {
        if self.reported || self.open_tsn.is_none() {
            return None;
        }
        let sign = match (self.ack, self.message, self.sack) {
            (true, ..) => OpenedBy::Ack,
            (_, true, _) => OpenedBy::Message,
            (.., true) => OpenedBy::Sack,
            _ => return None,
        };
        self.reported = true;
        Some(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(tsn: u32, body: &[u8]) -> Vec<u8> {
        let mut packet = vec![0; packet::HEADER];
        packet.extend([chunk::DATA, 3]);
        packet.extend((16 + body.len() as u16).to_be_bytes());
        packet.extend(tsn.to_be_bytes());
        packet.extend([0; 4]);
        packet.extend(packet::PPID_DCEP.to_be_bytes());
        packet.extend(body);
        packet
    }

    fn sack(tsn: u32) -> Vec<u8> {
        let mut packet = vec![0; packet::HEADER];
        packet.extend([chunk::SACK, 0, 0, 16]);
        packet.extend(tsn.to_be_bytes());
        packet.extend([0; 8]);
        packet
    }

    #[test]
    fn an_open_survives_the_wire() {
        let expected = Dcep::Open { label: "data".into(), protocol: String::new() };
        assert_eq!(parse(&open("data")), Some(expected));
        assert_eq!(parse(&ack()), Some(Dcep::Ack));
        assert_eq!(parse(b"\x07junk"), None);
    }

    #[test]
    fn only_a_sack_that_covers_the_open_opens_the_channel() {
        let mut watch = OpenWatch::default();
        watch.outbound(&data(u32::MAX, &open("data")));
        watch.inbound(&sack(u32::MAX - 1));
        assert_eq!(watch.verdict(), None);
        watch.inbound(&sack(3));
        assert_eq!(watch.verdict(), Some(OpenedBy::Sack), "serial numbers wrap");
        assert_eq!(watch.verdict(), None, "said once");
    }

    #[test]
    fn of_several_signs_in_one_datagram_the_ack_counts_before_message_and_sack() {
        let mut watch = OpenWatch::default();
        watch.outbound(&data(5, &open("data")));
        watch.inbound(&sack(5));
        watch.messaged();
        watch.acked();
        assert_eq!(watch.verdict(), Some(OpenedBy::Ack));
    }
}
