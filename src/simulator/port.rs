//! A TCP port of the robot: open, closed, closed for a while, or deaf.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep_until, timeout};

use super::error::SimulatorError;
use super::fault::Fault;
use super::fault_setting::{Faults, Hold};

const BACKLOG: u32 = 1024;

/// More connections than any system lets wait behind a backlog of one.
const MOST_WAITING: usize = 16;

/// A connect on this machine that takes longer than that is not going to be answered.
const LONGEST_CONNECT: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy)]
pub(super) enum PortRole {
    Signal,
    Legacy,
}

#[derive(Debug)]
pub(super) enum Port {
    Open(TcpListener),
    /// Connections are refused, and nobody else can take the port meanwhile.
    Refusing(TcpSocket),
    /// Connections are refused until then and served afterwards.
    Opening(TcpSocket, Instant),
    /// Connections are neither accepted nor refused: those that wait fill the queue, and nobody
    /// ever takes one out of it.
    Dropping(
        TcpListener,
        #[expect(dead_code, reason = "they are held, and only held")] Vec<TcpStream>,
    ),
}

impl Port {
    pub(super) async fn bind(
        role: PortRole,
        faults: &Faults,
        address: Option<SocketAddr>,
    ) -> Result<Option<Self>, SimulatorError> {
        let Some(address) = address else { return Ok(None) };
        let signal = matches!(role, PortRole::Signal);
        let closed = faults.has(Fault::PortsRefused)
            || signal && faults.any_of(&[Fault::PortRefused, Fault::Legacy]);
        let port = match faults.hold(Fault::Booting) {
            _ if closed => Self::refusing(address),
            _ if signal && faults.has(Fault::PortDropping) => Self::dropping(address).await,
            Hold::No => Self::open(address).await,
            Hold::Forever => Self::refusing(address),
            Hold::For(delay) => Ok(Self::Opening(bound(address, true)?, Instant::now() + delay)),
        };
        port.map(Some)
    }

    pub(super) async fn open(address: SocketAddr) -> Result<Self, SimulatorError> {
        let listener = TcpListener::bind(address).await;
        listener.map(Self::Open).map_err(|error| SimulatorError::Listen(error, address))
    }

    /// A port where connections are refused: bound, and never listened on.
    pub(super) fn refusing(address: SocketAddr) -> Result<Self, SimulatorError> {
        bound(address, false).map(Self::Refusing)
    }

    /// A port whose queue is full: Linux and macOS drop the SYN of whoever comes then. A system
    /// that refuses it instead cannot show this fault.
    async fn dropping(address: SocketAddr) -> Result<Self, SimulatorError> {
        let failed = |error| SimulatorError::Listen(error, address);
        let listener = bound(address, false)?.listen(1).map_err(failed)?;
        let own = listener.local_addr().map_err(failed)?;
        let mut waiting = Vec::new();
        while waiting.len() < MOST_WAITING {
            match timeout(LONGEST_CONNECT, TcpStream::connect(own)).await {
                Err(_) => return Ok(Self::Dropping(listener, waiting)),
                Ok(connected) => waiting.push(connected.map_err(failed)?),
            }
        }
        Err(failed(io::Error::other("this system never lets the queue be full")))
    }

    pub(super) fn number(&self) -> Option<u16> {
        let address = match self {
            Self::Open(listener) | Self::Dropping(listener, _) => listener.local_addr(),
            Self::Refusing(socket) | Self::Opening(socket, _) => socket.local_addr(),
        };
        address.ok().map(|address| address.port())
    }

    /// The listener, once there is one; for ever where there is none to be.
    pub(super) async fn listener(self) -> TcpListener {
        match self {
            Self::Open(listener) => listener,
            Self::Opening(socket, at) => {
                sleep_until(at).await;
                match socket.listen(BACKLOG) {
                    Ok(listener) => listener,
                    Err(error) => {
                        tracing::error!(%error, "the simulated robot's port does not open");
                        std::future::pending().await
                    }
                }
            }
            // Held, that is the point of it.
            Self::Refusing(_) | Self::Dropping(..) => {
                let _held = self;
                std::future::pending().await
            }
        }
    }
}

/// A socket that has the address. One that is going to listen takes it although connections of a
/// former robot linger on it, as every listener does.
fn bound(address: SocketAddr, reuse: bool) -> Result<TcpSocket, SimulatorError> {
    let bound = || {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        if cfg!(unix) {
            socket.set_reuseaddr(reuse)?;
        }
        socket.bind(address)?;
        Ok(socket)
    };
    bound().map_err(|error| SimulatorError::Listen(error, address))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use crate::facts::PortReason;
    use crate::net::connect::probe;

    use super::*;

    const ANYWHERE: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

    async fn port(fault: &str, role: PortRole) -> Port {
        let faults: Vec<_> = fault.split_terminator('+').map(|one| one.parse().unwrap()).collect();
        Port::bind(role, &Faults(faults), Some(ANYWHERE.into())).await.unwrap().unwrap()
    }

    async fn says(number: u16, within_ms: u64) -> PortReason {
        let deadline = Instant::now() + Duration::from_millis(within_ms);
        let address = (Ipv4Addr::LOCALHOST, number).into();
        probe(address, None, deadline).await.unwrap().0.reason
    }

    #[tokio::test]
    async fn each_fault_closes_the_ports_that_it_is_about() {
        use PortReason::{ConnRefused, Open};
        for (fault, signal, legacy) in [
            ("", Open, Open),
            ("port-refused", ConnRefused, Open),
            ("ports-refused", ConnRefused, ConnRefused),
            ("booting", ConnRefused, ConnRefused),
            ("legacy", ConnRefused, Open),
            ("legacy+booting", ConnRefused, ConnRefused),
        ] {
            for (role, expected) in [(PortRole::Signal, signal), (PortRole::Legacy, legacy)] {
                let port = port(fault, role).await;
                let said = says(port.number().unwrap(), 2000).await;
                assert_eq!(said, expected, "{fault:?} {role:?}");
            }
        }
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    #[tokio::test]
    async fn a_dropping_port_says_nothing_however_often_it_is_asked() {
        let port = port("port-dropping", PortRole::Signal).await;
        let number = port.number().unwrap();
        for _ in 0..3 {
            assert_eq!(says(number, 150).await, PortReason::NoResponse);
        }
        drop(port);
        assert_eq!(says(number, 2000).await, PortReason::ConnRefused);
    }

    #[tokio::test]
    async fn a_port_that_opens_later_refuses_until_then_under_the_same_number() {
        let port = port("booting:0.3", PortRole::Signal).await;
        let (number, started) = (port.number().unwrap(), Instant::now());
        assert_eq!(says(number, 2000).await, PortReason::ConnRefused);
        let listener = port.listener().await;
        assert!(started.elapsed() >= Duration::from_millis(250), "{:?}", started.elapsed());
        assert_eq!(listener.local_addr().unwrap().port(), number);
        assert_eq!(says(number, 2000).await, PortReason::Open);
    }
}
