//! What the simulated robot can be told to do wrong: names, and the list of them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::facts::Stage;
use crate::text::language::Language;
use crate::text::layout::{padded, wrapped};

pub use super::fault_table::{Ends, FAULTS, FaultSpec, Seconds};

/// Declares the faults and the list of them all.
macro_rules! faults {
    ($($(#[$attribute:meta])* $fault:ident,)+) => {
        /// One thing that goes wrong. `faults.toml` describes each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "faults.toml describes each")]
        pub enum Fault {
            $($(#[$attribute])* $fault,)+
        }

        impl Fault {
            /// Every fault, in the order of the ladder.
            pub const ALL: &[Fault] = &[$(Fault::$fault,)+];
        }
    };
}

faults! {
    PortRefused,
    PortsRefused,
    PortDropping,
    Booting,
    ConNotifySilent,
    ConNotifyClosed,
    #[serde(rename = "con-notify-404")]
    ConNotify404,
    ConNotifyStatus,
    ConNotifyEmpty,
    ConNotifyTooLarge,
    ConNotifyNotHttp,
    ConNotifyGarbage,
    OtherDevice,
    ConNotifyBadJson,
    ConNotifyNoData1,
    ConNotifyUnknownData2,
    Legacy,
    Http10Only,
    DeviceKey,
    BlobUndecipherable,
    RsaKeyTruncated,
    PathLetters,
    ConIngClosed,
    ConIngSilent,
    ConIngStatus,
    ConIngPlainText,
    ConIngUndecipherable,
    ConIngNotJson,
    ConIngEmpty,
    Busy,
    AnswerNoData,
    AnswerNoFingerprint,
    AnswerOtherHash,
    AnswerReordered,
    AnswerSetupActpass,
    AnswerSctpPort,
    AnswerTwoFingerprints,
    AnswerLowerCase,
    IceBlackHole,
    IcePortClosed,
    IceWrongPassword,
    IceRefused,
    IceRoleConflict,
    IceRoleConflictOnce,
    IceAnswersElsewhere,
    IceOtherSubnet,
    IceIpv6Only,
    IceMdnsOnly,
    IceMdnsOnlySilent,
    IceNoCandidates,
    IceNoCandidatesSilent,
    IceDeadCandidates,
    IceNeverNominated,
    IceAnswersOnly,
    IceForeignChecks,
    DtlsSilent,
    AnswerSetupPassive,
    DtlsHelloOnce,
    DtlsLargeLost,
    WrongFingerprint,
    DtlsAlert,
    DtlsClosed,
    DtlsRefused,
    DtlsVersion,
    DtlsCiphers,
    DtlsSrtp,
    DtlsNoSrtp,
    DtlsVerifySha1,
    DtlsCertificateRsa,
    DtlsCertificateRsaSha1,
    DtlsCertificateEcdsaSha1,
    DtlsFragments,
    SctpSilent,
    SctpInitUnanswered,
    SctpRtpOnly,
    SctpPort,
    SctpAbort,
    CookieUnanswered,
    OpenUnanswered,
    StreamReset,
    SctpLateError,
    ValidationSilent,
    ChallengeMalformed,
    ChallengeLong,
    ValidationNeededTwice,
    ValidationRefused,
    ValidationUnconfirmed,
    AbortAtValidation,
    NoData,
    DataSlow,
    DataBursty,
    TopicMissing,
    BinaryFrames,
    RequestUnanswered,
    #[serde(rename = "request-3203")]
    Request3203,
    HeartbeatUnechoed,
    ErrorReports,
    LinkDead,
    ConsentLost,
    Takeover,
    AbortInFlow,
    #[serde(rename = "kvs-2022")]
    Kvs2022,
    #[serde(rename = "kvs-2026")]
    Kvs2026,
    Libwebrtc,
}

/// A fault as `--list-faults --format json` shows it.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    stage: Option<Stage>,
    ends: &'static str,
    summary: String,
}

/// The stage that a check must blame. A warning blames nobody.
fn blamed(spec: &FaultSpec) -> Option<Stage> {
    spec.stage.filter(|_| spec.ends != Ends::Warn)
}

/// How a check ends: its verdict.
fn verdict(spec: &FaultSpec) -> &'static str {
    match (spec.stage, spec.ends) {
        (None, _) => "pass",
        (Some(_), Ends::Fail) => "fail",
        (Some(_), Ends::Warn) => "warn",
        (Some(_), Ends::Inconclusive) => "inconclusive",
    }
}

/// The faults as the JSON array of `--list-faults --format json`.
pub fn list_json(language: Language) -> Value {
    let listed = |spec: &'static FaultSpec| Listed {
        name: &spec.name,
        stage: blamed(spec),
        ends: verdict(spec),
        summary: spec.summary(language),
    };
    json!(FAULTS.iter().map(listed).collect::<Vec<_>>())
}

/// Columns of the lists of forms in the table.
const FORMS_WIDTH: usize = 76;

/// The faults as the table of `--list-faults`, with a heading: one line each, and below a fault of
/// several forms the names of the others.
pub fn list_table(language: Language) -> String {
    let shown = |spec: &FaultSpec| match spec.seconds {
        Seconds::None => spec.name.clone(),
        Seconds::Delay | Seconds::AfterValidation | Seconds::Lasting => {
            format!("{}[:SECS]", spec.name)
        }
    };
    let bare = || FAULTS.chunk_by(|one, next| one.fault == next.fault);
    let width = bare().map(|forms| shown(&forms[0]).len()).max().unwrap_or_default();
    let heading = language.pick(["name", "stage", "summary"], ["名稱", "階段", "說明"]);
    let row = |name: &str, stage: &str, summary: &str| {
        format!("{}  {}  {summary}\n", padded(name, width), padded(stage, 10))
    };
    let mut table = row(heading[0], heading[1], heading[2]);
    for forms in bare() {
        let stage = blamed(&forms[0]).map_or("-", Stage::name);
        table += &row(&shown(&forms[0]), stage, &forms[0].summary(language));
        let others: Vec<&str> = forms[1..].iter().map(|form| form.name.as_str()).collect();
        let lines =
            if others.is_empty() { vec![] } else { wrapped(&others.join(" "), FORMS_WIDTH) };
        table.extend(lines.into_iter().map(|line| format!("    {line}\n")));
    }
    table
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn both_lists_name_every_fault() {
        let (table, list) = (list_table(Language::English), list_json(Language::English));
        assert_eq!(
            table.lines().filter(|line| !line.starts_with(' ')).count(),
            Fault::ALL.len() + 1
        );
        for (spec, row) in FAULTS.iter().zip(list.as_array().unwrap()) {
            assert!(table.contains(&spec.name));
            assert_eq!(row["name"], spec.name);
            assert_eq!(row["stage"], json!(blamed(spec)));
            assert_eq!(row["summary"], spec.summary(Language::English));
        }
    }
}
