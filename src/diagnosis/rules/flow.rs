//! Topics and requests.

use super::loss::stalls;
use super::sctp::ended::ended;
use super::{media, model, wifi};
use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Side};
use crate::facts::outcome::Status;
use crate::facts::{
    DataChunks, FlowEvidence, FlowTimings, LinkState, LogSign, SendRefusal, SendRefusals, Stage,
    TopicEvidence, TopicOddity,
};
use crate::robot::robot_error::part_name;
use crate::robot::topics::{LOW_STATE, Topic};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

type Flow<'a> = Seen<'a, FlowTimings, FlowEvidence>;

/// Data that came within so long before the end was still flowing, ms.
const STILL_FLOWING_MS: f64 = 1000.0;

/// Refused packets from which on it is no hiccup of the kernel's: of the last 2.5 s there are five
/// checks at least.
const MANY_REFUSALS: u64 = 3;

/// Checks come twice a second: so many cover a pause of 2 s.
const ENOUGH_CHECKS: u64 = 6;

/// A path that held data up for a second would hold a check up as well, ms.
const EVEN_MS: f64 = 200.0;

/// Who watched for less than this has not waited long enough to miss anything, s.
const ENOUGH_TO_MISS_S: f64 = 1.0;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(flow) = case.flow() else { return Vec::new() };
    let mut found = Vec::new();
    match flow.status {
        Status::Fail if !is_for_media_alone(flow.evidence) => {
            found.extend(failed(case, flow));
            found.extend(never_connected(case, flow.evidence));
        }
        // Cut short: what did not come may have been about to.
        Status::Inconclusive => found.extend(not_served(flow.evidence)),
        _ => {
            found.extend(unanswered(flow));
            found.extend(not_served(flow.evidence));
            // A log may not show every message.
            if case.source == Source::Live {
                found.extend(odd_topics(flow.evidence));
            }
        }
    }
    if flow.status != Status::Inconclusive && flow.evidence.link == Some(LinkState::Up) {
        found.extend(media::conclude(case, flow.evidence));
    }
    found.extend(model::conclude(flow.evidence));
    found.extend(robot_errors(flow.evidence));
    found
}

/// Whether the topics came, and what failed is what was asked for beside them.
fn is_for_media_alone(evidence: &FlowEvidence) -> bool {
    let mut tracks = evidence.media.iter().flatten();
    evidence.link == Some(LinkState::Up)
        && tracks.any(|track| track.condition().is_unusable())
        && !is_silent(evidence)
}

/// That STUN is answered while no data comes excludes a dead link. A model that publishes elsewhere
/// looks as a robot does whose data service hangs, so that nothing is certain.
fn failed(case: &Case<'_>, flow: Flow<'_>) -> Option<Finding> {
    let evidence = flow.evidence;
    let finding = match evidence.link {
        Some(LinkState::ConsentLost) => consent_lost(case, evidence),
        Some(LinkState::ClosedByPeer) => match &evidence.ended {
            Some(end) => ended(end, Stage::Flow, case.source),
            // A stock client tells that its connection ended, and not by whom.
            None => Finding::possible("G2-DTLS-CLOSED-BY-PEER"),
        },
        Some(LinkState::Silent) if may_be_lost(evidence) => {
            Finding::possible("G2-DATA-SILENT").on_side(Side::Network).because(phrase!(
                "packets were lost on the way, and what was said after them waits for them",
                "封包在途中遺失，之後的內容都在等待重送"
            ))
        }
        Some(LinkState::Silent) => Finding::new("G2-DATA-SILENT", Confidence::Likely)
            .seen(phrase!("STUN is still answered", "STUN 仍有回應")),
        // What was sent and never acknowledged has a rule of its own.
        None if case.sign(LogSign::DataResent).is_some() => return None,
        // That nothing came, only a log that shows messages can tell.
        Some(LinkState::Up) | None if case.source == Source::Log && !is_silent(evidence) => {
            Finding::possible("G2-DC-CLOSED-MIDWAY")
        }
        Some(LinkState::Up) | None if case.sign(LogSign::ChannelNotOpen).is_some() => {
            Finding::likely("G2-DC-CLOSED-MIDWAY")
        }
        Some(LinkState::Up) | None => Finding::possible("G2-DATA-SILENT"),
    };
    Some(finding.seen_all(messages(evidence)).seen_all(watched(evidence)))
}

fn is_silent(evidence: &FlowEvidence) -> bool {
    evidence.topics.as_ref().is_some_and(|topics| topics.iter().all(|topic| topic.messages == 0))
}

/// A log that shows ICE alone come up and fall silent cannot tell a link that was in use from a
/// robot that gave up on a handshake that never came to its end.
fn never_connected(case: &Case<'_>, evidence: &FlowEvidence) -> Option<Finding> {
    let ice_alone = case.source == Source::Log
        && evidence.link == Some(LinkState::ConsentLost)
        && case.passed(Stage::Ice)
        && ![Stage::Dtls, Stage::Sctp, Stage::Validation].iter().any(|one| case.passed(*one));
    ice_alone.then(|| {
        Finding::possible("G2-DTLS-STUCK").at_stage(Stage::Dtls).seen(phrase!(
            "the log only shows ICE states; nothing in it shows that DTLS was ever up",
            "日誌只有 ICE 的狀態，並未顯示 DTLS 曾經建立"
        ))
    })
}

/// Data that goes on without being sent twice says that the way is open both ways, so that it is
/// the robot's ICE that no longer answers.
fn consent_lost(case: &Case<'_>, evidence: &FlowEvidence) -> Finding {
    // A driver has times of its own.
    let age_s = evidence.consent_age_ms.filter(|_| case.source == Source::Live);
    let ours = age_s.map(|age_ms| {
        phrase!(
            "no STUN answer for {:.1} s, with a check every 0.5 s",
            "每 0.5 秒檢查一次，連續 {:.1} 秒沒有 STUN 回應",
            age_ms / 1e3
        )
    });
    let finding = match wifi::left_network(case) {
        Some((seen, why)) => {
            let finding = Finding::possible("G2-ICE-CONSENT").because(why).seen(seen);
            finding.next_command("go2doctor check --wait 90")
        }
        None if wifi::may_have_roamed(case) => Finding::possible("G2-ICE-CONSENT"),
        None => Finding::possible("G2-ICE-CONSENT").of(&[]).because(phrase!(
            "the Wi-Fi dropped out, or the robot disappeared without closing",
            "Wi-Fi 斷線，或機器人沒有關閉連線就消失"
        )),
    };
    let finding = finding.seen_all(ours);
    let refusals = evidence.send_refusals.filter(|refusals| refusals.count >= MANY_REFUSALS);
    if let Some(kept) = refusals.and_then(|refusals| kept_here(&finding, refusals)) {
        return kept;
    }
    let flows = evidence.quiet_ms.is_some_and(|quiet| quiet < STILL_FLOWING_MS);
    let lossy = evidence.data.as_ref().is_none_or(DataChunks::is_marked_by_loss)
        || evidence.check_loss.is_some_and(|checks| checks.lost > 0);
    if !flows || lossy {
        return finding;
    }
    finding
        .on_side(Side::Robot)
        .next_command("go2doctor flow --window 30")
        .because(phrase!(
            "data still arrives, so the path is open: the robot no longer answers checks",
            "路徑暢通，資料仍持續送達：機器人不再回應檢查"
        ))
        .seen(phrase!(
            "data still arrives, none of it twice or late",
            "資料仍持續送達，沒有重複或遲到"
        ))
}

/// What this machine did not send nobody could answer.
fn kept_here(lost: &Finding, SendRefusals { count, reason }: SendRefusals) -> Option<Finding> {
    let finding = Finding { confidence: Confidence::Likely, ..lost.clone() }
        .on_side(Side::Host)
        .next_command("go2doctor env -v");
    let packets = Phrase::count(count, "packet", "個封包");
    Some(match reason {
        SendRefusal::Forbidden => finding
            .because(phrase!(
                "a firewall on this machine began to block outgoing UDP to the robot",
                "這台電腦的防火牆開始禁止送往機器人的 UDP"
            ))
            .seen(phrase!(
                "this machine refused to send {}: forbidden",
                "這台電腦拒絕送出 {}：被禁止",
                packets
            )),
        SendRefusal::NoRoute => finding
            .because(phrase!(
                "this machine lost its route to the robot: its address, Wi-Fi or cable is gone",
                "這台電腦失去了到機器人的路由：位址、Wi-Fi 或網路線中斷"
            ))
            .seen(phrase!(
                "this machine refused to send {}: no route",
                "這台電腦拒絕送出 {}：沒有路由",
                packets
            )),
        SendRefusal::Other => return None,
    })
}

fn watched(evidence: &FlowEvidence) -> Option<Phrase> {
    let window = evidence.window_s?;
    Some(phrase!("watched for {window:.1} s", "觀察了 {window:.1} 秒"))
}

/// How many messages came on the topic that every Go2 publishes.
fn messages(evidence: &FlowEvidence) -> Option<Phrase> {
    let topics = evidence.topics.as_ref()?;
    let name = LOW_STATE.name;
    let count = topics.iter().find(|topic| topic.name == name)?.messages;
    let count = Phrase::count(count, "message", "則訊息");
    Some(phrase!("{} on {name}", "{name} 共 {}", count))
}

/// Needs the request to have been sent, and data to have come: else its silence says nothing.
fn unanswered(flow: Flow<'_>) -> Option<Finding> {
    let request = flow.evidence.request.as_ref()?;
    let flowing = flow.evidence.topics.iter().flatten().any(|topic| topic.messages > 0);
    let watched_s = flow.evidence.window_s;
    if request.is_answered()
        || !flowing
        || may_be_lost(flow.evidence)
        || watched_s.is_some_and(|it| it < ENOUGH_TO_MISS_S)
    {
        return None;
    }
    let (api, window) = (request.api_id, watched_s.unwrap_or_default());
    let again = request.asked.filter(|asked| *asked > 1);
    let again = again.map(|asked| phrase!("asked {asked} times", "詢問了 {asked} 次"));
    Some(
        Finding::likely("G2-CTL-MSHANG")
            .seen(phrase!(
                "api {api} not answered within {window:.1} s",
                "api {api} 在 {window:.1} 秒內沒有回應"
            ))
            .seen_all(again)
            .seen_all(messages(flow.evidence)),
    )
}

/// Whether what did not come may be lost on the way, and lost again.
fn may_be_lost(evidence: &FlowEvidence) -> bool {
    stalls(evidence.check_loss, evidence.data.as_ref())
}

fn not_served(evidence: &FlowEvidence) -> Option<Finding> {
    let request = evidence.request.as_ref().filter(|request| request.is_not_served())?;
    let api = request.api_id;
    Some(
        Finding::likely("G2-CTL-MODE3203")
            .on_side(Side::Robot)
            .because(phrase!(
                "the robot refuses even to report its mode: its motion service may not be ready",
                "機器人連查詢模式都拒絕：運動服務可能尚未就緒"
            ))
            .seen(phrase!("api {api} answered with code 3203", "api {api} 回覆代碼 3203")),
    )
}

fn odd_topics(evidence: &FlowEvidence) -> Vec<Finding> {
    let (Some(window), Some(topics)) = (evidence.window_s, &evidence.topics) else {
        return Vec::new();
    };
    if window < ENOUGH_TO_MISS_S {
        return Vec::new();
    }
    let odd = |topic: &TopicEvidence| {
        let finding = match topic.oddity(window)? {
            TopicOddity::Silent if may_be_lost(evidence) => return None,
            TopicOddity::Silent => silent(topic).seen_all(messages(evidence)),
            TopicOddity::Slow => slow(topic, window, evidence.data.as_ref()),
            TopicOddity::Bursty => bursty(topic, evidence)?,
        };
        Some(finding.seen_all(watched(evidence)))
    };
    topics.iter().filter_map(odd).collect()
}

fn silent(topic: &TopicEvidence) -> Finding {
    let name = &topic.name;
    Finding::possible("G2-DATA-TOPIC").seen(phrase!("no message on {name}", "{name} 沒有訊息"))
}

/// What SCTP did not have to repeat was not lost: then the robot sends it this seldom.
fn slow(topic: &TopicEvidence, window: f64, data: Option<&DataChunks>) -> Finding {
    let (name, count) = (&topic.name, topic.messages);
    let usual = Topic::named(name).map_or(0.0, |known| known.usual_hz);
    let rate = topic.rate_hz.unwrap_or(count as f64 / window);
    let finding = Finding::possible("G2-DATA-LOWHZ").seen(phrase!(
        "{name} at {rate:.1} Hz, usually {usual:.0} Hz",
        "{name} 只有 {rate:.1} Hz，平常 {usual:.0} Hz"
    ));
    match data {
        Some(data) if !data.is_marked_by_loss() => finding
            .on_side(Side::Robot)
            .because(phrase!(
                "nothing had to be sent again: the robot itself sends this rarely",
                "途中沒有任何重送：是機器人本身送得少"
            ))
            .seen(phrase!("no packet was sent again", "沒有重送的封包")),
        _ => finding,
    }
}

/// A robot that holds its messages up looks the same in the topics, and not in the checks.
fn bursty(topic: &TopicEvidence, evidence: &FlowEvidence) -> Option<Finding> {
    let (name, pause) = (&topic.name, topic.longest_gap_ms? / 1000.0);
    let usual = 1.0 / Topic::named(name)?.usual_hz;
    let finding = Finding::possible("G2-LINK-JITTER").at_stage(Stage::Flow).seen(phrase!(
        "a pause of {pause:.1} s on {name}, usually {usual:.2} s",
        "{name} 停頓 {pause:.1} 秒，平常 {usual:.2} 秒"
    ));
    let Some(slowest) = even_checks(evidence) else { return Some(finding) };
    let even = finding.on_side(Side::Unknown).because(phrase!(
        "the connectivity checks meanwhile were fast: the robot itself may hold its messages up",
        "同一期間的連線檢查都很快：可能是機器人自己延後送出訊息"
    ));
    Some(even.seen(phrase!(
        "connectivity checks took {slowest:.0} ms at most, none was lost",
        "連線檢查最多 {slowest:.0} ms，沒有遺失"
    )))
}

/// The slowest check, ms, where checks went by all the time and neither they nor the data were lost
/// or late.
fn even_checks(evidence: &FlowEvidence) -> Option<f64> {
    let idle = evidence.link_quality.as_ref()?.idle.as_ref()?;
    let is_marked = evidence.data.as_ref().is_none_or(DataChunks::is_marked_by_loss);
    let slowest = idle.rtt_max_ms.filter(|slowest| *slowest < EVEN_MS)?;
    (idle.answered >= ENOUGH_CHECKS && idle.lost == 0 && !is_marked).then_some(slowest)
}

fn robot_errors(evidence: &FlowEvidence) -> Option<Finding> {
    let errors = evidence.robot_errors.as_ref().filter(|errors| !errors.is_empty())?;
    let listed = printable(errors.join(", "), 160);
    Some(
        Finding::likely("G2-DATA-ERRORS")
            .seen_all(parts(evidence))
            .seen(phrase!("the robot reports {listed}", "機器人回報 {listed}")),
    )
}

/// The parts of the robot that report faults, as far as they have a name.
fn parts(evidence: &FlowEvidence) -> Option<Phrase> {
    let sources = evidence.robot_error_sources.as_ref().filter(|sources| !sources.is_empty())?;
    let part = |source: &i64| match part_name(*source) {
        Some(name) => phrase!("{} ({source})", "{} ({source})", name),
        None => Phrase::same(source.to_string()),
    };
    let parts = Phrase::join(sources.iter().map(part), &Phrase::new(", ", "、"));
    Some(phrase!("parts of the robot with faults: {}", "回報故障的部位：{}", parts))
}
