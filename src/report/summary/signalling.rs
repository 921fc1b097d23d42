//! The decisive facts of `ping`, `http` and `sdp`.

use super::port_words;
use crate::evidence::{
    HttpEvidence, HttpReason, PingEvidence, PingMethod, PortReason, SdpEvidence, SdpReason,
    SdpTimings,
};
use crate::report::text::{count, duration, printable};

pub(super) fn ping(evidence: &PingEvidence) -> String {
    if let Some(error) = &evidence.error {
        return printable(error);
    }
    let by_tcp = if evidence.method == Some(PingMethod::Tcp) { " by TCP" } else { "" };
    let round_trip = |ms| format!(", {} on average", duration(ms));
    match (evidence.sent, evidence.received) {
        (Some(sent), Some(received)) if received > 0 => {
            let average = evidence.rtt_avg_ms.map(round_trip).unwrap_or_default();
            format!("{received} of {sent} answered{by_tcp}{average}")
        }
        (Some(sent), _) if evidence.tcp_answered == Some(true) => {
            format!("{} unanswered, but TCP is answered", count(sent.into(), "echo request"))
        }
        (Some(sent), _) => {
            format!("{} sent{by_tcp}, no answer", count(sent.into(), "echo request"))
        }
        (None, _) => "nothing was sent".into(),
    }
}

pub(super) fn http(evidence: &HttpEvidence, passed: bool) -> String {
    if let Some(reason) = evidence.reason {
        return http_reason(reason, evidence);
    }
    if !passed {
        return "no answer to judge".into();
    }
    let key = match (evidence.device_key_accepted, evidence.data2) {
        (Some(true), _) => ", the device key fits",
        (Some(false), _) => ", the device key does not fit",
        (None, Some(1)) => " (plain)",
        (None, Some(2)) => " (static key)",
        (None, Some(3)) => " (device key)",
        (None, _) => "",
    };
    match evidence.data2 {
        Some(data2) => format!("con_notify answered, data2 {data2}{key}"),
        None => format!("legacy signalling: {}", ports(evidence)),
    }
}

/// What each port said: `9991 silent, 8081 refused`.
fn ports(evidence: &HttpEvidence) -> String {
    let ports = evidence.ports.iter().flatten();
    let said: Vec<_> =
        ports.map(|port| format!("{} {}", port.port, port_words(port.reason))).collect();
    if said.is_empty() { "no port was probed".into() } else { said.join(", ") }
}

fn http_reason(reason: HttpReason, evidence: &HttpEvidence) -> String {
    let any_open = evidence.ports.iter().flatten().any(|port| port.reason == PortReason::Open);
    let probed = evidence.ports.as_ref().is_some_and(|ports| !ports.is_empty());
    let connecting = |otherwise: &str| {
        if probed {
            format!("port {}", ports(evidence).replace(", ", ", port "))
        } else {
            otherwise.into()
        }
    };
    match reason {
        HttpReason::ConnRefused => connecting("connection refused"),
        HttpReason::NoResponse if any_open => "connected, but con_notify is not answered".into(),
        HttpReason::NoResponse => connecting("no answer to a TCP connect"),
        HttpReason::HostUnreachable => "no way to the host (host unreachable)".into(),
        HttpReason::NetUnreachable => "no route to the network (network unreachable)".into(),
        HttpReason::NameNotResolved => "the name has no address".into(),
        HttpReason::ClosedWithoutAnswer => "the connection was closed without an answer".into(),
        HttpReason::HttpStatus => match evidence.http_status {
            Some(status) => format!("con_notify answered with HTTP status {status}"),
            None => "con_notify answered with an unexpected status".into(),
        },
        HttpReason::BodyTooLarge => "the answer is larger than 1 MiB".into(),
        HttpReason::NotBase64 => "the answer is not base64".into(),
        HttpReason::NotJson => "the answer is not the JSON of con_notify".into(),
        HttpReason::UnknownData2 => "data2 is none of 1, 2 and 3".into(),
    }
}

pub(super) fn sdp(timings: &SdpTimings, evidence: &SdpEvidence, passed: bool) -> String {
    if let Some(reason) = evidence.reason {
        return sdp_reason(reason, evidence);
    }
    let Some(answer) = evidence.answer.as_ref().filter(|_| passed) else {
        return "no usable answer to the offer".into();
    };
    let mut parts = vec![match timings.con_ing_ms {
        Some(ms) => format!("answered in {}", duration(ms)),
        None => "answered".into(),
    }];
    if let Some(setup) = &answer.setup {
        parts.push(format!("setup {}", printable(setup)));
    }
    if let Some(candidates) = &answer.candidates {
        parts.push(count(candidates.len() as u64, "candidate"));
    }
    if let Some(free) = evidence.busy_retries.iter().flatten().last() {
        let after = duration(free.after_s * 1e3);
        parts.push(format!("the slot was taken, and free after {after}: a client had vanished"));
    }
    parts.join(", ")
}

/// Rejected, and again each time that was asked for.
fn busy(evidence: &SdpEvidence) -> String {
    match evidence.busy_retries.iter().flatten().rfind(|retry| retry.rejected == Some(true)) {
        Some(last) => {
            let after = duration(last.after_s * 1e3);
            format!("rejected, and again {after} later: another client holds the slot")
        }
        None => "rejected: another client holds the slot".into(),
    }
}

fn sdp_reason(reason: SdpReason, evidence: &SdpEvidence) -> String {
    match reason {
        SdpReason::AesKeyMissing => "data2 is 3: this robot's own AES key is needed".into(),
        SdpReason::AesKeyRejected => "the AES key does not open this robot's blob".into(),
        SdpReason::BlobUndecipherable => "the static key does not open the blob".into(),
        SdpReason::RsaKeyBad => "the blob holds no readable RSA key".into(),
        SdpReason::PathBad => "the path for the offer cannot be computed".into(),
        SdpReason::NoAnswer => "the offer was not answered".into(),
        SdpReason::HttpStatus => match evidence.http_status {
            Some(status) => format!("the offer was answered with HTTP status {status}"),
            None => "the offer was answered with an unexpected status".into(),
        },
        SdpReason::AnswerUndecipherable => "the answer does not decrypt".into(),
        SdpReason::AnswerNotJson => "the answer is not the JSON of con_ing".into(),
        SdpReason::AnswerEmpty => "the answer holds no SDP".into(),
        SdpReason::Busy => busy(evidence),
        SdpReason::AnswerUnusable => match lint(evidence) {
            Some(lint) => format!("unusable answer: {lint}"),
            None => "the answer cannot lead to a data channel".into(),
        },
    }
}

fn lint(evidence: &SdpEvidence) -> Option<String> {
    let codes = evidence.answer.as_ref()?.lint.as_ref()?;
    (!codes.is_empty()).then(|| printable(&codes.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{AnswerEvidence, BusyRetry};

    #[test]
    fn offers_sent_again_tell_whose_client_it_was() {
        let retries = |rejected| {
            let retry = |after_s, rejected| BusyRetry { after_s, rejected };
            Some(vec![retry(5.0, Some(true)), retry(45.02, rejected)])
        };
        let taken = SdpEvidence {
            reason: Some(SdpReason::Busy),
            busy_retries: retries(Some(true)),
            ..Default::default()
        };
        let shown = sdp(&SdpTimings::default(), &taken, false);
        assert_eq!(shown, "rejected, and again 45.0 s later: another client holds the slot");
        let unasked = SdpEvidence { busy_retries: None, ..taken };
        let shown = sdp(&SdpTimings::default(), &unasked, false);
        assert_eq!(shown, "rejected: another client holds the slot");
        let freed = SdpEvidence {
            answer: Some(AnswerEvidence::default()),
            busy_retries: retries(Some(false)),
            ..Default::default()
        };
        let shown = sdp(&SdpTimings::default(), &freed, true);
        assert!(shown.contains("free after 45.0 s"), "{shown}");
    }
}
