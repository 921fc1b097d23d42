//! The faults below the application: which packets the simulated robot
//! swallows, and what it sends in their place.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::stack::{SctpGate, Way, packet};

use super::fault::Fault;
use super::fault_setting::{Faults, Hold};

/// Packets that a gate wants sent in place of what it swallowed.
pub type Substitutes = mpsc::Receiver<Vec<u8>>;

/// The gate over SCTP that these faults ask for, and what it wants sent.
pub fn sctp_gate(faults: &Faults) -> (Option<SctpGate>, Substitutes) {
    let (substitute, substitutes) = mpsc::channel(8);
    let gate: Option<SctpGate> = match faults.hold(Fault::SctpSilent) {
        Hold::Forever => Some(Box::new(|_, _| false)),
        Hold::For(delay) => Some(silent_for(delay)),
        Hold::No => match faults.code(Fault::SctpAbort) {
            Some(cause) => Some(aborting(cause, substitute)),
            None if faults.has(Fault::OpenUnanswered) => Some(Box::new(open_unanswered)),
            None => None,
        },
    };
    (gate, substitutes)
}

/// Swallows everything for a while after the first packet, which is our own
/// INIT or the client's, whichever DTLS lets through first.
fn silent_for(delay: Duration) -> SctpGate {
    let mut first = None;
    Box::new(move |_, _| first.get_or_insert_with(Instant::now).elapsed() >= delay)
}

/// Answers each INIT by an ABORT that carries the INIT's own tag (RFC 9260,
/// section 8.4), and says nothing else.
fn aborting(cause: u16, substitute: mpsc::Sender<Vec<u8>>) -> SctpGate {
    Box::new(move |way, sctp| match way {
        Way::In => {
            if let Some(tag) = packet::initiate_tag(sctp) {
                let reason = b"no session for this peer";
                let abort = packet::abort_packet(tag, cause, reason);
                // A flood of INITs gets no flood of ABORTs.
                let _ = substitute.try_send(abort);
            }
            false
        }
        Way::Out => packet::contains(sctp, packet::chunk::ABORT),
    })
}

/// Lets the association come up and swallows every message and its SACK.
fn open_unanswered(way: Way, sctp: &[u8]) -> bool {
    use packet::chunk::{COOKIE_ACK, COOKIE_ECHO, DATA, SACK};
    let establishes = [COOKIE_ECHO, COOKIE_ACK].iter().any(|kind| packet::contains(sctp, *kind));
    let tells = match way {
        Way::In => packet::contains(sctp, DATA),
        Way::Out => packet::contains(sctp, DATA) || packet::contains(sctp, SACK),
    };
    establishes || !tells
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn gate(name: &str) -> (SctpGate, Substitutes) {
        let (gate, substitutes) = sctp_gate(&Faults::from(vec![name.parse().unwrap()]));
        (gate.unwrap(), substitutes)
    }

    /// A packet of one chunk with a value of four bytes.
    fn of(kind: u8) -> Vec<u8> {
        let mut packet = vec![0; packet::HEADER];
        packet.extend([kind, 0, 0, 8, 0xca, 0xfe, 0xba, 0xbe]);
        packet
    }

    #[test]
    fn a_healthy_robot_has_no_gate() {
        assert!(sctp_gate(&Faults::default()).0.is_none());
    }

    #[test]
    fn sctp_silent_swallows_both_ways() {
        let (mut gate, _) = gate("sctp-silent");
        for kind in 0..=20 {
            assert!(!gate(Way::In, &of(kind)) && !gate(Way::Out, &of(kind)));
        }
    }

    #[test]
    fn sctp_slow_lets_pass_what_comes_late_enough() {
        let (mut gate, _) = gate("sctp-silent:0");
        assert!(gate(Way::Out, &of(packet::chunk::INIT)));
        let (mut gate, _) = self::gate("sctp-silent:3600");
        assert!(!gate(Way::Out, &of(packet::chunk::INIT)));
    }

    #[test]
    fn an_init_is_answered_by_an_abort_with_its_tag() {
        let (mut gate, mut substitutes) = gate("sctp-abort");
        assert!(!gate(Way::Out, &of(packet::chunk::INIT)));
        assert!(substitutes.try_recv().is_err());
        assert!(!gate(Way::In, &of(packet::chunk::INIT)));
        let abort = substitutes.try_recv().unwrap();
        assert_eq!(abort[4..8], [0xca, 0xfe, 0xba, 0xbe]);
        assert_eq!(packet::abort(&abort).unwrap().causes[0].0, 12);
        assert!(gate(Way::Out, &abort));
    }

    #[test]
    fn open_unanswered_lets_the_association_up_and_no_data_through() {
        use packet::chunk::*;
        let (mut gate, _) = gate("open-unanswered");
        for kind in [INIT, INIT_ACK, COOKIE_ECHO, COOKIE_ACK, ABORT] {
            assert!(gate(Way::In, &of(kind)) && gate(Way::Out, &of(kind)));
        }
        assert!(!gate(Way::In, &of(DATA)));
        assert!(!gate(Way::Out, &of(DATA)));
        assert!(!gate(Way::Out, &of(SACK)));
    }
}
