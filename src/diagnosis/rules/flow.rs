//! Topics and requests.

use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::Confidence;
use crate::diagnosis::phrase::{Phrase, phrase};
use crate::evidence::{FlowEvidence, FlowTimings, LinkState};
use crate::redact::printable;
use crate::robot::topics::LOW_STATE;
use crate::stages::outcome::Status;

type Flow<'a> = Seen<'a, FlowTimings, FlowEvidence>;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    let Some(flow) = case.flow() else { return Vec::new() };
    let mut found = Vec::new();
    if flow.status == Status::Fail {
        found.push(failed(case, flow));
    } else {
        found.extend(unanswered(flow));
    }
    found.extend(robot_errors(flow.evidence));
    found
}

fn failed(case: &Case<'_>, flow: Flow<'_>) -> Conclusion {
    let watched = flow
        .evidence
        .window_s
        .map(|window| phrase!("watched for {window:.1} s", "觀察了 {window:.1} 秒"));
    let conclusion = match flow.evidence.link {
        Some(LinkState::ConsentLost) => {
            // A driver has times of its own.
            let ours = (case.source == Source::Live).then(|| {
                phrase!(
                    "no STUN answer for 2.5 s, with a check every 0.5 s",
                    "每 0.5 秒檢查一次，連續 2.5 秒沒有 STUN 回應"
                )
            });
            Conclusion::possible("G2-ICE-CONSENT").seen_all(ours)
        }
        Some(LinkState::ClosedByPeer) => Conclusion::likely("G2-DTLS-CLOSED-BY-PEER"),
        Some(LinkState::Silent) => Conclusion::new("G2-DATA-SILENT", Confidence::Likely)
            .seen(phrase!("STUN is still answered", "STUN 仍有回應")),
        Some(LinkState::Up) | None => Conclusion::possible("G2-DATA-SILENT"),
    };
    conclusion.seen_all(messages(flow.evidence)).seen_all(watched)
}

/// How many messages came on the topic that every Go2 publishes.
fn messages(evidence: &FlowEvidence) -> Option<Phrase> {
    let topics = evidence.topics.as_ref()?;
    let name = LOW_STATE.name;
    let count = topics.iter().find(|topic| topic.name == name)?.messages;
    Some(phrase!("{count} messages on {name}", "{name} 共 {count} 則訊息"))
}

/// Needs the request to have been sent, and data to have come: else its silence says nothing.
fn unanswered(flow: Flow<'_>) -> Option<Conclusion> {
    let request = flow.evidence.request.as_ref()?;
    let flowing = flow.evidence.topics.iter().flatten().any(|topic| topic.messages > 0);
    if request.answer_ms.is_some() || request.code.is_some() || !flowing {
        return None;
    }
    let (api, window) = (request.api_id, flow.evidence.window_s.unwrap_or_default());
    Some(
        Conclusion::likely("G2-CTL-MSHANG")
            .seen(phrase!(
                "api {api} not answered within {window:.1} s",
                "api {api} 在 {window:.1} 秒內沒有回應"
            ))
            .seen_all(messages(flow.evidence)),
    )
}

fn robot_errors(evidence: &FlowEvidence) -> Option<Conclusion> {
    let errors = evidence.robot_errors.as_ref().filter(|errors| !errors.is_empty())?;
    let listed = printable(errors.join(", "), 160);
    Some(
        Conclusion::likely("G2-DATA-ERRORS")
            .seen(phrase!("the robot reports {listed}", "機器人回報 {listed}")),
    )
}
