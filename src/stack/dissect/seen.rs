//! One protocol message, named.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The protocol that a wire event belongs to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Connections to the signalling ports.
    Tcp,
    /// Requests and answers of the signalling.
    Http,
    /// The checks of ICE (RFC 8445).
    Stun,
    /// Handshake messages, alerts, encrypted records (RFC 6347).
    Dtls,
    /// Chunks inside DTLS (RFC 9260).
    Sctp,
    /// The messages that open a data channel (RFC 8832).
    Dcep,
    /// What goes over the data channel.
    Message,
    /// Audio and video (RFC 3550).
    Rtp,
    /// Reports on them.
    Rtcp,
}

/// One protocol message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen<'a> {
    pub layer: Layer,
    /// The RFC's name: `Binding request`, `ClientHello`, `INIT`, `COOKIE-ECHO`.
    pub name: Cow<'static, str>,
    /// Escaped and bounded: `401 Unauthorized`, `with cookie`.
    pub detail: Option<Cow<'static, str>>,
    /// Its length, bytes.
    pub bytes: usize,
    /// The same message was seen before in this direction.
    pub repeated: bool,
    /// Of a message on the data channel, its beginning: whoever knows the application names it.
    pub payload: Option<&'a [u8]>,
}

impl<'a> Seen<'a> {
    pub fn new(layer: Layer, name: impl Into<Cow<'static, str>>, bytes: usize) -> Self {
        Self { layer, name: name.into(), detail: None, bytes, repeated: false, payload: None }
    }

    pub(super) fn detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    pub(super) fn repeated(self, repeated: bool) -> Self {
        Self { repeated, ..self }
    }
}
