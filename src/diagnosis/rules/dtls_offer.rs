//! What the robot's ClientHello offers, and what our own stack can make of it.

use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Severity, Side};
use crate::facts::{ClientHelloEvidence, Direction, DtlsEvidence, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

const VERSION: &str = "DTLS 1.2";
const CIPHER_SUITES: [&str; 4] = [
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
];
const SRTP_PROFILES: [&str; 3] =
    ["SRTP_AEAD_AES_128_GCM", "SRTP_AES128_CM_SHA1_80", "SRTP_AES128_CM_SHA1_32"];

/// Our stack gave up: which part of the robot's offer it cannot meet.
pub(super) fn not_met(evidence: &DtlsEvidence) -> Option<Finding> {
    let gave_up = evidence.alerts.iter().flatten();
    let mut gave_up = gave_up.filter(|alert| alert.direction == Direction::Out);
    gave_up.find(|alert| alert.level == "fatal")?;
    let hello = evidence.client_hello.as_ref()?;
    if hello.version != VERSION {
        let version = printable(&hello.version, 16);
        return Some(limit().seen(phrase!(
            "the robot's ClientHello supports up to {version}; go2doctor needs {VERSION}",
            "機器人的 ClientHello 最高支援 {version}；go2doctor 需要 {VERSION}"
        )));
    }
    if !hello.cipher_suites.iter().any(|suite| CIPHER_SUITES.contains(&suite.as_str())) {
        let suites = listed(&hello.cipher_suites);
        return Some(limit().seen(phrase!(
            "go2doctor supports none of the robot's cipher suites: {suites}",
            "機器人的加密套件都不是我方支援的：{suites}"
        )));
    }
    let profiles = hello.srtp_profiles.as_ref()?;
    if profiles.iter().any(|profile| SRTP_PROFILES.contains(&profile.as_str())) {
        return None;
    }
    Some(Finding::likely("G2-DTLS-SRTP").of(&["robot"]).on_side(Side::ClientLimit).because(phrase!(
        "go2doctor supports none of those that the robot proposes; a client that does may get through",
        "機器人提出的都不是 go2doctor 支援的；支援其中之一的用戶端也許可以"
    )).seen(srtp(profiles)))
}

fn limit() -> Finding {
    Finding::likely("G2-CLIENT-LIMIT").at_stage(Stage::Dtls)
}

/// The handshake is finished, without a profile for the media that were offered.
pub(super) fn without_srtp(evidence: &DtlsEvidence) -> Option<Finding> {
    let hello: &ClientHelloEvidence = evidence.client_hello.as_ref()?;
    let profiles = hello.srtp_profiles.as_deref().unwrap_or_default();
    profiles.is_empty().then(|| {
        Finding::likely("G2-DTLS-SRTP")
            .of(&["robot"])
            .on_side(Side::Robot)
            .with_severity(Severity::Warning)
            .because(phrase!(
                "the robot proposes no SRTP profile: data may get through, video and audio cannot",
                "機器人沒有提出 SRTP profile：資料也許能通，影音不行"
            ))
            .seen(srtp(profiles))
    })
}

fn srtp(profiles: &[String]) -> Phrase {
    if profiles.is_empty() {
        return phrase!(
            "the robot's ClientHello proposes no SRTP profile",
            "機器人的 ClientHello 沒有提出 SRTP profile"
        );
    }
    let profiles = listed(profiles);
    phrase!("the robot's SRTP profiles: {profiles}", "機器人的 SRTP profile：{profiles}")
}

fn listed(names: &[String]) -> String {
    printable(names.join(", "), 90)
}
