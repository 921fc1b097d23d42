//! What the simulated robot can be told to do wrong: names, and the list of them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::evidence::Stage;
use crate::language::Language;
use crate::layout::padded;

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
    ConNotifySilent,
    #[serde(rename = "con-notify-404")]
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
}

/// A fault as `--list-faults --format json` shows it.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    stage: Option<Stage>,
    summary: String,
}

/// The faults as the JSON array of `--list-faults --format json`.
pub fn list_json(language: Language) -> Value {
    let listed = |spec: &'static FaultSpec| Listed {
        name: &spec.name,
        stage: spec.stage,
        summary: spec.summary(language),
    };
    json!(FAULTS.iter().map(listed).collect::<Vec<_>>())
}

/// The faults as the table of `--list-faults`, one line each, with a heading.
pub fn list_table(language: Language) -> String {
    let shown = |spec: &FaultSpec| match spec.seconds {
        Seconds::None => spec.name.clone(),
        Seconds::Delay | Seconds::AfterValidation => format!("{}[:SECS]", spec.name),
    };
    let width = FAULTS.iter().map(|spec| shown(spec).len()).max().unwrap_or_default();
    let heading = language.pick(["name", "stage", "summary"], ["名稱", "階段", "說明"]);
    let row = |name: &str, stage: &str, summary: &str| {
        format!("{}  {}  {summary}\n", padded(name, width), padded(stage, 10))
    };
    let mut table = row(heading[0], heading[1], heading[2]);
    for spec in FAULTS.iter() {
        let stage = spec.stage.map_or("-", Stage::name);
        table += &row(&shown(spec), stage, &spec.summary(language));
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
        assert_eq!(table.lines().count(), FAULTS.len() + 1);
        for (spec, row) in FAULTS.iter().zip(list.as_array().unwrap()) {
            assert!(table.contains(&spec.name));
            assert_eq!(row["name"], spec.name);
            assert_eq!(row["stage"], json!(spec.stage));
            assert_eq!(row["summary"], spec.summary(Language::English));
        }
    }
}
