//! Both signalling ports asked at the same time, and the choice between them.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::connect::{Connected, LocalError, PortProbe, probe};
use crate::facts::{PortReason, PortState};

/// How long the legacy port may stay silent once the signal port has spoken.
///
/// The two are on one host: what has not come within this time of the other's
/// word is dropped on the way. Waiting for a second SYN would cost a second at
/// every robot behind a filter, to help one whose first SYN was lost.
const LEGACY_GRACE: Duration = Duration::from_millis(200);

/// How long the signal port may stay silent when the legacy port is open.
///
/// Long enough for one lost SYN (RFC 6298: repeated after 1 s), because to take
/// the legacy way for that alone would blame the wrong method later.
const SIGNAL_GRACE: Duration = Duration::from_millis(1500);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    ConNotify(PortProbe),
    Legacy(PortProbe),
    /// Neither; this is what the signal port said.
    Neither(PortProbe),
}

/// Two connects under way. Dropping it gives up what is unanswered.
#[derive(Debug)]
pub struct BothPorts {
    connects: JoinSet<Result<(Which, Probed), LocalError>>,
    signal_port: u16,
    legacy_port: u16,
    signal: Option<PortProbe>,
    legacy: Option<PortProbe>,
    started: Instant,
    deadline: Instant,
    legacy_until: Instant,
    answered: watch::Sender<Option<Duration>>,
    /// The connection to the signal port, for the request that follows.
    connected: Option<Connected>,
}

type Probed = (PortProbe, Option<Connected>);

trait Probe: Future<Output = Result<Probed, LocalError>> + Send + 'static {}

impl<P: Future<Output = Result<Probed, LocalError>> + Send + 'static> Probe for P {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Signal,
    Legacy,
}

impl BothPorts {
    /// Sends both SYNs. `answered` learns the round trip of the first answer of
    /// either, a reset included: the ping stage waits for that.
    pub fn start(
        address: IpAddr,
        (signal_port, legacy_port): (u16, u16),
        source: Option<IpAddr>,
        deadline: Instant,
        answered: watch::Sender<Option<Duration>>,
    ) -> Self {
        let ask = |port| probe(SocketAddr::new(address, port), source, deadline);
        let (signal, legacy) = (ask(signal_port), ask(legacy_port));
        Self::of(signal, legacy, (signal_port, legacy_port), deadline, answered)
    }

    fn of(
        signal: impl Probe,
        legacy: impl Probe,
        (signal_port, legacy_port): (u16, u16),
        deadline: Instant,
        answered: watch::Sender<Option<Duration>>,
    ) -> Self {
        let mut connects = JoinSet::new();
        connects.spawn(async { signal.await.map(|said| (Which::Signal, said)) });
        connects.spawn(async { legacy.await.map(|said| (Which::Legacy, said)) });
        Self {
            connects,
            signal_port,
            legacy_port,
            signal: None,
            legacy: None,
            started: Instant::now(),
            deadline,
            legacy_until: deadline,
            answered,
            connected: None,
        }
    }

    /// Waits until the choice is clear, and no longer.
    pub async fn choose(&mut self) -> Result<Choice, LocalError> {
        loop {
            let until = match (self.signal, self.legacy) {
                (Some(signal), _) if signal.reason == PortReason::Open => {
                    return Ok(Choice::ConNotify(signal));
                }
                (Some(_), Some(legacy)) if legacy.reason == PortReason::Open => {
                    return Ok(Choice::Legacy(legacy));
                }
                (Some(signal), Some(_)) => return Ok(Choice::Neither(signal)),
                (Some(_), None) => self.legacy_until,
                (None, Some(legacy)) if legacy.reason == PortReason::Open => {
                    self.deadline.min(self.started + SIGNAL_GRACE)
                }
                (None, _) => self.deadline,
            };
            self.wait(until).await?;
        }
    }

    /// The connection to an open signal port; a robot serves one request on it.
    pub fn take_connected(&mut self) -> Option<Connected> {
        self.connected.take()
    }

    /// What each port said, the signal port first.
    ///
    /// The legacy port may still be silent when the signal port was chosen; it
    /// gets the rest of its short time.
    pub async fn settle(mut self) -> Result<Vec<PortState>, LocalError> {
        while self.signal.is_none() || self.legacy.is_none() {
            let until = self.legacy_until;
            self.wait(until).await?;
        }
        Ok(self.said())
    }

    fn said(&self) -> Vec<PortState> {
        let state = |said: PortProbe| PortState { port: said.port, reason: said.reason };
        [self.signal, self.legacy].into_iter().flatten().map(state).collect()
    }

    /// Takes one port's word, or after `until` its silence.
    async fn wait(&mut self, until: Instant) -> Result<(), LocalError> {
        match timeout_at(until, self.connects.join_next()).await {
            Ok(Some(Ok(said))) => {
                let (which, (said, connected)) = said?;
                if which == Which::Signal {
                    self.connected = connected;
                }
                self.note(which, said);
            }
            // A task that panicked or was cancelled has measured nothing, as has silence.
            Ok(Some(Err(_)) | None) | Err(_) => {
                let silent = |port| PortProbe {
                    port,
                    reason: PortReason::NoResponse,
                    took: self.started.elapsed(),
                };
                self.signal = self.signal.or(Some(silent(self.signal_port)));
                self.legacy = self.legacy.or(Some(silent(self.legacy_port)));
            }
        }
        Ok(())
    }

    fn note(&mut self, which: Which, said: PortProbe) {
        if said.answered() {
            self.answered.send_if_modified(|first| {
                let news = first.is_none();
                first.get_or_insert(said.took);
                news
            });
        }
        match which {
            Which::Signal => {
                self.signal = Some(said);
                self.legacy_until = self.deadline.min(Instant::now() + LEGACY_GRACE);
            }
            Which::Legacy => self.legacy = Some(said),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNAL: u16 = 9991;
    const LEGACY: u16 = 8081;

    async fn says(port: u16, reason: Option<PortReason>) -> Result<Probed, LocalError> {
        match reason {
            Some(reason) => Ok((PortProbe { port, reason, took: Duration::from_millis(1) }, None)),
            None => std::future::pending().await,
        }
    }

    async fn outcome(
        signal: Option<PortReason>,
        legacy: Option<PortReason>,
        timeout: Duration,
    ) -> (Choice, Duration, Vec<PortReason>) {
        let started = Instant::now();
        let (answered, heard) = watch::channel(None);
        let (signal, legacy) = (says(SIGNAL, signal), says(LEGACY, legacy));
        let mut ports =
            BothPorts::of(signal, legacy, (SIGNAL, LEGACY), started + timeout, answered);
        let choice = ports.choose().await.expect("no limit of ours");
        let took = started.elapsed();
        let said = ports.settle().await.expect("no limit of ours");
        assert_eq!(said.iter().map(|each| each.port).collect::<Vec<_>>(), [SIGNAL, LEGACY]);
        let spoke = said
            .iter()
            .any(|each| matches!(each.reason, PortReason::Open | PortReason::ConnRefused));
        assert_eq!(heard.borrow().is_some(), spoke, "the ping stage hears of every answer");
        (choice, took, said.into_iter().map(|each| each.reason).collect())
    }

    const AMPLE: Duration = Duration::from_secs(5);
    const SHORT: Duration = Duration::from_millis(100);
    const SLACK: Duration = Duration::from_millis(150);

    #[tokio::test]
    async fn an_open_signal_port_is_chosen_at_once_whatever_legacy_says() {
        use PortReason::{ConnRefused, NoResponse, Open};
        for (legacy, said) in
            [(Some(Open), Open), (Some(ConnRefused), ConnRefused), (None, NoResponse)]
        {
            let (choice, took, reasons) = outcome(Some(Open), legacy, AMPLE).await;
            assert!(matches!(choice, Choice::ConNotify(probe) if probe.port == SIGNAL));
            assert!(took < SLACK, "{took:?}");
            assert_eq!(reasons, [Open, said]);
        }
    }

    #[tokio::test]
    async fn legacy_serves_where_the_signal_port_accepts_nothing() {
        use PortReason::{ConnRefused, HostUnreachable, NoResponse, Open};
        for signal in [ConnRefused, HostUnreachable] {
            let (choice, took, reasons) = outcome(Some(signal), Some(Open), AMPLE).await;
            assert!(matches!(choice, Choice::Legacy(probe) if probe.port == LEGACY));
            assert!(took < SLACK, "{took:?}");
            assert_eq!(reasons, [signal, Open]);
        }
        let (choice, took, reasons) = outcome(None, Some(Open), SHORT).await;
        assert!(matches!(choice, Choice::Legacy(_)), "silence is no acceptance either");
        assert!(took >= SHORT, "the signal port gets its time: {took:?}");
        assert_eq!(reasons, [NoResponse, Open]);
    }

    #[tokio::test]
    async fn a_refusal_is_reported_at_once_and_silence_waits() {
        use PortReason::{ConnRefused, NoResponse};
        let refused =
            |choice| matches!(choice, Choice::Neither(probe) if probe.reason == ConnRefused);
        let (choice, took, _) = outcome(Some(ConnRefused), Some(ConnRefused), AMPLE).await;
        assert!(refused(choice) && took < SLACK, "{took:?}");
        let (choice, took, reasons) = outcome(Some(ConnRefused), None, AMPLE).await;
        assert!(refused(choice) && took < LEGACY_GRACE + SLACK, "{took:?}");
        assert_eq!(reasons, [ConnRefused, NoResponse]);

        for legacy in [None, Some(ConnRefused)] {
            let (choice, took, reasons) = outcome(None, legacy, SHORT).await;
            assert!(matches!(choice, Choice::Neither(probe) if probe.reason == NoResponse));
            assert!(took >= SHORT && took < SHORT + SLACK, "{took:?}");
            assert_eq!(reasons[1], legacy.unwrap_or(NoResponse));
        }
    }
}
