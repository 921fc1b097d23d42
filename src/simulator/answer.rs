//! Session descriptions as the robot's library treats them: what it takes from an offer, and the
//! answer it writes.
//!
//! The robot's peer is the Kinesis Video Streams WebRTC SDK in C, of a revision between 2021-04 and
//! 2023-09: a published robot answer is reproduced by it line for line. A simulator that read
//! offers with more indulgence would lie.

use std::fmt::{Display, Write as _};
use std::net::SocketAddr;

use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_section::{Fingerprint, MediaDirection, Section};
use crate::text::redact::Secret;

/// The library takes no more m-sections.
const MAX_SECTIONS: usize = 5;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedOffer {
    /// The last user fragment of any m-section: the library keeps one for all.
    pub ufrag: String,
    /// The last password of any m-section.
    pub pwd: Secret<String>,
    /// The last `a=fingerprint`, whatever its hash, as text: it is compared, case included, with
    /// the SHA-256 of the client's certificate in upper case. Empty without any, which no
    /// certificate matches.
    pub fingerprint: String,
    /// Every candidate, each once, without `a=candidate:`.
    pub candidates: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// ICE credentials at session level are not read.
    #[error("no m-section carries ICE credentials")]
    CredentialsMissing,
    #[error("the offer has {0} m-sections, and the robot takes 1 to {MAX_SECTIONS}")]
    SectionCount(usize),
}

impl AcceptedOffer {
    /// Reads an offer as the robot does: section by section, each value over the one before.
    /// `a=setup` is not looked at.
    pub fn from_offer(offer: &SessionDescription) -> Result<Self, NoAnswer> {
        let count = offer.sections.len();
        if count == 0 || count > MAX_SECTIONS {
            return Err(NoAnswer::SectionCount(count));
        }
        let sections = || offer.sections.iter().map(|section| &section.transport);
        let ufrag = sections().filter_map(|transport| transport.ufrag.clone()).next_back();
        let pwd = sections().filter_map(|transport| transport.pwd.clone()).next_back();
        Ok(Self {
            ufrag: ufrag.ok_or(NoAnswer::CredentialsMissing)?,
            pwd: pwd.ok_or(NoAnswer::CredentialsMissing)?,
            fingerprint: fingerprints(offer).last().map_or_else(String::new, |it| it.value.clone()),
            candidates: offer.candidates().iter().map(|c| c.line.clone()).collect(),
        })
    }
}

/// Every fingerprint of an offer, on whichever level it stands.
pub(super) fn fingerprints(offer: &SessionDescription) -> impl Iterator<Item = &Fingerprint> {
    let sections = offer.sections.iter().map(|section| &section.transport);
    std::iter::once(&offer.transport).chain(sections).flat_map(|level| &level.fingerprints)
}

#[derive(Debug, Clone, Copy)]
pub struct AnswerValues<'a> {
    pub ufrag: &'a str,
    pub pwd: Secret<&'a str>,
    /// SHA-256 of the certificate, upper-case hex with colons.
    pub fingerprint: &'a str,
    /// The candidates, without `a=candidate:`, see [`candidate_line`].
    pub candidates: &'a [String],
    /// The session's number; the media streams' numbers derive from it.
    pub session_id: u32,
}

/// A host candidate as the robot words it, without `a=candidate:`.
pub fn candidate_line(address: SocketAddr) -> String {
    format!(
        "0 1 udp 2130706431 {} {} typ host raddr 0.0.0.0 rport 0 generation 0 network-cost 999",
        address.ip(),
        address.port()
    )
}

/// The robot's answer to an offer that [`AcceptedOffer`] accepted.
///
/// m-lines and mids are mirrored, `a=setup` is `active` whatever was offered. Media sections
/// without a codec of the robot's are moved behind the others, as the library does; clients refuse
/// such an answer.
pub fn answer(offer: &SessionDescription, values: &AnswerValues<'_>) -> String {
    let mut out = Lines::default();
    out.session(values.session_id.into(), offer);
    out.line("a=msid-semantic: WMS myKvsVideoStream");
    let sections: Vec<_> =
        offer.sections.iter().map(|section| (section, served(section))).collect();
    let (mine, foreign): (Vec<_>, Vec<_>) =
        sections.into_iter().partition(|(_, served)| served.is_some());
    for (section, served) in mine.into_iter().chain(foreign) {
        match served {
            Some(Served::Data) => out.application(section, values),
            Some(Served::Codec(codec)) => out.media(section, Some(&codec), values),
            None => out.media(section, None, values),
        }
    }
    out.0
}

enum Served {
    Data,
    Codec(Codec),
}

struct Codec {
    payload_type: String,
    rtpmap: String,
    fmtp: Option<String>,
}

fn served(section: &Section) -> Option<Served> {
    if section.is_application() {
        return Some(Served::Data);
    }
    let wanted = match section.kind.as_str() {
        "video" => "H264/90000",
        "audio" => "opus/48000",
        _ => return None,
    };
    let codecs = section.formats.iter().filter_map(|format| {
        let rtpmap = section.format_attribute("rtpmap", format)?;
        let known = rtpmap.get(..wanted.len())?.eq_ignore_ascii_case(wanted);
        known.then(|| Codec {
            payload_type: format.clone(),
            rtpmap: rtpmap.to_owned(),
            fmtp: section.format_attribute("fmtp", format).map(str::to_owned),
        })
    });
    // Of several H264 forms the robot prefers its own; the first of equals wins.
    codecs.min_by_key(Codec::distance).map(Served::Codec)
}

impl Codec {
    fn distance(&self) -> usize {
        let fmtp = self.fmtp.as_deref().unwrap_or_default();
        let own = ["profile-level-id=42e01f", "packetization-mode=1"];
        own.into_iter().filter(|parameter| !fmtp.contains(parameter)).count()
    }
}

/// What the robot does in a section: it shows video and never looks at any.
fn direction(section: &Section, codec: Option<&Codec>) -> MediaDirection {
    use MediaDirection::{Inactive, RecvOnly, SendOnly, SendRecv};
    let offered = section.direction.unwrap_or(SendRecv);
    if codec.is_none() {
        return Inactive;
    }
    match (section.kind.as_str(), offered) {
        (_, Inactive) | ("video", SendOnly) => Inactive,
        ("video", _) | (_, RecvOnly) => SendOnly,
        (_, SendOnly) => RecvOnly,
        (_, SendRecv) => SendRecv,
    }
}

#[derive(Default)]
pub(super) struct Lines(pub String);

impl Lines {
    pub(super) fn line(&mut self, text: impl Display) {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{text}\r\n");
    }

    pub(super) fn attribute(&mut self, name: &str, value: impl Display) {
        self.line(format_args!("a={name}:{value}"));
    }

    /// What every session begins with, up to its bundle.
    pub(super) fn session(&mut self, id: u64, offer: &SessionDescription) {
        self.line("v=0");
        self.line(format_args!("o=- {id} 2 IN IP4 127.0.0.1"));
        self.line("s=-");
        self.line("t=0 0");
        if let Some(mids) = &offer.bundle {
            self.line(format_args!("a=group:BUNDLE {}", mids.join(" ")));
        }
    }

    fn connection(&mut self, values: &AnswerValues<'_>) {
        self.line("c=IN IP4 127.0.0.1");
        for candidate in values.candidates {
            self.attribute("candidate", candidate);
        }
    }

    fn transport(&mut self, section: &Section, values: &AnswerValues<'_>) {
        self.attribute("rtcp", "9 IN IP4 0.0.0.0");
        self.attribute("ice-ufrag", values.ufrag);
        self.attribute("ice-pwd", values.pwd.expose());
        if !section.is_application() {
            self.attribute("ice-options", "trickle");
        }
        self.attribute("fingerprint", format_args!("sha-256 {}", values.fingerprint));
        self.attribute("setup", "active");
        if let Some(mid) = &section.mid {
            self.attribute("mid", mid);
        }
    }

    fn application(&mut self, section: &Section, values: &AnswerValues<'_>) {
        self.line("m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
        self.connection(values);
        self.transport(section, values);
        self.attribute("sctp-port", 5000);
    }

    fn media(&mut self, section: &Section, codec: Option<&Codec>, values: &AnswerValues<'_>) {
        let offered = section.formats.first().map_or("0", String::as_str);
        let payload_type = codec.map_or(offered, |codec| codec.payload_type.as_str());
        self.line(format_args!("m={} 9 {} {payload_type}", section.kind, section.proto));
        self.connection(values);
        if codec.is_some() {
            self.stream(&section.kind, values.session_id);
        }
        self.transport(section, values);
        self.line(format_args!("a={}", direction(section, codec).name()));
        self.line("a=rtcp-mux");
        self.line("a=rtcp-rsize");
        let Some(codec) = codec else { return };
        self.attribute("rtpmap", format_args!("{payload_type} {}", codec.rtpmap));
        if let Some(fmtp) = &codec.fmtp {
            self.attribute("fmtp", format_args!("{payload_type} {fmtp}"));
        }
        if section.kind == "video" {
            self.attribute("rtcp-fb", format_args!("{payload_type} nack"));
            self.attribute("rtcp-fb", format_args!("{payload_type} goog-remb"));
        }
    }

    fn stream(&mut self, kind: &str, session_id: u32) {
        const STREAM: &str = "unitreeMediaStream";
        let (track, ssrc) = match kind {
            "video" => ("unitreeVideoTrack", session_id ^ 1),
            _ => ("unitreeAudioTrack", session_id ^ 2),
        };
        self.attribute("msid", format_args!("{STREAM} {track}"));
        self.attribute("ssrc", format_args!("{ssrc} cname:{session_id:016x}"));
        self.attribute("ssrc", format_args!("{ssrc} msid:{STREAM} {track}"));
        self.attribute("ssrc", format_args!("{ssrc} mslabel:{STREAM}"));
        self.attribute("ssrc", format_args!("{ssrc} label:{track}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::stack::sdp_lint;
    use crate::test_support::corrupted;

    use super::*;

    const ROBOT_ANSWER: &str = include_str!("../../tests/fixtures/robot-answer.sdp");
    const OFFER: &str = "v=0\na=group:BUNDLE 0 1 2\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:0\na=sendrecv\n\
        a=rtpmap:111 opus/48000/2\na=fmtp:111 minptime=10;useinbandfec=1\n\
        a=ice-ufrag:one\na=ice-pwd:pwd-one\na=fingerprint:sha-256 AA\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96 99 102\na=mid:1\na=recvonly\na=rtpmap:96 VP8/90000\n\
        a=rtpmap:99 H264/90000\na=fmtp:99 packetization-mode=0;profile-level-id=42001f\n\
        a=rtpmap:102 H264/90000\n\
        a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:2\na=setup:passive\n\
        a=ice-ufrag:two\na=ice-pwd:pwd-two\na=fingerprint:sha-256 BB\na=fingerprint:sha-512 cc\n\
        a=candidate:1 1 udp 1 10.0.0.1 4000 typ host\n";

    fn parse(text: &str) -> SessionDescription {
        SessionDescription::parse(text).expect("within the bounds")
    }

    fn answer_to(offer: &str) -> String {
        let robot = parse(ROBOT_ANSWER);
        let transport = robot.transport();
        let address = "192.168.12.1:48890".parse().expect("an address");
        let values = AnswerValues {
            ufrag: transport.ufrag.expect("a user fragment"),
            pwd: Secret::new(transport.pwd.expect("a password").expose()),
            fingerprint: transport.fingerprint.expect("a fingerprint"),
            candidates: &[candidate_line(address)],
            session_id: 1_203_948_576,
        };
        answer(&parse(offer), &values)
    }

    #[test]
    fn the_answer_is_the_robots_but_for_random_numbers() {
        let masked = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| {
                    match line.strip_prefix("a=ssrc:").and_then(|rest| rest.split_once(' ')) {
                        Some((_, rest)) if rest.starts_with("cname:") => "a=ssrc cname".into(),
                        Some((_, rest)) => format!("a=ssrc {rest}"),
                        None => line.into(),
                    }
                })
                .collect()
        };
        assert_eq!(masked(&answer_to(OFFER)), masked(ROBOT_ANSWER));
    }

    #[test]
    fn the_doctor_finds_nothing_odd_in_it() {
        let http = "192.168.12.1".parse().ok();
        assert_eq!(sdp_lint::lint(&parse(OFFER), &parse(&answer_to(OFFER)), http), []);
    }

    #[test]
    fn the_last_fingerprint_and_the_last_credentials_win() {
        let taken = AcceptedOffer::from_offer(&parse(OFFER)).expect("an acceptable offer");
        assert_eq!(taken.ufrag, "two");
        assert_eq!(taken.pwd.expose(), "pwd-two");
        assert_eq!(taken.fingerprint, "cc", "whatever its hash, and its case kept");
        assert_eq!(taken.candidates, ["1 1 udp 1 10.0.0.1 4000 typ host"]);
    }

    #[test]
    fn a_fingerprint_counts_at_session_level_and_credentials_do_not() {
        let session = "a=fingerprint:sha-256 AB\na=ice-ufrag:s\na=ice-pwd:p\nm=application 9 X y\n";
        assert_eq!(AcceptedOffer::from_offer(&parse(session)), Err(NoAnswer::CredentialsMissing));
        let media = format!("{session}a=ice-ufrag:m\na=ice-pwd:q\n");
        let taken = AcceptedOffer::from_offer(&parse(&media)).expect("an acceptable offer");
        assert_eq!((taken.ufrag.as_str(), taken.fingerprint.as_str()), ("m", "AB"));
    }

    #[test]
    fn too_many_sections_get_no_answer() {
        let offer = "m=audio 9 X 0\na=ice-ufrag:m\na=ice-pwd:q\n".repeat(6);
        assert_eq!(AcceptedOffer::from_offer(&parse(&offer)), Err(NoAnswer::SectionCount(6)));
        assert_eq!(AcceptedOffer::from_offer(&parse("hello")), Err(NoAnswer::SectionCount(0)));
    }

    #[test]
    fn a_video_section_without_h264_is_moved_behind_the_others() {
        let text = answer_to(&OFFER.replace("H264", "VP9"));
        let answer = parse(&text);
        let kinds: Vec<_> = answer.sections.iter().map(|s| s.kind.as_str()).collect();
        assert_eq!(kinds, ["audio", "application", "video"]);
        assert_eq!(answer.sections[2].direction, Some(MediaDirection::Inactive));
        assert_eq!(
            sdp_lint::lint(&parse(OFFER), &answer, None),
            [sdp_lint::Lint::SectionsReordered]
        );
    }

    #[test]
    fn every_offer_of_ours_is_answered_in_order() {
        for profile in crate::robot::offer::PROFILES {
            let offer = profile.template;
            let answer = parse(&answer_to(offer));
            let lints = sdp_lint::lint(&parse(offer), &answer, None);
            assert!(lints.iter().all(|lint| lint.weight() < sdp_lint::Weight::OurLimit));
            assert_eq!(answer.sections.len(), parse(offer).sections.len());
        }
    }

    #[test]
    fn corrupted_offers_never_panic() {
        let mut rng = fastrand::Rng::with_seed(29);
        for _ in 0..1000 {
            let offer =
                String::from_utf8_lossy(&corrupted(OFFER.as_bytes(), &mut rng)).into_owned();
            let _ = (AcceptedOffer::from_offer(&parse(&offer)), answer_to(&offer));
        }
    }
}
