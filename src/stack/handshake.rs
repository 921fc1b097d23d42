//! Handshake messages, put together from their fragments (RFC 6347, section 4.2.3).
//!
//! The robot's library cuts its messages at 231 bytes, so that no certificate of its fits one
//! fragment.

use super::record::{FragmentHeader, Record};

pub const SERVER_HELLO: u8 = 2;
pub const CERTIFICATE: u8 = 11;

/// No message of a robot or a driver comes near; a longer one is not put together.
const MAX_LENGTH: usize = 8 * 1024;
/// Messages of which parts have come; a flight has four.
const MAX_PARTIAL: usize = 8;

/// A part of a message, or all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment<'a> {
    pub header: FragmentHeader,
    pub body: &'a [u8],
}

/// The fragments in a record in clear; ends at the first that does not fit.
pub fn fragments<'a>(record: &Record<'a>) -> impl Iterator<Item = Fragment<'a>> {
    let mut rest = record.handshake();
    std::iter::from_fn(move || {
        let header = FragmentHeader::read(rest)?;
        let (body, after) = rest[FragmentHeader::LENGTH..].split_at_checked(header.size)?;
        rest = after;
        Some(Fragment { header, body })
    })
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub kind: u8,
    pub sequence: u16,
    pub body: Vec<u8>,
}

#[derive(Debug)]
struct Partial {
    message: Message,
    came: Vec<bool>,
}

/// One direction's messages.
#[derive(Debug, Default)]
pub struct Assembler {
    partial: Vec<Partial>,
}

impl Assembler {
    /// Takes a record; the messages that it completes. One that is sent again is completed again.
    pub fn take(&mut self, record: &Record<'_>) -> Vec<Message> {
        fragments(record).filter_map(|fragment| self.join(&fragment)).collect()
    }

    fn join(&mut self, fragment: &Fragment<'_>) -> Option<Message> {
        let Fragment { header: FragmentHeader { kind, length, sequence, offset, .. }, body } =
            *fragment;
        let end = offset + body.len();
        if length > MAX_LENGTH || end > length {
            return None;
        }
        if body.len() == length {
            return Some(Message { kind, sequence, body: body.to_vec() });
        }
        let is_same = |other: &Partial| {
            (other.message.kind, other.message.sequence, other.message.body.len())
                == (kind, sequence, length)
        };
        let at = self.partial.iter().position(is_same).unwrap_or_else(|| {
            if self.partial.len() == MAX_PARTIAL {
                self.partial.remove(0);
            }
            let message = Message { kind, sequence, body: vec![0; length] };
            self.partial.push(Partial { message, came: vec![false; length] });
            self.partial.len() - 1
        });
        let partial = &mut self.partial[at];
        partial.message.body[offset..end].copy_from_slice(body);
        partial.came[offset..end].fill(true);
        let complete = partial.came.iter().all(|came| *came);
        complete.then(|| self.partial.remove(at).message)
    }
}

/// The first certificate of a Certificate message (RFC 5246, section 7.4.2), DER.
pub fn leaf(body: &[u8]) -> Option<&[u8]> {
    let length = |at: usize| {
        let bytes = body.get(at..at + 3)?;
        Some(u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]) as usize)
    };
    let first = length(3)?;
    if first == 0 || first + 3 > length(0)? {
        return None;
    }
    body.get(6..6 + first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::record::HANDSHAKE;

    fn three(number: usize) -> [u8; 3] {
        let bytes = (number as u32).to_be_bytes();
        [bytes[1], bytes[2], bytes[3]]
    }

    fn part(kind: u8, sequence: u16, whole: &[u8], at: usize, size: usize) -> Vec<u8> {
        let body = &whole[at..(at + size).min(whole.len())];
        let [high, low] = sequence.to_be_bytes();
        [&[kind][..], &three(whole.len()), &[high, low], &three(at), &three(body.len()), body]
            .concat()
    }

    fn take(assembler: &mut Assembler, body: &[u8]) -> Vec<Message> {
        assembler.take(&Record { content_type: HANDSHAKE, epoch: 0, body, bytes: body })
    }

    #[test]
    fn a_message_is_whole_when_its_last_part_has_come_in_whatever_order() {
        let (whole, mut assembler) = ([7; 500], Assembler::default());
        assert_eq!(take(&mut assembler, &part(CERTIFICATE, 3, &whole, 231, 231)), []);
        assert_eq!(take(&mut assembler, &part(CERTIFICATE, 3, &whole, 462, 231)), []);
        assert_eq!(take(&mut assembler, &part(12, 4, &whole, 0, 231)), [], "another begins");
        let done = take(&mut assembler, &part(CERTIFICATE, 3, &whole, 0, 231));
        assert_eq!(done, [Message { kind: CERTIFICATE, sequence: 3, body: whole.to_vec() }]);
    }

    #[test]
    fn several_messages_may_lie_in_one_record() {
        let body = [part(SERVER_HELLO, 0, &[1; 40], 0, 40), part(14, 1, &[], 0, 0)].concat();
        let kinds: Vec<_> =
            take(&mut Assembler::default(), &body).iter().map(|message| message.kind).collect();
        assert_eq!(kinds, [SERVER_HELLO, 14]);
    }

    #[test]
    fn what_claims_too_much_costs_nothing() {
        let mut assembler = Assembler::default();
        for sequence in 0..1000 {
            take(&mut assembler, &part(CERTIFICATE, sequence, &[0; 5000], 0, 100));
            take(&mut assembler, &part(CERTIFICATE, sequence, &[0; MAX_LENGTH + 1], 0, 100));
        }
        assert_eq!(assembler.partial.len(), MAX_PARTIAL);
        let mut outside = part(CERTIFICATE, 0, &[0; 100], 0, 50);
        outside[8] = 90;
        assert_eq!(take(&mut assembler, &outside), []);
    }

    #[test]
    fn the_first_certificate_of_a_chain_is_the_peers() {
        let chain = [&three(8)[..], &three(2), b"ab", &three(0)].concat();
        assert_eq!(leaf(&chain), Some(&b"ab"[..]));
        for cut in 0..8 {
            assert_eq!(leaf(&chain[..cut]), None, "{cut}");
        }
        assert_eq!(leaf(&[0, 0, 0]), None);
    }
}
