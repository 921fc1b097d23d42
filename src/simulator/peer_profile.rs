//! Whose WebRTC peer the robot has: what differs from one to the next, as data.

use std::net::Ipv4Addr;
use std::time::Duration;

use crate::stack::config::KVS_COMMON_NAME;
use crate::stack::driver::Sockets;
use crate::stack::sdp::SessionDescription;
use crate::stack::{EndpointConfig, Setup};

use super::answer::{self, AcceptedOffer, AnswerValues, NoAnswer};
use super::fault::Fault;
use super::fault_setting::Faults;
use super::libwebrtc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Descriptions {
    /// As the KVS library of 2021 to 2023: of several fingerprints the last wins.
    Kvs,
    /// As the KVS library since 2026: the fingerprint of sha-256 counts, wherever it stands.
    KvsSha256,
    Libwebrtc,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeerProfile {
    descriptions: Descriptions,
    common_name: &'static str,
    acknowledges_open: bool,
    pub dtls_pause: Duration,
    /// The pause between two rounds of its connectivity checks, until one succeeds.
    check_interval: Duration,
    /// The pause between two of its checks on the selected pair.
    consent_interval: Duration,
    candidates: usize,
}

/// The robot's, by all evidence (measured on KVS v1.7.3).
pub const KVS_2022: PeerProfile = PeerProfile {
    descriptions: Descriptions::Kvs,
    common_name: KVS_COMMON_NAME,
    acknowledges_open: false,
    dtls_pause: Duration::from_millis(100),
    check_interval: Duration::from_millis(20),
    consent_interval: Duration::from_secs(15),
    candidates: 1,
};

/// The same library since v1.18.1 of 2026: no firmware is known to carry it.
pub const KVS_2026: PeerProfile =
    PeerProfile { descriptions: Descriptions::KvsSha256, acknowledges_open: true, ..KVS_2022 };

/// A peer like a browser's.
pub const LIBWEBRTC: PeerProfile = PeerProfile {
    descriptions: Descriptions::Libwebrtc,
    common_name: "WebRTC",
    acknowledges_open: true,
    dtls_pause: Duration::ZERO,
    check_interval: Duration::from_millis(50),
    consent_interval: Duration::from_millis(2500),
    candidates: 2,
};

impl PeerProfile {
    /// The one that is asked for; the robot's own unless another is.
    pub fn of(faults: &Faults) -> Self {
        if faults.has(Fault::Kvs2026) {
            KVS_2026
        } else if faults.has(Fault::Libwebrtc) {
            LIBWEBRTC
        } else {
            KVS_2022
        }
    }

    /// Binds a socket for each of its candidates, and says how many there are. A machine with
    /// several networks would have one on each; here all are on the one by which the client came.
    pub async fn complete(&self, sockets: &mut Sockets, address: Ipv4Addr) -> usize {
        for _ in sockets.local_addrs().len()..self.candidates {
            sockets.add(address.into()).await;
        }
        sockets.local_addrs().len()
    }

    pub fn configure(&self, config: &mut EndpointConfig) {
        config.common_name = self.common_name;
        config.acknowledges_open = self.acknowledges_open;
        config.check_interval = self.check_interval;
        config.consent_interval = self.consent_interval;
    }

    /// Reads an offer: what the peer makes of it, and the client's part in DTLS.
    pub fn take(&self, offer: &SessionDescription) -> Result<(AcceptedOffer, Setup), NoAnswer> {
        match self.descriptions {
            // It is active, whatever the offer said.
            Descriptions::Kvs => Ok((AcceptedOffer::from_offer(offer)?, Setup::Passive)),
            Descriptions::KvsSha256 => {
                let taken = AcceptedOffer::from_offer(offer)?;
                Ok((AcceptedOffer { fingerprint: sha256_of(offer), ..taken }, Setup::Passive))
            }
            Descriptions::Libwebrtc => libwebrtc::take(offer),
        }
    }

    pub fn answer(&self, offer: &SessionDescription, values: &AnswerValues<'_>) -> String {
        match self.descriptions {
            Descriptions::Kvs | Descriptions::KvsSha256 => answer::answer(offer, values),
            Descriptions::Libwebrtc => libwebrtc::answer(offer, values),
        }
    }

    /// The robot's host candidates, as this peer words them.
    pub fn candidate_lines(&self, candidates: Vec<String>) -> Vec<String> {
        match self.descriptions {
            Descriptions::Kvs | Descriptions::KvsSha256 => candidates,
            Descriptions::Libwebrtc => libwebrtc::candidate_lines(&candidates),
        }
    }
}

/// The last fingerprint of sha-256, on whichever level; empty without any.
fn sha256_of(offer: &SessionDescription) -> String {
    let sections = offer.sections.iter().map(|section| &section.transport);
    let levels = std::iter::once(&offer.transport).chain(sections);
    let mut lines = levels.flat_map(|level| &level.fingerprints);
    let last = lines.rfind(|line| line.is_sha256());
    last.map(|line| line.value.clone()).unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn offer(fingerprints: &str) -> SessionDescription {
        let text = format!("m=application 9 X y\na=ice-ufrag:u\na=ice-pwd:p\n{fingerprints}");
        SessionDescription::parse(&text).unwrap()
    }

    fn compared(profile: PeerProfile, offer: &SessionDescription) -> String {
        profile.take(offer).unwrap().0.fingerprint
    }

    #[test]
    fn only_the_peer_of_2022_takes_the_last_fingerprint_for_its_own() {
        let last = offer("a=fingerprint:sha-256 AA\na=fingerprint:sha-512 bb\n");
        assert_eq!(compared(KVS_2022, &last), "bb");
        for profile in [KVS_2026, LIBWEBRTC] {
            assert_eq!(compared(profile, &last), "AA", "{profile:?}");
            let first = offer("a=fingerprint:sha-512 bb\na=fingerprint:sha-256 AA\n");
            assert_eq!(compared(profile, &first), "AA");
            assert_eq!(compared(profile, &offer("a=fingerprint:sha-512 bb\n")), "");
        }
    }

    #[test]
    fn the_robots_own_peer_is_the_default_and_has_a_name() {
        assert_eq!(PeerProfile::of(&Faults::default()), KVS_2022);
        for (name, profile) in
            [("kvs-2022", KVS_2022), ("kvs-2026", KVS_2026), ("libwebrtc", LIBWEBRTC)]
        {
            assert_eq!(PeerProfile::of(&Faults::from(vec![name.parse().unwrap()])), profile);
        }
    }
}
