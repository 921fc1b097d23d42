//! The simulated robot at work: as a command of its own, or in a thread of the process that checks
//! it.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::thread::JoinHandle;

use serde::Serialize;
use tokio::sync::oneshot;

use super::error::SimulatorError;
use super::journal::{Entry, Journal};
use super::options::SimulatorOptions;
use super::peer::{SharedSlot, lock};
use super::port::Port;
use super::server::Server;

#[derive(Debug, Serialize)]
struct Ready {
    event: &'static str,
    signal_port: Option<u16>,
    legacy_port: Option<u16>,
    /// Made up, hence no secret; left out where nobody can search for the robot.
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    pid: u32,
}

/// Runs a simulated robot until SIGINT, SIGTERM or a closed `out`; with [`SimulatorOptions::once`]
/// until its first client has left.
///
/// The first line on `out` is the ready event; unless it is to be quiet, what the robot sees
/// follows, one JSON object a line.
pub async fn run(options: SimulatorOptions, mut out: impl Write) -> Result<(), SimulatorError> {
    // Before the ready line: who reads it may send a signal at once.
    let stop = stop_signal().map_err(SimulatorError::Run)?;
    let (journal, mut entries) = Journal::new();
    let server = Server::bind(&options, journal).await?;
    let ready = Ready {
        event: "ready",
        signal_port: server.signal_port(),
        legacy_port: server.legacy_port(),
        serial: server.serial().map(|serial| serial.expose().to_owned()),
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
    let written = serde_json::to_string(value)
        .map_err(io::Error::from)
        .and_then(|line| writeln!(out, "{line}"))
        .and_then(|()| out.flush());
    match written {
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

/// A simulated robot in this process. It stops when dropped.
pub struct Simulator {
    robot: Started,
    entries: tokio::sync::mpsc::Receiver<Entry>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Started {
    address: IpAddr,
    signal_port: u16,
    legacy_port: u16,
    slot: SharedSlot,
}

impl Simulator {
    /// Starts a robot in a thread with a runtime of its own, so that nothing that the caller's does
    /// or blocks can slow it down.
    pub fn start(options: SimulatorOptions) -> Result<Self, SimulatorError> {
        let (journal, entries) = Journal::new();
        let (report, started) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let live = async move {
            match bind(&options, journal).await {
                Ok((robot, serve)) => {
                    let _ = report.send(Ok(robot));
                    until(stopped, serve).await;
                }
                Err(error) => drop(report.send(Err(error))),
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(SimulatorError::Run)?;
        let thread = std::thread::Builder::new()
            .name("simulated-robot".into())
            .spawn(move || runtime.block_on(live))
            .map_err(SimulatorError::Run)?;
        let robot = started.recv().unwrap_or_else(|_| {
            Err(SimulatorError::Run(io::Error::other("its thread ended at once")))
        })?;
        Ok(Self { robot, entries, stop: Some(stop), thread: Some(thread) })
    }

    /// Starts a robot in the runtime of the caller, whose clock it shares.
    pub async fn start_here(options: SimulatorOptions) -> Result<Self, SimulatorError> {
        let (journal, entries) = Journal::new();
        let (stop, stopped) = oneshot::channel();
        let (robot, serve) = bind(&options, journal).await?;
        tokio::spawn(until(stopped, serve));
        Ok(Self { robot, entries, stop: Some(stop), thread: None })
    }

    pub fn address(&self) -> IpAddr {
        self.robot.address
    }

    /// Where `/con_notify` is served, or refused where the options say so.
    pub fn signal_port(&self) -> u16 {
        self.robot.signal_port
    }

    /// Where the legacy `/offer` is served, or refused where the options say so: whatever else
    /// listens on this machine is never mistaken for it.
    pub fn legacy_port(&self) -> u16 {
        self.robot.legacy_port
    }

    pub fn slot_is_free(&self) -> bool {
        lock(&self.robot.slot).is_free()
    }

    pub fn poll_event(&mut self) -> Option<Entry> {
        self.entries.try_recv().ok()
    }

    pub async fn next_event(&mut self) -> Option<Entry> {
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

/// Binds a robot's ports; the future serves them.
async fn bind(
    options: &SimulatorOptions,
    journal: Journal,
) -> Result<(Started, impl Future<Output = ()> + use<>), SimulatorError> {
    let server = Server::bind(options, journal).await?;
    let address = options.listen.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |listen| listen.ip());
    // A refusing port for each that the robot does not have, held as long as it lives.
    let refusing = || Port::refusing(SocketAddr::new(address, 0));
    let (closed_signal, closed_legacy) = (refusing()?, refusing()?);
    let number = |port: Option<u16>, closed: &Port| port.or(closed.number()).unwrap_or(0);
    let started = Started {
        address,
        signal_port: number(server.signal_port(), &closed_signal),
        legacy_port: number(server.legacy_port(), &closed_legacy),
        slot: server.slot(),
    };
    let once = options.once;
    let serve = async move {
        let _held = (closed_signal, closed_legacy);
        server.serve(once).await;
    };
    Ok((started, serve))
}

async fn until(stopped: oneshot::Receiver<()>, serve: impl Future<Output = ()>) {
    tokio::select! {
        () = serve => {}
        _ = stopped => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::Value;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use crate::robot::legacy;
    use crate::simulator::options::TimeScale;

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Shared {
        fn lines(&self) -> Vec<Value> {
            let bytes = self.0.lock().unwrap();
            let text = std::str::from_utf8(&bytes).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
    }

    struct ClosedPipe;

    impl Write for ClosedPipe {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn legacy_only() -> SimulatorOptions {
        SimulatorOptions {
            listen: None,
            legacy_listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            time_scale: TimeScale::new(0.01).unwrap(),
            once: true,
            quiet: false,
            ..SimulatorOptions::in_process(Vec::new())
        }
    }

    async fn offer_and_vanish(out: Shared) {
        let port = loop {
            match out.lines().first() {
                Some(ready) => break ready["legacy_port"].as_u64().unwrap() as u16,
                None => tokio::task::yield_now().await,
            }
        };
        let offer = "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n\
                     a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n";
        let body = legacy::request_body(offer, Ipv4Addr::LOCALHOST.into());
        let request =
            format!("POST /offer HTTP/1.0\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains("m=application"), "{answer}");
    }

    #[tokio::test]
    async fn the_ready_line_comes_first_and_once_ends_after_the_first_client() {
        let out = Shared::default();
        let (ended, ()) =
            tokio::join!(run(legacy_only(), out.clone()), offer_and_vanish(out.clone()));
        ended.unwrap();
        assert!(out.0.lock().unwrap().starts_with(br#"{"event":"ready","signal_port":null,"#));
        let lines = out.lines();
        assert_eq!(lines[0]["signal_port"], Value::Null);
        assert_eq!(lines[0]["pid"], std::process::id());
        let events: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["ready", "http", "offer-answered", "slot-free"]);
        assert_eq!(lines[3]["after"], "never-connected");
        assert_eq!(lines[3]["client"], 1);
    }

    #[tokio::test]
    async fn quiet_says_nothing_after_the_ready_line() {
        let out = Shared::default();
        let quiet = SimulatorOptions { quiet: true, ..legacy_only() };
        let (ended, ()) = tokio::join!(run(quiet, out.clone()), offer_and_vanish(out.clone()));
        ended.unwrap();
        assert_eq!(out.lines().len(), 1);
    }

    #[tokio::test]
    async fn a_closed_pipe_ends_it_quietly() {
        run(legacy_only(), ClosedPipe).await.unwrap();
    }

    #[test]
    fn a_port_that_is_taken_is_an_error_that_names_it() {
        let first = Simulator::start(SimulatorOptions::in_process(Vec::new())).unwrap();
        let taken = SocketAddr::new(first.address(), first.signal_port());
        let options =
            SimulatorOptions { listen: Some(taken), ..SimulatorOptions::in_process(Vec::new()) };
        let error = Simulator::start(options).err().unwrap();
        assert!(error.to_string().contains(&taken.to_string()), "{error}");
    }

    #[test]
    fn the_same_seed_makes_the_same_robot() {
        let blob = |seed| {
            let options =
                SimulatorOptions { seed: Some(seed), ..SimulatorOptions::in_process(Vec::new()) };
            let robot = Simulator::start(options).unwrap();
            let mut stream =
                std::net::TcpStream::connect((robot.address(), robot.signal_port())).unwrap();
            stream.write_all(b"POST /con_notify HTTP/1.1\r\n\r\n").unwrap();
            io::read_to_string(stream).unwrap()
        };
        assert_eq!(blob(1), blob(1));
        assert_ne!(blob(1), blob(2));
    }
}
