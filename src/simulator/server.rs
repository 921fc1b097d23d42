//! The robot as a whole: its ports, its slot, and the peer that it makes of
//! each accepted offer.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::robot::legacy;
use crate::stack::driver::{Driver, Sockets};
use crate::stack::{Endpoint, EndpointConfig, StackError};

use super::answer;
use super::app::App;
use super::fault::{Fault, Faults, Hold};
use super::gates::sctp_gate;
use super::http::{self, Ends, Request};
use super::journal::{Journal, Sight, shown};
use super::key::KeyError;
use super::options::SimulatorOptions;
use super::peer::{DTLS_PAUSE, Peer, SharedSlot, lock};
use super::signalling::{OfferError, Reply, Signalling};
use super::slot::{ClientId, HoldTimes, Slot};

/// Longer than any run: what is due then never comes.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// Why a simulated robot did not start or could not go on.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address is taken, or not ours to take.
    #[error("the simulated robot cannot listen on {1}: {0}")]
    Listen(#[source] io::Error, SocketAddr),
    /// The committed key is unreadable.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No thread, no runtime, no signal handler.
    #[error("the simulated robot cannot run: {0}")]
    Run(#[source] io::Error),
    /// What it sees cannot be written.
    #[error("the simulated robot cannot write what it sees: {0}")]
    Output(#[source] io::Error),
}

/// A TCP port of the robot.
#[derive(Debug)]
pub enum Port {
    /// Requests are served.
    Open(TcpListener),
    /// Connections are refused, and nobody else can take the port meanwhile.
    Refusing(TcpSocket),
}

impl Port {
    /// A port where connections are served.
    pub async fn open(address: SocketAddr) -> Result<Self, SimulatorError> {
        let listener = TcpListener::bind(address).await;
        listener.map(Self::Open).map_err(|error| SimulatorError::Listen(error, address))
    }

    /// A port where connections are refused: bound, and never listened on.
    pub fn refusing(address: SocketAddr) -> Result<Self, SimulatorError> {
        let bound = || {
            let socket = match address {
                SocketAddr::V4(_) => TcpSocket::new_v4()?,
                SocketAddr::V6(_) => TcpSocket::new_v6()?,
            };
            socket.bind(address)?;
            Ok(Self::Refusing(socket))
        };
        bound().map_err(|error| SimulatorError::Listen(error, address))
    }

    /// The port's number.
    pub fn number(&self) -> Option<u16> {
        let address = match self {
            Self::Open(listener) => listener.local_addr(),
            Self::Refusing(socket) => socket.local_addr(),
        };
        address.ok().map(|address| address.port())
    }
}

/// Which of the two ports a request came to.
#[derive(Debug, Clone, Copy)]
enum Door {
    Signal,
    Legacy,
}

/// A robot whose ports are bound.
pub struct Server {
    signal: Option<Port>,
    legacy: Option<Port>,
    robot: Arc<Robot>,
    peers: mpsc::Receiver<Peer>,
}

/// What every request is answered from.
struct Robot {
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
    Offer(#[from] answer::UnusableOffer),
}

impl Server {
    /// Binds the ports.
    pub async fn bind(
        options: &SimulatorOptions,
        journal: Journal,
    ) -> Result<Self, SimulatorError> {
        let faults = Faults::from(options.faults.clone());
        let signal = match options.listen {
            Some(address) if faults.has(Fault::PortRefused) => Some(Port::refusing(address)?),
            Some(address) => Some(Port::open(address).await?),
            None => None,
        };
        let legacy = match options.legacy_listen {
            Some(address) => Some(Port::open(address).await?),
            None => None,
        };
        let mut random = options.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
        let (sender, peers) = mpsc::channel(1);
        let robot = Robot {
            signalling: Signalling::new(&options.wrapping, &mut random)?,
            faults,
            dtls_pause: DTLS_PAUSE.mul_f64(options.time_scale),
            slot: Arc::new(Mutex::new(Slot::new(HoldTimes::scaled(options.time_scale)))),
            random: Mutex::new(random),
            journal,
            peers: sender,
        };
        Ok(Self { signal, legacy, robot: Arc::new(robot), peers })
    }

    /// The signal port's number.
    pub fn signal_port(&self) -> Option<u16> {
        self.signal.as_ref().and_then(Port::number)
    }

    /// The legacy port's number.
    pub fn legacy_port(&self) -> Option<u16> {
        self.legacy.as_ref().and_then(Port::number)
    }

    /// The robot's slot.
    pub fn slot(&self) -> SharedSlot {
        self.robot.slot.clone()
    }

    /// Serves until the future is dropped, or with `once` until the first
    /// client has left.
    pub async fn serve(self, once: bool) {
        let Self { signal, legacy, robot, peers } = self;
        tokio::select! {
            () = serve_port(signal, Door::Signal, robot.clone()) => {}
            () = serve_port(legacy, Door::Legacy, robot.clone()) => {}
            () = run_peers(peers, once) => {}
        }
    }
}

/// Serves one port for ever; without a port that is easy.
async fn serve_port(port: Option<Port>, door: Door, robot: Arc<Robot>) {
    match port {
        Some(Port::Open(listener)) => {
            let handler = move |request, ends| robot.clone().answer(door, request, ends);
            http::serve(listener, handler).await;
        }
        held => {
            std::future::pending::<()>().await;
            drop(held);
        }
    }
}

/// Runs the peers; with `once` returns when the first has left.
async fn run_peers(mut peers: mpsc::Receiver<Peer>, once: bool) {
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            Some(peer) = peers.recv() => {
                running.spawn(async move {
                    let (client, journal) = (peer.client, peer.journal.clone());
                    let after = peer.run().await;
                    journal.note(Some(client), Sight::SlotFree { after });
                });
            }
            Some(_) = running.join_next() => if once { return },
            else => return,
        }
    }
}

impl Robot {
    async fn answer(self: Arc<Self>, door: Door, request: Request, ends: Ends) -> http::Reply {
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
        let sockets = Sockets::bind(&[candidate_address(ends)]).await?;
        let (sctp_gate, substitutes) = sctp_gate(&self.faults);
        let mut config = EndpointConfig::answerer(sockets.local_addrs());
        config.sctp_gate = sctp_gate;
        config.dtls_start_delay = match self.faults.hold(Fault::DtlsSilent) {
            Hold::No if self.faults.has(Fault::DtlsAlert) => NEVER,
            Hold::No => self.dtls_pause,
            Hold::For(delay) => delay,
            Hold::Forever => NEVER,
        };
        let now = Instant::now();
        let mut endpoint = Endpoint::new(now, config)?;
        let mut local = endpoint.local();
        if self.faults.has(Fault::WrongFingerprint) {
            local.fingerprint = another_fingerprint(&local.fingerprint);
        }
        let (remote, mut answer) = answer::respond(offer, &local)?;
        if self.faults.has(Fault::AnswerNoData) {
            answer = without_application(&answer);
        }
        endpoint.start(now, remote)?;
        let seed = self.random.lock().unwrap_or_else(PoisonError::into_inner).u64(..);
        let peer = Peer {
            client,
            slot: self.slot.clone(),
            faults: self.faults.clone(),
            dtls_pause: self.dtls_pause,
            driver: Driver::new(sockets, endpoint),
            substitutes,
            app: App::new(seed, &self.faults),
            journal: self.journal.clone(),
        };
        Ok((peer, answer))
    }
}

/// The robot offers one IPv4 candidate: the address at which the client
/// reached it.
fn candidate_address(ends: Ends) -> IpAddr {
    match ends.local.ip().to_canonical() {
        address @ IpAddr::V4(_) => address,
        IpAddr::V6(_) => Ipv4Addr::LOCALHOST.into(),
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
