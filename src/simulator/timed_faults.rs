//! What befalls a connection that stands, and when: the faults that strike after a while. Pure:
//! time is an argument.

use std::time::{Duration, Instant};

use super::fault::Fault;
use super::fault_setting::Faults;
use super::hostile_faults::{FLOODS, PAUSE};

/// The pause between two packets of media that a robot without SCTP sends.
const MEDIA_PAUSE: Duration = Duration::from_millis(200);

/// Those whose clocks begin to run at validation.
const OF_THE_LINK: [Fault; 4] =
    [Fault::LinkDead, Fault::ConsentLost, Fault::Takeover, Fault::AbortInFlow];

/// Which fault strikes when; `sctp-rtp-only` does again and again, with a packet of media.
#[derive(Debug, Default)]
pub struct TimedFaults(Vec<(Instant, Fault)>);

impl TimedFaults {
    /// A pair was selected: floods begin.
    pub fn pair_selected(&mut self, now: Instant, faults: &Faults) {
        for fault in FLOODS.into_iter().filter(|fault| faults.has(*fault)) {
            self.at(now, fault);
        }
    }

    /// DTLS stands: media may flow.
    pub fn dtls_connected(&mut self, now: Instant, faults: &Faults) {
        if faults.has(Fault::SctpRtpOnly) {
            self.at(now, Fault::SctpRtpOnly);
        }
    }

    /// The client answered the challenge: the clocks of the link's faults begin to run.
    pub fn validated(&mut self, now: Instant, faults: &Faults) {
        for fault in OF_THE_LINK {
            if let Some(after) = faults.after_validation(fault) {
                self.at(now + after, fault);
            }
        }
    }

    pub fn abort(&mut self, now: Instant) {
        self.at(now, Fault::AbortInFlow);
    }

    fn at(&mut self, at: Instant, fault: Fault) {
        self.0.push((at, fault));
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        self.0.iter().map(|(at, _)| *at).min()
    }

    /// The next that is due; media and floods come again after a pause.
    pub fn take_due(&mut self, now: Instant) -> Option<Fault> {
        let due = self.0.iter().enumerate().filter(|(_, (at, _))| *at <= now);
        let (first, _) = due.min_by_key(|(_, (at, _))| *at)?;
        let (_, fault) = self.0.swap_remove(first);
        if fault == Fault::SctpRtpOnly {
            self.at(now + MEDIA_PAUSE, fault);
        } else if FLOODS.contains(&fault) {
            self.at(now + PAUSE, fault);
        }
        Some(fault)
    }
}

/// A sender report as SRTCP (RFC 3711, section 3.4): its header in clear, the rest as opaque as it
/// is without the key, which nobody here keeps.
pub fn srtcp_sender_report(random: &mut fastrand::Rng) -> Vec<u8> {
    // Version 2, packet type 200, 6 words after the first.
    let mut packet = vec![0x80, 200, 0, 6];
    let mut opaque = [0; 4 + 20];
    random.fill(&mut opaque);
    packet.extend(opaque);
    // The flag that says encrypted, the index, and 80 bits of authentication tag.
    packet.extend((1u32 << 31 | random.u32(..1 << 16)).to_be_bytes());
    let mut tag = [0; 10];
    random.fill(&mut tag);
    packet.extend(tag);
    packet
}

#[cfg(test)]
mod tests {
    use crate::stack::demux;

    use super::*;

    fn faults(names: &[&str]) -> Faults {
        let settings: Vec<_> = names.iter().map(|name| name.parse().unwrap()).collect();
        Faults(settings)
    }

    #[test]
    fn each_strikes_when_it_is_due_and_once() {
        let (mut timed_faults, start) = (TimedFaults::default(), Instant::now());
        timed_faults.validated(start, &faults(&["takeover:2", "consent-lost:1", "abort-in-flow"]));
        assert_eq!(timed_faults.poll_timeout(), Some(start));
        assert_eq!(timed_faults.take_due(start), Some(Fault::AbortInFlow));
        assert_eq!(timed_faults.take_due(start), None);
        let late = start + Duration::from_secs(5);
        assert_eq!(timed_faults.take_due(late), Some(Fault::ConsentLost));
        assert_eq!(timed_faults.take_due(late), Some(Fault::Takeover));
        assert_eq!((timed_faults.take_due(late), timed_faults.poll_timeout()), (None, None));
    }

    #[test]
    fn media_go_on_where_sctp_does_not() {
        let (mut timed_faults, start) = (TimedFaults::default(), Instant::now());
        timed_faults.dtls_connected(start, &faults(&["sctp-silent"]));
        assert_eq!(timed_faults.poll_timeout(), None);
        timed_faults.dtls_connected(start, &faults(&["sctp-rtp-only"]));
        assert_eq!(timed_faults.take_due(start), Some(Fault::SctpRtpOnly));
        assert_eq!(timed_faults.take_due(start), None);
        assert_eq!(timed_faults.poll_timeout(), Some(start + MEDIA_PAUSE));
    }

    #[test]
    fn a_sender_report_is_taken_for_media() {
        let packet = srtcp_sender_report(&mut fastrand::Rng::with_seed(1));
        assert_eq!(packet.len(), 42);
        assert!(matches!(demux::kind(&packet), demux::Kind::Rtp));
    }
}
