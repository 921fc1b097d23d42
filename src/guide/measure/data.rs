//! What flows over the channel.

use super::{Tick, unreached};
use crate::diagnosis::case::Case;
use crate::facts::Stage;
use crate::robot::topics::{LOW_STATE, ROBOT_POSE};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn lowstate(case: &Case<'_>) -> Tick {
    topic(case, LOW_STATE.name)
}

pub(super) fn robot_pose(case: &Case<'_>) -> Tick {
    topic(case, ROBOT_POSE.name)
}

fn topic(case: &Case<'_>, name: &str) -> Tick {
    let flow = case.flow().and_then(|flow| Some((flow, flow.evidence.topics.as_ref()?)));
    let found = flow.and_then(|(flow, topics)| {
        Some((flow.evidence.window_s, topics.iter().find(|topic| topic.name == name)?))
    });
    let Some((window, topic)) = found else { return unreached(case, Stage::Flow) };
    let messages = topic.messages;
    match (messages, topic.rate_hz, window) {
        // A window that an interruption cut short shows nothing by its emptiness.
        (0, ..) if !case.passed(Stage::Flow) && !case.failed(Stage::Flow) => {
            unreached(case, Stage::Flow)
        }
        (0, _, Some(seconds)) => {
            Tick::bad(phrase!("no message within {seconds:.1} s", "{seconds:.1} s 內沒有訊息"))
        }
        (0, _, None) => Tick::bad(phrase!("no message", "沒有訊息")),
        (_, Some(rate), _) => Tick::ok(Phrase::same(format!("{rate:.1} Hz"))),
        (_, None, _) => Tick::ok(phrase!("messages: {messages}", "訊息數：{messages}")),
    }
}

pub(super) fn motion_switcher(case: &Case<'_>) -> Tick {
    let request = case.flow().and_then(|flow| flow.evidence.request.as_ref());
    let Some(request) = request else { return unreached(case, Stage::Flow) };
    let api = request.api_id;
    match (request.answer_ms.map(duration), request.code) {
        (None, _) if !case.passed(Stage::Flow) && !case.failed(Stage::Flow) => {
            unreached(case, Stage::Flow)
        }
        (None, _) => Tick::bad(phrase!(
            "motion switcher {api}: no answer",
            "motion_switcher {api}：沒有回應"
        )),
        (Some(after), Some(code)) => Tick::ok(phrase!(
            "motion switcher {api}: status {code} after {after}",
            "motion_switcher {api}：{after} 後回應，狀態 {code}"
        )),
        (Some(after), None) => Tick::ok(phrase!(
            "motion switcher {api}: answered after {after}",
            "motion_switcher {api}：{after} 後回應"
        )),
    }
}
