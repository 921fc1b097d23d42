//! One thing changed in an offer, everything else as it is: what isolates a factor.

use std::time::Duration;

use serde::Deserialize;

/// How long a client waits for a STUN server that does not answer before it makes its offer
/// (aioice 0.10: 5 s).
const STUN_SERVER_WAIT: Duration = Duration::from_secs(5);

const FINGERPRINT: &str = "a=fingerprint:";
const CREDENTIALS: [&str; 2] = ["a=ice-ufrag:", "a=ice-pwd:"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfferChange {
    /// Fingerprints of other hashes than sha-256 are left out.
    Sha256Alone,
    /// sha-256, sha-384, sha-512, as aiortc has them from 1.10 on.
    ThreeFingerprints,
    /// The same three, sha-256 last.
    Sha256Last,
    LowerCaseFingerprint,
    SessionFingerprint,
    SessionCredentials,
    /// Each m-section has a socket and credentials of its own.
    SectionCredentials,
    /// `m=application … DTLS/SCTP 5000` with `a=sctpmap`.
    LegacyApplication,
    WithoutH264,
    /// Only the m-section of the data channel.
    DataAlone,
    /// The description itself instead of the JSON object that holds it.
    WithoutEnvelope,
    /// The offer goes out as late as that of a client whose STUN server does not answer.
    StunServerSilent,
}

impl OfferChange {
    /// How long the client waits before it makes its offer.
    pub fn delay(self) -> Duration {
        match self {
            Self::StunServerSilent => STUN_SERVER_WAIT,
            _ => Duration::ZERO,
        }
    }

    pub fn has_envelope(self) -> bool {
        self != Self::WithoutEnvelope
    }

    /// The template of an offer with this one thing changed.
    pub fn apply(self, template: &str) -> String {
        match self {
            Self::WithoutEnvelope | Self::StunServerSilent => template.to_owned(),
            Self::Sha256Alone => lines(template, |line| match line.strip_prefix(FINGERPRINT) {
                Some(hash) if !hash.starts_with("sha-256 ") => Vec::new(),
                _ => vec![line.to_owned()],
            }),
            Self::ThreeFingerprints => fingerprints(template, ["sha-256", "sha-384", "sha-512"]),
            Self::Sha256Last => fingerprints(template, ["sha-512", "sha-384", "sha-256"]),
            Self::LowerCaseFingerprint => {
                template.replace("{fingerprint sha-256}", "{lower-case-fingerprint sha-256}")
            }
            Self::SessionFingerprint => to_session_level(template, &[FINGERPRINT]),
            Self::SessionCredentials => to_session_level(template, &CREDENTIALS),
            Self::SectionCredentials => with_transport_each(template),
            Self::LegacyApplication => legacy_application(template),
            Self::WithoutH264 => without_h264(template),
            Self::DataAlone => data_alone(template),
        }
    }
}

fn lines(template: &str, mut change: impl FnMut(&str) -> Vec<String>) -> String {
    let lines = template.lines().flat_map(|line| change(line).into_iter());
    lines.map(|line| line + "\n").collect()
}

fn fingerprints(template: &str, hashes: [&str; 3]) -> String {
    lines(template, |line| match line.starts_with(FINGERPRINT) {
        true => hashes.map(|hash| format!("{FINGERPRINT}{hash} {{fingerprint {hash}}}")).into(),
        false => vec![line.to_owned()],
    })
}

/// Lines that begin so stand once, before the first m-section.
fn to_session_level(template: &str, prefixes: &[&str]) -> String {
    let moves = |line: &str| prefixes.iter().any(|prefix| line.starts_with(prefix));
    let mut moved: Vec<String> = Vec::new();
    for line in template.lines().filter(|line| moves(line)) {
        if !moved.iter().any(|known| known == line) {
            moved.push(line.to_owned());
        }
    }
    lines(template, |line| match line {
        _ if moves(line) => Vec::new(),
        _ if line.starts_with("m=") => {
            std::mem::take(&mut moved).into_iter().chain([line.to_owned()]).collect()
        }
        _ => vec![line.to_owned()],
    })
}

fn with_transport_each(template: &str) -> String {
    let mut section: Option<usize> = None;
    lines(template, |line| {
        if line.starts_with("m=") {
            section = Some(section.map_or(0, |section| section + 1));
        }
        let number = section.unwrap_or_default();
        let mut line = line.to_owned();
        if number > 0 {
            for place in ["ufrag", "pwd", "candidates", "address", "port"] {
                line = line.replace(&format!("{{{place}}}"), &format!("{{{place} {number}}}"));
            }
        }
        vec![line]
    })
}

fn legacy_application(template: &str) -> String {
    lines(template, |line| match line {
        _ if line.starts_with("m=application ") => {
            vec!["m=application {port} DTLS/SCTP 5000".into()]
        }
        "a=sctp-port:5000" => vec!["a=sctpmap:5000 webrtc-datachannel 65535".into()],
        _ => vec![line.to_owned()],
    })
}

fn without_h264(template: &str) -> String {
    fn of_h264(line: &str) -> Option<&str> {
        line.strip_prefix("a=rtpmap:")?.strip_suffix(" H264/90000")
    }
    let payloads: Vec<&str> = template.lines().filter_map(of_h264).collect();
    lines(template, |line| {
        if line.starts_with("m=video ") {
            let kept = line.split(' ').filter(|word| !payloads.contains(word));
            return vec![kept.collect::<Vec<_>>().join(" ")];
        }
        let of_payload = |kind: &str| {
            let rest = line.strip_prefix(kind)?;
            payloads.iter().find(|payload| rest.starts_with(&format!("{payload} ")))
        };
        match ["a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"].iter().find_map(|kind| of_payload(kind)) {
            Some(_) => Vec::new(),
            None => vec![line.to_owned()],
        }
    })
}

fn data_alone(template: &str) -> String {
    let mut kept = true;
    lines(template, |line| {
        if line.starts_with("m=") {
            kept = line.starts_with("m=application ");
        }
        match line {
            _ if !kept => Vec::new(),
            _ if line.starts_with("a=group:BUNDLE ") => vec!["a=group:BUNDLE 0".into()],
            _ if line.starts_with("a=mid:") => vec!["a=mid:0".into()],
            _ => vec![line.to_owned()],
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robot::offer::PROFILES;

    fn ours() -> &'static str {
        PROFILES[0].template
    }

    /// The lines that are in one of the two alone.
    fn differing(change: OfferChange) -> (Vec<&'static str>, Vec<String>) {
        let changed = change.apply(ours());
        let gone = ours().lines().filter(|line| !changed.lines().any(|other| other == *line));
        let new = changed.lines().filter(|line| !ours().lines().any(|other| other == *line));
        (gone.collect(), new.map(str::to_owned).collect())
    }

    #[test]
    fn each_change_changes_its_own_lines_and_no_others() {
        use OfferChange::{
            DataAlone, LegacyApplication, LowerCaseFingerprint, SessionCredentials, Sha256Alone,
            StunServerSilent, ThreeFingerprints, WithoutEnvelope, WithoutH264,
        };
        for change in [Sha256Alone, StunServerSilent, WithoutEnvelope] {
            assert_eq!(change.apply(ours()), ours(), "{change:?}");
        }
        let (gone, new) = differing(ThreeFingerprints);
        assert!(gone.is_empty() && new.len() == 6, "{new:?}");
        assert_eq!(ThreeFingerprints.apply(ours()).matches("sha-512 {f").count(), 3);
        assert_eq!(Sha256Alone.apply(&ThreeFingerprints.apply(ours())), ours());
        let (gone, new) = differing(LowerCaseFingerprint);
        assert_eq!((gone.len(), new.len()), (3, 3));
        let (gone, new) = differing(LegacyApplication);
        assert_eq!((gone.len(), new.len()), (2, 2), "{gone:?} {new:?}");
        let (gone, new) = differing(WithoutH264);
        assert_eq!(new, ["m=video {port} UDP/TLS/RTP/SAVPF 96"]);
        assert_eq!(gone.len(), 6, "{gone:?}");
        let moved = SessionCredentials.apply(ours());
        assert_eq!(moved.matches("a=ice-ufrag:").count(), 1);
        assert!(moved.find("a=ice-pwd:") < moved.find("m=audio"));
        let alone = DataAlone.apply(ours());
        assert!(alone.contains("a=group:BUNDLE 0\n") && alone.matches("m=").count() == 1);
    }

    #[test]
    fn the_last_fingerprint_is_the_one_that_counts_for_the_robot() {
        let last = OfferChange::Sha256Last.apply(ours());
        let lines: Vec<_> = last.lines().filter(|line| line.starts_with(FINGERPRINT)).collect();
        assert_eq!(lines.len(), 9);
        assert!(lines[8].starts_with("a=fingerprint:sha-256 "));
    }

    #[test]
    fn each_section_has_a_transport_of_its_own() {
        let changed = OfferChange::SectionCredentials.apply(ours());
        for place in ["{ufrag}", "{ufrag 1}", "{pwd 2}", "{candidates 1}", "{port 2}"] {
            assert_eq!(changed.matches(place).count(), 1, "{place}");
        }
    }
}
