//! Advice where the open channel does not serve: `validation` and `flow`.

use super::{Advice, Case};
use crate::diagnosis::finding::Side;
use crate::evidence::{
    FlowEvidence, FlowTimings, LinkState, ValidationEvidence, ValidationTimings,
};

pub(super) fn advise_validation(
    case: &Case<'_>,
    timings: &ValidationTimings,
    evidence: &ValidationEvidence,
) -> Advice {
    let advice = |seen: &str, why: &str, next| Advice {
        seen: vec![seen.into()],
        side: Side::Robot,
        why: why.into(),
        next,
    };
    if timings.challenge_ms.is_none() {
        return advice(
            "the channel is open, but the robot's application sent no challenge on it",
            "possible: the application behind the channel hangs; try once more, then restart the \
             robot",
            case.own("validate"),
        );
    }
    match &evidence.last_error {
        Some(_) => advice(
            "the answer is the base64 of MD5 over UnitreeGo2_ and the challenge",
            "possible: a firmware that expects another answer, or two clients at once",
            case.own("validate -vv"),
        ),
        None => advice(
            "the challenge was answered, and neither Ok nor an error came back",
            "possible: the robot's application hangs; restart it if it stays so",
            case.after_the_slot_is_free("validate"),
        ),
    }
}

pub(super) fn advise_flow(
    case: &Case<'_>,
    timings: &FlowTimings,
    evidence: &FlowEvidence,
) -> Advice {
    let mut seen = Vec::new();
    if let Some(errors) = evidence.robot_errors.as_ref().filter(|errors| !errors.is_empty()) {
        seen.push(format!("the robot itself reports: {}", errors.join(", ")));
    }
    let (side, why, next) = match evidence.link {
        Some(LinkState::ConsentLost) => (
            Side::Network,
            "possible: the Wi-Fi dropped out or roamed, or the robot went off",
            format!("ping -c 50 -i 0.2 {}", case.host()),
        ),
        Some(LinkState::ClosedByPeer) => (
            Side::Robot,
            "possible: another client took over (the phone app for instance), or the robot's \
             service restarted",
            case.after_the_slot_is_free("flow"),
        ),
        Some(LinkState::Silent) if timings.first_message_ms.is_some() => (
            Side::Robot,
            "possible: the robot's application stopped while its network side lives on; restart \
             the robot if it stays so",
            case.own("flow --window 30"),
        ),
        Some(LinkState::Up) | None if timings.first_message_ms.is_some() => (
            Side::Robot,
            "possible: this model sends its state under another topic, or more slowly",
            case.own("flow --window 30"),
        ),
        Some(LinkState::Up | LinkState::Silent) | None => {
            seen.push("the link is up and validated, but no subscribed topic sends".into());
            (
                Side::Robot,
                "possible: the robot's own data service is not running; restart the robot",
                case.own("flow --window 15 --timeout 15"),
            )
        }
    };
    Advice { seen, side, why: why.into(), next }
}
