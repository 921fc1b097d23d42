//! The WebRTC peer that the robot makes of one accepted offer, from the answer
//! to the free slot.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::stack::driver::{Driver, Step};
use crate::stack::{Event, SctpError, StackError, record};

use super::app::App;
use super::fault::Fault;
use super::fault_setting::Faults;
use super::gates::Substitutes;
use super::ice_faults;
use super::journal::{Journal, Sight, shown};
use super::slot::{ClientId, FreedBy, Slot};

/// The pause that the robot's peer was measured to make before its ClientHello.
pub const DTLS_PAUSE: Duration = Duration::from_millis(100);
/// How often the peer looks whether it was spoken to, at least.
const MAX_TICK: Duration = Duration::from_secs(1);

/// The slot, shared by the HTTP ports and the peer that has it.
pub type SharedSlot = Arc<Mutex<Slot>>;

/// The slot itself; a holder that panicked leaves it consistent.
pub fn lock(slot: &SharedSlot) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a peer is made of.
pub struct Peer {
    /// Whose peer it is.
    pub client: ClientId,
    /// The slot that it holds.
    pub slot: SharedSlot,
    /// What goes wrong.
    pub faults: Faults,
    /// The robot's own pause before DTLS, already scaled.
    pub dtls_pause: Duration,
    /// The layers and their sockets, started with the client's description.
    pub driver: Driver,
    /// What the SCTP gate wants sent.
    pub substitutes: Substitutes,
    /// The application above.
    pub app: App,
    /// Where sights go.
    pub journal: Journal,
}

/// A fatal alert to send: its description, and from where to where.
#[derive(Clone, Copy)]
struct Alert {
    description: u8,
    local: SocketAddr,
    peer: SocketAddr,
}

/// When the faults of a running peer strike.
#[derive(Default)]
struct Strikes {
    alert: Option<(Instant, Alert)>,
    link_death: Option<Instant>,
    link_dead: bool,
}

impl Peer {
    /// Runs until the slot is free again.
    pub async fn run(mut self) -> FreedBy {
        if ice_faults::is_deaf(&self.faults) {
            return self.swallow().await;
        }
        let mut strikes = Strikes::default();
        let mut requests_heard = 0;
        loop {
            let now = Instant::now();
            let requests = self.requests_received();
            if requests > requests_heard {
                requests_heard = requests;
                lock(&self.slot).heard(now, self.client);
            }
            if let Some(freed) = lock(&self.slot).handle_timeout(now) {
                return freed;
            }
            self.strike(now, &mut strikes).await;
            if !strikes.link_dead {
                self.converse(now, &mut strikes);
            }
            let until = self.next_wake(now, &strikes);
            tokio::select! {
                step = self.driver.next(until) => if let Step::Event(at, event) = step {
                    self.take(at, event, &mut strikes);
                },
                Some(packet) = self.substitutes.recv() => {
                    self.driver.endpoint.send_sctp_packet(Instant::now(), &packet);
                }
            }
        }
    }

    /// A peer whose candidates swallow everything: its sockets stay open and
    /// are never read, so that not even an ICMP error comes back.
    async fn swallow(self) -> FreedBy {
        loop {
            let (freed, timeout) = {
                let mut slot = lock(&self.slot);
                (slot.handle_timeout(Instant::now()), slot.poll_timeout())
            };
            match (freed, timeout) {
                (Some(freed), _) => return freed,
                (None, Some(at)) => tokio::time::sleep_until(at.into()).await,
                (None, None) => return FreedBy::Refused,
            }
        }
    }

    /// Binding requests that came so far. Every client sends one at least
    /// every few seconds for as long as it lives (RFC 7675).
    fn requests_received(&self) -> u64 {
        let pairs = self.driver.endpoint.ice().ledger().pairs();
        pairs.values().map(|counts| counts.requests_received).sum()
    }

    fn next_wake(&self, now: Instant, strikes: &Strikes) -> Option<Instant> {
        let (slot, tick) = {
            let slot = lock(&self.slot);
            (slot.poll_timeout(), slot.holds().silent / 20)
        };
        let app = self.app.poll_timeout().filter(|_| !strikes.link_dead);
        [slot, app, strikes.alert.map(|(at, _)| at), strikes.link_death]
            .into_iter()
            .flatten()
            .chain([now + tick.min(MAX_TICK)])
            .min()
    }

    /// Does the damage that is due.
    async fn strike(&mut self, now: Instant, strikes: &mut Strikes) {
        if let Some((_, alert)) = strikes.alert.take_if(|(at, _)| *at <= now) {
            let fatal =
                record::Alert { level: record::Alert::FATAL, description: alert.description };
            let record = record::plain_alert(fatal);
            self.driver.send_raw(alert.local, alert.peer, &record).await;
        }
        if strikes.link_death.take_if(|at| *at <= now).is_some() {
            // What was said before is on its way; nothing follows.
            self.driver.flush().await;
            self.driver.add_outgoing_gate(Box::new(|_| false));
            strikes.link_dead = true;
        }
    }

    /// Lets the application say what is due, and notes what it saw.
    fn converse(&mut self, now: Instant, strikes: &mut Strikes) {
        self.app.handle_timeout(now);
        while let Some(message) = self.app.poll_message() {
            if let Err(error) = self.driver.endpoint.send(now, true, message.as_bytes()) {
                tracing::debug!(client = self.client.0, %error, "the robot cannot send");
            }
        }
        while let Some(sight) = self.app.poll_sight() {
            if sight == Sight::Validated
                && let Some(after) = self.faults.after_validation(Fault::LinkDead)
            {
                strikes.link_death = Some(now + after);
            }
            self.note(sight);
        }
    }

    fn take(&mut self, at: Instant, event: Event, strikes: &mut Strikes) {
        match event {
            Event::PairSelected { local, peer } => {
                lock(&self.slot).connected(at, self.client);
                if let Some(Ok(description)) = self.faults.code(Fault::DtlsAlert).map(u8::try_from)
                {
                    let alert = Alert { description, local, peer };
                    strikes.alert = Some((at + self.dtls_pause, alert));
                }
                self.note(Sight::IceConnected { peer });
            }
            Event::DtlsConnected => self.note(Sight::DtlsConnected),
            Event::AssociationUp => self.note(Sight::AssociationUp),
            Event::PeerOpened { id, label, .. } => self.app.channel_opened(at, id, &label),
            Event::Message { text, data } => {
                if !strikes.link_dead {
                    self.app.handle_message(at, text, &data);
                }
            }
            Event::PeerClosed => self.closed(at),
            Event::Failed(error) => {
                self.note(Sight::Failed { why: shown(&error.to_string()) });
                if matches!(error, StackError::Sctp(SctpError::Aborted(_))) {
                    self.closed(at);
                }
            }
            // The robot's own channel never is, and its ears are stopped.
            Event::ChannelUsable(_) | Event::Rtp { .. } => {}
        }
    }

    fn closed(&mut self, at: Instant) {
        // ABORT and close_notify come together: that is one goodbye.
        if lock(&self.slot).closing(at, self.client) {
            self.note(Sight::Closed);
        }
    }

    fn note(&self, sight: Sight) {
        self.journal.note(Some(self.client), sight);
    }
}
