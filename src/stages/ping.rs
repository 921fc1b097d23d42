//! The ping stage: is the host there at all?
//!
//! It runs beside the later stages and never stops or delays them. ICMP is
//! asked first; where this machine forbids it, a TCP answer serves, a reset
//! included. The robot's signalling server is fragile, so the connect of the
//! HTTP stage is used where there is one, and ours is made once at most.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::future::maybe_done;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::facts::outcome::StageEnd;
use crate::facts::remark::Remark;
use crate::facts::{PingEvidence, PingMethod};
use crate::net::connect::probe;
use crate::net::echo::{EchoIdentity, Version, reply_to, request};
use crate::net::icmp::{Echo, EchoSocket, OpenError};
use crate::net::resolve::{Family, resolve};
use crate::net::source::by_route;
use crate::text::format::ms;

const ECHOES: u16 = 4;

/// An echo that has taken so long was lost: a poor Wi-Fi takes 200 ms.
const LOST_AFTER: Duration = Duration::from_millis(500);

#[derive(Debug, Clone)]
pub struct PingPlan {
    pub host: String,
    pub port: u16,
    /// The address to send from; `None` leaves it to the route.
    pub source: Option<IpAddr>,
    /// How long to take at most, 2 s by contract. Echoes go every tenth of it.
    pub limit: Duration,
}

/// Pings until all echoes are answered, the limit is reached or `stop` is ready.
///
/// `tcp` carries the round trip of the HTTP stage's first answered connect. As
/// long as its sender lives, that stage's connects are waited for; once it is
/// gone without a value, one connect of our own is made where it is needed.
///
/// After `stop` replies that have arrived count. If none has, an echo is given
/// until a twentieth of the limit (100 ms of 2 s) after the first was sent: a ladder
/// that ends within milliseconds would else blame a host that was about to answer.
pub async fn run(
    plan: &PingPlan,
    tcp: watch::Receiver<Option<Duration>>,
    stop: impl Future<Output = ()>,
) -> (StageEnd, PingEvidence) {
    let started = Instant::now();
    let prefer = Family::for_source(plan.source);
    tokio::pin!(stop);
    let resolved = tokio::select! {
        // A literal address is ready at once, even for a ladder that has ended.
        biased;
        resolved = resolve(&plan.host, prefer, started + plan.limit) => resolved,
        () = &mut stop => return cut_short(PingEvidence::default(), started.elapsed()),
    };
    match resolved {
        Ok(resolved) => {
            let open = EchoSocket::open(resolved.address, plan.source);
            PingRun { plan, target: resolved.address, tcp, started }.run(open, stop).await
        }
        Err(error) => {
            let evidence =
                PingEvidence { error: Some(error.to_string()), ..PingEvidence::default() };
            (StageEnd::fail(), evidence)
        }
    }
}

struct PingRun<'a> {
    plan: &'a PingPlan,
    target: IpAddr,
    tcp: watch::Receiver<Option<Duration>>,
    started: Instant,
}

#[derive(Debug, Default)]
struct Echoes {
    sent_at: Vec<Instant>,
    answered: Vec<bool>,
    round_trips: Vec<Duration>,
}

#[derive(Debug)]
enum End {
    Answered,
    Limit,
    Stopped,
    /// The kernel says that there is no way to the host.
    Unreachable(String),
    Forbidden,
}

/// What TCP said: `None` while unknown.
type TcpAnswer = Option<Option<Duration>>;

impl PingRun<'_> {
    async fn run<E: Echo>(
        &self,
        open: Result<E, OpenError>,
        stop: impl Future<Output = ()>,
    ) -> (StageEnd, PingEvidence) {
        // The TCP way may begin after `stop` was seen: it must be seen again there.
        let stop = maybe_done(stop);
        tokio::pin!(stop);
        let error = match open {
            Ok(socket) => match self.by_icmp(&socket, &mut stop).await {
                Some(result) => return result,
                None => return self.by_tcp(stop).await,
            },
            Err(OpenError::Forbidden(_)) => match by_route(self.target) {
                Ok(_) => return self.by_tcp(stop).await,
                Err(error) => OpenError::Unreachable(error),
            },
            Err(error) => error,
        };
        let evidence = PingEvidence { error: Some(error.to_string()), ..PingEvidence::default() };
        let end = match error {
            OpenError::Local(_) => StageEnd::inconclusive(Remark::OwnLimit(error.to_string())),
            _ => StageEnd::fail(),
        };
        (end, evidence)
    }

    /// `None` where a local firewall lets no echo out.
    async fn by_icmp(
        &self,
        socket: &impl Echo,
        stop: impl Future<Output = ()>,
    ) -> Option<(StageEnd, PingEvidence)> {
        let mut echoes = Echoes::default();
        let mut tcp: TcpAnswer = None;
        let end = self.exchange(socket, stop, &mut echoes, &mut tcp).await;
        // An answer to the HTTP stage may have come in the very moment of the end.
        let tcp = tcp.or_else(|| self.tcp.borrow().map(Some));
        let mut evidence = PingEvidence {
            method: Some(socket.method()),
            sent: u32::try_from(echoes.sent_at.len()).ok(),
            received: u32::try_from(echoes.round_trips.len()).ok(),
            ..PingEvidence::default()
        };
        note_round_trips(&mut evidence, &echoes.round_trips);
        if !echoes.round_trips.is_empty() {
            evidence.lost = Some(echoes.lost());
            evidence.lost_at_end = Some(echoes.lost_at_end());
            return Some((StageEnd::pass(), evidence));
        }
        evidence.tcp_answered = tcp.map(|answer| answer.is_some());
        Some(match end {
            End::Forbidden => return None,
            _ if evidence.tcp_answered == Some(true) => (StageEnd::warn(), evidence),
            End::Unreachable(error) => {
                evidence.error = Some(error);
                (StageEnd::fail(), evidence)
            }
            End::Stopped => cut_short(evidence, self.started.elapsed()),
            End::Answered | End::Limit => {
                // Silence to the end, TCP's included, is an answer as well.
                evidence.tcp_answered = Some(false);
                (StageEnd::fail(), evidence)
            }
        })
    }

    async fn exchange(
        &self,
        socket: &impl Echo,
        stop: impl Future<Output = ()>,
        echoes: &mut Echoes,
        tcp: &mut TcpAnswer,
    ) -> End {
        let version = Version::of(self.target);
        let Some(identity) = identity() else {
            return End::Forbidden;
        };
        let check_identifier = socket.method() == PingMethod::IcmpRaw;
        let limit = self.plan.limit;
        let mut until = self.started + limit;
        let mut stopped = false;
        let mut packet = [0; 1500];
        let own_connect = self.tcp_answer(self.started + limit / 2);
        tokio::pin!(stop, own_connect);
        loop {
            let count = u16::try_from(echoes.sent_at.len()).unwrap_or(ECHOES);
            let next_send = echoes.sent_at.last().map_or(self.started, |&sent| sent + limit / 10);
            tokio::select! {
                () = &mut stop, if !stopped => {
                    if !echoes.round_trips.is_empty() {
                        return End::Stopped;
                    }
                    stopped = true;
                    let first = echoes.sent_at.first().copied().unwrap_or_else(Instant::now);
                    until = until.min(first + limit / 20);
                }
                () = sleep_until(until) => {
                    return if stopped { End::Stopped } else { End::Limit };
                }
                () = sleep_until(next_send), if count < if stopped { 1 } else { ECHOES } => {
                    let message = request(version, &identity, count);
                    match socket.send(&message).await {
                        Ok(()) => echoes.sent(),
                        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                            return End::Forbidden;
                        }
                        Err(error) => return End::Unreachable(error.to_string()),
                    }
                }
                received = socket.receive(&mut packet) => match received {
                    Ok(size) => {
                        let sequence =
                            reply_to(version, &identity, check_identifier, &packet[..size]);
                        echoes.received(sequence);
                        if stopped && !echoes.round_trips.is_empty() {
                            return End::Stopped;
                        }
                        if echoes.round_trips.len() == usize::from(ECHOES) {
                            return End::Answered;
                        }
                    }
                    // A router's "unreachable", handed on by the kernel.
                    Err(error) => return End::Unreachable(error.to_string()),
                },
                answer = &mut own_connect, if tcp.is_none() && echoes.round_trips.is_empty() => {
                    *tcp = Some(answer);
                }
            }
        }
    }

    async fn by_tcp(&self, stop: impl Future<Output = ()>) -> (StageEnd, PingEvidence) {
        let mut evidence = PingEvidence {
            method: Some(PingMethod::Tcp),
            sent: Some(1),
            received: Some(0),
            ..PingEvidence::default()
        };
        let answer = tokio::select! {
            // What has arrived counts, so it is looked at first.
            biased;
            answer = self.tcp_answer(self.started) => answer,
            () = sleep_until(self.started + self.plan.limit) => None,
            () = stop => match *self.tcp.borrow() {
                Some(round_trip) => Some(round_trip),
                None => return cut_short(evidence, self.started.elapsed()),
            },
        };
        evidence.tcp_answered = Some(answer.is_some());
        let Some(round_trip) = answer else {
            return (StageEnd::fail(), evidence);
        };
        evidence.received = Some(1);
        note_round_trips(&mut evidence, &[round_trip]);
        (StageEnd::pass(), evidence)
    }

    /// The HTTP stage's answer if it got one; else, not before `ask_at`, our own.
    async fn tcp_answer(&self, ask_at: Instant) -> Option<Duration> {
        let mut tcp = self.tcp.clone();
        if let Ok(answer) = tcp.wait_for(Option::is_some).await {
            return *answer;
        }
        sleep_until(ask_at).await;
        let address = SocketAddr::new(self.target, self.plan.port);
        let until = self.started + self.plan.limit;
        let (said, _) = probe(address, self.plan.source, until).await.ok()?;
        said.answered().then_some(said.took)
    }
}

impl Echoes {
    fn sent(&mut self) {
        self.sent_at.push(Instant::now());
        self.answered.push(false);
    }

    /// Echoes that a later one has overtaken, and those that had time enough.
    fn lost(&self) -> u32 {
        let last = self.last_answered();
        let overtaken = self.answered.iter().take(last).filter(|answered| !**answered).count();
        u32::try_from(overtaken).unwrap_or(u32::MAX).saturating_add(self.lost_at_end())
    }

    fn lost_at_end(&self) -> u32 {
        let after = self.sent_at.iter().zip(&self.answered).skip(self.last_answered());
        let lost = after.filter(|(sent, answered)| !**answered && sent.elapsed() >= LOST_AFTER);
        u32::try_from(lost.count()).unwrap_or(u32::MAX)
    }

    fn last_answered(&self) -> usize {
        self.answered.iter().rposition(|answered| *answered).unwrap_or_default()
    }

    /// Notes a reply; one to nothing that we sent, or a second one, is dropped.
    fn received(&mut self, sequence: Option<u16>) {
        let Some(sequence) = sequence.map(usize::from) else { return };
        if let (Some(sent), Some(answered @ false)) =
            (self.sent_at.get(sequence), self.answered.get_mut(sequence))
        {
            *answered = true;
            self.round_trips.push(sent.elapsed());
        }
    }
}

/// `None` without randomness: then no reply could be known as ours.
fn identity() -> Option<EchoIdentity> {
    let mut token = [0; 16];
    getrandom::fill(&mut token).ok()?;
    Some(EchoIdentity { identifier: u16::from_be_bytes([token[0], token[1]]), token })
}

fn note_round_trips(evidence: &mut PingEvidence, round_trips: &[Duration]) {
    evidence.rtt_min_ms = round_trips.iter().min().copied().map(ms);
    evidence.rtt_max_ms = round_trips.iter().max().copied().map(ms);
    let count = u32::try_from(round_trips.len()).ok().filter(|&count| count > 0);
    evidence.rtt_avg_ms = count.map(|count| ms(round_trips.iter().sum::<Duration>() / count));
    evidence.rtt_mdev_ms = deviation(round_trips);
}

/// Of all of them, not of a sample: as ping's `mdev`.
fn deviation(round_trips: &[Duration]) -> Option<f64> {
    if round_trips.len() < 2 {
        return None;
    }
    let count = round_trips.len() as f64;
    let all = || round_trips.iter().copied().map(ms);
    let mean = all().sum::<f64>() / count;
    Some((all().map(|each| (each - mean).powi(2)).sum::<f64>() / count).sqrt())
}

fn cut_short(evidence: PingEvidence, after: Duration) -> (StageEnd, PingEvidence) {
    (StageEnd::inconclusive(Remark::PingCutShort(after.as_millis())), evidence)
}

#[cfg(test)]
mod tests;
