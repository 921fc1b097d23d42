//! Session descriptions (RFC 8866), as far as a WebRTC offer and its answer use them.
//!
//! The parser is bounded and forgiving: bare LF ends a line, blank and unknown lines are passed
//! over, and what is missing stays `None`. Judging what is missing is the business of
//! [`sdp_lint`](super::sdp_lint).

use std::collections::HashSet;

use crate::text::redact::Secret;

use super::sdp_candidate::Candidate;
use super::sdp_section::{Fingerprint, Section, TransportAttributes};

/// More bytes than any WebRTC description has; a browser's offer is about 8 KiB.
pub const MAX_BYTES: usize = 256 * 1024;
pub const MAX_LINES: usize = 4000;
/// More m-sections than any WebRTC description has; the robot takes 5.
pub const MAX_SECTIONS: usize = 64;

/// Why a description was not read: it exceeds a bound. Anything within the bounds is read, however
/// odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    #[error("the description has {0} bytes, more than {MAX_BYTES}")]
    TooLong(usize),
    #[error("the description has more than {MAX_LINES} lines")]
    TooManyLines,
    #[error("the description has more than {MAX_SECTIONS} m-sections")]
    TooManySections,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionDescription {
    /// The mids of `a=group:BUNDLE`; `None` without the line.
    pub bundle: Option<Vec<String>>,
    pub ice_lite: bool,
    pub transport: TransportAttributes,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transport<'a> {
    pub ufrag: Option<&'a str>,
    pub pwd: Option<&'a Secret<String>>,
    /// The first SHA-256 fingerprint.
    pub fingerprint: Option<&'a str>,
    pub setup: Option<&'a str>,
}

impl SessionDescription {
    pub fn parse(text: &str) -> Result<Self, SdpError> {
        if text.len() > MAX_BYTES {
            return Err(SdpError::TooLong(text.len()));
        }
        let mut session = Self::default();
        for (number, line) in text.lines().enumerate() {
            if number >= MAX_LINES {
                return Err(SdpError::TooManyLines);
            }
            let line = line.trim_end();
            if let Some(media) = line.strip_prefix("m=") {
                if session.sections.len() >= MAX_SECTIONS {
                    return Err(SdpError::TooManySections);
                }
                session.sections.push(Section::from_media_line(media));
            } else if let Some(attribute) = line.strip_prefix("a=") {
                let (name, value) = attribute.split_once(':').unwrap_or((attribute, ""));
                session.take_attribute(name, value.trim());
            }
        }
        Ok(session)
    }

    pub fn application(&self) -> Option<&Section> {
        self.sections.iter().find(|section| section.is_application())
    }

    /// How to reach the writer: the application section first, then the session level, then the
    /// other sections, of which one carries the transport of the whole bundle (RFC 9143, section
    /// 7).
    pub fn transport(&self) -> Transport<'_> {
        fn first<'a, T>(
            levels: &[&'a TransportAttributes],
            get: impl Fn(&'a TransportAttributes) -> Option<T>,
        ) -> Option<T> {
            levels.iter().find_map(|level| get(level))
        }
        let levels = self.transport_levels();
        Transport {
            ufrag: first(&levels, |t| t.ufrag.as_deref()),
            pwd: first(&levels, |t| t.pwd.as_ref()),
            fingerprint: first(&levels, |t| {
                t.fingerprints.iter().find(|f| f.is_sha256()).map(|f| f.value.as_str())
            }),
            setup: first(&levels, |t| t.setup.as_deref()),
        }
    }

    /// The fingerprints that hold for the data channel, in order, from the level that
    /// [`transport`](Self::transport) would take them from.
    pub fn fingerprints(&self) -> &[Fingerprint] {
        self.transport_levels()
            .into_iter()
            .map(|level| level.fingerprints.as_slice())
            .find(|fingerprints| !fingerprints.is_empty())
            .unwrap_or_default()
    }

    /// The last fingerprint of the whole description, which is the one that the robot keeps.
    pub fn last_fingerprint(&self) -> Option<&Fingerprint> {
        let sections = self.sections.iter().rev().map(|section| &section.transport);
        sections.chain([&self.transport]).find_map(|level| level.fingerprints.last())
    }

    /// The candidates of all levels, each line once, in order.
    pub fn candidates(&self) -> Vec<&Candidate> {
        let mut seen = HashSet::new();
        std::iter::once(&self.transport)
            .chain(self.sections.iter().map(|section| &section.transport))
            .flat_map(|level| &level.candidates)
            .filter(|candidate| seen.insert(candidate.line.as_str()))
            .collect()
    }

    fn transport_levels(&self) -> Vec<&TransportAttributes> {
        let application = self.application().map(|section| &section.transport);
        let others = self.sections.iter().filter(|section| !section.is_application());
        application
            .into_iter()
            .chain(std::iter::once(&self.transport))
            .chain(others.map(|section| &section.transport))
            .collect()
    }

    fn take_attribute(&mut self, name: &str, value: &str) {
        match self.sections.last_mut() {
            Some(section) => section.take_attribute(name, value),
            None if self.transport.take_attribute(name, value) => {}
            None => self.take_session_attribute(name, value),
        }
    }

    fn take_session_attribute(&mut self, name: &str, value: &str) {
        match name {
            "group" => {
                let mut words = value.split_ascii_whitespace();
                if words.next() == Some("BUNDLE") {
                    self.bundle = Some(words.map(str::to_owned).collect());
                }
            }
            "ice-lite" => self.ice_lite = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::stack::sdp_section::MediaDirection;
    use crate::test_support::corrupted;

    use super::*;

    const ANSWER: &str = include_str!("../../tests/fixtures/robot-answer.sdp");

    fn parse(text: &str) -> SessionDescription {
        SessionDescription::parse(text).expect("a description within the bounds")
    }

    #[test]
    fn a_robots_answer_is_read_whole() {
        let answer = parse(ANSWER);
        let kinds: Vec<_> = answer.sections.iter().map(|s| s.kind.as_str()).collect();
        assert_eq!(kinds, ["audio", "video", "application"]);
        assert_eq!(answer.bundle, Some(vec!["0".into(), "1".into(), "2".into()]));
        let video = &answer.sections[1];
        assert_eq!(video.direction, Some(MediaDirection::SendOnly));
        assert_eq!(video.format_attribute("rtpmap", "102"), Some("H264/90000"));
        let application = answer.application().expect("an application section");
        assert_eq!(application.sctp_port, Some(5000));
        assert_eq!(application.mid.as_deref(), Some("2"));
        let transport = answer.transport();
        assert_eq!(transport.ufrag, Some("Rb2k"));
        assert_eq!(transport.setup, Some("active"));
        assert!(transport.fingerprint.is_some_and(|f| f.len() == 95 && f.starts_with("3A:91")));
        let candidates = answer.candidates();
        assert_eq!(candidates.len(), 1, "the same line in every section counts once");
        assert_eq!(candidates[0].to_string(), "192.168.12.1:48890 host");
    }

    #[test]
    fn bare_line_feeds_and_carriage_returns_read_alike() {
        let lf = ANSWER.replace("\r\n", "\n");
        assert_eq!(parse(&lf), parse(&lf.replace('\n', "\r\n")));
    }

    #[test]
    fn the_legacy_forms_give_the_sctp_port() {
        let port = |text| parse(text).application().and_then(|section| section.sctp_port);
        assert_eq!(port("m=application 9 DTLS/SCTP 5000\n"), Some(5000));
        assert_eq!(
            port("m=application 9 X 1\na=sctpmap:6000 webrtc-datachannel 65535\n"),
            Some(6000)
        );
        assert_eq!(port("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n"), None);
    }

    #[test]
    fn session_level_values_serve_where_the_section_has_none() {
        let session = parse("a=ice-ufrag:s\na=setup:passive\nm=application 9 X y\na=ice-ufrag:m\n");
        assert_eq!(session.transport().ufrag, Some("m"));
        assert_eq!(session.transport().setup, Some("passive"));
        assert_eq!(session.transport().pwd, None);
    }

    #[test]
    fn a_bundle_may_carry_its_transport_in_another_section() {
        let session =
            parse("m=audio 9 X 0\na=ice-ufrag:a\na=fingerprint:SHA-256 AB\nm=application 9 X y\n");
        assert_eq!(session.transport().ufrag, Some("a"));
        assert_eq!(session.transport().fingerprint, Some("AB"));
    }

    #[test]
    fn every_fingerprint_is_kept_in_order() {
        let session =
            parse("m=application 9 X y\na=fingerprint:sha-512 A\na=fingerprint:sha-256 B\n");
        let names: Vec<_> = session.fingerprints().iter().map(|f| f.algorithm.as_str()).collect();
        assert_eq!(names, ["sha-512", "sha-256"]);
        assert_eq!(session.transport().fingerprint, Some("B"));
    }

    #[test]
    fn the_ice_password_is_masked() {
        assert!(!format!("{:?}", parse(ANSWER)).contains("hZ0pV"));
    }

    #[test]
    fn bounds_hold() {
        assert_eq!(
            SessionDescription::parse(&"a".repeat(MAX_BYTES + 1)),
            Err(SdpError::TooLong(MAX_BYTES + 1))
        );
        assert_eq!(
            SessionDescription::parse(&"\n".repeat(MAX_LINES + 1)),
            Err(SdpError::TooManyLines)
        );
        let many = "m=audio 9 X 0\n".repeat(MAX_SECTIONS + 1);
        assert_eq!(SessionDescription::parse(&many), Err(SdpError::TooManySections));
    }

    #[test]
    fn corrupted_descriptions_never_panic() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..3000 {
            let bytes = corrupted(ANSWER.as_bytes(), &mut rng);
            let session = parse(&String::from_utf8_lossy(&bytes));
            let _ = (session.transport(), session.candidates(), session.fingerprints());
        }
    }
}
