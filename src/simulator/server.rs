//! The two ports of the simulated robot, and the peers that run behind them.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::text::language::{Language, say};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::discovery::Ear;
use super::fault::Fault;
use super::fault_setting::Faults;
use super::http;
use super::journal::{Journal, Sight};
use super::key::KeyError;
use super::options::SimulatorOptions;
use super::peer::{Peer, SharedSlot};
use super::port::Port;
use super::robot::{Door, Robot};
use crate::robot::discovery::Serial;

/// Why a simulated robot did not start or could not go on.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address is taken, or not ours to take.
    Listen(#[source] io::Error, SocketAddr),
    /// The committed key is unreadable.
    Key(#[from] KeyError),
    /// No thread, no runtime, no signal handler.
    Run(#[source] io::Error),
    /// What it sees cannot be written.
    Output(#[source] io::Error),
}

impl fmt::Display for SimulatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Language::English))
    }
}

impl SimulatorError {
    /// What went wrong, for people.
    pub fn words(&self, language: Language) -> String {
        match self {
            SimulatorError::Listen(error, address) => say!(
                language,
                "the simulated robot cannot listen on {}: {}",
                "模擬機器人無法在 {} 監聽：{}",
                address,
                error
            ),
            // A defect of ours, in the words of whoever mends it.
            SimulatorError::Key(error) => error.to_string(),
            SimulatorError::Run(error) => say!(
                language,
                "the simulated robot cannot run: {}",
                "模擬機器人無法執行：{}",
                error
            ),
            SimulatorError::Output(error) => say!(
                language,
                "the simulated robot cannot write what it sees: {}",
                "模擬機器人無法輸出紀錄：{}",
                error
            ),
        }
    }
}

/// A robot whose ports are bound.
pub struct Server {
    signal: Option<Port>,
    legacy: Option<Port>,
    ear: Option<Ear>,
    journal: Journal,
    robot: Arc<Robot>,
    peers: mpsc::Receiver<Peer>,
}

impl Server {
    /// Binds the ports.
    pub async fn bind(
        options: &SimulatorOptions,
        journal: Journal,
    ) -> Result<Self, SimulatorError> {
        let faults = Faults::from(options.faults.clone());
        let signal = match options.listen {
            Some(address) => Some(Port::behind(Door::Signal, &faults, address).await?),
            None => None,
        };
        let legacy = match legacy_address(options, &faults) {
            Some(address) => Some(Port::behind(Door::Legacy, &faults, address).await?),
            None => None,
        };
        let ear = options.discoverable.then(|| Ear::bind(options)).transpose()?;
        let (sender, peers) = mpsc::channel(1);
        let robot = Robot::new(options, faults, journal.clone(), sender)?;
        Ok(Self { signal, legacy, ear, journal, robot: Arc::new(robot), peers })
    }

    /// The signal port's number.
    pub fn signal_port(&self) -> Option<u16> {
        self.signal.as_ref().and_then(Port::number)
    }

    /// The legacy port's number.
    pub fn legacy_port(&self) -> Option<u16> {
        self.legacy.as_ref().and_then(Port::number)
    }

    /// The serial number that it tells to whoever searches; `None` where it does not.
    pub fn serial(&self) -> Option<&Serial> {
        self.ear.as_ref().map(Ear::serial)
    }

    /// The robot's slot.
    pub fn slot(&self) -> SharedSlot {
        self.robot.slot()
    }

    /// Serves until the future is dropped, or with `once` until the first
    /// client has left.
    pub async fn serve(self, once: bool) {
        let Self { signal, legacy, ear, journal, robot, peers } = self;
        tokio::select! {
            () = listen(ear, journal) => {}
            () = serve_port(signal, Door::Signal, robot.clone()) => {}
            () = serve_port(legacy, Door::Legacy, robot.clone()) => {}
            () = run_peers(peers, once) => {}
        }
    }
}

/// Where the legacy port is. A robot that knows nothing else has one without being asked for it.
fn legacy_address(options: &SimulatorOptions, faults: &Faults) -> Option<SocketAddr> {
    let beside = || {
        let ip = options.listen.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |listen| listen.ip());
        faults.has(Fault::Legacy).then(|| SocketAddr::new(ip, 0))
    };
    options.legacy_listen.or_else(beside)
}

/// Replies to searches for ever, where the robot does.
async fn listen(ear: Option<Ear>, journal: Journal) {
    match ear {
        Some(ear) => ear.listen(journal).await,
        None => std::future::pending().await,
    }
}

/// Serves one port for ever; without a port that is easy.
async fn serve_port(port: Option<Port>, door: Door, robot: Arc<Robot>) {
    let Some(port) = port else { return std::future::pending().await };
    let listener = port.listener().await;
    let handler = move |request, ends| robot.clone().answer(door, request, ends);
    http::serve(listener, handler).await;
}

/// Runs the peers; with `once` returns when the first has left.
async fn run_peers(mut peers: mpsc::Receiver<Peer>, once: bool) {
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            Some(peer) = peers.recv() => {
                running.spawn(async move {
                    let (client, journal) = (peer.client, peer.journal.clone());
                    if let Some(after) = peer.run().await {
                        journal.note(Some(client), Sight::SlotFree { after });
                    }
                });
            }
            Some(_) = running.join_next() => if once { return },
            else => return,
        }
    }
}
