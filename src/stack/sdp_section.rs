//! One m-section of a session description, and what it shares with the session level.

use crate::text::redact::Secret;

use super::sdp_candidate::Candidate;

/// Which way media flows, from the writer's point of view (RFC 8866, section 6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaDirection {
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl MediaDirection {
    pub fn name(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive]
            .into_iter()
            .find(|direction| direction.name() == name)
    }
}

/// One `a=fingerprint` line (RFC 8122, section 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The hash's name as written, `sha-256` for instance.
    pub algorithm: String,
    /// The hash as written; the robot writes upper-case hex with colons.
    pub value: String,
}

impl Fingerprint {
    /// Reads the value of an `a=fingerprint` line; `None` when it is malformed.
    pub fn parse(value: &str) -> Option<Self> {
        let (algorithm, value) = value.split_once(' ')?;
        Some(Self { algorithm: algorithm.to_owned(), value: value.trim().to_owned() })
    }

    /// Whether the hash is SHA-256, the one that this robot computes.
    pub fn is_sha256(&self) -> bool {
        self.algorithm.eq_ignore_ascii_case("sha-256")
    }
}

/// What may stand at session level as well as in each m-section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransportAttributes {
    pub ufrag: Option<String>,
    pub pwd: Option<Secret<String>>,
    pub fingerprints: Vec<Fingerprint>,
    /// `a=setup` (RFC 8842).
    pub setup: Option<String>,
    pub candidates: Vec<Candidate>,
}

impl TransportAttributes {
    /// Takes an attribute in, unless it belongs elsewhere.
    pub(super) fn take_attribute(&mut self, name: &str, value: &str) -> bool {
        match name {
            "ice-ufrag" => self.ufrag = Some(value.to_owned()),
            "ice-pwd" => self.pwd = Some(Secret::new(value.to_owned())),
            "setup" => self.setup = Some(value.to_owned()),
            "fingerprint" => self.fingerprints.extend(Fingerprint::parse(value)),
            "candidate" => self.candidates.extend(Candidate::parse(value)),
            _ => return false,
        }
        true
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// `audio`, `video`, `application`.
    pub kind: String,
    /// The port; 0 refuses the section. `None` when it is no number.
    pub port: Option<u16>,
    /// `UDP/TLS/RTP/SAVPF`, `UDP/DTLS/SCTP`, `DTLS/SCTP`.
    pub proto: String,
    /// What follows: payload types, `webrtc-datachannel`, or the legacy SCTP port.
    pub formats: Vec<String>,
    pub mid: Option<String>,
    pub transport: TransportAttributes,
    pub end_of_candidates: bool,
    /// `a=sctp-port` (RFC 8841), or the port of the legacy forms `m=application 9 DTLS/SCTP 5000`
    /// and `a=sctpmap:5000`.
    pub sctp_port: Option<u16>,
    pub max_message_size: Option<u64>,
    /// The direction; `None` when the section does not say.
    pub direction: Option<MediaDirection>,
    pub attributes: Vec<(String, String)>,
}

impl Section {
    pub fn is_application(&self) -> bool {
        self.kind == "application"
    }

    pub fn attribute<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of `a=NAME:FORMAT …` for one payload type: `rtpmap`, `fmtp`.
    pub fn format_attribute<'a>(&'a self, name: &'a str, format: &'a str) -> Option<&'a str> {
        self.attribute(name)
            .filter_map(|value| value.split_once(' '))
            .find(|(owner, _)| *owner == format)
            .map(|(_, value)| value.trim())
    }

    pub(super) fn from_media_line(media: &str) -> Self {
        let mut words = media.split_ascii_whitespace();
        let mut word = || words.next().unwrap_or_default();
        let (kind, port, proto) = (word().to_owned(), word().parse().ok(), word().to_owned());
        let formats: Vec<String> = words.map(str::to_owned).collect();
        let sctp_port = formats.first().filter(|_| proto == "DTLS/SCTP");
        let sctp_port = sctp_port.and_then(|format| format.parse().ok());
        Self { kind, port, proto, formats, sctp_port, ..Self::default() }
    }

    pub(super) fn take_attribute(&mut self, name: &str, value: &str) {
        if self.transport.take_attribute(name, value) {
            return;
        }
        match name {
            "mid" => self.mid = Some(value.to_owned()),
            "end-of-candidates" => self.end_of_candidates = true,
            "sctp-port" => self.sctp_port = value.parse().ok(),
            "sctpmap" => {
                let port = value.split_ascii_whitespace().next().and_then(|p| p.parse().ok());
                self.sctp_port = self.sctp_port.or(port);
            }
            "max-message-size" => self.max_message_size = value.parse().ok(),
            _ => match MediaDirection::from_name(name) {
                Some(direction) => self.direction = Some(direction),
                None => self.attributes.push((name.to_owned(), value.to_owned())),
            },
        }
    }
}
