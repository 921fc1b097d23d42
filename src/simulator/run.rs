//! The simulated robot at work: as a command of its own, or in a thread of
//! the process that checks it.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::thread::JoinHandle;

use serde::Serialize;
use tokio::sync::oneshot;

use super::journal::{Entry, Journal};
use super::options::SimulatorOptions;
use super::peer::{SharedSlot, lock};
use super::server::{Port, Server, SimulatorError};

/// The first line of `go2doctor simulate`.
#[derive(Debug, Serialize)]
struct Ready {
    event: &'static str,
    signal_port: Option<u16>,
    legacy_port: Option<u16>,
    pid: u32,
}

/// Runs a simulated robot until SIGINT, SIGTERM or a closed `out`; with
/// [`SimulatorOptions::once`] until its first client has left.
///
/// The first line on `out` is the ready event; unless it is to be quiet, what
/// the robot sees follows, one JSON object a line.
pub async fn run(options: SimulatorOptions, mut out: impl Write) -> Result<(), SimulatorError> {
    // Before the ready line: who reads it may send a signal at once.
    let stop = stop_signal().map_err(SimulatorError::Run)?;
    let (journal, mut entries) = Journal::new();
    let server = Server::bind(&options, journal).await?;
    warn_beyond_loopback(&options);
    let ready = Ready {
        event: "ready",
        signal_port: server.signal_port(),
        legacy_port: server.legacy_port(),
        pid: std::process::id(),
    };
    if !write_line(&mut out, &ready)? {
        return Ok(());
    }
    let mut tell =
        |entry: &Entry| if options.quiet { Ok(true) } else { write_line(&mut out, entry) };
    let mut served = std::pin::pin!(server.serve(options.once));
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            Some(entry) = entries.recv() => if !tell(&entry)? {
                return Ok(());
            },
            () = &mut served => break,
        }
    }
    while let Ok(entry) = entries.try_recv() {
        tell(&entry)?;
    }
    Ok(())
}

/// Writes one object as a line; false when the reader has gone.
fn write_line(out: &mut impl Write, value: &impl Serialize) -> Result<bool, SimulatorError> {
    let line = serde_json::json!(value).to_string();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(SimulatorError::Output(error)),
    }
}

/// A future that ends with the first SIGINT or SIGTERM from now on.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// A future that ends with the first Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Says so when others than this machine can reach the simulated robot.
fn warn_beyond_loopback(options: &SimulatorOptions) {
    for address in [options.listen, options.legacy_listen].into_iter().flatten() {
        if !address.ip().to_canonical().is_loopback() {
            eprintln!(
                "notice: the simulated robot listens on {address}, which other machines may \
                 reach; its private key is public"
            );
        }
    }
}

/// A simulated robot in a thread of this process. It stops when dropped.
pub struct Simulator {
    address: IpAddr,
    signal_port: u16,
    legacy_port: u16,
    slot: SharedSlot,
    entries: tokio::sync::mpsc::Receiver<Entry>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread reports once its ports are bound.
struct Started {
    signal_port: u16,
    legacy_port: u16,
    slot: SharedSlot,
}

impl Simulator {
    /// Starts a robot with a runtime of its own, so that nothing that the
    /// caller's does or blocks can slow it down.
    pub fn start(options: SimulatorOptions) -> Result<Self, SimulatorError> {
        let address = options.listen.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |listen| listen.ip());
        let (journal, entries) = Journal::new();
        let (report, started) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("simulated-robot".into())
            .spawn(move || live(&options, address, journal, &report, stopped))
            .map_err(SimulatorError::Run)?;
        let started = started.recv().unwrap_or_else(|_| {
            Err(SimulatorError::Run(io::Error::other("its thread ended at once")))
        })?;
        Ok(Self {
            address,
            signal_port: started.signal_port,
            legacy_port: started.legacy_port,
            slot: started.slot,
            entries,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it is.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Where `/con_notify` is served, or refused where the options say so.
    pub fn signal_port(&self) -> u16 {
        self.signal_port
    }

    /// Where the legacy `/offer` is served, or refused where the options say
    /// so: whatever else listens on this machine is never mistaken for it.
    pub fn legacy_port(&self) -> u16 {
        self.legacy_port
    }

    /// Whether a new client would get an answer.
    pub fn slot_is_free(&self) -> bool {
        lock(&self.slot).is_free()
    }

    /// The next thing that the robot saw, if there is one.
    pub fn poll_sight(&mut self) -> Option<Entry> {
        self.entries.try_recv().ok()
    }

    /// Waits for the next thing that the robot sees.
    pub async fn next_sight(&mut self) -> Option<Entry> {
        self.entries.recv().await
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in there was printed by the thread itself.
            let _ = thread.join();
        }
    }
}

/// The thread: binds, reports, serves until told to stop.
fn live(
    options: &SimulatorOptions,
    address: IpAddr,
    journal: Journal,
    report: &mpsc::SyncSender<Result<Started, SimulatorError>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = report.send(Err(SimulatorError::Run(error)));
            return;
        }
    };
    runtime.block_on(async {
        let bound = match Server::bind(options, journal).await {
            Ok(server) => closed_ports(&server, address).map(|closed| (server, closed)),
            Err(error) => Err(error),
        };
        let (server, closed) = match bound {
            Ok(bound) => bound,
            Err(error) => {
                let _ = report.send(Err(error));
                return;
            }
        };
        let number = |port: &Option<Port>| port.as_ref().and_then(Port::number);
        let started = Started {
            signal_port: server.signal_port().or(number(&closed[0])).unwrap_or_default(),
            legacy_port: server.legacy_port().or(number(&closed[1])).unwrap_or_default(),
            slot: server.slot(),
        };
        if report.send(Ok(started)).is_ok() {
            tokio::select! {
                () = server.serve(options.once) => {}
                _ = stopped => {}
            }
        }
    });
}

/// Reserves a refusing port for each that the robot does not have.
fn closed_ports(server: &Server, address: IpAddr) -> Result<[Option<Port>; 2], SimulatorError> {
    let reserve = |number: Option<u16>| match number {
        Some(_) => Ok(None),
        None => Port::refusing(SocketAddr::new(address, 0)).map(Some),
    };
    Ok([reserve(server.signal_port())?, reserve(server.legacy_port())?])
}
