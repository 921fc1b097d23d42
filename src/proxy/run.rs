//! A proxy from its first question to the robot to its last.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::mpsc;

use super::listener::{Arrival, Listener, MAX_QUEUED};
use super::options::ProxyOptions;
use super::outcome::Seen;
use super::presented_robot::PresentedRobot;
use super::request_handler::RequestHandler;
use crate::clock;
use crate::facts::outcome::{RunOutcome, Signalling};
use crate::facts::proxy::{Mending, ProxyEvent, ProxyRun};
use crate::net::source::is_of_this_machine;
use crate::robot::con_notify::Data2;
use crate::stages::carrier::Carrier;
use crate::stages::plan::Plan;
use crate::text::format::ms;

/// Why no proxy stands.
#[derive(Debug)]
pub enum OpenError {
    /// The robot that it was to ask is where it was to listen.
    Itself(SocketAddr),
    /// The address is taken, or not ours to take.
    Listen(io::Error, SocketAddr),
    /// No key, no randomness.
    Machine(io::Error),
}

pub enum Opened {
    Standing(Box<Proxy>),
    /// The robot cannot be asked, or not understood: there is nothing to stand before.
    Stopped(Box<RunOutcome>),
}

/// A proxy with its listeners open. They close when it is dropped.
pub struct Proxy {
    started: (SystemTime, Instant),
    queue: mpsc::Receiver<Arrival>,
    handler: RequestHandler,
    listeners: Vec<(Signalling, Listener)>,
}

impl Proxy {
    /// Asks the robot, and opens the ports that it has open as well.
    pub async fn open(plan: &Plan, options: ProxyOptions) -> Result<Opened, OpenError> {
        let started = (SystemTime::now(), clock::now());
        if let Ok(robot) = plan.host.parse() {
            not_itself(plan, &options, robot)?;
        }
        let mut carrier = Carrier::ask(plan).await;
        let usable = carrier.is_reached() && carrier.open();
        let run = ProxyRun { mended: options.mend.clone(), ..ProxyRun::default() };
        let seen = Seen::of(&carrier, run);
        if !usable || carrier.robot().address.is_none() {
            let took = ms(clock::since(started.1));
            return Ok(Opened::Stopped(Box::new(seen.outcome(plan, started.0, took))));
        }
        if let Some(robot) = carrier.robot().address {
            not_itself(plan, &options, robot)?;
        }
        let presented_robot = PresentedRobot::new().map_err(OpenError::Machine)?;
        let (sender, queue) = mpsc::channel(MAX_QUEUED);
        let options = Arc::new(options);
        let ports = [
            (Signalling::ConNotify, Some(options.listen)),
            (Signalling::Legacy, options.legacy_listen),
        ];
        let mut listeners = Vec::new();
        for (by, address) in ports {
            let wanted = carrier.has_open(by) || options.mends(Mending::Dialect);
            let Some(address) = address.filter(|_| wanted) else { continue };
            let listener = Listener::open(address, by, &options, sender.clone()).await;
            listeners.push((by, listener.map_err(|error| OpenError::Listen(error, address))?));
        }
        // Later questions are asked while a driver waits: a robot that is away is away.
        let plan = Plan { wait: None, ..plan.clone() };
        let mut handler = RequestHandler { plan, options, presented_robot, seen, relayed: None };
        handler.seen.run.presented = handler.presented().map(Data2::number);
        handler.seen.run.listen = address_of(&listeners, Signalling::ConNotify);
        handler.seen.run.legacy_listen = address_of(&listeners, Signalling::Legacy);
        Ok(Opened::Standing(Box::new(Self { started, queue, handler, listeners })))
    }

    pub fn listen(&self) -> Option<SocketAddr> {
        address_of(&self.listeners, Signalling::ConNotify)
    }

    pub fn legacy_listen(&self) -> Option<SocketAddr> {
        address_of(&self.listeners, Signalling::Legacy)
    }

    /// data2 as drivers see it; `None` where they see none.
    pub fn presented(&self) -> Option<Data2> {
        self.handler.presented().filter(|_| self.listen().is_some())
    }

    /// Carries one request after the other until `stop` is ready.
    pub async fn serve(&mut self, stop: impl Future<Output = ()>, tell: &dyn Fn(ProxyEvent)) {
        tell(ProxyEvent::Listening(Box::new(self.handler.seen.run.clone())));
        let (queue, handler) = (&mut self.queue, &mut self.handler);
        let carry = async {
            while let Some(came) = queue.recv().await {
                match came {
                    Arrival::Refused(client, why) => tell(ProxyEvent::Refused { client, why }),
                    Arrival::Request(asked) => handler.serve(*asked, tell).await,
                }
            }
        };
        tokio::select! {
            () = stop => {}
            () = carry => {}
        }
    }

    /// Goes on relaying until the driver is gone, for so long at most.
    pub async fn linger(&self, longest: Duration) {
        let Some(relayed) = &self.handler.relayed else { return };
        // Past the time it is cut off, whatever the driver does.
        let _ = tokio::time::timeout(longest, relayed.over()).await;
    }

    /// Closes the ports, and says what was seen. `given_up` where the driver has ended, and would
    /// have waited no longer.
    pub async fn finish(self, given_up: bool) -> RunOutcome {
        let (at, began) = self.started;
        for (_, listener) in self.listeners {
            listener.close().await;
        }
        let RequestHandler { plan, mut seen, relayed, .. } = self.handler;
        seen.relayed = relayed.map(|relayed| {
            let slot = relayed.slot();
            (relayed.told(began, given_up), slot)
        });
        seen.outcome(&plan, at, ms(clock::since(began)))
    }
}

fn address_of(listeners: &[(Signalling, Listener)], by: Signalling) -> Option<SocketAddr> {
    listeners.iter().find(|(each, _)| *each == by).map(|(_, listener)| listener.address)
}

/// A proxy that asked itself would ask itself again, and again.
fn not_itself(plan: &Plan, options: &ProxyOptions, robot: IpAddr) -> Result<(), OpenError> {
    let robot = robot.to_canonical();
    let ports =
        [(plan.signal_port, Some(options.listen)), (plan.legacy_port, options.legacy_listen)];
    for (port, listen) in ports {
        let Some(listen) = listen.filter(|listen| listen.port() == port) else { continue };
        let ours = listen.ip().to_canonical();
        if ours == robot || (ours.is_unspecified() && is_of_this_machine(robot)) {
            return Err(OpenError::Itself(listen));
        }
    }
    Ok(())
}
