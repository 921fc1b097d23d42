//! An answer that our own client takes, and others may not.
//!
//! The lints are those of `stack::sdp_lint`, by their codes in reports.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Severity, Side};
use crate::facts::{SdpEvidence, Stage};
use crate::text::phrase::phrase;
use crate::text::redact::printable;

/// Warnings of what may stop another client.
pub(super) fn conclude(case: &Case<'_>, evidence: &SdpEvidence) -> Vec<Finding> {
    let Some(answer) = &evidence.answer else { return Vec::new() };
    let lints = answer.lint.as_deref().unwrap_or_default();
    let any = |codes: &[&str]| lints.iter().any(|lint| codes.contains(&lint.as_str()));
    let mut found = Vec::new();
    if any(&["sections-reordered", "sections-count"]) {
        found.push(reordered());
    }
    if any(&["setup-unexpected"]) {
        found.push(no_role(answer.setup.as_deref()));
    }
    if any(&["sctp-port-unusual"]) {
        found.push(other_port(case, answer.sctp_port));
    }
    found
}

fn reordered() -> Finding {
    warning("G2-SDP-MLINE")
        .because(phrase!(
            "go2doctor reads the sections by their kind; a client that follows RFC 3264 rejects this answer",
            "go2doctor 依種類讀取區段；嚴格遵守 RFC 3264 的用戶端會拒絕這個 answer"
        ))
        .seen(phrase!(
            "the answer's m-sections do not match the offer's, or not in the same order",
            "answer 的 m 區段與 offer 的順序或數目不同"
        ))
        .next_command("go2doctor sdp --offer {other_offer}")
}

fn no_role(setup: Option<&str>) -> Finding {
    let setup = printable(setup.unwrap_or("?"), 16);
    warning("G2-SDP-SETUP")
        .because(phrase!(
            "an answer must choose active or passive: go2doctor treats this robot as active, other clients may not",
            "answer 必須選擇 active 或 passive：go2doctor 視這台機器人為 active，其他用戶端未必如此"
        ))
        .seen(phrase!("the answer says a=setup:{setup}", "answer 寫 a=setup:{setup}"))
}

/// The port is a matter of the packets. That ours carried 5000 and were answered is proof.
fn other_port(case: &Case<'_>, port: Option<u16>) -> Finding {
    let said = port
        .map(|port| phrase!("the answer says a=sctp-port:{port}", "answer 寫 a=sctp-port:{port}"));
    // What ports a driver's packets carried is not in its log.
    let ours = case.source == Source::Live && case.passed(Stage::Sctp);
    let opened = ours.then(|| {
        phrase!(
            "but the association came up with port 5000 at both ends",
            "但兩端都使用 5000 時 association 就建立了"
        )
    });
    warning("G2-SCTP-PORT")
        .because(phrase!(
            "a client that uses this answer's port gets no INIT-ACK: the robot uses 5000",
            "依照這個 answer 的連接埠送出的用戶端收不到 INIT-ACK：機器人使用 5000"
        ))
        .seen_all(said)
        .seen_all(opened)
}

fn warning(code: &'static str) -> Finding {
    Finding::likely(code).at_stage(Stage::Sdp).on_side(Side::Robot).with_severity(Severity::Warning)
}
