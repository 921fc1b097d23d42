//! Our sans-I/O WebRTC endpoint, one layer a file, joined by [`endpoint`].
//!
//! ```text
//!  driver (sockets, clock) ─► endpoint ─► demux ─► ice | srtp | dtls ─► sctp ─► channel
//! ```
//!
//! Time is an argument everywhere but in [`driver`]. The doctor (offerer, ICE controlling, DTLS
//! server) and the simulated robot (answerer, controlled, DTLS client) are the same endpoint with
//! another [`EndpointConfig`].

pub mod certificate;
pub mod channel;
pub mod check_loss;
pub mod check_targets;
pub mod client_hello;
pub mod config;
pub mod demux;
pub mod dissect;
pub mod driver;
pub mod dtls;
mod dtls_admission;
mod dtls_setup;
pub mod endpoint;
pub mod event;
pub mod handshake;
pub mod ice;
pub mod init_pace;
pub mod observer;
pub mod packet;
pub mod record;
pub mod rtcp;
pub mod rtp_stats;
pub mod sctp;
mod sctp_admission;
pub mod sctp_cause;
pub mod sctp_counts;
pub mod sdp;
pub mod sdp_candidate;
pub mod sdp_lint;
pub mod sdp_section;
pub mod server_hello;
pub mod srtp;
pub mod stun_attributes;
pub mod stun_counts;
pub mod stun_header;
pub mod stun_relayed;
pub mod stun_reply;
pub mod tag_translation;
pub mod tap;
pub mod wire;

pub use config::{
    DtlsOptions, EndpointConfig, ForeignChecks, IceRole, LocalDescription, RemoteDescription,
    SctpGate, Setup,
};
pub use endpoint::Endpoint;
pub use event::{
    Abort, DtlsError, Event, IceError, OpenedBy, SctpError, StackError, Transmit, Way,
};
