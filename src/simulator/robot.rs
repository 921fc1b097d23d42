//! The robot behind its ports: what it answers to each request, and the peer
//! that it makes of each accepted offer.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::redact::Secret;
use crate::robot::legacy;
use crate::stack::driver::{Driver, Sockets};
use crate::stack::sdp::{SdpError, SessionDescription};
use crate::stack::{Endpoint, EndpointConfig, RemoteDescription, Setup, StackError};

use super::answer::{AnswerValues, NoAnswer, TakenOffer, answer, candidate_line};
use super::app::App;
use super::fault::Fault;
use super::fault_setting::{Faults, Hold};
use super::http::{self, Ends, Request};
use super::journal::{Journal, Sight, shown};
use super::key::KeyError;
use super::options::SimulatorOptions;
use super::peer::{DTLS_PAUSE, Peer, SharedSlot, lock};
use super::sctp_faults::sctp_gate;
use super::signalling::{OfferError, Reply, Signalling};
use super::slot::{ClientId, HoldTimes, Slot};

/// Longer than any run: what is due then never comes.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// Which of the two ports a request came to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Door {
    Signal,
    Legacy,
}

/// What every request is answered from.
pub(super) struct Robot {
    signalling: Signalling,
    faults: Faults,
    dtls_pause: Duration,
    slot: SharedSlot,
    random: Mutex<fastrand::Rng>,
    journal: Journal,
    peers: mpsc::Sender<Peer>,
}

/// Why no peer could be made of an offer.
#[derive(Debug, thiserror::Error)]
enum PeerError {
    #[error("no socket: {0}")]
    Socket(#[from] io::Error),
    #[error(transparent)]
    Stack(#[from] StackError),
    #[error(transparent)]
    Sdp(#[from] SdpError),
    #[error(transparent)]
    Offer(#[from] NoAnswer),
}

impl Robot {
    /// A robot with a free slot; each peer that it makes goes to `peers`.
    pub(super) fn new(
        options: &SimulatorOptions,
        faults: Faults,
        journal: Journal,
        peers: mpsc::Sender<Peer>,
    ) -> Result<Self, KeyError> {
        let mut random = options.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
        let signalling = Signalling::new(&options.wrapping, &mut random)?;
        let slot = Slot::new(HoldTimes::scaled(options.time_scale));
        Ok(Self {
            signalling,
            faults,
            dtls_pause: options.time_scale.of(DTLS_PAUSE),
            slot: Arc::new(Mutex::new(slot)),
            random: Mutex::new(random),
            journal,
            peers,
        })
    }

    /// The slot.
    pub(super) fn slot(&self) -> SharedSlot {
        self.slot.clone()
    }

    /// What a request to one of the ports gets.
    pub(super) async fn answer(
        self: Arc<Self>,
        door: Door,
        request: Request,
        ends: Ends,
    ) -> http::Reply {
        self.journal.note(
            None,
            Sight::Http {
                from: ends.client,
                method: shown(&request.method),
                path: shown(&request.path),
            },
        );
        match (door, request.path.as_str()) {
            (Door::Signal, "/con_notify") => self.con_notify().await,
            (Door::Signal, path) if path == self.signalling.con_ing_path() => {
                self.offer(self.signalling.open_con_ing(&request.body), ends).await
            }
            (Door::Legacy, legacy::PATH) => {
                self.offer(self.signalling.open_legacy(&request.body), ends).await
            }
            _ => http::Reply::not_found(),
        }
    }

    async fn con_notify(&self) -> http::Reply {
        match self.faults.hold(Fault::ConNotifySilent) {
            Hold::No => {}
            Hold::For(delay) => tokio::time::sleep(delay).await,
            Hold::Forever => return http::Reply::Silence,
        }
        if self.faults.has(Fault::ConNotify404) {
            http::Reply::not_found()
        } else if self.faults.has(Fault::ConNotifyGarbage) {
            http::Reply::ok("<html>this is no robot</html>")
        } else {
            http::Reply::ok(self.signalling.con_notify())
        }
    }

    async fn offer(&self, opened: Result<(String, Reply), OfferError>, ends: Ends) -> http::Reply {
        let unusable = |client, why: String| {
            self.journal.note(client, Sight::OfferUnusable { why: shown(&why) });
            http::Reply::Close
        };
        let (offer, reply) = match opened {
            Ok(opened) => opened,
            Err(error) => return unusable(None, error.to_string()),
        };
        if self.faults.has(Fault::ConIngClosed) {
            return http::Reply::Close;
        }
        let taken =
            if self.faults.has(Fault::Busy) { None } else { lock(&self.slot).take(Instant::now()) };
        let Some(client) = taken else {
            self.journal.note(None, Sight::Rejected);
            return http::Reply::ok(reply.body(None));
        };
        match self.make_peer(client, &offer, ends).await {
            Ok((peer, answer)) => {
                self.journal.note(Some(client), Sight::OfferAnswered);
                // The runner lives as long as this handler does.
                let _ = self.peers.send(peer).await;
                http::Reply::ok(reply.body(Some(&answer)))
            }
            Err(error) => {
                lock(&self.slot).refuse(client);
                unusable(Some(client), error.to_string())
            }
        }
    }

    /// Makes the peer of an offer, and its answer.
    async fn make_peer(
        &self,
        client: ClientId,
        offer: &str,
        ends: Ends,
    ) -> Result<(Peer, String), PeerError> {
        let offer = SessionDescription::parse(offer)?;
        let taken = TakenOffer::from_offer(&offer)?;
        let address = candidate_address(ends);
        let sockets = Sockets::bind(&[address.into()]).await?;
        let (sctp_gate, substitutes) = sctp_gate(&self.faults);
        let mut config = EndpointConfig::answerer(sockets.local_addrs());
        config.sctp_gate = sctp_gate;
        config.dtls_start_delay = self.dtls_start_delay();
        let now = Instant::now();
        let mut endpoint = Endpoint::new(now, config)?;
        let answer = self.describe(&offer, &endpoint, &sockets);
        endpoint.start(now, remote_description(taken))?;
        let mut random = self.random().fork();
        let peer = Peer {
            client,
            slot: self.slot.clone(),
            faults: self.faults.clone(),
            dtls_pause: self.dtls_pause,
            driver: Driver::new(sockets, endpoint),
            substitutes,
            app: App::new(random.u64(..), &self.faults),
            random,
            journal: self.journal.clone(),
        };
        Ok((peer, answer))
    }

    fn dtls_start_delay(&self) -> Duration {
        match self.faults.hold(Fault::DtlsSilent) {
            Hold::No if self.faults.has(Fault::DtlsAlert) => NEVER,
            Hold::No => self.dtls_pause,
            Hold::For(delay) => delay,
            Hold::Forever => NEVER,
        }
    }

    /// The answer to an offer, with the faults that lie in it.
    fn describe(
        &self,
        offer: &SessionDescription,
        endpoint: &Endpoint,
        sockets: &Sockets,
    ) -> String {
        let local = endpoint.local();
        let fingerprint = if self.faults.has(Fault::WrongFingerprint) {
            another_fingerprint(&local.fingerprint)
        } else {
            local.fingerprint
        };
        let candidates: Vec<String> = sockets
            .local_addrs()
            .into_iter()
            .filter_map(|address| match address {
                SocketAddr::V4(address) => Some(candidate_line(address)),
                SocketAddr::V6(_) => None,
            })
            .collect();
        let answer = answer(
            offer,
            &AnswerValues {
                ufrag: &local.ufrag,
                pwd: Secret::new(local.pwd.as_str()),
                fingerprint: &fingerprint,
                candidates: &candidates,
                session_id: self.random().u32(..),
            },
        );
        if self.faults.has(Fault::AnswerNoData) { without_application(&answer) } else { answer }
    }

    fn random(&self) -> MutexGuard<'_, fastrand::Rng> {
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The robot offers one IPv4 candidate: the address at which the client
/// reached it.
fn candidate_address(ends: Ends) -> Ipv4Addr {
    match ends.local.ip().to_canonical() {
        IpAddr::V4(address) => address,
        IpAddr::V6(_) => Ipv4Addr::LOCALHOST,
    }
}

/// What the stack is told of the client. The stack takes hex digits of either
/// case, as RFC 8122 wants; the robot compares text with upper-case text, so
/// that a fingerprint in lower case is one that nothing matches.
fn remote_description(taken: TakenOffer) -> RemoteDescription {
    let comparable = !taken.fingerprint.contains(|c: char| c.is_ascii_lowercase());
    RemoteDescription {
        ufrag: taken.ufrag,
        pwd: taken.pwd.expose().clone(),
        fingerprint: if comparable { taken.fingerprint } else { String::new() },
        candidates: taken.candidates,
        // The robot is active, whatever the offer said.
        setup: Setup::Passive,
    }
}

/// A fingerprint that is well-formed and differs in its first digit.
fn another_fingerprint(fingerprint: &str) -> String {
    let first = if fingerprint.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", fingerprint.get(1..).unwrap_or_default())
}

/// The answer without its application section, which is the last in some
/// offers and not in others.
fn without_application(answer: &str) -> String {
    let mut application = false;
    answer
        .split_inclusive('\n')
        .filter(|line| {
            if line.starts_with("m=") {
                application = line.starts_with("m=application");
            }
            !application
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_application_section_is_cut_out() {
        let answer = "v=0\r\nm=audio 9\r\na=x\r\nm=application 9\r\na=mid:2\r\nm=video 9\r\n";
        assert_eq!(without_application(answer), "v=0\r\nm=audio 9\r\na=x\r\nm=video 9\r\n");
    }

    #[test]
    fn another_fingerprint_is_another_one_of_the_same_form() {
        for fingerprint in ["0A:1B", "FF:00"] {
            let other = another_fingerprint(fingerprint);
            assert_ne!(other, fingerprint);
            assert_eq!(other.len(), fingerprint.len());
        }
    }
}
