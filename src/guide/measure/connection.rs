//! Ping, HTTP and the four phases.

use serde::Serialize;

use super::{MAX_TEXT, Tick, unreached};
use crate::diagnosis::case::Case;
use crate::facts::outcome::{Signalling, Status};
use crate::facts::{Direction, OpenedBy, PingMethod, SdpReason, Stage};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// The guide's measure of a healthy SCTP handshake, ms.
const HEALTHY_SCTP_MS: f64 = 500.0;

/// How long the guide lets curl wait, ms.
const PATIENT_HTTP_MS: f64 = 5000.0;

/// How the stage ended: `None` where it cannot be judged.
fn passed(case: &Case<'_>, stage: Stage) -> Option<bool> {
    match case.ran(stage)?.status {
        Status::Pass | Status::Warn => Some(true),
        Status::Fail => Some(false),
        Status::Skip | Status::Inconclusive | Status::Crash => None,
    }
}

fn name(reason: impl Serialize) -> Option<String> {
    serde_json::to_value(reason).ok()?.as_str().map(str::to_owned)
}

pub(super) fn ping(case: &Case<'_>) -> Tick {
    let Some(ping) = case.ping() else { return unreached(case, Stage::Ping) };
    let evidence = ping.evidence;
    if let Some(error) = &evidence.error {
        let error = printable(error, MAX_TEXT);
        return Tick::unknown(Phrase::same(error));
    }
    let (Some(sent @ 1..), Some(received)) = (evidence.sent, evidence.received) else {
        return unreached(case, Stage::Ping);
    };
    let rtt = evidence.rtt_avg_ms.map(duration);
    let rtt = rtt.as_deref().unwrap_or("?");
    match (received, evidence.method) {
        (0, _) if evidence.tcp_answered == Some(true) => Tick::bad(phrase!(
            "0 of {sent} echoes answered, but TCP is",
            "{sent} 次 echo 沒有回應，但 TCP 有"
        )),
        (0, _) => Tick::bad(phrase!("0 of {sent} answered", "{sent} 次都沒有回應")),
        (_, Some(PingMethod::Tcp)) => Tick::ok(phrase!(
            "{received} of {sent} answered by TCP, {rtt}",
            "TCP {sent} 次中 {received} 次有回應，{rtt}"
        )),
        _ => Tick::ok(phrase!(
            "{received} of {sent} answered, {rtt}",
            "{sent} 次中 {received} 次有回應，{rtt}"
        )),
    }
}

pub(super) fn con_notify(case: &Case<'_>) -> Tick {
    let (Some(http), Some(passed)) = (case.http(), passed(case, Stage::Http)) else {
        return unreached(case, Stage::Http);
    };
    let status = http.evidence.http_status;
    if !passed {
        let status = status.map(|status| format!("HTTP {status}"));
        let reason = http.evidence.reason.and_then(name).or(status);
        let reason = reason.map_or(String::new(), |reason| format!(" ({reason})"));
        return Tick::bad(phrase!("no usable answer{reason}", "沒有可用的回應{reason}"));
    }
    match (case.robot.signalling, status, http.timings.total_ms) {
        (Some(Signalling::Legacy), ..) => Tick::bad(phrase!(
            "only the legacy port answers: older firmware",
            "只有舊版連接埠有回應：較舊的韌體"
        )),
        (_, Some(status), Some(ms)) => {
            let after = duration(ms);
            Tick::of(
                ms <= PATIENT_HTTP_MS,
                phrase!("HTTP {status} after {after}", "{after} 後回應 HTTP {status}"),
            )
        }
        (_, Some(status), None) => Tick::ok(phrase!("HTTP {status}", "HTTP {status}")),
        (_, None, _) => Tick::ok(phrase!("it was answered", "有回應")),
    }
}

pub(super) fn slot_free(case: &Case<'_>) -> Tick {
    let Some(sdp) = case.sdp() else { return unreached(case, Stage::Sdp) };
    match (passed(case, Stage::Sdp), sdp.evidence.reason) {
        (Some(true), _) => {
            Tick::ok(phrase!("the robot accepted our offer", "機器人接受了我們的 offer"))
        }
        (Some(false), Some(SdpReason::Busy)) => Tick::bad(phrase!(
            "reject: another client holds the slot",
            "reject：另一個用戶端佔住名額"
        )),
        _ => unreached(case, Stage::Sdp),
    }
}

pub(super) fn sdp(case: &Case<'_>) -> Tick {
    if case.failed(Stage::Http) {
        return Tick::bad(phrase!("HTTP failed before it", "之前的 HTTP 失敗"));
    }
    let (Some(sdp), Some(passed)) = (case.sdp(), passed(case, Stage::Sdp)) else {
        return unreached(case, Stage::Sdp);
    };
    if !passed {
        let reason = sdp.evidence.reason.and_then(name);
        let reason = reason.map_or(String::new(), |reason| format!(" ({reason})"));
        return Tick::bad(phrase!("no answer to use{reason}", "沒有可用的 answer{reason}"));
    }
    Tick::ok(within(sdp.timings.con_ing_ms, phrase!("answered", "有 answer")))
}

pub(super) fn ice(case: &Case<'_>) -> Tick {
    let (Some(ice), Some(passed)) = (case.ice(), passed(case, Stage::Ice)) else {
        return unreached(case, Stage::Ice);
    };
    if !passed {
        let state = ice.evidence.state.as_deref().map_or("?".into(), |it| printable(it, MAX_TEXT));
        return Tick::bad(phrase!("no pair; state {state}", "沒有可用路徑；狀態 {state}"));
    }
    Tick::ok(within(ice.timings.nominated_ms, phrase!("a pair is nominated", "已選定路徑")))
}

pub(super) fn dtls(case: &Case<'_>) -> Tick {
    let (Some(dtls), Some(passed)) = (case.dtls(), passed(case, Stage::Dtls)) else {
        return unreached(case, Stage::Dtls);
    };
    if passed {
        let parts = [&dtls.evidence.version, &dtls.evidence.srtp_profile];
        let known = parts.into_iter().flatten().map(|part| printable(part, MAX_TEXT));
        let known = known.collect::<Vec<_>>().join(", ");
        let shown = match known.is_empty() {
            true => phrase!("finished", "完成"),
            false => Phrase::same(known),
        };
        return Tick::ok(within(dtls.timings.handshake_ms, shown));
    }
    let alerts = dtls.evidence.alerts.iter().flatten();
    let mut theirs = alerts.filter(|it| it.direction == Direction::In && it.level == "fatal");
    match theirs.next().map(|alert| printable(&alert.description, MAX_TEXT)) {
        Some(alert) => Tick::bad(phrase!("alert {alert}", "alert {alert}")),
        None if dtls.evidence.fingerprint_match == Some(false) => Tick::bad(phrase!(
            "the certificate is not the one announced",
            "憑證與 answer 宣告的不同"
        )),
        None => Tick::bad(phrase!("no handshake", "握手沒有完成")),
    }
}

pub(super) fn sctp(case: &Case<'_>) -> Tick {
    let Some(sctp) = case.sctp() else { return unreached(case, Stage::Sctp) };
    let (sent, answers) = (sctp.evidence.init_sent, sctp.evidence.init_ack_received);
    match (answers, sent, passed(case, Stage::Sctp)) {
        (Some(1..), ..) => {
            let shown = phrase!("INIT is answered", "INIT 有回應");
            Tick::ok(within(sctp.timings.init_to_init_ack_ms, shown))
        }
        // The robot's own INIT may lead to the association as well.
        (_, _, Some(true)) => Tick::ok(phrase!("the association is up", "association 已建立")),
        (Some(0), Some(sent @ 1..), Some(false)) => {
            Tick::bad(phrase!("{sent} INITs, none answered", "送出 {sent} 個 INIT，都沒有回應"))
        }
        (_, _, Some(false)) => Tick::bad(phrase!("no association", "沒有建立 association")),
        _ => unreached(case, Stage::Sctp),
    }
}

pub(super) fn sctp_time(case: &Case<'_>) -> Tick {
    let Some(sctp) = case.sctp() else { return unreached(case, Stage::Sctp) };
    match sctp.timings.association_ms {
        Some(ms) => {
            let took = duration(ms);
            Tick::of(ms <= HEALTHY_SCTP_MS, Phrase::same(took))
        }
        None if case.failed(Stage::Sctp) => Tick::bad(phrase!("never", "始終沒有完成")),
        None => unreached(case, Stage::Sctp),
    }
}

pub(super) fn channel(case: &Case<'_>) -> Tick {
    let (Some(sctp), Some(passed)) = (case.sctp(), passed(case, Stage::Sctp)) else {
        return unreached(case, Stage::Sctp);
    };
    if !passed {
        return Tick::bad(phrase!("not usable", "不能使用"));
    }
    let shown = match sctp.evidence.opened_by {
        Some(OpenedBy::Ack) => phrase!("usable: an ACK came", "可用：收到 ACK"),
        Some(OpenedBy::Message) => phrase!("usable: a message came", "可用：收到訊息"),
        Some(OpenedBy::Sack) => phrase!("usable: the OPEN was taken", "可用：OPEN 已送達"),
        None => phrase!("usable", "可用"),
    };
    Tick::ok(within(sctp.timings.open_to_usable_ms, shown))
}

pub(super) fn stuck_at_sctp(case: &Case<'_>) -> Tick {
    match (passed(case, Stage::Dtls), passed(case, Stage::Sctp)) {
        (_, Some(true)) => Tick::ok(phrase!("both are up", "兩者都已建立")),
        (Some(true), Some(false)) => Tick::bad(phrase!(
            "DTLS is up, the channel is not: stuck at SCTP",
            "DTLS 已建立，資料通道沒有：卡在 SCTP"
        )),
        _ => unreached(case, Stage::Sctp),
    }
}

/// `shown`, and after how long where that is known.
fn within(ms: Option<f64>, shown: Phrase) -> Phrase {
    match ms.map(duration) {
        Some(took) => phrase!("{}, after {took}", "{}，{took} 後", shown),
        None => shown,
    }
}
