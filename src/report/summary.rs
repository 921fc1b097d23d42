//! The decisive fact of a stage, in a few words: the `summary` of every report.

mod channel;
mod connection;
mod signalling;

use super::text::printable;
use crate::evidence::{HostEvidence, PortReason, StageFacts};
use crate::stages::outcome::{Slot, StageOutcome, Status};

/// The decisive fact of a stage.
pub fn summary(stage: &StageOutcome) -> String {
    let remark = stage.remark.as_deref().map(printable);
    match stage.status {
        Status::Skip => {
            let reason = stage.skip_reason.as_deref().map(printable);
            reason.map_or_else(|| "skipped".into(), |reason| format!("skipped: {reason}"))
        }
        Status::Crash => {
            format!("a defect in go2doctor itself: {}", remark.as_deref().unwrap_or("no trace"))
        }
        Status::Inconclusive => match remark {
            Some(remark) => remark,
            None => format!("not judged; so far: {}", measured(stage)),
        },
        Status::Warn => match remark {
            Some(remark) => format!("{}; {remark}", measured(stage)),
            None => measured(stage),
        },
        Status::Pass | Status::Fail => measured(stage),
    }
}

/// What is shown of the facts, whatever the status.
pub fn measured(stage: &StageOutcome) -> String {
    let passed = matches!(stage.status, Status::Pass | Status::Warn);
    match &stage.facts {
        StageFacts::Host { evidence, .. } => host(evidence),
        StageFacts::Ping { evidence, .. } => signalling::ping(evidence),
        StageFacts::Http { evidence, .. } => signalling::http(evidence, passed),
        StageFacts::Sdp { timings, evidence } => signalling::sdp(timings, evidence, passed),
        StageFacts::Ice { timings, evidence } => connection::ice(timings, evidence),
        StageFacts::Dtls { timings, evidence } => connection::dtls(timings, evidence, passed),
        StageFacts::Sctp { timings, evidence } => connection::sctp(timings, evidence),
        StageFacts::Validation { timings, evidence } => channel::validation(timings, evidence),
        StageFacts::Flow { timings, evidence } => channel::flow(timings, evidence),
    }
}

/// The decisive facts of `host`.
fn host(evidence: &HostEvidence) -> String {
    let driver = evidence.driver.as_ref();
    let aiortc = driver.and_then(|driver| driver.aiortc.as_deref());
    let route = evidence.route.as_ref();
    let source = route.and_then(|route| route.source.as_deref());
    let mut parts = Vec::new();
    parts.extend(source.map(|source| format!("reaches the robot from {}", printable(source))));
    parts.extend(aiortc.map(|version| format!("aiortc {}", printable(version))));
    if parts.is_empty() { "nothing was looked for".into() } else { parts.join(", ") }
}

/// What a run that could not release the robot's slot leaves behind.
pub fn slot_remark(slot: Slot) -> Option<&'static str> {
    match slot {
        Slot::Untouched | Slot::Released => None,
        Slot::HeldBriefly => Some("the robot's slot stays taken for about 10 s"),
        Slot::HeldUnknown => Some("the robot's slot may stay taken until it is restarted"),
    }
}

/// What a port said, in words.
pub fn port_words(reason: PortReason) -> &'static str {
    match reason {
        PortReason::Open => "open",
        PortReason::ConnRefused => "refused",
        PortReason::NoResponse => "silent",
        PortReason::HostUnreachable => "host unreachable",
        PortReason::NetUnreachable => "network unreachable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Stage;
    use crate::report::fixtures;

    #[test]
    fn a_healthy_run_in_one_line_a_stage() {
        let run = fixtures::healthy();
        let lines: Vec<_> = run
            .stages
            .iter()
            .map(|stage| format!("{}: {}", stage.stage(), summary(stage)))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        host: reaches the robot from 192.168.12.222, aiortc 1.9.0
        ping: 4 of 4 answered, 3.1 ms on average
        http: con_notify answered, data2 2 (static key)
        sdp: answered in 41.0 ms, setup active, 1 candidate
        ice: 192.168.12.222:50412 -> 192.168.12.1:41234
        dtls: DTLS 1.2, certificate fits (KVS-WebRTC-Client)
        sctp: association 3.1 ms, channel 1.5 ms (first message)
        validation: Validation Ok. after 2.3 ms
        flow: lowstate at 2.0 Hz, request answered in 2.4 ms
        ");
    }

    #[test]
    fn a_failure_in_one_line_whatever_the_stage() {
        let lines: Vec<_> = fixtures::failures()
            .iter()
            .map(|(name, run)| {
                let stage = run.stages.iter().find(|stage| stage.status == Status::Fail);
                format!("{name}: {}", summary(stage.expect("one stage failed")))
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @"
        sctp silent: INIT sent 9 times, no answer
        http ConnRefused: port 9991 refused, port 8081 refused
        http NoResponse: port 9991 silent, port 8081 silent
        http HostUnreachable: no way to the host (host unreachable)
        http NetUnreachable: no route to the network (network unreachable)
        http NameNotResolved: the name has no address
        http ClosedWithoutAnswer: the connection was closed without an answer
        http HttpStatus: con_notify answered with HTTP status 404
        http BodyTooLarge: the answer is larger than 1 MiB
        http NotBase64: the answer is not base64
        http NotJson: the answer is not the JSON of con_notify
        http UnknownData2: data2 is none of 1, 2 and 3
        sdp AesKeyMissing: data2 is 3: this robot's own AES key is needed
        sdp AesKeyRejected: the AES key does not open this robot's blob
        sdp BlobUndecipherable: the static key does not open the blob
        sdp RsaKeyBad: the blob holds no readable RSA key
        sdp PathBad: the path for the offer cannot be computed
        sdp NoAnswer: the offer was not answered
        sdp HttpStatus: the offer was answered with HTTP status 500
        sdp AnswerUndecipherable: the answer does not decrypt
        sdp AnswerNotJson: the answer is not the JSON of con_ing
        sdp AnswerEmpty: the answer holds no SDP
        sdp Busy: rejected: another client holds the slot
        sdp AnswerUnusable: unusable answer: application-rejected
        ice black hole: 97 checks sent, no answer
        ice refused: 97 checks sent, refused with 401
        ice one way: 97 checks sent, no answer
        ice not nominated: 97 checks sent, answered, none nominated
        ice no candidate: the robot named no candidate
        dtls silent: the robot sent no ClientHello
        dtls unfinished: 6 ClientHellos from the robot, handshake not finished
        dtls alert: the robot refused: alert protocol_version
        dtls fingerprint: the certificate is not the one that the answer announced
        sctp media only: INIT sent 9 times, no answer
        sctp own init: INIT sent 9 times, no answer but the robot's own INIT
        sctp abort: the robot aborted: User Initiated Abort
        sctp cookie: INIT-ACK came, but the COOKIE-ECHO is not answered
        sctp open: association up, but the OPEN of the channel is not answered
        validation silent: the robot sent no challenge
        validation refused: challenge answered 3 times, refused: Validation Needed.
        validation unanswered: challenge answered 3 times, no Validation Ok.
        flow no data: no message within 5.0 s; STUN is answered
        flow silent: data stopped within 5.0 s; STUN still answered
        flow consent: the link died within 5.0 s: STUN is no longer answered
        flow closed: the robot closed the link within 5.0 s
        ping silent: 4 echo requests sent, no answer
        ");
    }

    #[test]
    fn nothing_measured_is_said_as_such() {
        for stage in Stage::ALL {
            let blank = StageOutcome {
                status: Status::Fail,
                skip_reason: None,
                ..StageOutcome::skipped(stage, "")
            };
            let text = summary(&blank);
            assert!(!text.is_empty() && !text.contains('0'), "{stage}: {text}");
        }
    }
}
