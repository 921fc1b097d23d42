//! The rows of `validation` and `flow`.

use super::Rows;
use super::connection::{ended, repeated};
use crate::facts::{FlowEvidence, FlowTimings, LinkState, ValidationEvidence, ValidationTimings};
use crate::text::format::{count, duration};
use crate::text::language::say;

pub(super) fn validation(
    rows: &mut Rows,
    timings: &ValidationTimings,
    evidence: &ValidationEvidence,
) {
    rows.add("challenge", "驗證挑戰", Some(rows.after(timings.challenge_ms)));
    rows.add("answers sent", "已回答", evidence.answers_sent);
    rows.add("Validation Ok.", "Validation Ok.", Some(rows.after(timings.ok_ms)));
    rows.add("last error", "最後的錯誤", evidence.last_error.as_ref());
    let unreadable = evidence.unreadable.filter(|number| *number > 0);
    rows.add("unreadable", "無法解讀的訊息", unreadable);
    ended(rows, evidence.ended.as_ref());
}

pub(super) fn flow(rows: &mut Rows, timings: &FlowTimings, evidence: &FlowEvidence) {
    let language = rows.language;
    let link = evidence.link.map(|link| match link {
        LinkState::Up => language.pick("up", "正常"),
        LinkState::ConsentLost => {
            language.pick("lost: no STUN answer for 2.5 s", "中斷：STUN 2.5 s 沒有回應")
        }
        LinkState::ClosedByPeer => language.pick("closed by the robot", "被機器人關閉"),
        LinkState::Silent => {
            language.pick("STUN is answered, but no data comes", "STUN 有回應，但沒有資料")
        }
    });
    rows.add("link", "連線", link);
    ended(rows, evidence.ended.as_ref());
    rows.add("watched", "監看時間", evidence.window_s.map(|seconds| format!("{seconds:.1} s")));
    rows.add_ms("first message", "第一則訊息", timings.first_message_ms);
    for topic in evidence.topics.iter().flatten() {
        let rate = topic.rate_hz.map(|rate| format!("{rate:.1} Hz"));
        let pause = |ms| say!(language, "longest pause {}", "最長停頓 {}", duration(ms));
        let parts = [
            Some(count(topic.messages, "message", "則訊息", language)),
            rate,
            topic.longest_gap_ms.map(pause),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let parts = parts.join(language.pick(", ", "，"));
        rows.add("topic", "topic", Some(format!("{}: {parts}", topic.name)));
    }
    rows.add(
        "heartbeats",
        "心跳",
        evidence.heartbeats.map(|echoed| match evidence.heartbeats_sent {
            Some(sent) => {
                say!(language, "{} of {} echoed", "送出 {1} 次，收到 {0} 次回應", echoed, sent)
            }
            None => say!(language, "{} echoed", "收到 {} 次回應", echoed),
        }),
    );
    let request =
        evidence.request.as_ref().map(|request| match (request.answer_ms, request.code) {
            (Some(ms), Some(code)) => say!(
                language,
                "api {0}: code {1} after {2}",
                "api {0}：{2} 後回應，code {1}",
                request.api_id,
                code,
                duration(ms)
            ),
            (Some(ms), None) => say!(
                language,
                "api {}: answered after {}",
                "api {}：{} 後回應",
                request.api_id,
                duration(ms)
            ),
            (None, _) => say!(language, "api {}: no answer", "api {}：沒有回應", request.api_id),
        });
    rows.add("request", "請求", request);
    rows.list("robot's faults", "機器人的錯誤", evidence.robot_errors.as_ref());
    repeated(rows, evidence.data.as_ref());
}
