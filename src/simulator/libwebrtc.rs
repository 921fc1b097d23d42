//! Offers read and answers written as libwebrtc does, the library of browsers: for a robot whose
//! peer is not the usual one.
//!
//! Only what descriptions of browsers show is imitated: their lines and their order, credentials
//! and candidates on the section that carries the bundle, refused sections in their place.

use crate::stack::Setup;
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_section::{MediaDirection, Section};

use super::answer::{AcceptedOffer, AnswerValues, Lines, NoAnswer};

/// The codecs that it serves, by the name in `a=rtpmap`.
const CODECS: [(&str, &[&str]); 2] = [
    ("audio", &["opus/48000/2", "G722/8000", "PCMU/8000", "PCMA/8000"]),
    ("video", &["VP8/90000", "VP9/90000", "H264/90000"]),
];
/// The longest message that it says it takes, bytes.
const MAX_MESSAGE_SIZE: u32 = 262_144;

/// What it makes of an offer, and the client's part in DTLS. Credentials may stand at session
/// level; of a bundle those of its first section count.
pub(super) fn take(offer: &SessionDescription) -> Result<(AcceptedOffer, Setup), NoAnswer> {
    let first = offer.sections.first().ok_or(NoAnswer::SectionCount(0))?;
    let levels = [&first.transport, &offer.transport];
    let ufrag = levels.iter().find_map(|level| level.ufrag.clone());
    let pwd = levels.iter().find_map(|level| level.pwd.clone());
    let transport = offer.transport();
    let taken = AcceptedOffer {
        ufrag: ufrag.ok_or(NoAnswer::CredentialsMissing)?,
        pwd: pwd.ok_or(NoAnswer::CredentialsMissing)?,
        // Hex digits of either case are one, as RFC 8122 has it.
        fingerprint: transport.fingerprint.unwrap_or_default().to_ascii_uppercase(),
        candidates: offer.candidates().iter().map(|c| c.line.clone()).collect(),
    };
    let active = transport.setup == Some("active");
    Ok((taken, if active { Setup::Active } else { Setup::Passive }))
}

/// Host candidates in its own words, without `a=candidate:`.
pub(super) fn candidate_lines(candidates: &[String]) -> Vec<String> {
    let line = |(number, candidate): (usize, &String)| {
        let Place { address, port } = Place::of(candidate)?;
        // Type preference 126; of several addresses the first is preferred.
        let local = 32_542_u32.saturating_sub(256 * number as u32);
        let priority = 126 << 24 | local << 8 | 255;
        let (foundation, network) = (1_467_250_027 + number, number + 1);
        Some(format!(
            "{foundation} 1 udp {priority} {address} {port} typ host generation 0 \
             network-id {network} network-cost 10"
        ))
    };
    candidates.iter().enumerate().filter_map(line).collect()
}

/// The answer to an offer that [`take`] took.
pub(super) fn answer(offer: &SessionDescription, values: &AnswerValues<'_>) -> String {
    let mut out = Lines::default();
    // Its numbers have 63 bits.
    out.session(u64::from(values.session_id) << 31 | u64::from(values.session_id >> 1), offer);
    out.line("a=extmap-allow-mixed");
    out.line("a=msid-semantic: WMS");
    let setup = match offer.transport().setup {
        Some("active") => "passive",
        _ => "active",
    };
    for (number, section) in offer.sections.iter().enumerate() {
        let formats = served(section);
        // The first section carries the transport of the bundle, and its candidates.
        let carries = number == 0 && !formats.is_empty();
        let place = values.candidates.first().and_then(|first| Place::of(first));
        out.m_line(section, &formats, place.filter(|_| carries));
        for candidate in values.candidates.iter().filter(|_| carries) {
            out.attribute("candidate", candidate);
        }
        out.attribute("ice-ufrag", values.ufrag);
        out.attribute("ice-pwd", values.pwd.expose());
        out.line("a=ice-options:trickle");
        out.attribute("fingerprint", format_args!("sha-256 {}", values.fingerprint));
        out.attribute("setup", setup);
        if let Some(mid) = &section.mid {
            out.attribute("mid", mid);
        }
        out.content(section, &formats);
    }
    out.0
}

impl Lines {
    /// The m-line and where the section's media come from; without formats the section is refused.
    fn m_line(&mut self, section: &Section, formats: &[String], place: Option<Place<'_>>) {
        let (port, formats) = match (place, formats) {
            (_, []) => ("0", &section.formats[..]),
            (Some(place), formats) => (place.port, formats),
            (None, formats) => ("9", formats),
        };
        let (kind, proto) = (&section.kind, &section.proto);
        self.line(format_args!("m={kind} {port} {proto} {}", formats.join(" ")));
        self.line(format_args!("c=IN IP4 {}", place.map_or("0.0.0.0", |place| place.address)));
        if !section.is_application() {
            self.line("a=rtcp:9 IN IP4 0.0.0.0");
        }
    }

    fn content(&mut self, section: &Section, formats: &[String]) {
        if section.is_application() {
            // The form before RFC 8841 is answered in kind.
            if section.proto == "DTLS/SCTP" {
                return self.line("a=sctpmap:5000 webrtc-datachannel 1024");
            }
            self.line("a=sctp-port:5000");
            return self.line(format_args!("a=max-message-size:{MAX_MESSAGE_SIZE}"));
        }
        self.line(format_args!("a={}", direction(section, formats.is_empty()).name()));
        self.line("a=rtcp-mux");
        self.line("a=rtcp-rsize");
        for format in formats {
            for name in ["rtpmap", "rtcp-fb", "fmtp"] {
                if let Some(value) = section.format_attribute(name, format) {
                    self.line(format_args!("a={name}:{format} {value}"));
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Place<'a> {
    address: &'a str,
    port: &'a str,
}

impl<'a> Place<'a> {
    /// That of a candidate, as `a=candidate` words it (RFC 8839, section 5.1).
    fn of(candidate: &'a str) -> Option<Self> {
        let mut words = candidate.split(' ').skip(4);
        Some(Self { address: words.next()?, port: words.next()? })
    }
}

/// The formats of a section that it serves; none refuses the section.
fn served(section: &Section) -> Vec<String> {
    if section.is_application() {
        return section.formats.clone();
    }
    let codecs = CODECS.iter().find(|(kind, _)| *kind == section.kind);
    let known = |format: &&String| {
        let rtpmap = section.format_attribute("rtpmap", format);
        rtpmap.zip(codecs).is_some_and(|(rtpmap, (_, names))| {
            names.iter().any(|name| name.eq_ignore_ascii_case(rtpmap))
        })
    };
    section.formats.iter().filter(known).cloned().collect()
}

/// It shows what the robot sees and hears, and looks at nothing.
fn direction(section: &Section, refused: bool) -> MediaDirection {
    match section.direction.unwrap_or(MediaDirection::SendRecv) {
        _ if refused => MediaDirection::Inactive,
        MediaDirection::SendRecv | MediaDirection::RecvOnly => MediaDirection::SendOnly,
        MediaDirection::SendOnly | MediaDirection::Inactive => MediaDirection::Inactive,
    }
}

#[cfg(test)]
mod tests {
    use crate::robot::offer::PROFILES;
    use crate::stack::sdp_lint::{Weight, lint};
    use crate::test_support::corrupted;
    use crate::text::redact::Secret;

    use super::*;

    fn parse(text: &str) -> SessionDescription {
        SessionDescription::parse(text).expect("within the bounds")
    }

    fn answer_to(offer: &str) -> String {
        let addresses = ["10.0.0.7:4000", "10.0.0.7:4001"];
        let candidates = candidate_lines(&addresses.map(|address| {
            crate::simulator::answer::candidate_line(address.parse().expect("an address"))
        }));
        let values = AnswerValues {
            ufrag: "abcd",
            pwd: Secret::new("abcdefghijklmnopqrstuvwx"),
            fingerprint: "AA:BB",
            candidates: &candidates,
            session_id: 1_203_948_576,
        };
        answer(&parse(offer), &values)
    }

    #[test]
    fn every_offer_of_ours_is_taken_and_answered_soundly() {
        for profile in PROFILES {
            // A template names what its offer lacks, a fingerprint's value for instance.
            let offer = parse(profile.template);
            let answer = parse(&answer_to(profile.template));
            assert!(take(&offer).is_ok(), "{}", profile.name);
            assert_eq!(answer.sections.len(), offer.sections.len(), "{}", profile.name);
            let found = lint(&offer, &answer, "10.0.0.7".parse().ok());
            assert!(found.iter().all(|lint| lint.weight() < Weight::OurLimit), "{found:?}");
        }
    }

    #[test]
    fn candidates_stand_where_the_bundle_is_carried() {
        let offer = "a=group:BUNDLE 0 1\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\na=mid:0\n\
                     a=rtpmap:96 VP8/90000\na=rtpmap:97 rtx/90000\na=recvonly\n\
                     m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:1\n";
        let text = answer_to(offer);
        assert!(text.contains("m=video 4000 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 10.0.0.7\r\n"));
        let answer = parse(&text);
        let candidates: Vec<_> =
            answer.sections.iter().map(|section| section.transport.candidates.len()).collect();
        assert_eq!(candidates, [2, 0]);
        assert_eq!(answer.sections[1].sctp_port, Some(5000));
        assert!(text.contains("udp 2122260223 10.0.0.7 4000 typ host"), "{text}");
    }

    #[test]
    fn a_section_that_it_cannot_serve_is_refused_in_its_place() {
        let offer = "m=video 9 UDP/TLS/RTP/SAVPF 96\na=mid:0\na=rtpmap:96 AV9/90000\n\
                     m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:1\n";
        let answer = parse(&answer_to(offer));
        assert_eq!((answer.sections[0].port, answer.sections[1].port), (Some(0), Some(9)));
    }

    #[test]
    fn it_is_passive_to_a_client_that_insists_on_being_active() {
        let offer = "m=application 9 X y\na=ice-ufrag:u\na=ice-pwd:p\na=setup:active\n";
        assert!(answer_to(offer).contains("a=setup:passive"));
        let taken = take(&parse(offer)).expect("an acceptable offer");
        assert_eq!(taken.1, Setup::Active);
    }

    #[test]
    fn corrupted_offers_never_panic() {
        let mut rng = fastrand::Rng::with_seed(31);
        let offer = PROFILES.first().expect("a profile").template;
        for _ in 0..1000 {
            let bytes = corrupted(offer.as_bytes(), &mut rng);
            let offer = String::from_utf8_lossy(&bytes).into_owned();
            let _ = (take(&parse(&offer)), answer_to(&offer));
        }
    }
}
