use serde_json::{Value, json};

use super::Table;
use super::shown::{Shown, after, known};
use crate::facts::{AbortEvidence, DataChunks, Direction, OpenedBy, SctpEvidence, SctpTimings};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

const SCTP_PORT: u16 = 5000;

pub(super) fn rows(table: &mut Table<'_>, timings: &SctpTimings, evidence: &SctpEvidence) {
    let sent = evidence.init_sent_at_ms.as_deref().map(at_seconds);
    let sent = sent.or(evidence.init_sent.as_ref().map(Shown::shown));
    table.tell("init_sent", phrase!("INIT sent", "送出 INIT"), sent);
    let up = timings.association_ms;
    // Who does not see the packets cannot say that none came.
    let came = |at: Option<f64>, count| (at.is_some() || count == Some(0)).then(|| after(at));
    let init_ack = came(timings.init_to_init_ack_ms, evidence.init_ack_received);
    table.tell("init_to_init_ack_ms", Phrase::same("INIT-ACK"), init_ack);
    table
        .tell("association_ms", Phrase::same("association"), came(up, evidence.cookie_ack_received))
        .normal(phrase!("0.5 s; nine INITs unanswered: 27 s", "0.5 s；九次 INIT 沒有回應：27 s"));
    received(table, evidence);
    let reset = evidence.stream_reset.filter(|reset| *reset);
    table.add("stream_reset", phrase!("stream reset", "stream 重設"), &reset);
    let errors = evidence.error_causes.clone().filter(|errors| !errors.is_empty());
    table.add("error_causes", phrase!("complaints", "ERROR"), &errors);
    let port = evidence.peer_port.filter(|port| *port != SCTP_PORT);
    table
        .add("peer_port", phrase!("SCTP port", "SCTP 連接埠"), &port)
        .normal(SCTP_PORT.shown())
        .value(evidence.peer_port)
        .exactly(phrase!("robot's SCTP port", "機器人的 SCTP 連接埠"), &[]);
    let opened_by = match evidence.opened_by {
        Some(OpenedBy::Ack) => phrase!(", by ACK", "，由 ACK 得知"),
        Some(OpenedBy::Message) => {
            phrase!(", by the robot's first message", "，由機器人的第一則訊息得知")
        }
        Some(OpenedBy::Sack) => phrase!(", by the SACK of our OPEN", "，由 OPEN 的 SACK 得知"),
        None => Phrase::default(),
    };
    let usable = timings.open_to_usable_ms;
    let usable = (usable.is_some() || evidence.dcep_open_sent.is_some() && up.is_some())
        .then(|| Phrase::concat([after(usable), opened_by]));
    table.tell("open_to_usable_ms", phrase!("channel usable", "通道可用"), usable);
    table.add("cookie_ms", Phrase::same("cookie"), &up.and(timings.cookie_ms));
    table
        .add("dcep_ack_received", Phrase::same("DCEP ACK"), &evidence.dcep_ack_received)
        .normal(phrase!("0; 1 from KVS 1.18.1 on", "0；KVS 1.18.1 起為 1"))
        .zero_or_not(phrase!("DCEP ACKs received", "收到的 DCEP ACK"));
    table
        .keep("opened_by", evidence.opened_by)
        .exactly(phrase!("channel opened by", "通道開啟依據"), &[]);
    table
        .keep("rtp_packets_received", evidence.rtp_packets_received)
        .zero_or_not(phrase!("RTP packets received", "收到的 RTP 封包"));
    data(table, evidence.data.as_ref());
}

/// What the robot sent to set the association up, or to refuse it.
fn received(table: &mut Table<'_>, evidence: &SctpEvidence) {
    let from_robot = known([
        evidence.init_received.map(|number| Phrase::count(number.into(), "INIT", "個 INIT")),
        evidence
            .rtp_packets_received
            .map(|number| Phrase::count(number, "RTP packet", "個 RTP 封包")),
    ]);
    table
        .tell("init_received", phrase!("from the robot", "來自機器人"), from_robot)
        .value(evidence.init_received)
        .zero_or_not_where_broken(phrase!("robot's INITs", "機器人的 INIT"));
    table
        .keep("init_ack_received", evidence.init_ack_received)
        .zero_or_not_where_broken(phrase!("INIT-ACKs received", "收到的 INIT-ACK"));
    table
        .keep("cookie_ack_received", evidence.cookie_ack_received)
        .zero_or_not_where_broken(phrase!("COOKIE-ACKs received", "收到的 COOKIE-ACK"));
    table
        .add("abort", phrase!("abort", "ABORT"), &evidence.abort)
        .value(evidence.init_received.map(|_| refusal(evidence.abort.as_ref())))
        .where_broken(phrase!("the robot's ABORT", "機器人的 ABORT"), &[]);
}

/// The causes of an ABORT that the robot sent; whoever leaves in good order sends one as well.
fn refusal(abort: Option<&AbortEvidence>) -> Value {
    match abort.filter(|abort| abort.direction == Direction::In) {
        None => json!("none"),
        Some(abort) if abort.causes.is_empty() => json!("without a cause"),
        Some(abort) => abort.causes.iter().map(|cause| cause.code).collect(),
    }
}

/// When each packet went: `at 0.0, 1.0, 3.0 s`.
fn at_seconds(at_ms: &[f64]) -> Phrase {
    match at_ms {
        [] => phrase!("none", "無"),
        [one] => phrase!("at {}", "於 {}", duration(*one)),
        several => {
            let seconds: Vec<_> = several.iter().map(|ms| format!("{:.1}", ms / 1000.0)).collect();
            phrase!("at {} s", "於 {} s", seconds.join(", "))
        }
    }
}

/// What SCTP had to repeat, where it had to.
pub(super) fn data(table: &mut Table<'_>, data: Option<&DataChunks>) {
    let repeated = data.filter(|data| data.is_marked_by_loss()).map(|data| {
        phrase!(
            "{} of {} DATA chunks sent, {} of {} received came twice, {} late",
            "送出的 DATA {1} 個中有 {0} 個重送，收到的 {3} 個中有 {2} 個重複、{4} 個遲到",
            data.resent,
            data.sent,
            data.duplicates,
            data.received,
            data.late
        )
    });
    table.tell("data", phrase!("sent again", "重送"), repeated);
}
