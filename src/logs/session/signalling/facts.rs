//! What is known of the signalling, as facts.

use crate::facts::deadlines::Deadlines;
use crate::facts::outcome::Status;
use crate::facts::{
    HttpEvidence, HttpReason, HttpTimings, PortReason, PortState, SdpEvidence, SdpTimings, Stage,
    StageFacts,
};

use crate::robot::legacy;

use super::Session;

impl Session {
    pub(in crate::logs::session) fn http_facts(&self, status: Status) -> StageFacts {
        let known = &self.signalling;
        // The published driver waits for ever: nothing in its log says that nothing came.
        let asked = known.asked.and_then(|at| at.stamp).filter(|_| status == Status::Fail);
        let waited_ms = asked.zip(self.last).and_then(|(asked, last)| last.since(asked));
        let deadline = Deadlines::default().of(Stage::Http).as_secs_f64() * 1000.0;
        let waited = known.open_port.is_some() && waited_ms.is_some_and(|ms| ms >= deadline);
        let silence = waited.then_some(HttpReason::NoResponse);
        let port_reason = match known.http_reason.filter(|_| known.tcp_failed) {
            Some(HttpReason::ConnRefused) => Some(PortReason::ConnRefused),
            Some(HttpReason::HostUnreachable) => Some(PortReason::HostUnreachable),
            Some(HttpReason::NetUnreachable) => Some(PortReason::NetUnreachable),
            Some(HttpReason::NoResponse) => Some(PortReason::NoResponse),
            _ => None,
        };
        let state = |port, reason| vec![PortState { port, reason }];
        let open = known.open_port.map(|port| state(port, PortReason::Open));
        let shut = known.port.zip(port_reason).map(|(port, reason)| state(port, reason));
        StageFacts::Http {
            timings: HttpTimings { total_ms: known.con_notify_ms, ..HttpTimings::default() },
            evidence: HttpEvidence {
                url: known.host.as_ref().zip(known.port).map(|(host, port)| {
                    let path = if port == legacy::PORT { "offer" } else { "con_notify" };
                    format!("http://{host}:{port}/{path}")
                }),
                method: known.asked.map(|_| "POST".to_owned()),
                http_status: known.http_status,
                body_bytes: known.body_bytes,
                reason: known.http_reason.or(silence),
                broken: known.broken.filter(|_| known.http_reason.is_some()),
                data2: known.data2,
                ports: shut.or(open),
                device_key_accepted: known.device_key_accepted,
                ..HttpEvidence::default()
            },
        }
    }

    pub(in crate::logs::session) fn sdp_facts(&self) -> StageFacts {
        let known = &self.signalling;
        StageFacts::Sdp {
            timings: SdpTimings {
                con_notify_ms: known.con_notify_ms,
                con_ing_ms: known.con_ing_ms,
            },
            evidence: SdpEvidence {
                reason: known.sdp_reason,
                broken: known.broken.filter(|_| known.sdp_reason.is_some()),
                http_status: known.sdp_status,
                offer_fingerprints: known.offer.as_ref().and_then(|o| o.fingerprints.clone()),
                answer: known.answer.clone(),
                ..SdpEvidence::default()
            },
        }
    }
}
