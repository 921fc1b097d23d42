//! What an endpoint is told: its role, its addresses, its timers, and its peer.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use super::certificate::Prepared;
use super::event::Way;
use super::init_pace::InitPace;
use super::observer::Observer;

/// The ICE role (RFC 8445, section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IceRole {
    Controlling,
    Controlled,
}

/// The peer's `a=setup` (RFC 8842).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setup {
    ActPass,
    Active,
    Passive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DtlsRole {
    Client,
    Server,
}

/// What an ICE agent makes of a check with the credentials of another session, or of another
/// m-section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignChecks {
    Ignored,
    /// Answered by this error: aioice says 401 from 0.13 on and 400 before.
    Refused(u16),
    /// Answered by a success where the password is ours: the robot's library does not look at the
    /// user name.
    Answered,
}

/// Sees each SCTP packet in clear before it is sent or read; `false` swallows it. The simulated
/// robot makes its faults with it.
pub type SctpGate = Box<dyn FnMut(Way, &[u8]) -> bool + Send>;

/// The name in a Go2's certificate (observed on the library that its peer is built on).
pub const KVS_COMMON_NAME: &str = "KVS-WebRTC-Client";

/// Where the DTLS layer differs from the ordinary one. The simulated robot has its variants by it.
#[derive(Debug, Clone, Copy, Default)]
pub struct DtlsOptions {
    /// The certificate to show; `None` makes a new one.
    pub certificate: Option<Prepared>,
    /// Whether no SRTP profile is offered (RFC 5764).
    pub without_srtp: bool,
    /// The length above which a handshake message is cut into fragments, bytes.
    pub fragment_at: Option<usize>,
    /// Whether a client answers a ClientHello by the alert unexpected_message, as a Go2 was
    /// measured to do. Else it lets it pass.
    pub refuses_hello: bool,
}

pub struct EndpointConfig {
    pub ice_role: IceRole,
    pub common_name: &'static str,
    pub locals: Vec<SocketAddr>,
    pub check_interval: Duration,
    pub consent_interval: Duration,
    /// How long a DTLS flight may stay unanswered before it is sent again.
    pub flight_interval: Duration,
    pub foreign_checks: ForeignChecks,
    /// Pause between the selected pair and our ClientHello, where we are the client.
    pub dtls_start_delay: Duration,
    /// Whether that pause begins with the next round of checks (`check_interval`), which sees that
    /// a pair has come up, or at once.
    pub dtls_starts_by_tick: bool,
    pub dtls: DtlsOptions,
    pub opens_channel: Option<String>,
    /// Whether a DCEP OPEN is answered by an ACK. A Go2 never does.
    pub acknowledges_open: bool,
    /// How our INIT is repeated, where not as RFC 9260 has it.
    pub init_pace: Option<InitPace>,
    pub sctp_gate: Option<SctpGate>,
    /// Whether RTP and RTCP are decrypted and told as events. Else they are counted.
    pub media: bool,
    /// Who is told of everything on the wire.
    pub observer: Option<Arc<dyn Observer>>,
}

impl EndpointConfig {
    /// The doctor's side: offers, nominates, opens the channel `data`.
    pub fn offerer(locals: Vec<SocketAddr>) -> Self {
        Self {
            ice_role: IceRole::Controlling,
            common_name: "go2doctor",
            locals,
            check_interval: Duration::from_millis(20),
            consent_interval: Duration::from_millis(500),
            flight_interval: Duration::from_millis(400),
            foreign_checks: ForeignChecks::Ignored,
            dtls_start_delay: Duration::ZERO,
            dtls_starts_by_tick: false,
            dtls: DtlsOptions::default(),
            opens_channel: Some("data".into()),
            acknowledges_open: true,
            init_pace: None,
            sctp_gate: None,
            media: false,
            observer: None,
        }
    }

    /// The robot's side: answers, is nominated to, never acknowledges an OPEN.
    pub fn answerer(locals: Vec<SocketAddr>) -> Self {
        Self {
            ice_role: IceRole::Controlled,
            common_name: KVS_COMMON_NAME,
            consent_interval: Duration::from_secs(15),
            opens_channel: None,
            acknowledges_open: false,
            dtls: DtlsOptions { refuses_hello: true, ..DtlsOptions::default() },
            ..Self::offerer(locals)
        }
    }
}

#[derive(Clone)]
pub struct LocalDescription {
    pub ufrag: String,
    pub pwd: String,
    /// SHA-256 of our certificate, upper-case hex with colons.
    pub fingerprint: String,
    /// Its longer hashes by name (`sha-384`, `sha-512`): other clients announce them as well, and
    /// an imitation of their offers has to.
    pub longer_fingerprints: Vec<(&'static str, String)>,
    /// Values of `a=candidate:`, one a local address.
    pub candidates: Vec<String>,
    pub addresses: Vec<SocketAddr>,
}

#[derive(Clone)]
pub struct RemoteDescription {
    pub ufrag: String,
    pub pwd: String,
    /// The value of `a=fingerprint:sha-256`; compared as upper-case text.
    pub fingerprint: String,
    pub candidates: Vec<String>,
    /// Where signalling reached the peer, if that is known. Checks to other addresses are few.
    pub address: Option<IpAddr>,
    pub setup: Setup,
}
