//! The decisive facts of `validation` and `flow`.

use crate::evidence::{
    FlowEvidence, FlowTimings, LinkState, TopicEvidence, ValidationEvidence, ValidationTimings,
};
use crate::report::text::{duration, printable, times};

/// The topic that tells whether the robot's state arrives.
const LOWSTATE: &str = "rt/lf/lowstate";

pub(super) fn validation(timings: &ValidationTimings, evidence: &ValidationEvidence) -> String {
    if let Some(ms) = timings.ok_ms {
        return format!("Validation Ok. after {}", duration(ms));
    }
    if timings.challenge_ms.is_none() {
        return "the robot sent no challenge".into();
    }
    let sent = evidence.answers_sent.filter(|sent| *sent > 0);
    let answered =
        sent.map_or("not answered".into(), |sent| format!("answered {}", times(sent.into())));
    match &evidence.last_error {
        Some(error) => format!("challenge {answered}, refused: {}", printable(error)),
        None => format!("challenge {answered}, no Validation Ok."),
    }
}

pub(super) fn flow(timings: &FlowTimings, evidence: &FlowEvidence) -> String {
    let watched =
        evidence.window_s.map(|seconds| format!(" within {seconds:.1} s")).unwrap_or_default();
    match evidence.link {
        Some(LinkState::ConsentLost) => {
            return format!("the link died{watched}: STUN is no longer answered");
        }
        Some(LinkState::ClosedByPeer) => return format!("the robot closed the link{watched}"),
        Some(LinkState::Silent) if timings.first_message_ms.is_some() => {
            return format!("data stopped{watched}; STUN still answered");
        }
        Some(LinkState::Silent) => return format!("no message{watched}; STUN is answered"),
        Some(LinkState::Up) | None => {}
    }
    let lowstate = evidence.topics.iter().flatten().find(|topic| topic.name == LOWSTATE);
    match lowstate {
        Some(topic) if topic.messages > 0 => {
            let mut parts = vec![rate(topic)];
            if let Some(request) = &evidence.request {
                parts.push(match request.answer_ms {
                    Some(ms) => format!("request answered in {}", duration(ms)),
                    None => "request not answered".into(),
                });
            }
            parts.join(", ")
        }
        _ if timings.first_message_ms.is_some() => format!("messages, but no lowstate{watched}"),
        _ if evidence.window_s.is_some() => format!("no message{watched}"),
        _ => "nothing was watched".into(),
    }
}

fn rate(topic: &TopicEvidence) -> String {
    match topic.rate_hz {
        Some(rate) => format!("lowstate at {rate:.1} Hz"),
        None => "lowstate arrives".into(),
    }
}
