//! Whose WebRTC peer the robot has: what differs from one to the next, as data.

use std::net::IpAddr;
use std::time::Duration;

use crate::stack::config::KVS_COMMON_NAME;
use crate::stack::driver::Sockets;
use crate::stack::sdp::SessionDescription;
use crate::stack::{EndpointConfig, ForeignChecks, Setup};

use super::answer::{self, AcceptedOffer, AnswerValues, NoAnswer, fingerprints};
use super::fault::Fault;
use super::fault_setting::Faults;
use super::libwebrtc;
use super::options::TimeScale;

/// However short the time is made, an ICE agent leaves others their turn.
const SHORTEST_TICK: Duration = Duration::from_millis(1);

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
    /// From the tick of its ICE agent that finds the pair to its ClientHello: the record is written
    /// at once and sent by a timer.
    dtls_pause: Duration,
    /// How often its ICE agent runs: between two rounds of checks, and until it sees that a pair
    /// has come up where `sees_pairs_by_tick`.
    check_interval: Duration,
    foreign_checks: ForeignChecks,
    /// Whether a pair that has come up is seen by the next tick of the ICE agent, or at once.
    sees_pairs_by_tick: bool,
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
    check_interval: Duration::from_millis(50),
    sees_pairs_by_tick: true,
    foreign_checks: ForeignChecks::Answered,
    consent_interval: Duration::from_secs(15),
    candidates: 1,
};

/// The same library since v1.18.1 of 2026: no firmware is known to carry it.
pub const KVS_2026: PeerProfile =
    PeerProfile { descriptions: Descriptions::KvsSha256, acknowledges_open: true, ..KVS_2022 };

pub const LIBWEBRTC: PeerProfile = PeerProfile {
    descriptions: Descriptions::Libwebrtc,
    common_name: "WebRTC",
    acknowledges_open: true,
    dtls_pause: Duration::ZERO,
    check_interval: Duration::from_millis(50),
    sees_pairs_by_tick: false,
    foreign_checks: ForeignChecks::Ignored,
    consent_interval: Duration::from_millis(2500),
    candidates: 2,
};

impl PeerProfile {
    /// The one that is asked for; the robot's own unless another is.
    pub fn of(faults: &Faults) -> Self {
        match faults.first_of(&[Fault::Kvs2026, Fault::Libwebrtc]) {
            Some(Fault::Kvs2026) => KVS_2026,
            Some(_) => LIBWEBRTC,
            None => KVS_2022,
        }
    }

    /// Binds a socket for each of its candidates, and says how many there are. A machine with
    /// several networks would have one on each; here all are on the one by which the client came.
    pub async fn complete(&self, sockets: &mut Sockets, address: IpAddr) -> usize {
        for _ in sockets.local_addrs().len()..self.candidates {
            sockets.add(address).await;
        }
        sockets.local_addrs().len()
    }

    pub fn configure(&self, config: &mut EndpointConfig, scale: TimeScale) {
        config.common_name = self.common_name;
        config.acknowledges_open = self.acknowledges_open;
        config.check_interval = scale.of(self.check_interval).max(SHORTEST_TICK);
        config.dtls_starts_by_tick = self.sees_pairs_by_tick;
        config.foreign_checks = self.foreign_checks;
        config.dtls_start_delay = scale.of(self.dtls_pause);
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

    pub fn candidate_lines(&self, candidates: Vec<String>) -> Vec<String> {
        match self.descriptions {
            Descriptions::Kvs | Descriptions::KvsSha256 => candidates,
            Descriptions::Libwebrtc => libwebrtc::candidate_lines(&candidates),
        }
    }
}

/// The last fingerprint of sha-256, on whichever level; empty without any.
fn sha256_of(offer: &SessionDescription) -> String {
    let last = fingerprints(offer).filter(|line| line.is_sha256()).last();
    last.map(|line| line.value.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Instant;

    use crate::stack::{Endpoint, LocalDescription, RemoteDescription, Transmit};

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
            assert_eq!(PeerProfile::of(&Faults(vec![name.parse().unwrap()])), profile);
        }
    }

    const MS: Duration = Duration::from_millis(1);

    /// When a client that got the answer `late` after the robot had started, and whose datagrams
    /// take a millisecond, has the robot's ClientHello, from its own start on.
    fn client_hello_after(profile: PeerProfile, scale: TimeScale, late: Duration) -> Duration {
        let addresses: [SocketAddr; 2] =
            ["10.0.0.1:4000", "10.0.0.2:4000"].map(|a| a.parse().unwrap());
        let answered = Instant::now();
        let mut config = EndpointConfig::answerer(vec![addresses[0]]);
        profile.configure(&mut config, scale);
        let mut ends = [
            Endpoint::new(answered, config).unwrap(),
            Endpoint::new(answered, EndpointConfig::offerer(vec![addresses[1]])).unwrap(),
        ];
        let remote = |end: &Endpoint, setup| {
            let local = end.local();
            let LocalDescription { ufrag, pwd, fingerprint, candidates, .. } = local;
            RemoteDescription { ufrag, pwd, fingerprint, candidates, address: None, setup }
        };
        let (robot, client) = (remote(&ends[0], Setup::Active), remote(&ends[1], Setup::Passive));
        ends[0].start(answered, client).unwrap();
        let start = answered + late;
        ends[1].start(start, robot).unwrap();
        let mut on_the_way: Vec<(Instant, Transmit)> = Vec::new();
        let mut now = start;
        while ends[1].dtls().unwrap().counts().client_hellos_received == 0 {
            now += MS / 4;
            assert!(now < start + Duration::from_secs(5), "no ClientHello");
            for (at, datagram) in on_the_way.extract_if(.., |(at, _)| *at <= now) {
                let to = usize::from(datagram.peer == addresses[1]);
                ends[to].handle_datagram(at, datagram.peer, datagram.local, &datagram.payload);
            }
            for end in &mut ends {
                if end.poll_timeout().is_some_and(|at| at <= now) {
                    end.handle_timeout(now);
                }
                while let Some(datagram) = end.poll_transmit() {
                    on_the_way.push((now + MS, datagram));
                }
            }
        }
        now - start
    }

    #[test]
    fn the_client_hello_comes_146_to_149_ms_after_the_answer() {
        for late in 2..=5 {
            let took = client_hello_after(KVS_2022, TimeScale::NORMAL, MS * late);
            assert!((MS * 146..=MS * 149).contains(&took), "{late}: {took:?}");
        }
        let tenth = client_hello_after(KVS_2022, TimeScale::new(0.1).unwrap(), Duration::ZERO);
        assert!((MS * 14..=MS * 17).contains(&tenth), "{tenth:?}");
        let browser = client_hello_after(LIBWEBRTC, TimeScale::NORMAL, Duration::ZERO);
        assert!(browser < MS * 40, "{browser:?}");
    }
}
