//! One attempt of a driver to connect to a robot: its signalling and its media.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use super::chronicle::Chronicle;
use super::observe::Observed;
use super::signalling::{Exchange, Path};
use crate::facts::Unreachable;

#[derive(Debug)]
pub(super) struct Attempt {
    pub driver: IpAddr,
    pub robot: IpAddr,
    pub exchanges: Vec<Exchange>,
    pub observed: Observed,
    pub chronicle: Chronicle,
    pub began: Instant,
    pub last: Instant,
    /// When the same driver began its next attempt: it had given this one up.
    pub given_up: Option<Instant>,
    pub robot_ufrag: Option<String>,
    /// What came back for datagrams to an address of the robot's.
    pub unreachable: BTreeMap<SocketAddr, Unreachable>,
}

impl Attempt {
    pub(super) fn new(driver: IpAddr, robot: IpAddr, now: Instant) -> Self {
        Self {
            driver,
            robot,
            exchanges: Vec::new(),
            observed: Observed::default(),
            chronicle: Chronicle::new(now),
            began: now,
            last: now,
            given_up: None,
            robot_ufrag: None,
            unreachable: BTreeMap::new(),
        }
    }

    pub(super) fn has_media(&self) -> bool {
        !self.observed.is_empty()
    }

    pub(super) fn offered(&self) -> bool {
        self.exchange(|path| matches!(path, Path::ConIng | Path::Offer)).is_some()
    }

    /// Whether anything came back for its offer.
    pub(super) fn was_answered(&self) -> bool {
        let offer = self.exchange(|path| matches!(path, Path::ConIng | Path::Offer));
        offer.is_some_and(|offer| offer.lengths().1 > 0)
    }

    /// The last exchange whose path is of this kind.
    pub(super) fn exchange(&self, is: impl Fn(Path) -> bool) -> Option<&Exchange> {
        self.exchanges.iter().rev().find(|exchange| exchange.path().is_some_and(&is))
    }

    /// Whether it looks like one with a robot: a web server may as well have a port 8081.
    pub(super) fn is_of_a_robot(&self) -> bool {
        use crate::robot::con_notify;
        let known = |exchange: &Exchange| {
            exchange.robot.port() == con_notify::PORT
                || exchange.path().is_some_and(|path| path != Path::Other)
        };
        self.has_media() || self.exchanges.iter().any(known)
    }

    /// Whether the capture begins after the handshake: then there is nothing to conclude from what
    /// was not seen.
    pub(super) fn began_before(&self) -> bool {
        let observed = &self.observed;
        let speaks = observed.records.sent + observed.records.received > 0
            || observed.rtp_in + observed.rtp_out > 0;
        self.exchanges.is_empty() && observed.handshake.is_empty() && speaks
    }
}
