//! The layers joined: datagrams and time in, datagrams and events out.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use rtc_crypto::RTCCryptoProvider;
use rtc_dtls::crypto::Certificate;

use super::certificate;
use super::config::{DtlsRole, EndpointConfig, LocalDescription, RemoteDescription, Setup};
use super::demux::{self, Kind};
use super::dtls::{DtlsLayer, Output, fingerprint, longer_fingerprints};
use super::dtls_setup::DtlsSetup;
use super::event::Pair;
use super::event::{DtlsError, Event, SctpError, StackError, Transmit};
use super::ice::IceLayer;
use super::observer::Observer;
use super::sctp::{ChannelSetup, SctpLayer};
use super::srtp::{Media, SrtpLayer};
use super::tap::{AlertLog, TapProvider};

/// Datagrams kept that came before the answer did, or DTLS records before a pair was selected.
const MAX_EARLY: usize = 64;

pub struct Endpoint {
    config: EndpointConfig,
    provider: Arc<dyn RTCCryptoProvider>,
    alert_log: AlertLog,
    certificate: Certificate,
    ice: IceLayer,
    dtls: Option<DtlsLayer>,
    sctp: Option<SctpLayer>,
    srtp: Option<SrtpLayer>,
    remote: Option<RemoteDescription>,
    /// When our ClientHello is due, where we are the client.
    hello_at: Option<Instant>,
    early: Vec<(Pair, Vec<u8>)>,
    rtp_packets: u64,
    last_heard: Option<Instant>,
    closed: bool,
    out: VecDeque<Transmit>,
    events: VecDeque<(Instant, Event)>,
}

impl Endpoint {
    /// Makes a certificate and gathers the candidates that the configuration lists.
    pub fn new(now: Instant, config: EndpointConfig) -> Result<Self, StackError> {
        let alert_log = AlertLog::default();
        let local = |error: String| StackError::Dtls(DtlsError::Local(error));
        let inner = rtc_crypto::default_provider().map_err(|error| local(error.to_string()))?;
        let provider = TapProvider::wrap(inner, alert_log.clone(), config.observer.clone());
        let certificate = match config.dtls.certificate {
            Some(prepared) => certificate::prepared(prepared, provider.crypto()),
            None => certificate::self_signed(config.common_name, provider.crypto()),
        };
        let certificate = certificate.map_err(|error| local(error.to_string()))?;
        Self::with_certificate(now, config, certificate, provider, alert_log)
    }

    /// Another endpoint with the same certificate, as a client has that gives each m-section a
    /// transport of its own.
    pub fn sibling(&self, now: Instant, config: EndpointConfig) -> Result<Self, StackError> {
        let (provider, alert_log) = (self.provider.clone(), self.alert_log.clone());
        Self::with_certificate(now, config, self.certificate.clone(), provider, alert_log)
    }

    fn with_certificate(
        now: Instant,
        config: EndpointConfig,
        certificate: Certificate,
        provider: Arc<dyn RTCCryptoProvider>,
        alert_log: AlertLog,
    ) -> Result<Self, StackError> {
        let ice = IceLayer::new(now, &config, provider.clone())?;
        Ok(Self {
            config,
            provider,
            alert_log,
            certificate,
            ice,
            dtls: None,
            sctp: None,
            srtp: None,
            remote: None,
            hello_at: None,
            early: Vec::new(),
            rtp_packets: 0,
            last_heard: None,
            closed: false,
            out: VecDeque::new(),
            events: VecDeque::new(),
        })
    }

    pub fn local(&self) -> LocalDescription {
        let (ufrag, pwd) = self.ice.credentials();
        let der = self.certificate.certificate.first().map(AsRef::as_ref).unwrap_or_default();
        LocalDescription {
            ufrag,
            pwd,
            fingerprint: fingerprint(der),
            longer_fingerprints: longer_fingerprints(der),
            candidates: self.ice.local_candidates(),
            addresses: self.ice.local_addresses(),
        }
    }

    pub fn start(&mut self, now: Instant, remote: RemoteDescription) -> Result<(), StackError> {
        self.ice.start(now, &remote)?;
        self.remote = Some(remote);
        if self.dtls_role() == Some(DtlsRole::Server) {
            // Ready before the first ClientHello.
            self.start_dtls(now)?;
        }
        for (pair, datagram) in std::mem::take(&mut self.early) {
            self.handle_datagram(now, pair.0, pair.1, &datagram);
        }
        self.pump(now);
        Ok(())
    }

    fn dtls_role(&self) -> Option<DtlsRole> {
        self.remote.as_ref().map(|remote| match remote.setup {
            Setup::Active => DtlsRole::Server,
            Setup::Passive | Setup::ActPass => DtlsRole::Client,
        })
    }

    fn start_dtls(&mut self, now: Instant) -> Result<(), StackError> {
        let (Some(role), Some(remote)) = (self.dtls_role(), &self.remote) else { return Ok(()) };
        let setup = DtlsSetup {
            role,
            announced: remote.fingerprint.clone(),
            certificate: self.certificate.clone(),
            options: self.config.dtls,
            provider: self.provider.clone(),
            alert_log: self.alert_log.clone(),
            flight_interval: self.config.flight_interval,
        };
        self.dtls = Some(DtlsLayer::new(now, setup)?);
        Ok(())
    }

    pub fn handle_datagram(
        &mut self,
        now: Instant,
        local: SocketAddr,
        peer: SocketAddr,
        datagram: &[u8],
    ) {
        if self.closed {
            return;
        }
        self.last_heard = Some(now);
        let pair = (local, peer);
        if self.remote.is_none() {
            return self.keep_early(pair, datagram);
        }
        match demux::kind(datagram) {
            Kind::Stun => {
                if let Some(pair) = self.ice.handle(now, pair, datagram) {
                    self.pair_selected(now, pair);
                }
            }
            // Some robots start DTLS before a pair is selected. Their records wait: taken at once
            // they would hide an ICE fault behind a handshake that works.
            Kind::Dtls if self.ice.selected().is_none() => self.keep_early(pair, datagram),
            Kind::Dtls if self.ice.accepts(now, pair) => self.handle_dtls(now, datagram),
            Kind::Rtp => {
                self.rtp_packets += 1;
                self.events.push_back((now, Event::Rtp { bytes: datagram.len() }));
                if let Some(media) = self.srtp.as_mut().and_then(|srtp| srtp.open(datagram)) {
                    self.events.push_back((now, Event::Media(media)));
                }
            }
            Kind::Dtls | Kind::Unknown => {}
        }
        self.pump(now);
    }

    fn keep_early(&mut self, pair: Pair, datagram: &[u8]) {
        if self.early.len() < MAX_EARLY {
            self.early.push((pair, datagram.to_vec()));
        }
    }

    fn pair_selected(&mut self, now: Instant, (local, peer): Pair) {
        self.events.push_back((now, Event::PairSelected { local, peer }));
        if self.dtls.is_none() {
            let seen = if self.config.dtls_starts_by_tick { self.ice.tick_from(now) } else { now };
            self.hello_at = Some(seen + self.config.dtls_start_delay);
        }
        self.start_due_dtls(now);
        for (pair, datagram) in std::mem::take(&mut self.early) {
            self.handle_datagram(now, pair.0, pair.1, &datagram);
        }
    }

    fn start_due_dtls(&mut self, now: Instant) {
        if self.hello_at.is_some_and(|at| at <= now) {
            self.hello_at = None;
            if let Err(error) = self.start_dtls(now) {
                self.events.push_back((now, Event::Failed(error)));
            }
        }
    }

    fn handle_dtls(&mut self, now: Instant, datagram: &[u8]) {
        let Some(dtls) = &mut self.dtls else { return };
        for output in dtls.handle(now, datagram) {
            match output {
                Output::Connected => self.dtls_connected(now),
                Output::Data(packet) => {
                    if let Some(sctp) = &mut self.sctp {
                        sctp.handle(now, packet);
                    }
                }
                Output::Closed => self.events.push_back((now, Event::PeerClosed)),
                Output::Failed(error) => self.events.push_back((now, Event::Failed(error.into()))),
            }
        }
    }

    fn dtls_connected(&mut self, now: Instant) {
        self.events.push_back((now, Event::DtlsConnected));
        if let Some(keys) = self.dtls.as_ref().filter(|_| self.config.media) {
            let keys = keys.srtp_keys();
            self.srtp = keys.and_then(|keys| SrtpLayer::new(keys, self.provider.clone()).ok());
        }
        let setup = ChannelSetup {
            opens: self.config.opens_channel.take(),
            acknowledges: self.config.acknowledges_open,
            init_pace: self.config.init_pace,
            gate: self.config.sctp_gate.take(),
            stream: u16::from(self.dtls_role() == Some(DtlsRole::Server)),
        };
        match SctpLayer::new(now, setup) {
            Ok(sctp) => self.sctp = Some(sctp),
            Err(error) => self.events.push_back((now, Event::Failed(error.into()))),
        }
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        if self.closed {
            return;
        }
        if let Some(pair) = self.ice.handle_timeout(now) {
            self.pair_selected(now, pair);
        }
        self.start_due_dtls(now);
        if let Some(dtls) = &mut self.dtls {
            dtls.handle_timeout(now);
        }
        if let Some(sctp) = &mut self.sctp {
            sctp.handle_timeout(now);
        }
        self.pump(now);
    }

    pub fn poll_timeout(&mut self) -> Option<Instant> {
        if self.closed {
            return None;
        }
        let dtls = self.dtls.as_ref().filter(|_| self.ice.selected().is_some());
        [
            self.ice.poll_timeout(),
            self.hello_at,
            dtls.and_then(DtlsLayer::poll_timeout),
            self.sctp.as_ref().and_then(SctpLayer::poll_timeout),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Moves what each layer wants sent down to the next, and its events up.
    fn pump(&mut self, now: Instant) {
        if let (Some(sctp), Some(dtls)) = (&mut self.sctp, &mut self.dtls) {
            while let Some(packets) = sctp.poll_transmit(now) {
                packets.iter().for_each(|packet| dtls.send(now, packet));
            }
            while let Some(event) = sctp.poll_event() {
                self.events.push_back((now, event));
            }
        }
        if let (Some(dtls), Some(((local, peer), _))) = (&mut self.dtls, self.ice.selected()) {
            while let Some(payload) = dtls.poll_transmit() {
                self.out.push_back(Transmit { local, peer, payload });
            }
        }
        while let Some(transmit) = self.ice.poll_transmit() {
            self.out.push_back(transmit);
        }
    }

    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.out.pop_front()
    }

    pub fn poll_event(&mut self) -> Option<(Instant, Event)> {
        self.events.pop_front()
    }

    /// Sends a message on the channel, ACK or not. Before the association is up it waits.
    pub fn send(&mut self, now: Instant, text: bool, message: &[u8]) -> Result<(), StackError> {
        let sctp = self.sctp.as_mut().ok_or(SctpError::NoChannel)?;
        sctp.send(now, text, message)?;
        self.pump(now);
        Ok(())
    }

    /// Messages that are sent from now on do not wait at the peer for earlier ones (RFC 9260, section
    /// 6.6).
    pub fn allow_overtaking(&mut self) {
        self.sctp.iter_mut().for_each(SctpLayer::allow_overtaking);
    }

    /// Whether the peer acknowledged all that was sent on the channel.
    pub fn is_acknowledged(&mut self) -> bool {
        self.sctp.as_mut().is_none_or(SctpLayer::is_acknowledged)
    }

    /// Sends a packet of sound, picture or a report on them.
    pub fn send_media(&mut self, now: Instant, media: &Media) -> Result<(), StackError> {
        let srtp =
            self.srtp.as_mut().ok_or_else(|| StackError::Srtp("there are no keys".into()))?;
        let payload = srtp.seal(media)?;
        if let Some(((local, peer), _)) = self.ice.selected() {
            self.out.push_back(Transmit { local, peer, payload });
        }
        self.pump(now);
        Ok(())
    }

    /// Sends an SCTP packet of the caller's making. The simulated robot makes faults with it.
    pub fn send_sctp_packet(&mut self, now: Instant, packet: &[u8]) {
        if let Some(dtls) = &mut self.dtls {
            dtls.send(now, packet);
        }
        self.pump(now);
    }

    /// Queues SCTP ABORT and DTLS close_notify, as far as there is something to close, and stops.
    pub fn close(&mut self, now: Instant) {
        if self.closed {
            return;
        }
        if let Some(sctp) = &mut self.sctp {
            sctp.abort();
        }
        self.pump(now);
        if let Some(dtls) = &mut self.dtls {
            dtls.close(now);
        }
        self.pump(now);
        self.closed = true;
    }

    /// Queues DTLS close_notify alone, and goes on. The simulated robot makes faults with it.
    pub fn close_dtls(&mut self, now: Instant) {
        if let Some(dtls) = &mut self.dtls {
            dtls.close(now);
        }
        self.pump(now);
    }

    /// Who is told of everything on the wire.
    pub fn observer(&self) -> Option<&Arc<dyn Observer>> {
        self.config.observer.as_ref()
    }

    pub fn ice(&self) -> &IceLayer {
        &self.ice
    }

    /// The DTLS layer, from the answer on (server) or from the selected pair on (client).
    pub fn dtls(&self) -> Option<&DtlsLayer> {
        self.dtls.as_ref()
    }

    pub fn sctp(&self) -> Option<&SctpLayer> {
        self.sctp.as_ref()
    }

    /// From the handshake on, where media are wanted and a profile was agreed on.
    pub fn srtp(&self) -> Option<&SrtpLayer> {
        self.srtp.as_ref()
    }

    /// When the last datagram of any kind came.
    pub fn last_heard(&self) -> Option<Instant> {
        self.last_heard
    }

    pub fn rtp_packets(&self) -> u64 {
        self.rtp_packets
    }
}
