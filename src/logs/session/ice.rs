//! Candidate pairs and the STUN messages between them.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use memchr::memmem;

use crate::facts::{
    CheckCounts, IceEvidence, IceTimings, LinkState, PairEvidence, Stage, StageFacts,
};
use crate::logs::event::Event;
use crate::logs::marks::Moment;
use crate::stack::sdp::SessionDescription;
use crate::text::redact::printable;

use super::{Seen, Session};

/// Pairs that are told apart; a log that shows more is not one of this robot.
const MAX_PAIRS: usize = 64;
const MAX_CANDIDATES: usize = 16;

/// STUN messages between one of our sockets and one address of the robot.
#[derive(Debug, Clone, Default)]
struct Traffic {
    requests_sent: u64,
    responses: u64,
    requests_received: u64,
    requests_refused: u64,
    last_request: Option<Moment>,
    errors: BTreeMap<String, u64>,
}

/// The code of an error response, three digits, where the version of aioice shows it.
fn error_code(message: &[u8]) -> Option<&str> {
    const NAME: &[u8] = b"'ERROR-CODE': (";
    let behind = memmem::find(message, NAME)? + NAME.len();
    let code = std::str::from_utf8(message.get(behind..behind + 3)?).ok()?;
    code.bytes().all(|byte| byte.is_ascii_digit()).then_some(code)
}

#[derive(Debug, Clone, Default)]
pub(super) struct Ice {
    gathering: Option<Moment>,
    gathering_ms: Option<f64>,
    state: Option<&'static str>,
    first_response: Option<Moment>,
    remote_candidates: Option<Vec<String>>,
    /// Local and remote address, and the last state.
    pairs: Vec<(String, String, String)>,
    /// By the name of our socket and the robot's address.
    traffic: BTreeMap<(String, String), Traffic>,
    /// Our address behind each socket's name, learnt when a check begins.
    sockets: BTreeMap<String, String>,
    /// The pair whose first request comes next.
    beginning: Option<(String, String)>,
}

impl Ice {
    /// aioice shows single STUN messages at DEBUG only.
    pub(super) fn is_debug(&self) -> bool {
        !self.traffic.is_empty()
    }

    pub(super) fn take_answer(&mut self, answer: &SessionDescription) {
        let candidates = answer.candidates();
        let told = candidates.iter().take(MAX_CANDIDATES).map(ToString::to_string);
        self.remote_candidates = Some(told.collect());
    }

    fn take_pair(&mut self, local: String, remote: String, state: &str) {
        if state == "IN_PROGRESS" {
            self.beginning = Some((local.clone(), remote.clone()));
        }
        let state = printable(state.to_ascii_lowercase(), 16);
        let known = self.pairs.iter().position(|pair| (&pair.0, &pair.1) == (&local, &remote));
        match known {
            Some(index) => self.pairs[index].2 = state,
            None if self.pairs.len() < MAX_PAIRS => self.pairs.push((local, remote, state)),
            None => {}
        }
    }

    fn take_stun(&mut self, seen: &Seen<'_>) {
        let (Some(socket), Some(remote)) =
            (seen.text("socket"), seen.address("remote", "remote_port"))
        else {
            return;
        };
        let (way, class) = (seen.text("way"), seen.text("class"));
        let message = (way.as_deref(), class.as_deref());
        let key = (socket.into_owned(), remote);
        if message == (Some(">"), Some("REQUEST"))
            && let Some((local, _)) = self.beginning.take_if(|pair| pair.1 == key.1)
        {
            self.sockets.entry(key.0.clone()).or_insert(local);
        }
        if self.traffic.len() >= MAX_PAIRS && !self.traffic.contains_key(&key) {
            return;
        }
        let traffic = self.traffic.entry(key).or_default();
        match message {
            (Some(">"), Some("REQUEST")) => traffic.requests_sent += 1,
            (Some("<"), Some("REQUEST")) => {
                traffic.requests_received += 1;
                traffic.last_request = Some(seen.at);
            }
            (Some(">"), Some("ERROR")) => traffic.requests_refused += 1,
            (Some("<"), Some("RESPONSE")) => {
                traffic.responses += 1;
                self.first_response.get_or_insert(seen.at);
            }
            (Some("<"), Some("ERROR")) => {
                let code = seen.message().and_then(error_code).unwrap_or("unknown");
                *traffic.errors.entry(code.to_owned()).or_default() += 1;
            }
            _ => {}
        }
    }

    /// The other side's address, where all that was checked is of one.
    pub(super) fn remote(&self) -> Option<IpAddr> {
        let address = |pair: &(String, String, String)| {
            pair.1.parse().ok().map(|address: SocketAddr| address.ip())
        };
        let first = address(self.pairs.first()?)?;
        self.pairs.iter().all(|pair| address(pair) == Some(first)).then_some(first)
    }

    fn selected(&self) -> Option<&(String, String, String)> {
        let mut good = self.pairs.iter().filter(|pair| pair.2 == "succeeded");
        good.next().filter(|_| good.next().is_none())
    }

    /// What went to and fro, over every pair; `None` where nothing was counted.
    pub(super) fn totals(&self) -> Option<CheckCounts> {
        let add = |sum: CheckCounts, one: &Traffic| CheckCounts {
            sent: sum.sent + one.requests_sent,
            answered: sum.answered + one.responses,
            received: sum.received + one.requests_received,
            refused: sum.refused + one.requests_refused,
        };
        self.is_debug().then(|| self.traffic.values().fold(CheckCounts::default(), add))
    }

    /// The pairs with what was counted; `None` where nothing was.
    /// They are timed from the first check on.
    fn evidence(&self, nominated: bool, began: Option<Moment>) -> Option<Vec<PairEvidence>> {
        if !self.is_debug() {
            return None;
        }
        let selected = self.selected();
        let of_socket = |socket: &String, remote: &String| {
            // Where there is but one socket and one pair for the address, they belong together.
            let only = || {
                let sockets = self.traffic.keys().filter(|key| key.1 == *remote).count();
                let mut pairs = self.pairs.iter().filter(|pair| pair.1 == *remote);
                let pair = pairs.next().filter(|_| sockets == 1 && pairs.next().is_none());
                pair.map(|pair| pair.0.clone())
            };
            // Without a local address aioice's own name for the socket has to do.
            self.sockets.get(socket).cloned().or_else(only).unwrap_or_else(|| socket.clone())
        };
        let counted = self.traffic.iter().map(|((socket, remote), traffic)| {
            let local = of_socket(socket, remote);
            PairEvidence {
                nominated: nominated
                    && selected.is_some_and(|pair| (&pair.0, &pair.1) == (&local, remote)),
                local,
                remote: remote.clone(),
                requests_sent: traffic.requests_sent,
                responses: traffic.responses,
                requests_received: traffic.requests_received,
                requests_refused: Some(traffic.requests_refused),
                last_request_ms: traffic.last_request.and_then(|last| last.since(began?)),
                errors: traffic.errors.clone(),
                ..PairEvidence::default()
            }
        });
        Some(counted.collect())
    }
}

impl Session {
    pub(super) fn ice_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        match event {
            Event::Gathering => self.ice.gathering = Some(seen.at),
            Event::Gathered => {
                self.ice.gathering_ms = self.ice.gathering.and_then(|began| seen.at.since(began));
            }
            Event::IceChecking => self.ice_under_way("checking", seen),
            Event::Pair => {
                let local = seen.address("local", "local_port");
                let remote = seen.address("remote", "remote_port");
                if let (Some(local), Some(remote), Some(state)) =
                    (local, remote, seen.text("state"))
                {
                    self.ice.take_pair(local, remote, &state);
                }
                self.ice_under_way("checking", seen);
            }
            Event::Stun => {
                self.ice.take_stun(seen);
                self.ice_under_way("checking", seen);
            }
            Event::IceCompleted => {
                self.ice.state = Some("completed");
                self.ladder.passed(Stage::Ice, seen.at);
                self.ladder.began(Stage::Dtls, seen.at);
            }
            Event::IceFailed => {
                if self.ladder.is_passed(Stage::Ice) {
                    return false;
                }
                self.ice.state = Some("failed");
                self.ladder.broken(Stage::Ice, seen.at);
            }
            Event::ConsentExpired if self.transport.ended => return false,
            Event::ConsentExpired => self.consent_expired(seen),
            Event::Unreachable => self.signalling_unreachable(seen),
            _ => {}
        }
        true
    }

    fn ice_under_way(&mut self, state: &'static str, seen: &Seen<'_>) {
        self.ice.state.get_or_insert(state);
        // Checks need the answer's candidates.
        self.ladder.passed(Stage::Sdp, seen.at);
        self.ladder.began(Stage::Ice, seen.at);
    }

    /// Consent is asked of a pair that was nominated, so ICE had come to its end.
    fn consent_expired(&mut self, seen: &Seen<'_>) {
        let before_dtls = self.ladder.began_at(Stage::Ice).is_some() || self.transport.shows_dtls();
        self.ladder.passed(Stage::Ice, seen.at);
        if self.ladder.is_passed(Stage::Dtls) || !before_dtls {
            self.application.link = Some(LinkState::ConsentLost);
        }
        let stage = if before_dtls { self.ladder.frontier() } else { Stage::Flow };
        self.ladder.broken(stage, seen.at);
    }

    pub(super) fn ice_facts(&self) -> StageFacts {
        let ice = &self.ice;
        // ICE is timed from the answer on.
        let start = self.ladder.passed_at(Stage::Sdp);
        let since_answer = |at: Option<Moment>| at?.since(start?);
        let passed = self.ladder.is_passed(Stage::Ice);
        StageFacts::Ice {
            timings: IceTimings {
                gathering_ms: ice.gathering_ms,
                first_response_ms: since_answer(ice.first_response),
                nominated_ms: since_answer(self.ladder.passed_at(Stage::Ice)),
            },
            evidence: IceEvidence {
                state: ice.state.map(str::to_owned),
                local_candidates: None,
                remote_candidates: ice.remote_candidates.clone(),
                pairs: ice.evidence(passed, self.ladder.began_at(Stage::Ice)),
                selected: ice
                    .selected()
                    .filter(|_| passed)
                    .map(|(local, remote, _)| format!("{local} -> {remote}")),
                send_refusals: None,
            },
        }
    }
}
