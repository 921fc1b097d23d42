//! One relayed connection: its sockets, what passes them, and what was seen of it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::description::{addresses, rewritten};
use super::sockets::{Sockets, reachable};
use super::switch::{MAX_DATAGRAM, Passed, Switch};
use crate::capture::connection::{Connection, Told};
use crate::capture::observe::Observed as Seen;
use crate::clock;
use crate::facts::outcome::Slot;
use crate::net::source;
use crate::stack::Way;
use crate::stack::observer::{Observed, Observer};
use crate::stack::sdp::{SdpError, SessionDescription};

/// A driver that says nothing for so long is gone: a check goes out more often than that.
const GONE: Duration = Duration::from_secs(5);

/// After a read that failed; the next may succeed.
const PAUSE: Duration = Duration::from_millis(10);

/// The sockets that face the robot: their addresses go into the offer.
pub struct Prepared {
    robot: IpAddr,
    driver: IpAddr,
    /// Ours that reaches the driver.
    towards_driver: IpAddr,
    offer: SessionDescription,
    facing_robot: Sockets,
    observer: Option<Arc<dyn Observer>>,
}

impl Prepared {
    /// `ours` are the addresses to speak to the robot from, where not any; `client` is where the
    /// offer came from.
    pub async fn bind(
        ours: Option<&[IpAddr]>,
        robot: IpAddr,
        client: IpAddr,
        offer: SessionDescription,
        observer: Option<Arc<dyn Observer>>,
    ) -> io::Result<Self> {
        let named = ours.and_then(|ours| source::among(ours, robot));
        let from = named.map_or_else(|| source::by_route(robot), Ok)?;
        let candidates = reachable(&addresses(&offer), client, robot);
        let driver = candidates.first().map_or(client.to_canonical(), |it| it.ip());
        let towards_driver = source::by_route(driver)?;
        let facing_robot = Sockets::bind(from, &candidates).await?;
        Ok(Self { robot, driver, towards_driver, offer, facing_robot, observer })
    }

    /// The offer as it goes on.
    pub fn offer(&self, text: &str) -> String {
        rewritten(text, |candidate| self.facing_robot.in_place_of(candidate))
    }

    /// Begins to relay. The answer as it goes on to the driver is with it.
    pub async fn answered(self, text: &str) -> io::Result<(Relayed, String)> {
        let unreadable = |error: SdpError| io::Error::new(io::ErrorKind::InvalidData, error);
        let answer = SessionDescription::parse(text).map_err(unreadable)?;
        // To no other address than the robot's.
        let mut candidates = addresses(&answer);
        candidates.retain(|it| it.ip().to_canonical() == self.robot.to_canonical());
        let facing_driver = Sockets::bind(self.towards_driver, &candidates).await?;
        let goes = rewritten(text, |candidate| facing_driver.in_place_of(candidate));
        let Self { robot, driver, offer, facing_robot, observer, .. } = self;
        let (to_driver, to_robot) = (facing_driver.seats, facing_robot.seats);
        let locals = [&to_driver, &to_robot].map(|seats| seats.iter().map(|it| it.local).collect());
        let switch = Switch::new(robot, to_driver, to_robot, &offer, &answer);
        let began = clock::now();
        let kept = Mutex::new(Kept { switch, observed: Seen::default() });
        let (facing_driver, facing_robot) = (facing_driver.sockets, facing_robot.sockets);
        let shared = Arc::new(Shared { kept, facing_driver, facing_robot, locals, observer });
        let mut carrying = JoinSet::new();
        for way in [Way::Out, Way::In] {
            for socket in 0..shared.facing(way).0.len() {
                carrying.spawn(carry(Arc::clone(&shared), way, socket));
            }
        }
        Ok((Relayed { shared, _carrying: carrying, robot, driver, offer, answer, began }, goes))
    }
}

struct Shared {
    kept: Mutex<Kept>,
    facing_driver: Vec<Arc<tokio::net::UdpSocket>>,
    facing_robot: Vec<Arc<tokio::net::UdpSocket>>,
    /// The sockets' addresses, those that face the driver first.
    locals: [Vec<SocketAddr>; 2],
    observer: Option<Arc<dyn Observer>>,
}

struct Kept {
    switch: Switch,
    observed: Seen,
}

type Facing<'a> = &'a [Arc<tokio::net::UdpSocket>];

impl Shared {
    /// The sockets that face who sends this way, and those that face who receives.
    fn facing(&self, way: Way) -> (Facing<'_>, Facing<'_>) {
        way.ends((&self.facing_driver, &self.facing_robot))
    }

    /// Shows a datagram as it came from one side, and as it goes to the other.
    fn show(
        &self,
        way: Way,
        (socket, from): (usize, SocketAddr),
        came: &[u8],
        passed: &Passed<'_>,
    ) {
        let Some(observer) = &self.observer else { return };
        let [driver, robot] = &self.locals;
        let went = (passed.socket, passed.to, &*passed.bytes);
        let (to_driver, to_robot) = way.ends(((socket, from, came), went));
        let (socket, peer, datagram) = to_driver;
        if let Some(&local) = driver.get(socket) {
            observer.observe(&Observed::ToDriver { way: way.back(), local, peer, datagram });
        }
        let (socket, peer, datagram) = to_robot;
        if let Some(&local) = robot.get(socket) {
            observer.observe(&Observed::Datagram { way, local, peer, datagram });
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries what comes to one socket, until the session is dropped.
async fn carry(shared: Arc<Shared>, way: Way, socket: usize) {
    let (sender, receiver) = shared.facing(way);
    let Some(ear) = sender.get(socket) else { return };
    // One byte more than passes: what fills it is too long.
    let mut buffer = vec![0; MAX_DATAGRAM + 1];
    loop {
        let Ok((length, from)) = ear.recv_from(&mut buffer).await else {
            sleep(PAUSE).await;
            continue;
        };
        let came = buffer.get(..length).unwrap_or_default();
        let passed = {
            let mut kept = shared.kept();
            let Some(passed) = kept.switch.take(way, socket, from, came) else { continue };
            kept.observed.datagram(clock::now(), way, passed.pair, came);
            passed
        };
        shared.show(way, (socket, from), came, &passed);
        if let Some(mouth) = receiver.get(passed.socket) {
            // What cannot be sent is lost, as it would be on any way.
            let _ = mouth.send_to(&passed.bytes, passed.to).await;
        }
    }
}

/// A connection that passes us. It ends when it is dropped.
pub struct Relayed {
    shared: Arc<Shared>,
    _carrying: JoinSet<()>,
    robot: IpAddr,
    driver: IpAddr,
    offer: SessionDescription,
    answer: SessionDescription,
    began: Instant,
}

impl Relayed {
    /// Whether the driver has said goodbye, or nothing for 5 s.
    pub fn is_over(&self) -> bool {
        let kept = self.shared.kept();
        let last = kept.observed.last_out.unwrap_or(self.began);
        said_goodbye(&kept.observed, Way::Out) || clock::since(last) >= GONE
    }

    /// Ready when the driver has gone.
    pub async fn over(&self) {
        while !self.is_over() {
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// What is left of it at the robot.
    pub fn slot(&self) -> Slot {
        let observed = &self.shared.kept().observed;
        if said_goodbye(observed, Way::Out) {
            return Slot::Untouched;
        }
        if said_goodbye(observed, Way::In) {
            return Slot::EndedByRobot;
        }
        match observed.checks.nominated.is_some() || !observed.handshake.is_empty() {
            true => Slot::HeldLong,
            false => Slot::HeldBriefly,
        }
    }

    /// What was seen of it; times count from `from`. `given_up` where the driver has ended.
    pub fn told(self, from: Instant, given_up: bool) -> Told {
        let given_up = given_up || self.is_over();
        let observed = std::mem::take(&mut self.shared.kept().observed);
        Connection {
            driver: self.driver,
            robot: self.robot,
            observed,
            offer: self.offer,
            answer: self.answer,
            from,
            until: clock::now(),
            given_up,
        }
        .told()
    }
}

fn said_goodbye(observed: &Seen, way: Way) -> bool {
    observed.handshake.ended().is_some_and(|end| end.way == way)
}
