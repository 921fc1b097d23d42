//! DTLS 1.2 (RFC 6347): the endpoint of `rtc-dtls`, with the last flight kept in our hands.
//!
//! A handshake record that does not advance the flight clears the retransmit timer of `rtc-dtls`
//! for good, so one lost record could stall a handshake for ever; and its timer ends the handshake
//! at the eighth firing, three seconds after the flight, whatever arrives later. So its timer is
//! never run: this layer keeps the last flight and sends it again until the caller's deadline.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_shared::TransportProtocol;
use rtc_shared::error::Error as RtcError;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::client_hello::{ClientHello, Reader};
use super::config::DtlsRole;
use super::dtls_admission::Admission;
use super::dtls_setup::{DtlsSetup, handshake_config, srtp_name, srtp_profile};
use super::event::{DtlsError, Way};
use super::record::{self, Alert, FragmentId};
use super::tap::AlertLog;

/// Keys of the library's tables, the same whatever path the datagrams take: a change of path must
/// not found a second connection.
pub(super) const PEER: ([u8; 4], u16) = ([192, 0, 2, 1], 5000);
/// See [`PEER`].
pub(super) const SELF: ([u8; 4], u16) = ([192, 0, 2, 2], 5000);

/// Alerts kept of a peer that may send any number.
const MAX_ALERTS: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negotiated {
    pub cipher: String,
    pub srtp_profile: Option<String>,
    pub peer_certificate: Vec<u8>,
    /// Whether its SHA-256 is the announced one.
    pub fingerprint_match: bool,
}

#[derive(Debug, Clone, Default)]
pub struct DtlsCounts {
    pub client_hellos_sent: u32,
    pub client_hellos_received: u32,
    pub client_hello: Option<ClientHello>,
    pub retransmits: u32,
    /// The largest datagram of our flights, bytes; `None` before the first.
    pub largest_flight: Option<usize>,
    pub alerts: Vec<(Way, Alert)>,
    /// The last thing that our own stack could not digest.
    pub local_error: Option<String>,
    pub first_flight_in: Option<Instant>,
    pub finished: Option<Instant>,
}

pub(super) enum Output {
    Connected,
    Data(Bytes),
    Closed,
    Failed(DtlsError),
}

pub struct DtlsLayer {
    endpoint: Endpoint,
    role: DtlsRole,
    announced: String,
    alert_log: AlertLog,
    hello_reader: Reader,
    admission: Admission,
    refuses_hello: bool,
    flight_interval: Duration,
    flight: Vec<Vec<u8>>,
    resend_at: Option<Instant>,
    resends: u32,
    fragments_sent: HashSet<FragmentId>,
    next_record: u64,
    counts: DtlsCounts,
    negotiated: Option<Negotiated>,
    out: VecDeque<Vec<u8>>,
}

impl DtlsLayer {
    /// A server waits for the ClientHello; a client sends it at once.
    pub(super) fn new(now: Instant, setup: DtlsSetup) -> Result<Self, DtlsError> {
        let config = handshake_config(&setup).map_err(local)?;
        let is_server = setup.role == DtlsRole::Server;
        let server_config = is_server.then(|| config.clone());
        let mut layer = Self {
            endpoint: Endpoint::new(SELF.into(), TransportProtocol::UDP, server_config),
            role: setup.role,
            announced: setup.announced.to_ascii_uppercase(),
            alert_log: setup.alert_log,
            hello_reader: Reader::default(),
            admission: Admission::default(),
            refuses_hello: setup.options.refuses_hello,
            flight_interval: setup.flight_interval,
            flight: Vec::new(),
            resend_at: None,
            resends: 0,
            fragments_sent: HashSet::new(),
            next_record: 0,
            counts: DtlsCounts::default(),
            negotiated: None,
            out: VecDeque::new(),
        };
        if !is_server {
            layer.endpoint.connect(now, PEER.into(), config, None).map_err(local)?;
            layer.collect(now);
        }
        Ok(layer)
    }

    pub(super) fn handle(&mut self, now: Instant, datagram: &[u8]) -> Vec<Output> {
        self.counts.first_flight_in.get_or_insert(now);
        let mut alert = None;
        let mut asked = false;
        for record in record::records(datagram) {
            asked |= record.is_client_hello();
            self.counts.client_hellos_received += u32::from(record.is_client_hello());
            if let Some(hello) = self.hello_reader.take(&record) {
                self.counts.client_hello = Some(hello);
            }
            // After the handshake an alert in clear proves nothing: anyone can forge it.
            if let (Some(plain), None) = (record.plain_alert(), self.counts.finished) {
                self.note_alert(Way::In, plain);
                alert = Some(plain);
            }
        }
        if asked && self.role == DtlsRole::Client {
            // Two clients. The library would end the handshake over it with an alert of its own.
            self.refuse_hello();
            return Vec::new();
        }
        let admitted = self.admission.admit(datagram, self.counts.finished.is_some());
        if self.admission.oversized {
            let error = "the robot's certificate is longer than 64 KiB";
            self.counts.local_error = Some(error.into());
        }
        let result = self.endpoint.read(now, PEER.into(), None, BytesMut::from(&admitted[..]));
        for (way, encrypted) in self.alert_log.drain() {
            self.note_alert(way, encrypted);
            if way == Way::In {
                alert = Some(encrypted);
            }
        }
        let mut outputs = Vec::new();
        match result {
            Ok(events) => {
                for event in events {
                    match event {
                        EndpointEvent::HandshakeComplete => outputs.push(self.finish(now)),
                        EndpointEvent::ApplicationData(data) => {
                            outputs.push(Output::Data(data.freeze()));
                        }
                        EndpointEvent::PeerClosed => outputs.push(Output::Closed),
                        _ => {}
                    }
                }
            }
            Err(error) => outputs.extend(self.judge(now, alert, error)),
        }
        self.collect(now);
        outputs
    }

    fn refuse_hello(&mut self) {
        if self.refuses_hello {
            let alert = Alert { level: Alert::FATAL, description: Alert::UNEXPECTED_MESSAGE };
            self.note_alert(Way::Out, alert);
            self.transmit(record::plain_alert(alert).to_vec());
        }
    }

    /// What an error of the library means, seen beside the alerts that came or went with it.
    fn judge(&mut self, now: Instant, alert: Option<Alert>, error: RtcError) -> Option<Output> {
        match alert {
            Some(Alert { description: Alert::CLOSE_NOTIFY, .. }) => Some(Output::Closed),
            Some(Alert { level: Alert::FATAL, description }) => {
                Some(Output::Failed(DtlsError::PeerAlert(description)))
            }
            // A warning: the library calls it an error, the connection goes on.
            Some(_) => None,
            None if self.counts.finished.is_some() => None,
            // A record that does not parse is dropped (RFC 6347, section 4.1.2.7), else any forged
            // datagram would end the handshake. What the library takes as final it answers by a
            // fatal alert of its own.
            None => {
                let before = self.fatal_alerts_sent();
                self.collect(now);
                let error = local(error);
                self.counts.local_error = Some(error.to_string());
                (self.fatal_alerts_sent() > before).then_some(Output::Failed(error))
            }
        }
    }

    fn fatal_alerts_sent(&self) -> usize {
        let fatal = |(way, alert): &&(Way, Alert)| *way == Way::Out && alert.level == Alert::FATAL;
        self.counts.alerts.iter().filter(fatal).count()
    }

    fn finish(&mut self, now: Instant) -> Output {
        self.counts.finished = Some(now);
        self.resend_at = None;
        let Some(state) = self.endpoint.get_connection_state(PEER.into()) else {
            return Output::Failed(DtlsError::Local("the connection has no state".into()));
        };
        let peer_certificate = state.peer_certificates.first().cloned().unwrap_or_default();
        let got = fingerprint(&peer_certificate);
        let fingerprint_match = got == self.announced;
        self.negotiated = Some(Negotiated {
            cipher: state.cipher_suite().map(|suite| suite.to_string()).unwrap_or_default(),
            srtp_profile: srtp_name(state.srtp_protection_profile()),
            peer_certificate,
            fingerprint_match,
        });
        // The handshake is finished first and judged afterwards: only so can close_notify follow
        // and free the robot's slot.
        if fingerprint_match {
            Output::Connected
        } else {
            let announced = self.announced.clone();
            Output::Failed(DtlsError::FingerprintMismatch { announced, got })
        }
    }

    fn note_alert(&mut self, way: Way, alert: Alert) {
        if self.counts.alerts.len() < MAX_ALERTS {
            self.counts.alerts.push((way, alert));
        }
    }

    /// Takes what the library wants sent, keeps it as the last flight, counts repeats.
    fn collect(&mut self, now: Instant) {
        let handshaking = self.counts.finished.is_none();
        let mut flight = Vec::new();
        let mut repeated = false;
        while let Some(transmit) = self.endpoint.poll_transmit() {
            let datagram = transmit.message.to_vec();
            for record in record::records(&datagram) {
                self.counts.client_hellos_sent += u32::from(record.is_client_hello());
                if let Some(alert) = record.plain_alert() {
                    self.note_alert(Way::Out, alert);
                }
                repeated |= record.fragment().is_some_and(|id| !self.fragments_sent.insert(id));
            }
            if handshaking {
                let largest = self.counts.largest_flight.max(Some(datagram.len()));
                self.counts.largest_flight = largest;
                flight.push(datagram.clone());
            }
            self.transmit(datagram);
        }
        for (way, alert) in self.alert_log.drain() {
            self.note_alert(way, alert);
        }
        self.counts.retransmits += u32::from(repeated);
        if !flight.is_empty() {
            if !repeated {
                self.resends = 0;
            }
            self.flight = flight;
            self.resend_at = Some(now + self.resend_pause());
        }
    }

    fn transmit(&mut self, mut datagram: Vec<u8>) {
        record::renumber(&mut self.next_record, &mut datagram);
        self.out.push_back(datagram);
    }

    /// A steady pause at first, for a lossy path; then doubling up to 8 times, for a silent one.
    fn resend_pause(&self) -> Duration {
        self.flight_interval * 2u32.pow(self.resends.saturating_sub(8).min(3))
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if self.resend_at.is_some_and(|at| at <= now) {
            self.resends += 1;
            self.counts.retransmits += 1;
            for datagram in self.flight.clone() {
                let hellos = record::records(&datagram).filter(|r| r.is_client_hello()).count();
                self.counts.client_hellos_sent += hellos as u32;
                self.transmit(datagram);
            }
            self.resend_at = Some(now + self.resend_pause());
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.resend_at
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.out.pop_front()
    }

    pub(super) fn send(&mut self, now: Instant, packet: &[u8]) {
        let _ = self.endpoint.write(now, PEER.into(), packet);
        self.collect(now);
    }

    /// Queues close_notify, where the handshake finished.
    pub(super) fn close(&mut self, now: Instant) {
        let _ = self.endpoint.close(now);
        self.resend_at = None;
        self.collect(now);
    }

    /// The keys of SRTP that the handshake made (RFC 5764, section 4.2); none where no profile was
    /// agreed on.
    pub(super) fn srtp_keys(&self) -> Option<rtc_srtp::config::Config> {
        let state = self.endpoint.get_connection_state(PEER.into())?;
        let mut config = rtc_srtp::config::Config {
            profile: srtp_profile(state.srtp_protection_profile())?,
            ..Default::default()
        };
        let length = config.keying_material_len();
        let label = rtc_srtp::config::LABEL_EXTRACTOR_DTLS_SRTP;
        let material = state.export_keying_material(label, &[], length).ok()?;
        let is_client = self.role == DtlsRole::Client;
        config.set_session_keys_from_keying_material(material.as_ref(), is_client).ok()?;
        Some(config)
    }

    pub fn role(&self) -> DtlsRole {
        self.role
    }

    pub fn counts(&self) -> &DtlsCounts {
        &self.counts
    }

    pub fn negotiated(&self) -> Option<&Negotiated> {
        self.negotiated.as_ref()
    }
}

/// SHA-256 of a certificate as `a=fingerprint` spells it: upper-case hex with colons.
pub fn fingerprint(der: &[u8]) -> String {
    hex_with_colons(&Sha256::digest(der))
}

/// The longer hashes of a certificate, by their names in SDP (RFC 8122, section 5).
pub fn longer_fingerprints(der: &[u8]) -> Vec<(&'static str, String)> {
    vec![
        ("sha-384", hex_with_colons(&Sha384::digest(der))),
        ("sha-512", hex_with_colons(&Sha512::digest(der))),
    ]
}

fn hex_with_colons(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

fn local(error: RtcError) -> DtlsError {
    DtlsError::Local(error.to_string())
}
