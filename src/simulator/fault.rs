//! What the simulated robot can be told to do wrong: one table, from which
//! the command line, `--list-faults`, the documents and the tests are made.

use serde::Serialize;
use serde_json::{Value, json};

use crate::evidence::Stage;

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
    /// One line for people.
    pub summary: &'static str,
}

const fn row(
    fault: Fault,
    name: &'static str,
    stage: Stage,
    seconds: Seconds,
    summary: &'static str,
) -> FaultSpec {
    FaultSpec { fault, name, stage: Some(stage), seconds, summary }
}

/// Every fault of this version, in the order of the ladder.
pub const FAULTS: &[FaultSpec] = &[
    row(
        Fault::PortRefused,
        "port-refused",
        Stage::Http,
        Seconds::None,
        "the signal port is closed: a TCP connection is refused",
    ),
    row(
        Fault::ConNotifySilent,
        "con-notify-silent",
        Stage::Http,
        Seconds::Delay,
        "con_notify is read and not answered",
    ),
    row(
        Fault::ConNotify404,
        "con-notify-404",
        Stage::Http,
        Seconds::None,
        "con_notify is answered with status 404",
    ),
    row(
        Fault::ConNotifyGarbage,
        "con-notify-garbage",
        Stage::Http,
        Seconds::None,
        "con_notify is answered with something that is not base64",
    ),
    row(
        Fault::ConIngClosed,
        "con-ing-closed",
        Stage::Sdp,
        Seconds::None,
        "con_ing reads the offer and closes without an answer",
    ),
    row(
        Fault::Busy,
        "busy",
        Stage::Sdp,
        Seconds::None,
        "another client has the slot: every offer is rejected",
    ),
    row(
        Fault::AnswerNoData,
        "answer-no-data",
        Stage::Sdp,
        Seconds::None,
        "the answer has no m=application section",
    ),
    row(
        Fault::IceBlackHole,
        "ice-black-hole",
        Stage::Ice,
        Seconds::None,
        "the answer's candidates swallow every check and none is sent",
    ),
    row(
        Fault::DtlsSilent,
        "dtls-silent",
        Stage::Dtls,
        Seconds::Delay,
        "ICE connects and no ClientHello follows",
    ),
    row(
        Fault::WrongFingerprint,
        "wrong-fingerprint",
        Stage::Dtls,
        Seconds::None,
        "the answer's fingerprint is not that of the certificate shown",
    ),
    row(
        Fault::DtlsAlert,
        "dtls-alert",
        Stage::Dtls,
        Seconds::None,
        "a fatal alert protocol_version comes instead of a ClientHello",
    ),
    row(
        Fault::SctpSilent,
        "sctp-silent",
        Stage::Sctp,
        Seconds::Delay,
        "DTLS connects and SCTP is swallowed: no INIT, no INIT-ACK, no RTP",
    ),
    row(
        Fault::SctpAbort,
        "sctp-abort",
        Stage::Sctp,
        Seconds::None,
        "INIT is answered by ABORT with a cause",
    ),
    row(
        Fault::OpenUnanswered,
        "open-unanswered",
        Stage::Sctp,
        Seconds::None,
        "the association is up, DCEP OPEN gets no SACK, no ACK and no message",
    ),
    row(
        Fault::ValidationSilent,
        "validation-silent",
        Stage::Validation,
        Seconds::Delay,
        "the channel is usable and no validation challenge comes",
    ),
    row(
        Fault::NoData,
        "no-data",
        Stage::Flow,
        Seconds::Delay,
        "subscriptions are taken and nothing is published",
    ),
    row(
        Fault::LinkDead,
        "link-dead",
        Stage::Flow,
        Seconds::AfterValidation,
        "after validation nothing leaves the robot any more, not even STUN answers",
    ),
];

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
pub fn list_json() -> Value {
    json!(
        FAULTS
            .iter()
            .map(|spec| Listed { name: spec.name, stage: spec.stage, summary: spec.summary })
            .collect::<Vec<_>>()
    )
}

/// The faults as the table of `--list-faults`, one line each, with a heading.
pub fn list_table() -> String {
    let shown = |spec: &FaultSpec| match spec.seconds {
        Seconds::None => spec.name.to_owned(),
        Seconds::Delay | Seconds::AfterValidation => format!("{}[:SECS]", spec.name),
    };
    let width = FAULTS.iter().map(|spec| shown(spec).len()).max().unwrap_or_default();
    let mut table = format!("{:width$}  {:10}  {}\n", "name", "stage", "summary");
    for spec in FAULTS {
        let stage = spec.stage.map_or("-", Stage::name);
        table += &format!("{:width$}  {stage:10}  {}\n", shown(spec), spec.summary);
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
        let (table, list) = (list_table(), list_json());
        assert_eq!(table.lines().count(), FAULTS.len() + 1);
        for (spec, row) in FAULTS.iter().zip(list.as_array().unwrap()) {
            assert!(table.contains(spec.name));
            assert_eq!(row["name"], spec.name);
            assert_eq!(row["stage"], spec.stage.unwrap().name());
            assert_eq!(row["summary"], spec.summary);
        }
    }
}
