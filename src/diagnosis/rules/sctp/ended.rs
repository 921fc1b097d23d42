//! How the other side ended what was up: an ABORT and its causes, a reset of the stream, a close.

use crate::diagnosis::case::Source;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Side;
use crate::facts::{AbortCause, AbortEvidence, Direction, EndedBy, LinkEnd, Stage};
use crate::stack::sctp_cause::cause_names;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// What comes with a cause is shown to so many characters.
const MAX_TEXT: usize = 100;

/// The end of a connection that was up, at the stage that it cut short.
pub(in crate::diagnosis::rules) fn ended(end: &LinkEnd, stage: Stage, source: Source) -> Finding {
    let finding = match (&end.abort, end.by) {
        (Some(abort), _) => aborted(abort, source),
        (None, EndedBy::StreamReset) => reset(),
        (None, EndedBy::Abort) => Finding::likely("G2-SCTP-ABORT"),
        (None, EndedBy::Closed) => Finding::likely("G2-DTLS-CLOSED-BY-PEER").seen(phrase!(
            "the robot closed the connection: close_notify or SHUTDOWN",
            "機器人主動關閉連線：close_notify 或 SHUTDOWN"
        )),
        (None, EndedBy::Alert) => Finding::likely("G2-DTLS-CLOSED-BY-PEER")
            .seen(phrase!("a fatal DTLS alert ended it", "因致命的 DTLS alert 而結束")),
    };
    let finding = finding.at_stage(stage);
    match stage {
        Stage::Validation => finding.next_command("go2doctor validate --wait-slot"),
        Stage::Flow => finding.next_command("go2doctor flow --wait-slot"),
        _ => finding,
    }
}

/// A reset of the channel's stream (RFC 6525): the association stands, the channel does not.
pub(super) fn reset() -> Finding {
    Finding::likely("G2-DC-RESET")
        .seen(phrase!("the robot reset the channel's stream", "機器人重設了通道的 stream"))
}

pub(super) fn aborted(abort: &AbortEvidence, source: Source) -> Finding {
    let finding = Finding::likely("G2-SCTP-ABORT");
    let finding = match abort.direction {
        Direction::In => abort.causes.iter().fold(finding, told_by),
        Direction::Out => finding.on_side(Side::ClientLimit).because(phrase!(
            "go2doctor ended the association over something that the robot sent",
            "go2doctor 因機器人送來的內容而中止了 association"
        )),
    };
    if source == Source::Log {
        // aiortc does not write what an ABORT says: it may well complain of what the driver sent.
        return finding.on_side(Side::Unknown).seen(phrase!(
            "the robot sent an ABORT; its cause is not in the log",
            "機器人送出 ABORT；日誌中沒有它的原因"
        ));
    }
    if abort.causes.is_empty() {
        return finding.seen(phrase!("the ABORT names no cause", "ABORT 沒有附上原因"));
    }
    finding.seen_all(abort.causes.iter().map(cause_words))
}

pub(super) fn cause_words(cause: &AbortCause) -> Phrase {
    let code = cause.code;
    let [english, taiwan] = cause_names(code);
    let told = cause.text != english && !cause.text.is_empty();
    let [mut english, mut taiwan] = [
        format!("the robot's cause: {english} ({code})"),
        format!("機器人的原因：{taiwan} ({code})"),
    ];
    if told {
        let text = printable(&cause.text, MAX_TEXT);
        english += &format!(": {text}");
        taiwan += &format!("：{text}");
    }
    Phrase::new(english, taiwan)
}

/// What a cause means here, where it says more than that the session was ended.
fn told_by(finding: Finding, cause: &AbortCause) -> Finding {
    let (side, why) = match cause.code {
        1 => (
            Side::Robot,
            phrase!(
                "the robot accepts fewer streams than our channel's number requires",
                "機器人接受的 stream 數量少於我方通道編號所需"
            ),
        ),
        3 => (
            Side::Unknown,
            phrase!(
                "its cookie came back too late: the path is very slow, or the robot's clock jumped",
                "cookie 太晚送回：路徑非常慢，或機器人的時鐘跳動"
            ),
        ),
        4 => (
            Side::Robot,
            phrase!(
                "the robot has no resources for another association: it may still keep earlier sessions",
                "機器人沒有資源再建立 association：先前的連線可能還沒清除"
            ),
        ),
        10 => (
            Side::Robot,
            phrase!(
                "the robot was still closing an earlier association: try again",
                "機器人仍在關閉先前的 association：請再試一次"
            ),
        ),
        13 => (
            Side::Unknown,
            phrase!(
                "the robot's SCTP says that our packet violates the protocol: one of the two stacks has a defect",
                "機器人的 SCTP 認為我方的封包違反協定：其中一方有程式缺陷"
            ),
        ),
        2 | 5..=9 | 11 => (
            Side::Unknown,
            phrase!(
                "the robot's SCTP does not accept one of our packets: an unknown firmware, or a defect",
                "機器人的 SCTP 不接受我方的某個封包：未知的韌體，或程式缺陷"
            ),
        ),
        _ => return finding,
    };
    finding.on_side(side).because(why)
}
