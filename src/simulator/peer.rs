//! The WebRTC peer that the robot makes of one accepted offer, from the answer to the free slot.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::clock;
use crate::stack::demux::{self, Kind};
use crate::stack::driver::{Driver, Incoming, Step};
use crate::stack::packet::abort_packet;
use crate::stack::record::Alert;
use crate::stack::rtcp::{self, Report};
use crate::stack::srtp::Media;
use crate::stack::{DtlsError, Event, SctpError, StackError, Way};

use tokio::sync::mpsc;

use super::abort_causes::information;
use super::app::App;
use super::fault::Fault;
use super::fault_setting::Faults;
use super::hostile_faults;
use super::ice_faults;
use super::journal::{Journal, RobotEvent, shown};
use super::media::MediaSource;
use super::publisher::OutgoingMessage;
use super::sctp_faults::InjectedPackets;
use super::slot::{ClientId, FreedBy, Slot};
use super::timed_faults::{TimedFaults, srtcp_sender_report};

/// How often the peer looks whether it was spoken to, at least.
const MAX_TICK: Duration = Duration::from_secs(1);

const USER_INITIATED: u16 = 12;

pub type SharedSlot = Arc<Mutex<Slot>>;

/// The slot itself; a holder that panicked leaves it consistent.
pub fn lock(slot: &SharedSlot) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Peer {
    pub client: ClientId,
    pub slot: SharedSlot,
    pub faults: Faults,
    /// The layers and their sockets, started with the client's description.
    pub driver: Driver,
    pub injected: InjectedPackets,
    pub alerts: mpsc::Receiver<Alert>,
    pub app: App,
    pub media: MediaSource,
    pub random: fastrand::Rng,
    pub journal: Journal,
}

#[derive(Default)]
struct FaultState {
    timed_faults: TimedFaults,
    link_dead: bool,
    taken_over: bool,
    /// The robot ended the handshake by a fatal alert.
    gave_up: bool,
}

impl Peer {
    /// Runs until the slot is free again; `None` when another client took it.
    pub async fn run(mut self) -> Option<FreedBy> {
        if ice_faults::swallows_everything(&self.faults) {
            return Some(self.swallow().await);
        }
        let freed = self.live().await;
        // A goodbye that is still on a slow way arrives all the same.
        self.driver.drain().await;
        freed
    }

    async fn live(&mut self) -> Option<FreedBy> {
        let mut state = FaultState::default();
        let heard = Arc::new(AtomicBool::new(false));
        let anything = heard.clone();
        self.driver.add_incoming_gate(Box::new(move |_, _, _| {
            anything.store(true, Ordering::Relaxed);
            Incoming::Taken
        }));
        loop {
            let now = clock::now();
            if heard.swap(false, Ordering::Relaxed) {
                lock(&self.slot).heard(now, self.client);
            }
            if let Some(freed) = lock(&self.slot).handle_timeout(now) {
                return Some(freed);
            }
            // Before the application has its say: what stands in for a packet comes in its place.
            while let Ok(packet) = self.injected.try_recv() {
                self.driver.endpoint.send_sctp_packet(now, &packet);
            }
            while let Some(fault) = state.timed_faults.take_due(now) {
                // What was said before is on its way, whatever follows.
                self.driver.flush().await;
                self.apply(now, fault, &mut state).await;
            }
            if state.taken_over {
                return None;
            }
            if state.gave_up {
                lock(&self.slot).refuse(self.client);
                return Some(FreedBy::Alert);
            }
            if !state.link_dead {
                self.run_application(now, &mut state);
            }
            let until = self.next_wake(now, &state);
            tokio::select! {
                step = self.driver.next(until) => if let Step::Event(at, event) = step {
                    self.take(at, event, &mut state);
                },
                Some(packet) = self.injected.recv() => {
                    self.driver.endpoint.send_sctp_packet(clock::now(), &packet);
                }
                Some(alert) = self.alerts.recv() => match alert.level {
                    Alert::FATAL => state.gave_up = true,
                    _ => self.closed(clock::now()),
                }
            }
        }
    }

    /// A peer whose candidates swallow everything: its sockets stay open and are never read, so
    /// that not even an ICMP error comes back.
    async fn swallow(self) -> FreedBy {
        loop {
            let (freed, timeout) = {
                let mut slot = lock(&self.slot);
                (slot.handle_timeout(clock::now()), slot.poll_timeout())
            };
            match (freed, timeout) {
                (Some(freed), _) => return freed,
                (None, Some(at)) => tokio::time::sleep_until(at.into()).await,
                (None, None) => return FreedBy::Refused,
            }
        }
    }

    fn next_wake(&self, now: Instant, state: &FaultState) -> Option<Instant> {
        let (slot, tick) = {
            let slot = lock(&self.slot);
            (slot.poll_timeout(), *slot.holds().silent.start() / 20)
        };
        let app = self.app.poll_timeout().filter(|_| !state.link_dead);
        let media = self.media.poll_timeout().filter(|_| !state.link_dead);
        let due =
            [slot, app, media, state.timed_faults.poll_timeout(), Some(now + tick.min(MAX_TICK))];
        due.into_iter().flatten().min()
    }

    async fn apply(&mut self, now: Instant, fault: Fault, state: &mut FaultState) {
        match fault {
            Fault::LinkDead => {
                self.driver.add_outgoing_gate(Box::new(|_| false));
                state.link_dead = true;
            }
            Fault::ConsentLost if !state.link_dead => {
                let is_stun = |datagram: &[u8]| matches!(demux::kind(datagram), Kind::Stun);
                self.driver.add_outgoing_gate(Box::new(move |datagram| !is_stun(datagram)));
            }
            Fault::Takeover => {
                self.driver.endpoint.close_dtls(now);
                self.driver.flush().await;
                lock(&self.slot).take_over(self.client);
                state.taken_over = true;
                self.note(RobotEvent::TakenOver);
            }
            Fault::AbortInFlow => self.abort(now),
            Fault::SctpRtpOnly => {
                let packet = srtcp_sender_report(&mut self.random);
                if let Some(((local, peer), _)) = self.driver.endpoint.ice().selected() {
                    self.driver.send_raw(local, peer, &packet).await;
                }
            }
            Fault::HostileFlood | Fault::HostileStunErrors | Fault::HostileDtlsFlood => {
                if let Some(((local, peer), _)) = self.driver.endpoint.ice().selected() {
                    for datagram in hostile_faults::datagrams(fault, &mut self.random) {
                        self.driver.send_raw(local, peer, &datagram).await;
                    }
                }
            }
            // A dead link loses nothing more, and no other fault waits for its time.
            _ => {}
        }
    }

    fn abort(&mut self, now: Instant) {
        let sctp = self.driver.endpoint.sctp();
        if let Some(tag) = sctp.and_then(|sctp| sctp.counts().peer_tag) {
            let abort = abort_packet(tag, USER_INITIATED, information(USER_INITIATED));
            self.driver.endpoint.send_sctp_packet(now, &abort);
        }
        self.closed(now);
    }

    /// Lets the application say what is due, and notes what it saw.
    fn run_application(&mut self, now: Instant, state: &mut FaultState) {
        self.app.handle_timeout(now);
        while let Some(said) = self.app.poll_message() {
            let (text, message) = match &said {
                OutgoingMessage::Text(text) => (true, text.as_bytes()),
                OutgoingMessage::Binary(bytes) => (false, &bytes[..]),
            };
            if let Err(error) = self.driver.endpoint.send(now, text, message) {
                tracing::debug!(client = self.client.0, %error, "the robot cannot send");
            }
        }
        for (track, on) in self.app.take_tracks() {
            self.media.switch(now, track, on);
        }
        for packet in self.media.handle_timeout(now) {
            if let Err(error) = self.driver.endpoint.send_media(now, &Media::Rtp(packet)) {
                tracing::debug!(client = self.client.0, %error, "the robot cannot send media");
            }
        }
        if self.app.take_abort() {
            state.timed_faults.abort(now);
        }
        while let Some(event) = self.app.poll_event() {
            if event == RobotEvent::Validated {
                state.timed_faults.validated(now, &self.faults);
            }
            self.note(event);
        }
    }

    fn take(&mut self, at: Instant, event: Event, state: &mut FaultState) {
        match event {
            Event::PairSelected { peer, .. } => {
                lock(&self.slot).connected(at, self.client);
                state.timed_faults.pair_selected(at, &self.faults);
                self.note(RobotEvent::IceConnected { peer });
            }
            Event::DtlsConnected => {
                state.timed_faults.dtls_connected(at, &self.faults);
                self.note(RobotEvent::DtlsConnected);
            }
            Event::AssociationUp => self.note(RobotEvent::AssociationUp),
            Event::PeerOpened { id, label, .. } => self.app.channel_opened(at, id, &label),
            Event::Message { .. } if state.link_dead => {}
            Event::Message { text, data } => self.app.handle_message(at, text, &data),
            Event::PeerClosed => self.closed(at),
            Event::Failed(error) => {
                state.gave_up |= matches!(error, StackError::Dtls(DtlsError::Local(_)))
                    && self.has_sent_fatal_alert();
                self.note(RobotEvent::Failed { why: shown(&error.to_string()) });
                if matches!(error, StackError::Sctp(SctpError::Aborted(_))) {
                    self.closed(at);
                }
            }
            Event::Media(Media::Rtcp(compound)) => {
                if rtcp::reports(&compound).any(|report| report == Report::KeyFrameWanted) {
                    self.media.want_key_frame();
                }
            }
            // The robot's own channel never is, and its ears are stopped.
            Event::ChannelUsable(_) | Event::Rtp { .. } | Event::Media(_) => {}
        }
    }

    fn has_sent_fatal_alert(&self) -> bool {
        let alerts = self.driver.endpoint.dtls().map(|dtls| &dtls.counts().alerts);
        let mut alerts = alerts.into_iter().flatten();
        alerts.any(|(way, alert)| *way == Way::Out && alert.level == Alert::FATAL)
    }

    fn closed(&mut self, at: Instant) {
        // ABORT and close_notify come together: that is one goodbye.
        if lock(&self.slot).closing(at, self.client) {
            self.note(RobotEvent::Closed);
        }
    }

    fn note(&self, event: RobotEvent) {
        self.journal.note(Some(self.client), event);
    }
}
