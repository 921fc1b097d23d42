//! The rows of `validation` and `flow`.

use super::Table;
use super::link;
use super::media;
use super::sctp::data;
use super::shown::{Shown, after};
use crate::facts::{
    FlowEvidence, FlowTimings, LinkEnd, RequestEvidence, TopicEvidence, ValidationEvidence,
    ValidationTimings,
};
use crate::robot::state_form::StateForm;
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn validation(
    table: &mut Table<'_>,
    timings: &ValidationTimings,
    evidence: &ValidationEvidence,
) {
    table.tell("challenge_ms", phrase!("challenge", "驗證挑戰"), [after(timings.challenge_ms)]);
    table
        .add("answers_sent", phrase!("answers sent", "已回答"), &evidence.answers_sent)
        .zero_or_not(phrase!("answers sent", "送出的答案"));
    table.tell("ok_ms", Phrase::same("Validation Ok."), [after(timings.ok_ms)]);
    table
        .add("last_error", phrase!("last error", "最後的錯誤"), &evidence.last_error)
        .exactly(phrase!("the robot's error", "機器人的錯誤"), &[]);
    let unreadable = evidence.unreadable.filter(|number| *number > 0);
    table.add("unreadable", phrase!("unreadable", "無法解讀的訊息"), &unreadable);
    ended(table, evidence.ended.as_ref());
    data(table, evidence.data.as_ref());
}

pub(super) fn flow(table: &mut Table<'_>, timings: &FlowTimings, evidence: &FlowEvidence) {
    table
        .add("link", phrase!("link", "連線"), &evidence.link)
        .exactly(phrase!("link", "連線狀態"), &[]);
    ended(table, evidence.ended.as_ref());
    let window = evidence.window_s.map(|seconds| Phrase::same(format!("{seconds:.1} s")));
    table.tell("window_s", phrase!("watched", "監看時間"), window);
    let first = phrase!("first message", "第一則訊息");
    table.add("first_message_ms", first, &timings.first_message_ms);
    link::rows(table, evidence);
    let topics = evidence.topics.iter().flatten().map(topic);
    table.tell("topics", Phrase::same("topic"), topics);
    table.keep("spoken_as", evidence.spoken_as);
    table
        .tell("state", phrase!("state message", "狀態訊息"), evidence.state.map(state))
        .value(evidence.state.and_then(StateForm::model))
        .exactly(phrase!("model by its state message", "狀態訊息所示的機型"), &[]);
    let heartbeats = evidence.heartbeats.map(|echoed| match evidence.heartbeats_sent {
        Some(sent) => phrase!("{} of {} echoed", "送出 {1} 次，收到 {0} 次回應", echoed, sent),
        None => phrase!("{} echoed", "收到 {} 次回應", echoed),
    });
    table.tell("heartbeats", phrase!("heartbeats", "心跳"), heartbeats);
    let asked = evidence.request.as_ref();
    table
        .tell("request.code", phrase!("request", "請求"), asked.map(request))
        .value(asked.and_then(|request| request.code))
        .exactly(phrase!("answer to the request", "請求的回應"), &[]);
    let label = phrase!("robot's faults", "機器人的錯誤");
    table
        .add("robot_errors", label, &evidence.robot_errors)
        .exactly(phrase!("faults of the robot", "機器人回報的故障"), &[]);
    media::rows(table, evidence.media.as_deref().unwrap_or_default());
    data(table, evidence.data.as_ref());
}

/// How the robot ended the connection, where it did.
fn ended(table: &mut Table<'_>, end: Option<&LinkEnd>) {
    let shown = end.map(|end| match &end.abort {
        Some(abort) => phrase!("ABORT {}", "ABORT {}", abort.shown()),
        None => end.by.shown(),
    });
    table
        .tell("ended", phrase!("ended by", "結束方式"), shown)
        .value(end.map(|end| end.by))
        .exactly(phrase!("ended by the robot", "機器人結束連線"), &[]);
}

fn topic(topic: &TopicEvidence) -> Phrase {
    let rate = topic.rate_hz.map(|rate| Phrase::same(format!("{rate:.1} Hz")));
    let pause = |ms| phrase!("longest pause {}", "最長停頓 {}", duration(ms));
    let parts = [
        Some(Phrase::count(topic.messages, "message", "則訊息")),
        rate,
        topic.longest_gap_ms.map(pause),
    ];
    let parts = Phrase::listed(parts.into_iter().flatten());
    phrase!("{}: {}", "{}: {}", topic.name, parts)
}

/// `no battery, 29 of 35 motors in use`.
fn state(state: StateForm) -> Phrase {
    let StateForm { motors, motors_in_use, .. } = state;
    let battery = match state.battery {
        true => phrase!("with battery", "含電池"),
        false => phrase!("no battery", "不含電池"),
    };
    phrase!(
        "{}, {motors_in_use} of {motors} motors in use",
        "{}，{motors} 個馬達中 {motors_in_use} 個有資料",
        battery
    )
}

fn request(request: &RequestEvidence) -> Phrase {
    let api = request.api_id;
    match (request.answer_ms.map(duration), request.code) {
        (Some(took), Some(code)) => {
            phrase!("api {api}: code {code} after {took}", "api {api}：{took} 後回應，code {code}")
        }
        (Some(took), None) => {
            phrase!("api {api}: answered after {took}", "api {api}：{took} 後回應")
        }
        (None, _) => match request.asked.filter(|asked| *asked > 1) {
            Some(asked) => phrase!(
                "api {api}: asked {asked} times, no answer",
                "api {api}：詢問 {asked} 次，沒有回應"
            ),
            None => phrase!("api {api}: no answer", "api {api}：沒有回應"),
        },
    }
}
