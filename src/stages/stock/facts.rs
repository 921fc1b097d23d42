//! What an application can know: states, the selected pair, the robot's certificate.

use std::net::IpAddr;

use crate::facts::of_stack::{alert_evidence, certificate, hello};
use crate::facts::{
    AlertEvidence, DtlsEvidence, DtlsTimings, IceEvidence, IceTimings, OpenedBy, SctpEvidence,
    SctpTimings, Stage, StageFacts,
};
use crate::stack::Way;
use crate::stack::dtls::fingerprint;
use crate::stack::record::Alert;
use crate::stages::session::Session;
use crate::text::format::{ms, ms_between};

use super::link::StockLink;
use super::received::lock;

impl StockLink {
    /// Asks the connection for what it tells only when asked.
    pub(super) async fn look(&mut self) {
        let Some(sctp) = self.peer.sctp().await else { return };
        let dtls = sctp.transport();
        if let Ok(Some(pair)) = dtls.ice_transport().get_selected_candidate_pair().await {
            let shown = |address: &str, port: u16| match address.parse::<IpAddr>() {
                Ok(ip) => format!("{}", std::net::SocketAddr::new(ip, port)),
                Err(_) => format!("{address}:{port}"),
            };
            let (local, remote) = (pair.local(), pair.remote());
            self.seen.selected = Some(format!(
                "{} -> {}",
                shown(&local.address, local.port),
                shown(&remote.address, remote.port)
            ));
        }
        if let Ok(certificates) = dtls.get_remote_certificates().await {
            self.seen.certificate = certificates.into_iter().next();
        }
    }

    pub(super) async fn association(&self) -> Option<String> {
        let state = self.peer.sctp().await?.state().await.ok()?;
        Some(state.to_string())
    }
}

pub(crate) fn facts(session: &Session<'_>, stage: Stage) -> StageFacts {
    let Some(link) = &session.stock else { return StageFacts::unknown(stage) };
    let seen = &link.seen;
    let received = lock(&link.received);
    // An answer without a SHA-256 fingerprint leaves nothing to compare with.
    let announced = session.remote.as_ref().map(|remote| remote.fingerprint.as_str());
    let announced = announced.filter(|fingerprint| !fingerprint.is_empty());
    match stage {
        Stage::Ice => StageFacts::Ice {
            timings: IceTimings {
                gathering_ms: session.gathering.map(ms),
                first_response_ms: None,
                nominated_ms: ms_between(seen.started, seen.ice_connected),
            },
            evidence: IceEvidence {
                state: seen.ice.map(|state| state.to_string()),
                local_candidates: Some(seen.local_candidates.clone()),
                remote_candidates: session
                    .exchange
                    .evidence
                    .answer
                    .as_ref()
                    .and_then(|answer| answer.candidates.clone()),
                pairs: None,
                selected: seen.selected.clone(),
                send_refusals: None,
            },
        },
        Stage::Dtls => StageFacts::Dtls {
            timings: DtlsTimings {
                first_flight_in_ms: ms_between(seen.ice_connected, received.first),
                handshake_ms: ms_between(seen.ice_connected, seen.connected),
            },
            evidence: DtlsEvidence {
                client_hellos_received: Some(received.client_hellos),
                client_hello: received.client_hello.as_ref().map(hello),
                alerts: Some(alerts(&received.alerts)),
                peer_certificate: seen.certificate.as_deref().map(certificate),
                fingerprint_match: seen
                    .certificate
                    .as_deref()
                    .zip(announced)
                    .map(|(der, announced)| fingerprint(der).eq_ignore_ascii_case(announced)),
                ..DtlsEvidence::default()
            },
        },
        Stage::Sctp => StageFacts::Sctp {
            // It sends no INIT of its own, so its association counts from the handshake.
            timings: SctpTimings {
                association_ms: ms_between(seen.connected, seen.associated),
                ..SctpTimings::default()
            },
            // It opens a channel of its own when the ACK came, and on nothing else.
            evidence: SctpEvidence {
                dcep_ack_received: seen.associated.map(|_| u32::from(seen.open.is_some())),
                opened_by: seen.open.map(|_| OpenedBy::Ack),
                ..SctpEvidence::default()
            },
        },
        other => StageFacts::unknown(other),
    }
}

fn alerts(received: &[Alert]) -> Vec<AlertEvidence> {
    received.iter().map(|alert| alert_evidence(Way::In, *alert)).collect()
}
