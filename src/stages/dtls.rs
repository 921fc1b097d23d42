//! The dtls stage: the handshake, and whose certificate it was.

use std::time::Duration;

use crate::facts::of_stack::{alert_evidence, certificate, check_loss, checks, hello};
use crate::facts::outcome::StageEnd;
use crate::facts::{DtlsEvidence, DtlsTimings, OfferFacts, Stage, StageFacts};
use crate::stack::config::DtlsRole;
use crate::stack::dtls::DtlsLayer;
use crate::stack::stun_counts::StunCounts;
use crate::stack::{DtlsError, StackError};
use crate::text::redact::printable;

use super::connection::drive;
use super::deadline::Deadline;
use super::session::{Link, Session};
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::text::format::ms_between;

pub(super) async fn run(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let Some(link) = &mut session.link else {
        return StageEnd::inconclusive(Remark::NoConnection);
    };
    let connected = |link: &Link| link.driver.endpoint.sctp().is_some();
    if drive(link, &mut Deadline::after(deadline), &session.progress, connected, waiting).await {
        let missed = misses_srtp(link, session.exchange.offer_facts.as_ref());
        return if missed { StageEnd::warn() } else { StageEnd::pass() };
    }
    let unfinished = link.driver.endpoint.dtls().and_then(|dtls| dtls.counts().local_error.clone());
    match (&link.failure, unfinished) {
        (Some(StackError::Dtls(DtlsError::Local(error))), _) => limit(error),
        (Some(_), _) => StageEnd::fail(),
        (None, Some(error)) if link.closed_by_peer.is_none() => limit(&error),
        (None, _) => StageEnd::fail(),
    }
}

/// Whether media were offered and the robot proposed no SRTP profile for them: the data channel
/// does without.
fn misses_srtp(link: &Link, offer: Option<&OfferFacts>) -> bool {
    let is_media = |kind: &String| kind == "audio" || kind == "video";
    let sections = offer.and_then(|offer| offer.sections.as_ref());
    let counts = link.driver.endpoint.dtls().map(DtlsLayer::counts);
    let hello = counts.and_then(|counts| counts.client_hello.as_ref());
    sections.is_some_and(|kinds| kinds.iter().any(is_media))
        && hello.is_some_and(|hello| hello.srtp_profiles.as_ref().is_none_or(Vec::is_empty))
}

/// What our own stack cannot do is no fault of the robot's.
fn limit(error: &str) -> StageEnd {
    StageEnd::inconclusive(Remark::OwnDtls(printable(error, 120)))
}

fn waiting(link: &Link) -> Waiting {
    let Some(dtls) = link.driver.endpoint.dtls() else { return Waiting::ClientHello };
    let counts = dtls.counts();
    match (dtls.role(), counts.client_hellos_received) {
        (DtlsRole::Server, 0) => Waiting::ClientHello,
        (DtlsRole::Server, hellos) => {
            Waiting::Handshake { hellos, retransmits: counts.retransmits }
        }
        (DtlsRole::Client, _) => Waiting::ServerHello { sent: counts.client_hellos_sent },
    }
}

pub(super) fn facts(session: &Session<'_>) -> StageFacts {
    let endpoint = session.link.as_ref().map(|link| &link.driver.endpoint);
    let Some((dtls, agent)) = endpoint.and_then(|e| Some((e.dtls()?, e.ice()))) else {
        return StageFacts::unknown(Stage::Dtls);
    };
    let counts = dtls.counts();
    let start = agent.selected().map(|(_, at)| at);
    StageFacts::Dtls {
        timings: DtlsTimings {
            first_flight_in_ms: ms_between(start, counts.first_flight_in),
            handshake_ms: ms_between(start, counts.finished),
        },
        evidence: evidence(dtls, agent.counts()),
    }
}

fn evidence(dtls: &DtlsLayer, stun: &StunCounts) -> DtlsEvidence {
    let counts = dtls.counts();
    let negotiated = dtls.negotiated();
    let role = match dtls.role() {
        DtlsRole::Client => "client",
        DtlsRole::Server => "server",
    };
    DtlsEvidence {
        role: Some(role.into()),
        version: negotiated.map(|_| "DTLS 1.2".into()),
        cipher: negotiated.map(|settled| settled.cipher.clone()),
        srtp_profile: negotiated.and_then(|settled| settled.srtp_profile.clone()),
        client_hellos_sent: Some(counts.client_hellos_sent),
        client_hellos_received: Some(counts.client_hellos_received),
        client_hello: counts.client_hello.as_ref().map(hello),
        retransmits: Some(counts.retransmits),
        largest_flight_bytes: counts.largest_flight.map(|bytes| bytes as u64),
        checks: Some(checks(stun)),
        alerts: Some(
            counts.alerts.iter().map(|(way, alert)| alert_evidence(*way, *alert)).collect(),
        ),
        peer_certificate: negotiated.map(|settled| certificate(&settled.peer_certificate)),
        fingerprint_match: negotiated.map(|settled| settled.fingerprint_match),
        check_loss: Some(check_loss(stun)),
        client_certificate: None,
        client_fingerprint_match: None,
    }
}
