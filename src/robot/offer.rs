//! Offers as data: each profile is a session description with places to fill in.
//!
//! A place is `{name}` or `{name argument}`:
//!
//! | place | becomes |
//! |---|---|
//! | `{ufrag}`, `{pwd}` | the ICE credentials |
//! | `{candidates}`, alone in its line | an `a=candidate:` line each; none is legal |
//! | `{address}`, `{port}` | `IP4 192.168.12.77` and the port of the first candidate |
//! | `{fingerprint sha-256}` | our certificate under that hash |
//! | `{lower-case-fingerprint sha-256}` | the same in lower case, which the robot does not take |
//! | `{session-id}` | a number |
//!
//! The first three are of the first m-section's transport, which most clients have for all of them;
//! `{ufrag 2}` and so on of the third section's, for clients that give each its own.
//!
//! Anything else in braces, and anything the caller has no value for, is an error: an offer never
//! goes out half filled in.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::text::redact::Secret;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    pub name: &'static str,
    pub summary: &'static str,
    pub template: &'static str,
    /// How the client repeats its INIT, where not as RFC 9260 has it: pause and number in all.
    pub init_pace: Option<(Duration, u32)>,
    /// The STUN error by which the client answers a check with other credentials; `None` where we
    /// answer none.
    pub refuses_checks: Option<u16>,
}

/// aiortc, every version seen: nine INITs, 3 s apart, 27 s in all.
const AIORTC_PACE: (Duration, u32) = (Duration::from_secs(3), 9);

/// How aioice refuses a check with other credentials, from 0.13 on. Before it said 400.
const AIOICE_REFUSAL: u16 = 401;

/// Every profile, the default first.
///
/// Those named after a client are offers that it really made, with places for what it draws anew
/// each time; a test makes it offer again and compares. The identifiers of media streams alone are
/// always the same.
///
/// aiortc up to 1.14 opens a socket for each m-section, with credentials of its own, and with the
/// answer keeps the first section's. The robot keeps the last section's credentials, so that its
/// checks are refused. With data alone there is but one section.
pub const PROFILES: &[Profile] = &[
    own(
        "go2doctor",
        "audio, video and data, in the form that the robot is known to accept",
        include_str!("offers/go2doctor.sdp"),
    ),
    own("data-only", "the data channel alone", include_str!("offers/data-only.sdp")),
    aiortc(
        "aiortc-1.9",
        "aiortc 1.9.0: sha-256 alone, ICE credentials that differ by section",
        include_str!("offers/aiortc-1.9.sdp"),
    ),
    aiortc(
        "aiortc-1.9-data",
        "the same with the data channel alone, in the old form of m=application",
        include_str!("offers/aiortc-1.9-data.sdp"),
    ),
    aiortc(
        "aiortc-1.13",
        "aiortc 1.13.0: as 1.14, with the old form of m=application",
        include_str!("offers/aiortc-1.13.sdp"),
    ),
    aiortc(
        "aiortc-1.13-data",
        "the same with the data channel alone",
        include_str!("offers/aiortc-1.13-data.sdp"),
    ),
    aiortc(
        "aiortc-1.14",
        "aiortc 1.14.0: sha-384 and sha-512 after sha-256, ICE credentials that differ by section",
        include_str!("offers/aiortc-1.14.sdp"),
    ),
    aiortc(
        "aiortc-1.14-data",
        "the same with the data channel alone",
        include_str!("offers/aiortc-1.14-data.sdp"),
    ),
    aiortc(
        "aiortc-1.15",
        "aiortc 1.15.0: as 1.16, with messages of 65536 bytes at most",
        include_str!("offers/aiortc-1.15.sdp"),
    ),
    aiortc(
        "aiortc-1.15-data",
        "the same with the data channel alone",
        include_str!("offers/aiortc-1.15-data.sdp"),
    ),
    aiortc(
        "aiortc-1.16",
        "aiortc 1.16.0: sha-384 and sha-512 after sha-256, one set of ICE credentials",
        include_str!("offers/aiortc-1.16.sdp"),
    ),
    aiortc(
        "aiortc-1.16-data",
        "the same with the data channel alone",
        include_str!("offers/aiortc-1.16-data.sdp"),
    ),
    // A recording of it differs from that of plain aiortc in nothing but what is drawn anew.
    aiortc(
        "unitree-2.0",
        "unitree_webrtc_connect 2.0.5 on aiortc 1.9.0: the offer of aiortc 1.9.0 unchanged",
        include_str!("offers/aiortc-1.9.sdp"),
    ),
    aiortc(
        "unitree-2.2",
        "unitree_webrtc_connect 2.2.0 on aiortc 1.16.0: its repairs leave sha-256 alone",
        include_str!("offers/unitree-2.2.sdp"),
    ),
    aiortc(
        "unitree-2.2-data",
        "the same with the data channel alone",
        include_str!("offers/unitree-2.2-data.sdp"),
    ),
    own(
        "chromium-156",
        "Chromium 156: every codec it has, one sha-256 fingerprint in each section",
        include_str!("offers/chromium-156.sdp"),
    ),
    own(
        "chromium-156-data",
        "the same with the data channel alone",
        include_str!("offers/chromium-156-data.sdp"),
    ),
    own(
        "node-datachannel-0.33",
        "node-datachannel 0.33.4 (libdatachannel 0.24.5): a session-level fingerprint, named mids",
        include_str!("offers/node-datachannel-0.33.sdp"),
    ),
    own(
        "node-datachannel-0.33-data",
        "the same with the data channel alone",
        include_str!("offers/node-datachannel-0.33-data.sdp"),
    ),
    own(
        "webrtc-0.21",
        "the Rust crate webrtc 0.21.1 (--client stock): a session-level fingerprint",
        include_str!("offers/webrtc-0.21.sdp"),
    ),
];

const fn own(name: &'static str, summary: &'static str, template: &'static str) -> Profile {
    Profile { name, summary, template, init_pace: None, refuses_checks: None }
}

const fn aiortc(name: &'static str, summary: &'static str, template: &'static str) -> Profile {
    Profile {
        init_pace: Some(AIORTC_PACE),
        refuses_checks: Some(AIOICE_REFUSAL),
        ..own(name, summary, template)
    }
}

pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.name == name)
}

/// What an ICE agent says of itself (RFC 8839).
#[derive(Debug, Clone, Copy)]
pub struct TransportValues<'a> {
    pub ufrag: &'a str,
    pub pwd: Secret<&'a str>,
    /// Where the first candidate is; any address and port 9 without one.
    pub address: SocketAddr,
    /// Each without `a=candidate:`.
    pub candidates: &'a [String],
}

#[derive(Debug, Clone, Copy)]
pub struct OfferValues<'a> {
    /// As many as [`Profile::transports`] says.
    pub transports: &'a [TransportValues<'a>],
    /// Hash name (`sha-256`) and our certificate's hash under it, upper-case hex with colons: the
    /// robot compares it as text.
    pub fingerprints: &'a [(&'a str, &'a str)],
    pub session_id: u64,
}

/// A template could not be filled in: a defect of ours, never the robot's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    #[error("nothing is known for {{{0}}}")]
    Unfilled(String),
    #[error("a place is not closed in {0:?}")]
    Unclosed(String),
}

impl Profile {
    pub fn transports(&self) -> usize {
        transports(self.template)
    }

    /// Whether it has an m-section of that kind: `audio`, `video`, `application`.
    pub fn has(&self, kind: &str) -> bool {
        self.template.lines().any(|line| {
            let section = line.strip_prefix("m=").and_then(|it| it.strip_prefix(kind));
            section.is_some_and(|rest| rest.starts_with(' '))
        })
    }

    pub fn render(&self, values: &OfferValues<'_>) -> Result<String, OfferError> {
        render(self.template, values)
    }
}

/// How many ICE agents the client has: one for each m-section, or one for all.
pub fn transports(template: &str) -> usize {
    let numbers = template.split("{ufrag ").skip(1).map(|rest| rest.split('}').next());
    let last = numbers.filter_map(|number| number?.parse::<usize>().ok()).max();
    1 + last.unwrap_or_default()
}

/// The offer that a template becomes.
pub fn render(template: &str, values: &OfferValues<'_>) -> Result<String, OfferError> {
    let mut out = String::new();
    for line in template.lines() {
        if let Some(number) = line.strip_prefix("{candidates").and_then(|l| l.strip_suffix('}')) {
            let unfilled = || OfferError::Unfilled(line.to_owned());
            let transport = values.transport(number.trim_start()).ok_or_else(unfilled)?;
            for candidate in transport.candidates {
                out.extend(["a=candidate:", candidate, "\r\n"]);
            }
            continue;
        }
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            let unclosed = || OfferError::Unclosed(line.to_owned());
            let (place, after) = after.split_once('}').ok_or_else(unclosed)?;
            let value = values.fill(place).ok_or_else(|| OfferError::Unfilled(place.to_owned()))?;
            out.extend([before, &value]);
            rest = after;
        }
        out.extend([rest, "\r\n"]);
    }
    Ok(out)
}

impl OfferValues<'_> {
    /// That of the section with this number; without one the first.
    fn transport(&self, number: &str) -> Option<&TransportValues<'_>> {
        match number {
            "" => self.transports.first(),
            number => self.transports.get(number.parse::<usize>().ok()?),
        }
    }

    fn fingerprint(&self, hash: &str) -> Option<&str> {
        self.fingerprints.iter().find(|(name, _)| *name == hash).map(|(_, value)| *value)
    }

    fn fill(&self, place: &str) -> Option<String> {
        let (name, argument) = place.split_once(' ').unwrap_or((place, ""));
        match name {
            "fingerprint" => return self.fingerprint(argument).map(str::to_owned),
            "lower-case-fingerprint" => {
                return self.fingerprint(argument).map(str::to_ascii_lowercase);
            }
            "session-id" if argument.is_empty() => return Some(self.session_id.to_string()),
            _ => {}
        }
        let transport = self.transport(argument)?;
        match name {
            "ufrag" => Some(transport.ufrag.to_owned()),
            "pwd" => Some((*transport.pwd.expose()).to_owned()),
            "port" => Some(transport.address.port().to_string()),
            "address" => Some(match transport.address.ip() {
                IpAddr::V4(ip) => format!("IP4 {ip}"),
                IpAddr::V6(ip) => format!("IP6 {ip}"),
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::stack::sdp::SessionDescription;
    use crate::stack::sdp_section::{MediaDirection, Section};

    use super::*;

    const SHA256: &str = "AB:CD:EF";

    fn render_with(template: &str, sets: usize) -> Result<String, OfferError> {
        let pwds: Vec<_> = (0..sets).map(|i| format!("password{i}")).collect();
        let ufrags: Vec<_> = (0..sets).map(|i| format!("frag{i}")).collect();
        let candidates = [
            "1 1 udp 2130706431 192.168.12.77 40001 typ host".into(),
            "2 1 udp 2130706430 10.0.0.5 40002 typ host".into(),
        ];
        let transports: Vec<_> = (0..sets)
            .map(|i| TransportValues {
                ufrag: &ufrags[i],
                pwd: Secret::new(&pwds[i]),
                address: ([192, 168, 12, 77], 40001 + i as u16).into(),
                candidates: &candidates[..2 - i.min(1)],
            })
            .collect();
        let values = OfferValues {
            transports: &transports,
            fingerprints: &[("sha-256", SHA256), ("sha-384", "EE"), ("sha-512", "FF")],
            session_id: 42,
        };
        render(template, &values)
    }

    fn parsed(name: &str) -> SessionDescription {
        let template = profile(name).expect("a profile").template;
        let text = render_with(template, 3).expect("rendered");
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n', '{']));
        SessionDescription::parse(&text).expect("within the bounds")
    }

    #[test]
    fn our_own_profiles_are_what_the_robot_demands() {
        for profile in &PROFILES[..2] {
            let offer = parsed(profile.name);
            assert!(offer.sections.len() <= 5, "{}", profile.name);
            assert!(offer.sections.last().is_some_and(Section::is_application));
            let mids: Vec<String> = (0..offer.sections.len()).map(|mid| mid.to_string()).collect();
            assert_eq!(offer.bundle.as_ref(), Some(&mids));
            for (section, mid) in offer.sections.iter().zip(&mids) {
                assert_eq!(section.mid.as_ref(), Some(mid));
                assert_eq!(section.port, Some(40001));
                let transport = &section.transport;
                assert_eq!(transport.ufrag.as_deref(), Some("frag0"));
                assert_eq!(transport.pwd.as_ref().map(|p| p.expose().as_str()), Some("password0"));
                assert_eq!(transport.setup.as_deref(), Some("actpass"));
                assert_eq!(transport.candidates.len(), 2);
                assert!(section.end_of_candidates);
                let [fingerprint] = transport.fingerprints.as_slice() else {
                    panic!("{} has not one fingerprint a section", profile.name)
                };
                assert!(fingerprint.is_sha256());
                assert_eq!(fingerprint.value, SHA256);
            }
            let application = offer.application().expect("an application section");
            assert_eq!(application.formats, ["webrtc-datachannel"]);
            assert_eq!(application.proto, "UDP/DTLS/SCTP");
            assert_eq!(application.sctp_port, Some(5000));
            assert_eq!(application.max_message_size, Some(262_144));
        }
    }

    #[test]
    fn the_default_offers_the_robots_codecs() {
        let offer = parsed("go2doctor");
        let kinds: Vec<_> = offer.sections.iter().map(|s| s.kind.as_str()).collect();
        assert_eq!(kinds, ["audio", "video", "application"]);
        assert_eq!(offer.sections[0].direction, Some(MediaDirection::SendRecv));
        let video = &offer.sections[1];
        assert_eq!(video.direction, Some(MediaDirection::RecvOnly));
        assert_eq!(video.format_attribute("rtpmap", "102"), Some("H264/90000"));
        assert_eq!(video.format_attribute("rtpmap", "96"), Some("VP8/90000"));
        let fmtp = video.format_attribute("fmtp", "102").expect("H264 parameters");
        assert!(fmtp.contains("profile-level-id=42e01f") && fmtp.contains("packetization-mode=1"));
    }

    #[test]
    fn an_imitated_client_shows_the_fingerprints_and_the_credentials_that_it_has() {
        let three: &[&str] = &["sha-256", "sha-384", "sha-512"];
        let each: &[&str] = &["frag0", "frag1", "frag2"];
        let cases = [
            ("aiortc-1.9", &["sha-256"][..], each),
            ("aiortc-1.13", three, each),
            ("aiortc-1.14", three, each),
            ("aiortc-1.15", three, &["frag0"; 3]),
            ("aiortc-1.16", three, &["frag0"; 3]),
            ("unitree-2.0", &["sha-256"], each),
            ("unitree-2.2", &["sha-256"], &["frag0"; 3]),
            ("aiortc-1.9-data", &["sha-256"], &["frag0"]),
            ("aiortc-1.13-data", three, &["frag0"]),
            ("aiortc-1.14-data", three, &["frag0"]),
            ("aiortc-1.15-data", three, &["frag0"]),
            ("aiortc-1.16-data", three, &["frag0"]),
            ("unitree-2.2-data", &["sha-256"], &["frag0"]),
        ];
        for (name, hashes, ufrags) in cases {
            let offer = parsed(name);
            assert_eq!(offer.sections.len(), ufrags.len(), "{name}");
            let different: HashSet<_> = ufrags.iter().collect();
            let profile = profile(name).expect("a profile");
            assert_eq!(profile.transports(), different.len(), "{name}");
            for (number, (section, ufrag)) in offer.sections.iter().zip(ufrags).enumerate() {
                let number = number.min(different.len() - 1);
                assert_eq!(section.port, Some(40001 + number as u16), "{name}");
                assert_eq!(section.transport.candidates.len(), 2 - number.min(1), "{name}");
                let shown: Vec<_> =
                    section.transport.fingerprints.iter().map(|f| f.algorithm.as_str()).collect();
                assert_eq!(shown, hashes, "{name}");
                assert_eq!(section.transport.ufrag.as_deref(), Some(*ufrag), "{name}");
            }
            let application = offer.application().expect("an application section");
            assert_eq!(application.sctp_port, Some(5000), "{name}");
        }
    }

    #[test]
    fn several_credentials_and_fingerprints_can_be_expressed() {
        let template = "a=ice-ufrag:{ufrag 2}\na=ice-pwd:{pwd 1}\n\
                        a=fingerprint:sha-512 {fingerprint sha-512}\n";
        let expected = "a=ice-ufrag:frag2\r\na=ice-pwd:password1\r\na=fingerprint:sha-512 FF\r\n";
        assert_eq!(render_with(template, 3).as_deref(), Ok(expected));
    }

    #[test]
    fn an_offer_is_never_half_filled_in() {
        let unfilled = |template: &str| match render_with(template, 1) {
            Err(OfferError::Unfilled(place)) => place,
            other => panic!("{other:?}"),
        };
        assert_eq!(unfilled("a={nothing}"), "nothing");
        assert_eq!(unfilled("a={ufrag 1}"), "ufrag 1");
        assert_eq!(unfilled("{candidates 1}"), "{candidates 1}");
        assert_eq!(unfilled("a={fingerprint sha-1}"), "fingerprint sha-1");
        assert_eq!(unfilled("x{candidates}"), "candidates");
        assert_eq!(render_with("a={ufrag", 1), Err(OfferError::Unclosed("a={ufrag".into())));
    }

    #[test]
    fn names_are_distinct() {
        for profile in PROFILES {
            assert_eq!(super::profile(profile.name), Some(profile));
        }
        assert_eq!(profile("unknown"), None);
    }
}
