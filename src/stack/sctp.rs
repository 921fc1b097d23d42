//! SCTP (RFC 9260) over DTLS (RFC 8261): the association of `rtc-sctp`, read in clear.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use rtc_sctp::{
    Association, AssociationHandle, ClientConfig, DatagramEvent, Endpoint, EndpointConfig,
    Event as AssociationEvent, Payload, PayloadProtocolIdentifier as Ppid, ReliabilityType,
    StreamEvent, TimerConfig, TransportConfig,
};
use rtc_shared::TransportProtocol;

use super::channel::{self, Dcep, OpenWatch};
use super::config::SctpGate;
use super::dtls::{PEER, SELF};
use super::event::{Event, SctpError, Way};
use super::init_pace::{InitPace, Pacer};
use super::packet::{self, chunk};
use super::sctp_admission::Admission;
use super::sctp_counts::SctpCounts;
use super::tag_translation::TagTranslation;

/// Longest message taken from the peer, bytes.
const MAX_MESSAGE: usize = 1 << 20;
/// Messages kept until there is a channel to send them on.
const MAX_PENDING: usize = 64;

pub(super) struct ChannelSetup {
    pub opens: Option<String>,
    pub acknowledges: bool,
    pub init_pace: Option<InitPace>,
    pub gate: Option<SctpGate>,
    /// RFC 8832, section 6: the DTLS client takes even stream identifiers, the server odd ones.
    pub stream: u16,
}

pub struct SctpLayer {
    endpoint: Endpoint,
    handle: AssociationHandle,
    association: Association,
    tags: TagTranslation,
    admission: Admission,
    watch: OpenWatch,
    pacer: Option<Pacer>,
    setup: ChannelSetup,
    channel: Option<u16>,
    peer_opened: HashSet<u16>,
    pending: VecDeque<(bool, Vec<u8>)>,
    counts: SctpCounts,
    failed: bool,
    /// The peer said SHUTDOWN.
    shutting_down: bool,
    events: VecDeque<Event>,
}

impl SctpLayer {
    /// Starts an association: our INIT goes out at once, whatever our DTLS role.
    pub(super) fn new(now: Instant, setup: ChannelSetup) -> Result<Self, SctpError> {
        let config = Arc::new(EndpointConfig::new());
        let mut endpoint = Endpoint::new(SELF.into(), TransportProtocol::UDP, config, None);
        let transport = TransportConfig::default()
            .with_max_message_size(MAX_MESSAGE as u32)
            .with_max_num_inbound_streams(1024)
            .with_max_num_outbound_streams(1024)
            // The deadline is the caller's: INIT and COOKIE-ECHO are repeated until then.
            .with_timer_config(TimerConfig {
                max_t1_init_retrans: 1000,
                max_t1_cookie_retrans: 1000,
                ..TimerConfig::default()
            });
        let (handle, association) = endpoint
            .connect(now, ClientConfig::new(transport), PEER.into())
            .map_err(|error| SctpError::Local(error.to_string()))?;
        Ok(Self {
            endpoint,
            handle,
            association,
            tags: TagTranslation::default(),
            admission: Admission::default(),
            watch: OpenWatch::default(),
            pacer: setup.init_pace.map(Pacer::new),
            setup,
            channel: None,
            peer_opened: HashSet::new(),
            pending: VecDeque::new(),
            counts: SctpCounts::default(),
            failed: false,
            shutting_down: false,
            events: VecDeque::new(),
        })
    }

    pub(super) fn handle(&mut self, now: Instant, packet: Bytes) {
        if let Some(gate) = &mut self.setup.gate
            && !gate(Way::In, &packet)
        {
            return;
        }
        self.counts.inbound(now, &packet);
        let abort = packet::abort(&packet);
        let shutdown = [chunk::SHUTDOWN, chunk::SHUTDOWN_ACK, chunk::SHUTDOWN_COMPLETE];
        self.shutting_down |= shutdown.iter().any(|kind| packet::contains(&packet, *kind));
        let handshaking = self.association.is_handshaking();
        let Some(mut packet) = self.admission.admit(&packet, handshaking) else { return };
        let resets_ours = packet::reset_streams(&packet).is_some_and(|streams| {
            streams.is_empty() || self.channel.is_some_and(|id| streams.contains(&id))
        });
        self.watch.inbound(&packet);
        self.tags.inbound(&mut packet);
        let event = self.endpoint.handle(now, PEER.into(), None, packet.into());
        if let Some((_, DatagramEvent::AssociationEvent(event))) = event {
            self.association.handle_event(event);
        }
        // Read before closing is judged: data that came with an ABORT still counts.
        self.poll_association(now);
        if let Some(sign) = self.watch.verdict() {
            self.events.push_back(Event::ChannelUsable(sign));
        }
        if resets_ours {
            self.counts.stream_reset = true;
            self.fail(SctpError::StreamReset);
        }
        if self.association.is_closed() && !self.failed {
            match abort {
                Some(abort) => {
                    self.counts.abort = Some((Way::In, abort.clone()));
                    self.fail(SctpError::Aborted(abort));
                }
                None if self.shutting_down => {
                    self.failed = true;
                    self.events.push_back(Event::PeerClosed);
                }
                // The library ends it over what it takes for a violation of the protocol.
                None => {
                    let error = "the association ended over a packet that breaks the protocol";
                    self.fail(SctpError::Local(error.into()));
                }
            }
        }
    }

    fn poll_association(&mut self, now: Instant) {
        while let Some(event) = self.association.poll() {
            match event {
                AssociationEvent::Connected => self.established(now),
                AssociationEvent::HandshakeFailed { reason } => {
                    self.fail(SctpError::Local(reason.to_string()));
                }
                AssociationEvent::Stream(StreamEvent::Readable { id }) => self.read(now, id),
                _ => {}
            }
        }
        while let Some(event) = self.association.poll_endpoint_event() {
            self.endpoint.handle_event(self.handle, event);
        }
    }

    fn established(&mut self, now: Instant) {
        if self.counts.established.is_some() {
            return;
        }
        self.counts.established = Some(now);
        if let Some(pacer) = &mut self.pacer {
            pacer.stop();
        }
        self.events.push_back(Event::AssociationUp);
        if let Some(label) = self.setup.opens.clone() {
            let id = self.setup.stream;
            let opened = self.association.open_stream(id, Ppid::Binary);
            let written = opened.and_then(|mut stream| {
                stream.write_with_ppi(now, &channel::open(&label), Ppid::Dcep)
            });
            if let Err(error) = written {
                return self.fail(SctpError::Local(error.to_string()));
            }
            self.channel = Some(id);
            self.counts.open_sent += 1;
            self.counts.open_at = Some(now);
        }
        self.flush_pending(now);
    }

    fn read(&mut self, now: Instant, id: u16) {
        loop {
            let Ok(mut stream) = self.association.stream(id) else { return };
            let Ok(Some(chunks)) = stream.read_sctp() else { return };
            let Ok(payload) = chunks.to_payload(MAX_MESSAGE) else { continue };
            let message = |text, data| Event::Message { text, data };
            match chunks.ppi {
                Ppid::Dcep => self.dcep(now, id, &payload),
                Ppid::StringEmpty => self.deliver(message(true, Vec::new())),
                Ppid::BinaryEmpty => self.deliver(message(false, Vec::new())),
                ppid => self.deliver(message(ppid == Ppid::String, payload.to_vec())),
            }
        }
    }

    fn deliver(&mut self, message: Event) {
        self.watch.messaged();
        self.events.push_back(message);
    }

    fn dcep(&mut self, now: Instant, id: u16, payload: &[u8]) {
        match channel::parse(payload) {
            Some(Dcep::Open { label, protocol }) => {
                if self.setup.acknowledges
                    && let Ok(mut stream) = self.association.stream(id)
                {
                    let _ = stream.write_with_ppi(now, &channel::ack(), Ppid::Dcep);
                }
                self.peer_opened.insert(id);
                self.channel.get_or_insert(id);
                self.events.push_back(Event::PeerOpened { id, label, protocol });
                self.flush_pending(now);
            }
            Some(Dcep::Ack) => {
                self.counts.ack_received += 1;
                self.watch.acked();
            }
            None => {}
        }
    }

    /// Sends on the channel, ACK or not; before there is one the message waits.
    pub(super) fn send(&mut self, now: Instant, text: bool, data: &[u8]) -> Result<(), SctpError> {
        // The peer's OPEN can come with its COOKIE-ECHO, before we are established ourselves.
        let Some(id) = self.channel.filter(|_| self.counts.established.is_some()) else {
            if self.failed || self.pending.len() == MAX_PENDING {
                return Err(SctpError::NoChannel);
            }
            self.pending.push_back((text, data.to_vec()));
            return Ok(());
        };
        // SCTP carries no empty message; RFC 8831, section 6.6, gives it a byte and a name.
        let (ppid, data) = match (text, data.is_empty()) {
            (true, false) => (Ppid::String, data),
            (false, false) => (Ppid::Binary, data),
            (true, true) => (Ppid::StringEmpty, &[0][..]),
            (false, true) => (Ppid::BinaryEmpty, &[0][..]),
        };
        let stream = self.association.stream(id);
        let sent = stream.and_then(|mut stream| stream.write_with_ppi(now, data, ppid));
        sent.map(drop).map_err(|error| SctpError::Local(error.to_string()))
    }

    /// See [`super::endpoint::Endpoint::allow_overtaking`].
    pub(super) fn allow_overtaking(&mut self) {
        let stream = self.channel.and_then(|id| self.association.stream(id).ok());
        if let Some(mut stream) = stream {
            let _ = stream.set_reliability_params(true, ReliabilityType::Reliable, 0);
        }
    }

    /// Whether the peer acknowledged all that was sent on the channel.
    pub(super) fn is_acknowledged(&mut self) -> bool {
        let stream = self.channel.and_then(|id| self.association.stream(id).ok());
        self.pending.is_empty() && stream.is_none_or(|it| it.buffered_amount().unwrap_or(0) == 0)
    }

    fn flush_pending(&mut self, now: Instant) {
        for (text, data) in std::mem::take(&mut self.pending) {
            let _ = self.send(now, text, &data);
        }
    }

    fn fail(&mut self, error: SctpError) {
        if !self.failed {
            self.failed = true;
            self.events.push_back(Event::Failed(error.into()));
        }
    }

    pub(super) fn abort(&mut self) {
        if !self.association.is_closed() {
            let _ = self.association.abort();
            self.counts.abort.get_or_insert((Way::Out, Default::default()));
        }
        self.failed = true;
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if self.association.poll_timeout().is_some_and(|at| at <= now) {
            self.association.handle_timeout(now);
            self.poll_association(now);
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let repeat = self.pacer.as_ref().and_then(Pacer::next);
        [self.association.poll_timeout(), repeat].into_iter().flatten().min()
    }

    pub(super) fn poll_transmit(&mut self, now: Instant) -> Option<Vec<Vec<u8>>> {
        if let Some(init) = self.pacer.as_mut().and_then(|pacer| pacer.due(now)) {
            self.counts.outbound(now, &init);
            return Some(vec![init]);
        }
        let transmit = self.association.poll_transmit(now)?;
        let Payload::RawEncode(packets) = transmit.message else { return Some(Vec::new()) };
        let mut out = Vec::new();
        for bytes in packets {
            let mut packet = bytes.to_vec();
            self.tags.outbound(&mut packet);
            if let Some(gate) = &mut self.setup.gate
                && !gate(Way::Out, &packet)
            {
                continue;
            }
            if let (Some(pacer), Some(_)) = (&mut self.pacer, packet::initiate_tag(&packet))
                && !pacer.admits(now, &packet)
            {
                continue;
            }
            self.counts.outbound(now, &packet);
            self.watch.outbound(&packet);
            out.push(packet);
        }
        Some(out)
    }

    pub(super) fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    pub fn counts(&self) -> &SctpCounts {
        &self.counts
    }
}
