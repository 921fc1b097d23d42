//! From the stack's words to the report's: what a layer counted, and what it read off the wire.

use std::time::Instant;

use x509_parser::oid_registry::Oid;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::{
    AbortCause, AbortEvidence, AlertEvidence, CertificateEvidence, CheckCounts, CheckLoss,
    ClientHelloEvidence, PairEvidence, SctpEvidence, SctpTimings,
};
use crate::stack::client_hello::{ClientHello, cipher_name, srtp_name, version_name};
use crate::stack::dtls::fingerprint;
use crate::stack::event::Pair;
use crate::stack::record::{Alert, alert_name};
use crate::stack::sctp_cause::{cause_information, cause_name};
use crate::stack::sctp_counts::SctpCounts;
use crate::stack::stun_counts::{PairCounts, StunCounts};
use crate::stack::{Abort, Way};
use crate::text::format::{ms, ms_between};
use crate::text::redact::printable;

/// Cipher suites and SRTP profiles of a ClientHello that are told.
const MAX_LISTED: usize = 64;

pub fn abort_evidence(way: Way, abort: &Abort) -> AbortEvidence {
    AbortEvidence { direction: way.into(), causes: causes(&abort.causes) }
}

pub fn causes(causes: &[(u16, Vec<u8>)]) -> Vec<AbortCause> {
    let cause = |(code, information): &(u16, Vec<u8>)| AbortCause {
        code: *code,
        text: cause_information(*code, information).unwrap_or_else(|| cause_name(*code).into()),
    };
    causes.iter().map(cause).collect()
}

pub fn check_loss(stun: &StunCounts) -> CheckLoss {
    let (answered, lost) = stun.loss().totals();
    CheckLoss { answered, lost }
}

pub fn checks(stun: &StunCounts) -> CheckCounts {
    let mut sum = CheckCounts::default();
    for counts in stun.pairs().values() {
        sum.sent += counts.requests_sent;
        sum.answered += counts.responses;
        sum.received += counts.requests_received;
        sum.refused += counts.requests_refused;
    }
    sum
}

pub fn hello(hello: &ClientHello) -> ClientHelloEvidence {
    let named = |numbers: &[u16], name: fn(u16) -> String| {
        numbers.iter().take(MAX_LISTED).map(|number| name(*number)).collect()
    };
    ClientHelloEvidence {
        version: version_name(hello.version),
        has_cookie: hello.has_cookie,
        cipher_suites: named(&hello.cipher_suites, cipher_name),
        srtp_profiles: hello.srtp_profiles.as_deref().map(|all| named(all, srtp_name)),
    }
}

pub fn alert_evidence(way: Way, alert: Alert) -> AlertEvidence {
    let level = match alert.level {
        1 => "warning".into(),
        Alert::FATAL => "fatal".into(),
        other => format!("level {other}"),
    };
    AlertEvidence {
        direction: way.into(),
        level,
        description: alert_name(alert.description).into(),
    }
}

pub fn certificate(der: &[u8]) -> CertificateEvidence {
    let parsed = X509Certificate::from_der(der).ok().map(|(_, certificate)| certificate);
    let subject_cn = parsed.as_ref().and_then(|certificate| {
        let name = certificate.subject().iter_common_name().next()?;
        Some(printable(name.as_slice(), 64))
    });
    let key = parsed.as_ref().and_then(|certificate| {
        Some(match certificate.public_key().parsed().ok()? {
            PublicKey::RSA(key) => format!("RSA {}", key.key_size()),
            PublicKey::EC(point) => format!("EC P-{}", point.key_size()),
            _ => return None,
        })
    });
    let signature = parsed.as_ref().map(|it| signature_name(&it.signature_algorithm.algorithm));
    CertificateEvidence { subject_cn, sha256: fingerprint(der), key, signature }
}

fn signature_name(oid: &Oid<'_>) -> String {
    let numbers = oid.to_id_string();
    let name = match numbers.as_str() {
        "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        other => return printable(other, 64),
    };
    name.into()
}

/// What was counted of a pair; `started` is when the checks began.
pub fn pair(ends: Pair, counts: &PairCounts, started: Option<Instant>) -> PairEvidence {
    let (local, remote) = ends;
    PairEvidence {
        local: local.to_string(),
        remote: remote.to_string(),
        requests_sent: counts.requests_sent,
        responses: counts.responses,
        requests_received: counts.requests_received,
        errors: counts.errors.iter().map(|(code, count)| (code.to_string(), *count)).collect(),
        rtt_ms: counts.rtt.map(ms),
        nominated: false,
        requests_refused: Some(counts.requests_refused),
        last_request_ms: ms_between(started, counts.last_request),
        responses_from_elsewhere: Some(counts.responses_from_elsewhere),
        elsewhere: counts.elsewhere.map(|address| address.to_string()),
        unreachable: None,
    }
}

pub fn association_timings(counts: &SctpCounts) -> SctpTimings {
    let first_init = counts.init_sent.first().copied();
    SctpTimings {
        init_to_init_ack_ms: ms_between(first_init, counts.init_ack_at),
        cookie_ms: ms_between(counts.cookie_echo_at, counts.cookie_ack_at),
        open_to_usable_ms: None,
        association_ms: ms_between(first_init, counts.established),
    }
}

/// What the packets of an association showed, as far as they alone do.
pub fn association(counts: &SctpCounts, dtls_finished: Option<Instant>) -> SctpEvidence {
    let sent_at = |at: &Instant| ms_between(dtls_finished, Some(*at));
    SctpEvidence {
        init_sent: Some(counts.init_sent.len() as u32),
        init_received: Some(counts.init_received),
        init_ack_received: Some(counts.init_ack_received),
        cookie_echo_sent: Some(counts.cookie_echo_sent),
        cookie_ack_received: Some(counts.cookie_ack_received),
        init_sent_at_ms: counts.init_sent.iter().map(sent_at).collect(),
        abort: counts.abort.as_ref().map(|(way, abort)| abort_evidence(*way, abort)),
        error_causes: Some(causes(&counts.errors)),
        stream_reset: Some(counts.stream_reset),
        peer_port: counts.peer_port,
        dcep_open_sent: Some(counts.open_sent),
        dcep_ack_received: Some(counts.ack_received),
        opened_by: None,
        rtp_packets_received: None,
        check_loss: None,
        data: Some(counts.data.chunks.clone()),
    }
}
