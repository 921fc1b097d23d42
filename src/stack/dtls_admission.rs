//! What of a datagram reaches `rtc-dtls`, record by record. The library ends the handshake over a
//! record in clear that does not parse, and keeps without limit what it cannot decrypt yet.

use super::handshake::CERTIFICATE;
use super::record::{self, FragmentHeader, Record};

/// Encrypted records taken before the handshake is finished: a Finished, and its repetitions.
const MAX_EARLY: u32 = 64;
/// Longest handshake message taken: a chain of certificates is far below it.
const MAX_HANDSHAKE: usize = 64 * 1024;
/// HelloRequest to Finished (RFC 5246, section 7.4; RFC 6347, section 4.3.2).
const HANDSHAKE_TYPES: [u8; 11] = [0, 1, 2, 3, 11, 12, 13, 14, 15, 16, 20];

#[derive(Debug, Default)]
pub(super) struct Admission {
    early: u32,
    /// Whether a handshake message was longer than what is taken.
    pub(super) oversized: bool,
}

impl Admission {
    /// The datagram with its valid records; others are dropped (RFC 6347, section 4.1.2.7).
    pub(super) fn admit(&mut self, datagram: &[u8], finished: bool) -> Vec<u8> {
        let mut kept = Vec::with_capacity(datagram.len());
        for record in record::records(datagram) {
            if record.epoch > 0 && !finished {
                self.early += 1;
            }
            let is_valid = match record.epoch {
                0 => {
                    self.oversized |= is_oversized(&record);
                    is_well_formed(&record)
                }
                _ => finished || self.early <= MAX_EARLY,
            };
            if is_valid {
                kept.extend(record.bytes);
            }
        }
        kept
    }
}

/// Whether a record in clear is what its type says.
fn is_well_formed(record: &Record<'_>) -> bool {
    match record.content_type {
        record::CHANGE_CIPHER_SPEC => record.body == [1],
        record::ALERT => record.body.len() == 2,
        record::HANDSHAKE => has_fragments(record.body),
        _ => false,
    }
}

/// Whether the first handshake message of a record says to be longer than what is taken.
fn is_oversized(record: &Record<'_>) -> bool {
    let length = record.body.get(1..4).map(|length| usize::from(length[0]) << 16 | be16(length, 1));
    let certificate = record.body.first() == Some(&CERTIFICATE);
    record.content_type == record::HANDSHAKE
        && certificate
        && length.is_some_and(|length| length > MAX_HANDSHAKE)
}

/// Whether fragments of handshake messages fill this to its end.
fn has_fragments(mut body: &[u8]) -> bool {
    if body.is_empty() {
        return false;
    }
    while let Some(header) = FragmentHeader::read(body) {
        let FragmentHeader { kind, length, offset, size, .. } = header;
        let end = FragmentHeader::LENGTH + size;
        let fits = offset + size <= length && length <= MAX_HANDSHAKE && end <= body.len();
        if !fits || !HANDSHAKE_TYPES.contains(&kind) {
            return false;
        }
        body = &body[end..];
    }
    body.is_empty()
}

fn be16(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(content_type: u8, epoch: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![content_type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 9];
        bytes.extend((body.len() as u16).to_be_bytes());
        bytes.extend(body);
        bytes
    }

    fn admits(content_type: u8, body: &[u8]) -> bool {
        !Admission::default().admit(&record(content_type, 0, body), false).is_empty()
    }

    #[test]
    fn records_in_clear_are_what_their_type_says() {
        let hello_done = [14, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        assert!(admits(record::HANDSHAKE, &hello_done));
        assert!(admits(record::HANDSHAKE, &hello_done.repeat(2)));
        assert!(admits(record::ALERT, &[2, 40]));
        assert!(admits(record::CHANGE_CIPHER_SPEC, &[1]));
        for body in [&b""[..], &hello_done[..11], &[99; 12], &[1, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 9]]
        {
            assert!(!admits(record::HANDSHAKE, body), "{body:?}");
        }
        assert!(!admits(record::ALERT, &[2]) && !admits(record::CHANGE_CIPHER_SPEC, &[]));
        assert!(!admits(record::APPLICATION_DATA, b"in clear") && !admits(99, b"unknown"));
    }

    #[test]
    fn a_certificate_that_is_too_long_is_dropped_and_noticed() {
        let certificate = [11, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, b'x'];
        let mut admission = Admission::default();
        admission
            .admit(&record(record::HANDSHAKE, 0, &[14, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), false);
        assert!(!admission.oversized);
        assert!(admission.admit(&record(record::HANDSHAKE, 0, &certificate), false).is_empty());
        assert!(admission.oversized);
    }

    #[test]
    fn a_bad_record_does_not_take_its_neighbours_with_it() {
        let good = record(record::ALERT, 0, &[1, 0]);
        let datagram = [record(record::HANDSHAKE, 0, b"bad"), good.clone()].concat();
        assert_eq!(Admission::default().admit(&datagram, false), good);
    }

    #[test]
    fn of_encrypted_records_before_the_handshake_is_finished_a_few_are_taken() {
        let mut admission = Admission::default();
        let early = record(record::APPLICATION_DATA, 1, &[0; 1000]);
        let taken = (0..10_000).filter(|_| !admission.admit(&early, false).is_empty()).count();
        assert_eq!(taken, MAX_EARLY as usize);
        assert_eq!(admission.admit(&early, true), early, "then all");
    }
}
