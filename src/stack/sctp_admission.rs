//! What of a packet reaches `rtc-sctp`, chunk by chunk. The library trusts lengths and counts that
//! its peer writes: some make it panic, one makes it count for seconds.

use super::packet::{self, Chunk, chunk};

/// The most DATA that a message may have before it ends; the library keeps whatever it is given.
/// The largest message that is read has 1 MiB.
const MAX_UNFINISHED: usize = 2 << 20;
/// The flag of a message's last fragment (RFC 9260, section 3.3.1).
const ENDING: u8 = 1;

/// How far beyond the last DATA a FORWARD-TSN may point. The library counts up to it one by one;
/// in flight are at most as many chunks as our window of 1 MiB holds.
const FORWARD_WINDOW: u32 = 4096;

#[derive(Debug, Default)]
pub(super) struct Admission {
    /// The highest TSN that the peer has sent, or the one before its first.
    highest: Option<u32>,
    /// Bytes of DATA since a message ended.
    unfinished: usize,
}

impl Admission {
    /// The packet with those of its chunks that the library can digest; `None` if there are none.
    pub(super) fn admit(&mut self, packet: &[u8], handshaking: bool) -> Option<Vec<u8>> {
        let mut kept = packet.get(..packet::HEADER)?.to_vec();
        for chunk in packet::chunks(packet) {
            if chunk.kind == chunk::DATA {
                let ends = chunk.flags & ENDING != 0;
                self.unfinished = if ends { 0 } else { self.unfinished + chunk.value.len() };
            }
            match chunk.kind {
                // Its causes are read by ourselves.
                chunk::ABORT => kept.extend([chunk::ABORT, chunk.flags, 0, 4]),
                _ if self.is_digestible(&chunk, handshaking) => {
                    kept.extend(chunk.bytes(packet));
                    kept.resize(kept.len().next_multiple_of(4), 0);
                }
                _ => {}
            }
            self.note(&chunk);
        }
        if kept.len() == packet::HEADER {
            return None;
        }
        packet::seal(&mut kept);
        Some(kept)
    }

    fn is_digestible(&self, chunk: &Chunk<'_>, handshaking: bool) -> bool {
        match chunk.kind {
            // It would close an association that is established (RFC 9260, section 5.2.2, says
            // otherwise).
            chunk::INIT => handshaking && has_parameters(chunk.value.get(16..)),
            chunk::INIT_ACK => has_parameters(chunk.value.get(16..)),
            chunk::HEARTBEAT | chunk::RE_CONFIG => {
                !chunk.value.is_empty() && has_parameters(Some(chunk.value))
            }
            // It is not fatal in and of itself (RFC 9260, section 3.3.10); the library closes.
            chunk::ERROR => false,
            chunk::FORWARD_TSN => {
                let far = chunk.tsn().zip(self.highest).map(|(to, seen)| to.wrapping_sub(seen));
                // One that points back is old, and harmless.
                chunk.value.len().is_multiple_of(4)
                    && far.is_some_and(|far| far <= FORWARD_WINDOW || far > u32::MAX / 2 + 1)
            }
            chunk::DATA => self.unfinished <= MAX_UNFINISHED,
            chunk::COOKIE_ECHO => true,
            // Of these the library goes by the length that they have to have, and takes what lies
            // beyond for the next chunk.
            chunk::COOKIE_ACK | chunk::SHUTDOWN_ACK | chunk::SHUTDOWN_COMPLETE => {
                chunk.value.is_empty()
            }
            chunk::SHUTDOWN => chunk.value.len() == 4,
            chunk::SACK => is_as_long_as_its_counts(chunk.value),
            // The library would refuse the whole packet.
            _ => false,
        }
    }

    fn note(&mut self, chunk: &Chunk<'_>) {
        let seen = match chunk.kind {
            chunk::INIT | chunk::INIT_ACK => chunk.initial_tsn().map(|tsn| tsn.wrapping_sub(1)),
            chunk::DATA => chunk.tsn(),
            _ => None,
        };
        let is_newer = |tsn: &u32| {
            self.highest.is_none_or(|highest| tsn.wrapping_sub(highest) <= FORWARD_WINDOW)
        };
        if let Some(tsn) = seen.filter(is_newer) {
            self.highest = Some(tsn);
        }
    }
}

/// Whether a SACK ends with its last duplicate TSN (RFC 9260, section 3.3.4).
fn is_as_long_as_its_counts(sack: &[u8]) -> bool {
    let Some(fixed) = sack.first_chunk::<12>() else { return false };
    let count = |at: usize| usize::from(u16::from_be_bytes([fixed[at], fixed[at + 1]]));
    sack.len() == fixed.len() + 4 * (count(8) + count(10))
}

/// Whether parameters (type, length, value; RFC 9260, section 3.2.1) fill this to its end.
fn has_parameters(value: Option<&[u8]>) -> bool {
    let Some(mut rest) = value else { return false };
    while !rest.is_empty() {
        let Some(length) = rest.get(2..4) else { return false };
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 4 || length > rest.len() {
            return false;
        }
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: u32 = 7;

    fn admission() -> Admission {
        let mut admission = Admission::default();
        let init_ack = [&[0; 12][..], &10u32.to_be_bytes()].concat();
        admission.admit(&packet::of_chunk(TAG, chunk::INIT_ACK, &init_ack), true);
        admission
    }

    fn admits(kind: u8, value: &[u8]) -> bool {
        admission().admit(&packet::of_chunk(TAG, kind, value), false).is_some()
    }

    #[test]
    fn a_tsn_is_forwarded_within_the_window_alone() {
        assert!(admits(chunk::FORWARD_TSN, &12u32.to_be_bytes()));
        assert!(admits(chunk::FORWARD_TSN, &9u32.to_be_bytes()), "an old one is answered by SACK");
        assert!(!admits(chunk::FORWARD_TSN, &(9 + FORWARD_WINDOW + 1).to_be_bytes()));
        assert!(!admits(chunk::FORWARD_TSN, &(9u32.wrapping_add(1 << 31)).to_be_bytes()));
        assert!(!admits(chunk::FORWARD_TSN, &[0, 0, 0, 12, 0]), "half a stream");
    }

    #[test]
    fn data_that_jumps_ahead_does_not_move_the_window() {
        let mut admission = admission();
        let data = [&(1u32 << 30).to_be_bytes()[..], &[0; 8], b"x"].concat();
        admission.admit(&packet::of_chunk(TAG, chunk::DATA, &data), false);
        let far = packet::of_chunk(TAG, chunk::FORWARD_TSN, &(1u32 << 30).to_be_bytes());
        assert_eq!(admission.admit(&far, false), None);
    }

    #[test]
    fn a_message_that_never_ends_is_given_up_and_the_next_is_taken() {
        let mut admission = admission();
        let mut admits = |flags: u8| {
            let mut data = packet::of_chunk(TAG, chunk::DATA, &[&[0; 12][..], &[7; 1000]].concat());
            data[packet::HEADER + 1] = flags;
            packet::seal(&mut data);
            admission.admit(&data, false).is_some()
        };
        let taken = (0..10_000).filter(|_| admits(0)).count();
        assert_eq!(taken, MAX_UNFINISHED / 1012);
        assert!(admits(ENDING) && admits(0));
    }

    #[test]
    fn an_abort_comes_without_its_causes() {
        let long = [0, 12, 0xff, 0xff, b'x'];
        let admitted = admission().admit(&packet::of_chunk(TAG, chunk::ABORT, &long), false);
        assert_eq!(admitted, Some(packet::of_chunk(TAG, chunk::ABORT, &[])));
    }

    #[test]
    fn a_chunk_that_cannot_be_digested_does_not_take_the_others_with_it() {
        let mut packet = packet::of_chunk(TAG, 77, b"unknown");
        packet.extend([chunk::COOKIE_ACK, 0, 0, 4]);
        let admitted = admission().admit(&packet, true);
        assert_eq!(admitted, Some(packet::of_chunk(TAG, chunk::COOKIE_ACK, &[])));
    }

    #[test]
    fn parameters_have_honest_lengths() {
        let init = |parameters: &[u8]| [&[0; 16][..], parameters].concat();
        assert!(admits(chunk::INIT_ACK, &init(&[])));
        assert!(admits(chunk::INIT_ACK, &init(&[0, 7, 0, 5, b'c', 0, 0, 0, 0xc0, 0, 0, 4])));
        assert!(!admits(chunk::INIT_ACK, &init(&[0, 7, 0, 9, b'c', 0, 0, 0])));
        assert!(!admits(chunk::INIT_ACK, &init(&[0, 7, 0, 0])));
        assert!(!admits(chunk::HEARTBEAT, &[]));
    }

    #[test]
    fn nothing_hides_behind_the_end_of_a_chunk() {
        let error = packet::cause(0xf700, &[0; 9]);
        for kind in [chunk::COOKIE_ACK, chunk::SHUTDOWN_ACK, chunk::SHUTDOWN_COMPLETE] {
            assert!(admits(kind, &[]) && !admits(kind, &error), "{kind}");
        }
        assert!(admits(chunk::SHUTDOWN, &[0; 4]) && !admits(chunk::SHUTDOWN, &[0; 8]));
        let sack =
            |gaps: u8, more: usize| [&[0; 8][..], &[0, gaps, 0, 1], &[0; 4].repeat(more)].concat();
        assert!(admits(chunk::SACK, &sack(2, 3)) && !admits(chunk::SACK, &sack(2, 4)));
        assert!(!admits(chunk::SACK, &sack(2, 2)) && !admits(chunk::SACK, &[0; 8]));
    }

    #[test]
    fn an_error_and_a_late_init_stay_out() {
        assert!(!admits(chunk::ERROR, &packet::cause(6, b"")));
        assert!(!admits(chunk::INIT, &[0; 16]));
    }
}
