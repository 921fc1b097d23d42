//! `ping`, as somebody ran it by hand beside the driver.

use std::net::Ipv4Addr;

use crate::facts::network::is_of_local_use;
use crate::facts::{PingEvidence, PingTimings, Stage, StageFacts};
use crate::logs::event::Event;

use super::{Seen, Session};

/// So many echo requests in a row say something: one is lost anywhere.
const IN_A_ROW: u32 = 2;

/// The last run of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Ping {
    /// `None` where the log does not show its first line.
    host: Option<Ipv4Addr>,
    received: u32,
    failed: u32,
    failed_in_row: u32,
    /// Sent and received, by its own summary.
    summary: Option<(u32, u32)>,
}

impl Ping {
    /// Whose echo it was; a robot's, where nothing else says where that is.
    pub(super) fn host(&self) -> Option<Ipv4Addr> {
        self.host
    }

    /// What is somewhere else says nothing of the robot, nor of the way to it.
    fn is_elsewhere(&self) -> bool {
        self.host.is_some_and(|host| !is_of_local_use(host))
    }

    pub(super) fn facts(&self) -> StageFacts {
        let counted = Some((self.received + self.failed, self.received)).filter(|it| it.0 > 0);
        // Windows counts a router's word that nobody is there as a reply.
        let summary = self.summary.filter(|it| self.failed == 0 || it.1 <= self.received);
        let counts = summary.or(counted);
        let evidence = PingEvidence {
            sent: counts.map(|(sent, _)| sent),
            received: counts.map(|(_, received)| received),
            ..PingEvidence::default()
        };
        StageFacts::Ping { timings: PingTimings::default(), evidence }
    }
}

impl Session {
    /// Takes a line of `ping` in; false where it says nothing of the robot.
    pub(super) fn ping_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        if event == Event::PingBegins {
            let host = seen.text("host").or_else(|| seen.text("host2"));
            let host = host.and_then(|host| host.parse().ok());
            self.ping = Ping { host, ..Ping::default() };
            self.ladder.anew(Stage::Ping);
            return false;
        }
        if self.ping.is_elsewhere() {
            return false;
        }
        match event {
            Event::EchoReply => {
                self.ping.received += 1;
                self.ping.failed_in_row = 0;
            }
            Event::EchoFailed => {
                self.ping.failed += 1;
                self.ping.failed_in_row += 1;
            }
            _ => {
                let number = |one, other| seen.number(one).or_else(|| seen.number(other));
                self.ping.summary = number("sent", "sent2").zip(number("received", "received2"));
            }
        }
        let silent = matches!(self.ping.summary, Some((IN_A_ROW.., 0)));
        if self.ping.failed_in_row >= IN_A_ROW || silent {
            self.ladder.broken(Stage::Ping, seen.at);
            return true;
        }
        let answered = self.ping.received > 0 || self.ping.summary.is_some_and(|it| it.1 > 0);
        if answered {
            self.ladder.anew(Stage::Ping);
            self.ladder.passed(Stage::Ping, seen.at);
        }
        answered && event == Event::EchoReply
    }
}
