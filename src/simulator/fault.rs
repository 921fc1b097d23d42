//! What the simulated robot can be told to do wrong: one table, from which
//! the command line, `--list-faults`, the documents and the tests are made.

use serde::Serialize;
use serde_json::{Value, json};

use crate::evidence::Stage;
use crate::language::Language;
use crate::layout::padded;

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the table below describes each")]
pub enum Fault {
    PortRefused,
    ConNotifySilent,
    ConNotify404,
    ConNotifyGarbage,
    ConIngClosed,
    Busy,
    AnswerNoData,
    IceBlackHole,
    DtlsSilent,
    WrongFingerprint,
    DtlsAlert,
    SctpSilent,
    SctpAbort,
    OpenUnanswered,
    ValidationSilent,
    NoData,
    LinkDead,
}

/// What the number after the colon in `NAME:SECS` means for a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seconds {
    /// The fault takes none.
    None,
    /// The robot is slow instead of silent: it does its part this long after
    /// it should have. Without a number it never does.
    Delay,
    /// The fault strikes this long after validation, at once without a number.
    AfterValidation,
}

/// A row of the table of faults.
#[derive(Debug, Clone, Copy)]
pub struct FaultSpec {
    /// Which.
    pub fault: Fault,
    /// The name on the command line.
    pub name: &'static str,
    /// The stage that a check must blame; `None` for a healthy variant.
    pub stage: Option<Stage>,
    /// What a number of seconds means.
    pub seconds: Seconds,
    /// One line for people, in English.
    pub summary: &'static str,
    /// The same in Chinese.
    pub summary_taiwan: &'static str,
}

const fn row(
    fault: Fault,
    name: &'static str,
    stage: Stage,
    seconds: Seconds,
    summary: &'static str,
    summary_taiwan: &'static str,
) -> FaultSpec {
    FaultSpec { fault, name, stage: Some(stage), seconds, summary, summary_taiwan }
}

/// Every fault of this version, in the order of the ladder.
pub const FAULTS: &[FaultSpec] = &[
    row(
        Fault::PortRefused,
        "port-refused",
        Stage::Http,
        Seconds::None,
        "the signal port is closed: a TCP connection is refused",
        "信令連接埠關閉：TCP 連線被拒絕",
    ),
    row(
        Fault::ConNotifySilent,
        "con-notify-silent",
        Stage::Http,
        Seconds::Delay,
        "con_notify is read and not answered",
        "讀取 con_notify 但不回應",
    ),
    row(
        Fault::ConNotify404,
        "con-notify-404",
        Stage::Http,
        Seconds::None,
        "con_notify is answered with status 404",
        "以狀態 404 回應 con_notify",
    ),
    row(
        Fault::ConNotifyGarbage,
        "con-notify-garbage",
        Stage::Http,
        Seconds::None,
        "con_notify is answered with something that is not base64",
        "以不是 base64 的內容回應 con_notify",
    ),
    row(
        Fault::ConIngClosed,
        "con-ing-closed",
        Stage::Sdp,
        Seconds::None,
        "con_ing reads the offer and closes without an answer",
        "con_ing 讀取 offer 後關閉連線，不回應",
    ),
    row(
        Fault::Busy,
        "busy",
        Stage::Sdp,
        Seconds::None,
        "another client has the slot: every offer is rejected",
        "另一個用戶端佔用名額：每個 offer 都被拒絕",
    ),
    row(
        Fault::AnswerNoData,
        "answer-no-data",
        Stage::Sdp,
        Seconds::None,
        "the answer has no m=application section",
        "回應中沒有 m=application 區段",
    ),
    row(
        Fault::IceBlackHole,
        "ice-black-hole",
        Stage::Ice,
        Seconds::None,
        "the answer's candidates swallow every check and none is sent",
        "回應中的候選位址吞掉所有檢查，也不送出檢查",
    ),
    row(
        Fault::DtlsSilent,
        "dtls-silent",
        Stage::Dtls,
        Seconds::Delay,
        "ICE connects and no ClientHello follows",
        "ICE 連線後沒有送出 ClientHello",
    ),
    row(
        Fault::WrongFingerprint,
        "wrong-fingerprint",
        Stage::Dtls,
        Seconds::None,
        "the answer's fingerprint is not that of the certificate shown",
        "回應中的指紋與出示的憑證不同",
    ),
    row(
        Fault::DtlsAlert,
        "dtls-alert",
        Stage::Dtls,
        Seconds::None,
        "a fatal alert protocol_version comes instead of a ClientHello",
        "不送 ClientHello，而是送出致命的 alert protocol_version",
    ),
    row(
        Fault::SctpSilent,
        "sctp-silent",
        Stage::Sctp,
        Seconds::Delay,
        "DTLS connects and SCTP is swallowed: no INIT, no INIT-ACK, no RTP",
        "DTLS 連線後吞掉 SCTP：沒有 INIT、INIT-ACK、RTP",
    ),
    row(
        Fault::SctpAbort,
        "sctp-abort",
        Stage::Sctp,
        Seconds::None,
        "INIT is answered by ABORT with a cause",
        "以帶有原因的 ABORT 回應 INIT",
    ),
    row(
        Fault::OpenUnanswered,
        "open-unanswered",
        Stage::Sctp,
        Seconds::None,
        "the association is up, DCEP OPEN gets no SACK, no ACK and no message",
        "association 已建立，DCEP OPEN 沒有得到 SACK、ACK 或訊息",
    ),
    row(
        Fault::ValidationSilent,
        "validation-silent",
        Stage::Validation,
        Seconds::Delay,
        "the channel is usable and no validation challenge comes",
        "通道可用，但不送出驗證挑戰",
    ),
    row(
        Fault::NoData,
        "no-data",
        Stage::Flow,
        Seconds::Delay,
        "subscriptions are taken and nothing is published",
        "接受訂閱，但不發布任何資料",
    ),
    row(
        Fault::LinkDead,
        "link-dead",
        Stage::Flow,
        Seconds::AfterValidation,
        "after validation nothing leaves the robot any more, not even STUN answers",
        "驗證後機器人不再送出任何封包，連 STUN 回應也沒有",
    ),
];

impl FaultSpec {
    /// One line for people.
    pub fn summary(&self, language: Language) -> &'static str {
        language.pick(self.summary, self.summary_taiwan)
    }
}

impl Fault {
    /// The fault's row in the table.
    pub fn spec(self) -> &'static FaultSpec {
        FAULTS
            .iter()
            .find(|spec| spec.fault == self)
            .expect("a test holds that every fault has its row")
    }
}

/// A fault as `--list-faults --format json` shows it.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    stage: Option<Stage>,
    summary: &'static str,
}

/// The faults as the JSON array of `--list-faults --format json`.
pub fn list_json(language: Language) -> Value {
    json!(
        FAULTS
            .iter()
            .map(|spec| Listed {
                name: spec.name,
                stage: spec.stage,
                summary: spec.summary(language)
            })
            .collect::<Vec<_>>()
    )
}

/// The faults as the table of `--list-faults`, one line each, with a heading.
pub fn list_table(language: Language) -> String {
    let shown = |spec: &FaultSpec| match spec.seconds {
        Seconds::None => spec.name.to_owned(),
        Seconds::Delay | Seconds::AfterValidation => format!("{}[:SECS]", spec.name),
    };
    let width = FAULTS.iter().map(|spec| shown(spec).len()).max().unwrap_or_default();
    let heading = language.pick(["name", "stage", "summary"], ["名稱", "階段", "說明"]);
    let row = |name: &str, stage: &str, summary: &str| {
        format!("{}  {}  {summary}\n", padded(name, width), padded(stage, 10))
    };
    let mut table = row(heading[0], heading[1], heading[2]);
    for spec in FAULTS {
        let stage = spec.stage.map_or("-", Stage::name);
        table += &row(&shown(spec), stage, spec.summary(language));
    }
    table
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Every variant, by a match that the compiler keeps complete: a new
    /// variant does not compile until it is given a successor here.
    fn all_faults() -> Vec<Fault> {
        use Fault::*;
        let successor = |fault| match fault {
            PortRefused => Some(ConNotifySilent),
            ConNotifySilent => Some(ConNotify404),
            ConNotify404 => Some(ConNotifyGarbage),
            ConNotifyGarbage => Some(ConIngClosed),
            ConIngClosed => Some(Busy),
            Busy => Some(AnswerNoData),
            AnswerNoData => Some(IceBlackHole),
            IceBlackHole => Some(DtlsSilent),
            DtlsSilent => Some(WrongFingerprint),
            WrongFingerprint => Some(DtlsAlert),
            DtlsAlert => Some(SctpSilent),
            SctpSilent => Some(SctpAbort),
            SctpAbort => Some(OpenUnanswered),
            OpenUnanswered => Some(ValidationSilent),
            ValidationSilent => Some(NoData),
            NoData => Some(LinkDead),
            LinkDead => None,
        };
        std::iter::successors(Some(PortRefused), |fault| successor(*fault)).collect()
    }

    #[test]
    fn every_fault_has_exactly_one_row_a_name_of_its_own_and_a_stage_to_blame() {
        let listed: Vec<Fault> = FAULTS.iter().map(|spec| spec.fault).collect();
        assert_eq!(listed, all_faults());
        let names: HashSet<_> = FAULTS.iter().map(|spec| spec.name).collect();
        assert_eq!(names.len(), FAULTS.len());
        for spec in FAULTS {
            assert!(spec.stage.is_some(), "{} blames nobody", spec.name);
            assert!(!spec.summary.is_empty());
            assert!(
                spec.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{} is not kebab-case",
                spec.name
            );
            assert_eq!(spec.fault.spec().name, spec.name);
        }
    }

    #[test]
    fn rows_follow_the_ladder() {
        assert!(FAULTS.is_sorted_by_key(|spec| spec.stage));
    }

    #[test]
    fn both_lists_name_every_fault() {
        let (table, list) = (list_table(Language::English), list_json(Language::English));
        assert_eq!(table.lines().count(), FAULTS.len() + 1);
        for (spec, row) in FAULTS.iter().zip(list.as_array().unwrap()) {
            assert!(table.contains(spec.name));
            assert_eq!(row["name"], spec.name);
            assert_eq!(row["stage"], spec.stage.unwrap().name());
            assert_eq!(row["summary"], spec.summary);
        }
    }
}
