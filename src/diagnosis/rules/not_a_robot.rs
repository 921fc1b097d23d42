//! What an answer to con_notify tells of who gave it, where that was no robot's.

use crate::diagnosis::finding::Finding;
use crate::facts::HttpEvidence;
use crate::facts::finding::Side;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Status 200 and no word: robots were not seen to do so, and who else would is not known either.
pub(super) fn nothing() -> Finding {
    Finding::possible("G2-HTTP-BADJSON")
        .on_side(Side::Unknown)
        .because(phrase!(
            "the service on this port accepted the request and returned nothing: try again, and restart the robot if that does not help",
            "這個連接埠上的服務接受了請求，卻沒有傳回內容：再試一次，仍如此則重新啟動機器人"
        ))
        .seen(phrase!("status 200 with an empty body", "狀態 200，但沒有內容"))
}

/// A service that has not come up within this time is not about to, ms.
const LONG_STARTED_MS: f64 = 60_000.0;

pub(super) fn after_a_wait(refused: Finding, evidence: &HttpEvidence) -> Finding {
    let long = evidence.waited_ms.is_some_and(|waited| waited >= LONG_STARTED_MS);
    if refused.code() != "G2-HTTP-REFUSED" || !long {
        return refused;
    }
    refused
        .because(phrase!(
            "nothing started within a minute: another device has this address, or the service is not running",
            "一分鐘內沒有任何服務啟動：該位址是別的裝置，或服務沒有執行"
        ))
        .next_command("go2doctor discover")
}

pub(super) fn lines(evidence: &HttpEvidence) -> Vec<Phrase> {
    let page = (evidence.html == Some(true))
        .then(|| phrase!("the answer is a web page", "收到的是一個網頁"));
    let server = evidence.server.as_ref().map(|server| {
        let server = printable(server, 80);
        phrase!(
            "it identifies itself as `{server}` (Server header)",
            "它自稱 `{server}`（Server 標頭）"
        )
    });
    let redirect = evidence.redirect.as_ref().map(|to| {
        let to = printable(to, 80);
        phrase!("it redirects to {to}", "它重新導向到 {to}")
    });
    let waited = evidence.waited_ms.map(|ms| {
        let seconds = ms / 1e3;
        phrase!("unchanged after {seconds:.0} s of waiting", "等待 {seconds:.0} 秒後仍然如此")
    });
    [page, server, redirect, waited].into_iter().flatten().collect()
}
