//! The faults of SCTP: gates that see each packet in clear, swallow some, and say what is to be
//! sent in their place.

use std::time::Duration;

use tokio::sync::mpsc;

use crate::clock;
use crate::stack::packet::{self, chunk};
use crate::stack::{SctpGate, Way};

use super::abort_causes::information;
use super::fault::Fault;
use super::fault_setting::{Faults, Hold};
use super::hostile_faults;

const OTHER_PORT: u16 = 6000;
/// Packets that wait to be sent: a flood of INITs gets no flood of ABORTs.
const MAX_SUBSTITUTES: usize = 8;
/// The cause of an ERROR chunk that ends nothing: Unrecognized Parameters.
const HARMLESS: u16 = 8;

/// Packets that a gate wants sent in place of what it swallowed.
pub type InjectedPackets = mpsc::Receiver<Vec<u8>>;

/// Where gates put them. What finds no room is dropped: clients repeat themselves.
type Sender = mpsc::Sender<Vec<u8>>;

/// The gate over SCTP that these faults ask for, and what it wants sent.
pub fn sctp_gate(faults: &Faults) -> (Option<SctpGate>, InjectedPackets) {
    let (inject, injected) = mpsc::channel(MAX_SUBSTITUTES);
    let mut gates: Vec<SctpGate> =
        Fault::ALL.iter().filter_map(|fault| gate(*fault, faults, &inject)).collect();
    if gates.is_empty() {
        return (None, injected);
    }
    (Some(Box::new(move |way, sctp| gates.iter_mut().all(|gate| gate(way, sctp)))), injected)
}

fn gate(fault: Fault, faults: &Faults, inject: &Sender) -> Option<SctpGate> {
    if !faults.has(fault) {
        return None;
    }
    let inject = inject.clone();
    Some(match fault {
        Fault::SctpSilent => match faults.hold(fault) {
            Hold::For(delay) => silent_for(delay),
            Hold::No | Hold::Forever => Box::new(|_, _| false),
        },
        Fault::SctpRtpOnly => Box::new(|_, _| false),
        Fault::SctpInitUnanswered => Box::new(init_unanswered),
        Fault::SctpPort => other_port(inject),
        Fault::SctpAbort => aborting(faults.code(fault)?, inject),
        Fault::CookieUnanswered => Box::new(cookie_unanswered),
        Fault::OpenUnanswered => Box::new(open_unanswered),
        Fault::StreamReset => resetting(inject),
        Fault::SctpLateError => complaining(inject),
        _ => return hostile_faults::gate(fault, inject),
    })
}

/// Swallows everything for a while after the first packet, which is our own INIT or the client's,
/// whichever DTLS lets through first.
fn silent_for(delay: Duration) -> SctpGate {
    let mut first = None;
    Box::new(move |_, _| clock::since(*first.get_or_insert_with(clock::now)) >= delay)
}

fn init_unanswered(way: Way, sctp: &[u8]) -> bool {
    way == Way::Out && packet::initiate_tag(sctp).is_some()
}

/// Says INIT from another port, and hears nothing that is sent to the usual one.
fn other_port(inject: Sender) -> SctpGate {
    Box::new(move |way, sctp| {
        if way == Way::Out && packet::initiate_tag(sctp).is_some() {
            let mut init = sctp.to_vec();
            init[..2].copy_from_slice(&OTHER_PORT.to_be_bytes());
            packet::seal(&mut init);
            let _ = inject.try_send(init);
        }
        false
    })
}

/// Answers each INIT by an ABORT that carries the INIT's own tag (RFC 9260, section 8.4), and says
/// nothing else.
fn aborting(cause: u16, inject: Sender) -> SctpGate {
    Box::new(move |way, sctp| match way {
        Way::In => {
            if let Some(tag) = packet::initiate_tag(sctp) {
                let _ = inject.try_send(packet::abort_packet(tag, cause, information(cause)));
            }
            false
        }
        Way::Out => packet::contains(sctp, chunk::ABORT),
    })
}

/// Answers INIT, and never hears a packet that carries a cookie: neither the client's echo of ours
/// nor the answer to our own INIT.
fn cookie_unanswered(way: Way, sctp: &[u8]) -> bool {
    let cookies = [chunk::INIT_ACK, chunk::COOKIE_ECHO];
    way == Way::Out || !cookies.iter().any(|kind| packet::contains(sctp, *kind))
}

/// Lets the association come up and swallows every message and its SACK.
fn open_unanswered(way: Way, sctp: &[u8]) -> bool {
    let establishes = [chunk::COOKIE_ECHO, chunk::COOKIE_ACK];
    let establishes = establishes.iter().any(|kind| packet::contains(sctp, *kind));
    let tells = match way {
        Way::In => packet::contains(sctp, chunk::DATA),
        Way::Out => packet::contains(sctp, chunk::DATA) || packet::contains(sctp, chunk::SACK),
    };
    establishes || !tells
}

/// Does not take the channel: each message on it is answered by a reset of our side of its stream
/// (RFC 6525, section 5.2.1; RFC 8831, section 6.7).
fn resetting(inject: Sender) -> SctpGate {
    let mut tag = None;
    let mut initial_tsn = 0;
    Box::new(move |way, sctp| {
        match way {
            Way::Out => {
                if packet::initiate_tag(sctp).is_none() {
                    tag = packet::verification_tag(sctp);
                }
                let begins = packet::chunks(sctp)
                    .find(|chunk| matches!(chunk.kind, chunk::INIT | chunk::INIT_ACK));
                if let Some(tsn) = begins.and_then(|chunk| chunk.initial_tsn()) {
                    initial_tsn = tsn;
                }
            }
            Way::In => {
                let data = packet::chunks(sctp).find(|chunk| chunk.kind == chunk::DATA);
                if let (Some(tag), Some(stream)) = (tag, data.and_then(|data| data.stream())) {
                    let _ = inject.try_send(reset(tag, initial_tsn, stream));
                }
            }
        }
        open_unanswered(way, sctp)
    })
}

/// A RE-CONFIG chunk with one Outgoing SSN Reset Request Parameter. Nothing was sent on the stream,
/// so the last TSN assigned is the one before the first.
fn reset(tag: u32, initial_tsn: u32, stream: u16) -> Vec<u8> {
    let fields = [initial_tsn, 0, initial_tsn.wrapping_sub(1)].map(u32::to_be_bytes).concat();
    let parameter = [&[0, 13, 0, 18][..], &fields, &stream.to_be_bytes()].concat();
    packet::of_chunk(tag, chunk::RE_CONFIG, &parameter)
}

/// Complains of a parameter once the association is up. That ends nothing: an ERROR chunk is not
/// fatal in and of itself (RFC 9260, section 3.3.10).
fn complaining(inject: Sender) -> SctpGate {
    Box::new(move |way, sctp| {
        if way == Way::Out
            && packet::contains(sctp, chunk::COOKIE_ACK)
            && let Some(tag) = packet::verification_tag(sctp)
        {
            let cause = packet::cause(HARMLESS, information(HARMLESS));
            let _ = inject.try_send(packet::of_chunk(tag, chunk::ERROR, &cause));
        }
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(name: &str) -> (SctpGate, InjectedPackets) {
        let (gate, injected) = sctp_gate(&Faults(vec![name.parse().unwrap()]));
        (gate.unwrap(), injected)
    }

    /// A packet of one chunk with a value of 20 bytes, each of them 1.
    fn of(kind: u8) -> Vec<u8> {
        packet::of_chunk(0xcafe_babe, kind, &[1; 20])
    }

    #[test]
    fn a_healthy_robot_has_no_gate() {
        assert!(sctp_gate(&Faults::default()).0.is_none());
    }

    #[test]
    fn what_is_silent_swallows_both_ways() {
        for name in ["sctp-silent", "sctp-rtp-only"] {
            let (mut gate, _) = gate(name);
            for kind in 0..=20 {
                assert!(!gate(Way::In, &of(kind)) && !gate(Way::Out, &of(kind)), "{name}");
            }
        }
    }

    #[test]
    fn sctp_slow_lets_pass_what_comes_late_enough() {
        let (mut gate, _) = gate("sctp-silent:0");
        assert!(gate(Way::Out, &of(chunk::INIT)));
        let (mut gate, _) = self::gate("sctp-silent:3600");
        assert!(!gate(Way::Out, &of(chunk::INIT)));
    }

    #[test]
    fn an_init_is_answered_by_an_abort_with_its_tag() {
        let (mut gate, mut injected) = gate("sctp-abort");
        assert!(!gate(Way::Out, &of(chunk::INIT)));
        assert!(injected.try_recv().is_err());
        assert!(!gate(Way::In, &of(chunk::INIT)));
        let abort = injected.try_recv().unwrap();
        assert_eq!(packet::verification_tag(&abort), Some(0x0101_0101));
        assert_eq!(packet::abort(&abort).unwrap().causes[0].0, 12);
        assert!(gate(Way::Out, &abort));
    }

    #[test]
    fn init_unanswered_lets_nothing_out_but_inits_and_nothing_in() {
        let (mut gate, _) = gate("sctp-init-unanswered");
        assert!(gate(Way::Out, &of(chunk::INIT)));
        assert!(!gate(Way::Out, &of(chunk::INIT_ACK)));
        assert!(!gate(Way::In, &of(chunk::INIT)) && !gate(Way::In, &of(chunk::INIT_ACK)));
    }

    #[test]
    fn another_port_shows_in_the_inits_that_go_out_in_place_of_the_usual() {
        let (mut gate, mut injected) = gate("sctp-port");
        let init = of(chunk::INIT);
        assert!(!gate(Way::In, &init) && !gate(Way::Out, &init));
        let sent = injected.try_recv().unwrap();
        assert_eq!(packet::source_port(&sent), Some(OTHER_PORT));
        assert_eq!(packet::initiate_tag(&sent), packet::initiate_tag(&init));
        assert!(injected.try_recv().is_err());
    }

    #[test]
    fn what_carries_a_cookie_is_not_heard() {
        let (mut gate, _) = gate("cookie-unanswered");
        assert!(gate(Way::In, &of(chunk::INIT)) && gate(Way::Out, &of(chunk::INIT_ACK)));
        assert!(!gate(Way::In, &of(chunk::INIT_ACK)) && !gate(Way::In, &of(chunk::COOKIE_ECHO)));
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

    #[test]
    fn a_message_is_answered_by_a_reset_of_its_stream() {
        let (mut gate, mut injected) = gate("stream-reset");
        assert!(!gate(Way::In, &of(chunk::DATA)), "before a tag is known nothing can be said");
        assert!(injected.try_recv().is_err());
        assert!(gate(Way::Out, &of(chunk::INIT_ACK)));
        assert!(!gate(Way::In, &of(chunk::DATA)));
        let reset = injected.try_recv().unwrap();
        assert_eq!(packet::verification_tag(&reset), Some(0xcafe_babe));
        assert_eq!(packet::reset_streams(&reset), Some(vec![0x0101]));
    }

    #[test]
    fn an_error_follows_the_end_of_the_handshake() {
        let (mut gate, mut injected) = gate("sctp-late-error");
        assert!(gate(Way::Out, &of(chunk::COOKIE_ACK)) && gate(Way::In, &of(chunk::DATA)));
        let error = injected.try_recv().unwrap();
        let chunk = packet::chunks(&error).next().unwrap();
        assert_eq!(chunk.kind, chunk::ERROR);
        assert_eq!(packet::causes(chunk.value).next().unwrap().0, HARMLESS);
    }

    #[test]
    fn of_several_faults_each_has_its_say() {
        let faults = ["sctp-late-error", "open-unanswered"].map(|name| name.parse().unwrap());
        let (gate, mut injected) = sctp_gate(&Faults(faults.to_vec()));
        let mut gate = gate.unwrap();
        assert!(gate(Way::Out, &of(chunk::COOKIE_ACK)));
        assert!(injected.try_recv().is_ok());
        assert!(!gate(Way::In, &of(chunk::DATA)));
    }
}
