//! The robot behind its ports: what it answers to each request, and the peer that it makes of each
//! accepted offer.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::clock;
use crate::host::machine::ipv4;
use crate::robot::model::Model;
use crate::robot::offer_request::{OfferError, Reply};
use crate::robot::private_key::KeyError;
use crate::robot::{con_notify, legacy};
use crate::stack::driver::Driver;
use crate::stack::sdp::SessionDescription;
use crate::stack::wire::{Conditions, Wire};
use crate::stack::{Endpoint, EndpointConfig, RemoteDescription, Setup};
use crate::text::redact::Secret;

use super::answer::{AcceptedOffer, AnswerValues};
use super::answer_faults::{self, with_faults};
use super::app::App;
use super::fault::Fault;
use super::fault_setting::{Faults, Hold};
use super::http_faults;
use super::journal::{Journal, RobotEvent, shown};
use super::media::MediaSource;
use super::options::{SimulatorOptions, TimeScale};
use super::peer::{Peer, SharedSlot, lock};
use super::peer_profile::PeerProfile;
use super::port::PortRole;
use super::sctp_faults::sctp_gate;
use super::signalling::Signalling;
use super::slot::{ClientId, HoldTimes, Slot};
use super::{dtls_faults, hostile_faults, ice_faults};
use crate::net::http_server::{self as http, ConnectionAddresses, Request};

/// Longer than any run: what is due then never comes.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

pub(super) struct Robot {
    signalling: Signalling,
    faults: Faults,
    model: Model,
    profile: PeerProfile,
    started: Instant,
    time_scale: TimeScale,
    network: Conditions,
    slot: SharedSlot,
    random: Mutex<fastrand::Rng>,
    journal: Journal,
    peers: mpsc::Sender<Peer>,
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
        let signalling = Signalling::new(&options.wrapping, &faults, &mut random)?;
        let profile = PeerProfile::of(&faults);
        let slot = Slot::new(HoldTimes::scaled(options.time_scale), random.fork());
        Ok(Self {
            signalling,
            faults,
            profile,
            started: clock::now(),
            model: options.model,
            time_scale: options.time_scale,
            network: options.network,
            slot: Arc::new(Mutex::new(slot)),
            random: Mutex::new(random),
            journal,
            peers,
        })
    }

    pub(super) fn slot(&self) -> SharedSlot {
        self.slot.clone()
    }

    pub(super) async fn answer(
        self: Arc<Self>,
        role: PortRole,
        request: Request,
        addresses: ConnectionAddresses,
    ) -> http::Reply {
        let request = request.as_the_robot_reads_it();
        let (method, path) = (shown(&request.method), shown(&request.path));
        self.journal.note(None, RobotEvent::Http { from: addresses.client, method, path });
        if let Some(reply) = http_faults::instead(&self.faults, role, &request) {
            return reply;
        }
        let reply = self.reply(role, &request, addresses).await;
        http_faults::as_sent(&self.faults, &request.path, reply)
    }

    async fn reply(
        &self,
        role: PortRole,
        request: &Request,
        addresses: ConnectionAddresses,
    ) -> http::Reply {
        match (role, request.path.as_str()) {
            (PortRole::Signal, con_notify::PATH) => {
                let answer = async { http::Reply::ok(self.signalling.con_notify()) };
                self.held(Fault::ConNotifySilent, answer).await
            }
            (PortRole::Signal, path) if path == self.signalling.con_ing_path() => {
                let offer = self.offer(self.signalling.open_con_ing(&request.body), addresses);
                self.held(Fault::ConIngSilent, offer).await
            }
            (PortRole::Legacy, legacy::PATH) => {
                let offer = self.offer(self.signalling.open_legacy(&request.body), addresses);
                self.held(Fault::ConIngSilent, offer).await
            }
            _ => http::Reply::not_found(),
        }
    }

    /// The reply, late or never where this fault wants it so.
    async fn held(&self, fault: Fault, reply: impl Future<Output = http::Reply>) -> http::Reply {
        match self.faults.hold(fault) {
            Hold::No => {}
            Hold::For(delay) => tokio::time::sleep(delay).await,
            Hold::Forever => return http::Reply::Silence,
        }
        reply.await
    }

    async fn offer(
        &self,
        opened: Result<(String, Reply), OfferError>,
        addresses: ConnectionAddresses,
    ) -> http::Reply {
        let unusable = |client, why: String| {
            self.journal.note(client, RobotEvent::OfferUnusable { why: shown(&why) });
            http::Reply::Close
        };
        let (offer, reply) = match opened {
            Ok(opened) => opened,
            Err(error) => return unusable(None, error.to_string()),
        };
        if let Some(instead) = answer_faults::instead(&self.faults, &reply) {
            return instead;
        }
        let now = clock::now();
        let taken = match self.faults.lasts(Fault::Busy, self.started, now) {
            true => None,
            false => lock(&self.slot).take(now),
        };
        let Some(client) = taken else {
            self.journal.note(None, RobotEvent::Rejected);
            return http::Reply::ok(reply.body(None));
        };
        match self.make_peer(client, &offer, addresses).await {
            Ok((peer, answer)) => {
                self.journal.note(Some(client), RobotEvent::OfferAnswered);
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

    async fn make_peer(
        &self,
        client: ClientId,
        offer: &str,
        addresses: ConnectionAddresses,
    ) -> Result<(Peer, String), Box<dyn Error + Send + Sync>> {
        let offer = SessionDescription::parse(offer)?;
        let (taken, setup) = self.profile.take(&offer)?;
        let address = candidate_address(addresses);
        let mut sockets = ice_faults::sockets(&self.faults, address).await?;
        // Those that a fault adds are not the agent's.
        let mut agents = 1;
        if !ice_faults::decide_addresses(&self.faults) {
            agents = self.profile.complete(&mut sockets, address).await;
        }
        let locals = sockets.local_addrs();
        let (sctp_gate, injected) = sctp_gate(&self.faults);
        let mut config = EndpointConfig::answerer(locals.iter().take(agents).copied().collect());
        self.profile.configure(&mut config, self.time_scale);
        config.sctp_gate = sctp_gate;
        config.media = true;
        match self.faults.hold(Fault::DtlsSilent) {
            Hold::No => {}
            Hold::For(delay) => config.dtls_start_delay = delay,
            Hold::Forever => config.dtls_start_delay = NEVER,
        }
        config.dtls = dtls_faults::options(&self.faults, config.dtls);
        let now = clock::now();
        let mut endpoint = Endpoint::new(now, config)?;
        let answer = self.describe(&offer, &endpoint, &locals);
        let remote = remote_description(taken, setup);
        endpoint.start(clock::now(), ice_faults::client(&self.faults, remote))?;
        let mut random = self.random().fork();
        let mut driver = Driver::new(sockets, endpoint);
        ice_faults::put_gates(&self.faults, &mut driver);
        let alerts = dtls_faults::put_gates(&self.faults, &mut driver);
        if !self.network.are_perfect() {
            driver.set_wire(Wire::new(self.network, random.u64(..)));
        }
        let peer = Peer {
            client,
            slot: self.slot.clone(),
            faults: self.faults.clone(),
            driver,
            injected,
            alerts,
            app: App::new(random.u64(..), &self.faults).of_model(self.model),
            media: MediaSource::of_answer(&answer, &self.faults, random.fork()),
            random,
            journal: self.journal.clone(),
        };
        Ok((peer, answer))
    }

    fn describe(
        &self,
        offer: &SessionDescription,
        endpoint: &Endpoint,
        locals: &[SocketAddr],
    ) -> String {
        let local = endpoint.local();
        let fingerprint = if self.faults.has(Fault::WrongFingerprint) {
            another_fingerprint(&local.fingerprint)
        } else {
            local.fingerprint
        };
        let candidates = ice_faults::candidates(&self.faults, locals);
        let candidates = hostile_faults::candidates(&self.faults, candidates);
        let pwd = ice_faults::password(&self.faults, local.pwd);
        let values = AnswerValues {
            ufrag: &local.ufrag,
            pwd: Secret::new(pwd.as_str()),
            fingerprint: &fingerprint,
            candidates: &self.profile.candidate_lines(candidates),
            session_id: self.random().u32(..),
        };
        with_faults(&self.faults, self.profile.answer(offer, &values))
    }

    fn random(&self) -> MutexGuard<'_, fastrand::Rng> {
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The robot offers one candidate: the address at which the client reached it.
fn candidate_address(addresses: ConnectionAddresses) -> IpAddr {
    let address = addresses.local.ip();
    ipv4(address).map_or(address, IpAddr::V4)
}

/// What the stack is told of the client. The stack takes hex digits of either case, as RFC 8122
/// wants; the robot compares text with upper-case text, so that a fingerprint in lower case is one
/// that nothing matches.
fn remote_description(taken: AcceptedOffer, setup: Setup) -> RemoteDescription {
    let comparable = !taken.fingerprint.contains(|c: char| c.is_ascii_lowercase());
    RemoteDescription {
        ufrag: taken.ufrag,
        pwd: taken.pwd.expose().clone(),
        fingerprint: if comparable { taken.fingerprint } else { String::new() },
        candidates: taken.candidates,
        address: None,
        setup,
    }
}

/// A fingerprint that is well-formed and differs in its first digit.
fn another_fingerprint(fingerprint: &str) -> String {
    let first = if fingerprint.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", fingerprint.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_fingerprint_is_another_one_of_the_same_form() {
        for fingerprint in ["0A:1B", "FF:00"] {
            let other = another_fingerprint(fingerprint);
            assert_ne!(other, fingerprint);
            assert_eq!(other.len(), fingerprint.len());
        }
    }
}
