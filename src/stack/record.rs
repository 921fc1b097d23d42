//! DTLS records as they lie in a datagram (RFC 6347, section 4.1): reading and renumbering.

pub const CHANGE_CIPHER_SPEC: u8 = 20;
pub const ALERT: u8 = 21;
pub const HANDSHAKE: u8 = 22;
pub const APPLICATION_DATA: u8 = 23;
pub const CLIENT_HELLO: u8 = 1;

const HEADER: usize = 13;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    pub content_type: u8,
    /// Epoch: 0 is in clear.
    pub epoch: u16,
    pub body: &'a [u8],
    /// Header and body.
    pub bytes: &'a [u8],
}

/// An alert's two bytes (RFC 5246, section 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alert {
    /// 1 warning, 2 fatal.
    pub level: u8,
    /// See [`alert_name`].
    pub description: u8,
}

impl Alert {
    pub const FATAL: u8 = 2;
    pub const CLOSE_NOTIFY: u8 = 0;
    pub const UNEXPECTED_MESSAGE: u8 = 10;
}

pub fn plain_alert(alert: Alert) -> [u8; HEADER + 2] {
    let Alert { level, description } = alert;
    [ALERT, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, level, description]
}

/// Identity of a handshake fragment: message type, message sequence, fragment offset.
pub type FragmentId = (u8, u16, u32);

/// The header of a fragment of a handshake message (RFC 6347, section 4.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FragmentHeader {
    /// The message's type.
    pub kind: u8,
    /// The message's length, bytes.
    pub length: usize,
    pub sequence: u16,
    /// Where in the message the fragment lies, and how long it is, bytes.
    pub offset: usize,
    pub size: usize,
}

impl FragmentHeader {
    /// How long it is itself, bytes.
    pub const LENGTH: usize = 12;

    pub fn read(bytes: &[u8]) -> Option<Self> {
        let header = bytes.first_chunk::<{ Self::LENGTH }>()?;
        let number = |at: usize| {
            u32::from_be_bytes([0, header[at], header[at + 1], header[at + 2]]) as usize
        };
        Some(Self {
            kind: header[0],
            length: number(1),
            sequence: u16::from_be_bytes([header[4], header[5]]),
            offset: number(6),
            size: number(9),
        })
    }

    pub fn id(&self) -> FragmentId {
        (self.kind, self.sequence, self.offset as u32)
    }
}

impl<'a> Record<'a> {
    pub fn plain_alert(&self) -> Option<Alert> {
        match (self.content_type, self.epoch, self.body) {
            (ALERT, 0, [level, description, ..]) => {
                Some(Alert { level: *level, description: *description })
            }
            _ => None,
        }
    }

    /// The bytes of a handshake record in clear; none of any other.
    pub fn handshake(&self) -> &'a [u8] {
        if self.content_type == HANDSHAKE && self.epoch == 0 { self.body } else { &[] }
    }

    pub fn fragment(&self) -> Option<FragmentId> {
        FragmentHeader::read(self.handshake()).map(|header| header.id())
    }

    pub fn is_client_hello(&self) -> bool {
        matches!(self.fragment(), Some((CLIENT_HELLO, _, 0)))
    }
}

/// The records of a datagram; ends at the first that does not fit.
pub fn records(datagram: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = datagram;
    std::iter::from_fn(move || {
        let header = rest.first_chunk::<HEADER>()?;
        let length = usize::from(u16::from_be_bytes([header[11], header[12]]));
        let bytes = rest.get(..HEADER + length)?;
        let record = Record {
            content_type: header[0],
            epoch: u16::from_be_bytes([header[3], header[4]]),
            body: &bytes[HEADER..],
            bytes,
        };
        rest = &rest[HEADER + length..];
        Some(record)
    })
}

/// Gives every record of epoch 0 the next of our own sequence numbers.
///
/// Without it a flight sent again carries its old numbers and the peer drops it as a replay. The
/// numbers of epoch 0 are part of no MAC and of no transcript, so they are ours to give.
pub fn renumber(next: &mut u64, datagram: &mut [u8]) {
    let mut at = 0;
    while let Some(header) = datagram.get_mut(at..at + HEADER) {
        if header[3..5] == [0, 0] {
            header[5..11].copy_from_slice(&next.to_be_bytes()[2..]);
            *next += 1;
        }
        at += HEADER + usize::from(u16::from_be_bytes([header[11], header[12]]));
    }
}

/// The name of an alert's description (RFC 5246, section 7.2, and later registrations).
pub fn alert_name(description: u8) -> &'static str {
    match description {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        60 => "export_restriction",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => "unregistered alert",
    }
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

    #[test]
    fn every_record_of_a_datagram_is_read_until_one_is_cut_short() {
        let mut datagram = record(ALERT, 0, &[2, 70]);
        datagram.extend(record(APPLICATION_DATA, 1, b"secret"));
        datagram.extend(&record(ALERT, 0, &[2, 40])[..14]);
        let seen: Vec<_> = records(&datagram).map(|record| record.content_type).collect();
        assert_eq!(seen, [ALERT, APPLICATION_DATA]);
        let first = records(&datagram).next().and_then(|record| record.plain_alert());
        assert_eq!(first, Some(Alert { level: Alert::FATAL, description: 70 }));
    }

    #[test]
    fn an_alert_in_clear_is_one_whole_record() {
        let alert = Alert { level: Alert::FATAL, description: Alert::UNEXPECTED_MESSAGE };
        let read: Vec<_> = records(&plain_alert(alert)).filter_map(|it| it.plain_alert()).collect();
        assert_eq!(read, [alert]);
    }

    #[test]
    fn an_encrypted_alert_is_not_read_as_one_in_clear() {
        let datagram = record(ALERT, 1, &[2, 70]);
        assert!(records(&datagram).all(|record| record.plain_alert().is_none()));
    }

    #[test]
    fn only_records_of_epoch_zero_get_a_new_number() {
        let mut datagram = record(HANDSHAKE, 0, &[1; 12]);
        datagram.extend(record(HANDSHAKE, 1, &[2; 12]));
        let mut next = 77;
        renumber(&mut next, &mut datagram);
        assert_eq!(datagram[5..11], [0, 0, 0, 0, 0, 77]);
        assert_eq!(datagram[25 + 5..25 + 11], [0, 0, 0, 0, 0, 9]);
        assert_eq!(next, 78);
    }
}
