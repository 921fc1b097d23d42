//! The two ports of the simulated robot, and the peers that run behind them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::discovery::DiscoveryResponder;
use super::error::SimulatorError;
use super::fault::Fault;
use super::fault_setting::Faults;
use super::journal::{Journal, RobotEvent};
use super::options::SimulatorOptions;
use super::peer::{Peer, SharedSlot};
use super::port::{Port, PortRole};
use super::robot::Robot;
use crate::net::http_server as http;
use crate::robot::discovery::Serial;

pub struct Server {
    signal: Option<Port>,
    legacy: Option<Port>,
    responder: Option<DiscoveryResponder>,
    journal: Journal,
    robot: Arc<Robot>,
    peers: mpsc::Receiver<Peer>,
}

impl Server {
    pub async fn bind(
        options: &SimulatorOptions,
        journal: Journal,
    ) -> Result<Self, SimulatorError> {
        let faults = Faults(options.faults.clone());
        let signal = Port::bind(PortRole::Signal, &faults, options.listen).await?;
        let legacy = legacy_address(options, &faults);
        let legacy = Port::bind(PortRole::Legacy, &faults, legacy).await?;
        let responder =
            options.discoverable.then(|| DiscoveryResponder::bind(options)).transpose()?;
        let (sender, peers) = mpsc::channel(1);
        let robot = Robot::new(options, faults, journal.clone(), sender)?;
        Ok(Self { signal, legacy, responder, journal, robot: Arc::new(robot), peers })
    }

    pub fn signal_port(&self) -> Option<u16> {
        self.signal.as_ref().and_then(Port::number)
    }

    pub fn legacy_port(&self) -> Option<u16> {
        self.legacy.as_ref().and_then(Port::number)
    }

    /// The serial number that it tells to whoever searches; `None` where it does not.
    pub fn serial(&self) -> Option<&Serial> {
        self.responder.as_ref().map(DiscoveryResponder::serial)
    }

    pub fn slot(&self) -> SharedSlot {
        self.robot.slot()
    }

    /// Serves until the future is dropped, or with `once` until the first client has left.
    pub async fn serve(self, once: bool) {
        let Self { signal, legacy, responder, journal, robot, peers } = self;
        tokio::select! {
            Some(()) = async { responder?.listen(journal).await; Some(()) } => {}
            () = serve_port(signal, PortRole::Signal, robot.clone()) => {}
            () = serve_port(legacy, PortRole::Legacy, robot.clone()) => {}
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

/// Serves one port for ever; without a port that is easy.
async fn serve_port(port: Option<Port>, role: PortRole, robot: Arc<Robot>) {
    let Some(port) = port else { return std::future::pending().await };
    let listener = port.listener().await;
    let handler = move |request, addresses| robot.clone().answer(role, request, addresses);
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
                        journal.note(Some(client), RobotEvent::SlotFree { after });
                    }
                });
            }
            Some(_) = running.join_next() => if once { return },
            else => return,
        }
    }
}
