//! A report that was saved, read again.
//!
//! Whoever hands it to us may be anybody: it is read within bounds, and nothing in it is believed
//! to be fit for a terminal.

use serde_json::{Map, Value};

use super::model::{Report, SCHEMA_VERSION};
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact;

/// The largest report that is read, bytes. Real ones have some 50 KiB, as jsonl some 100.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// How far into a file the mark of a report stands, bytes: in ours at the beginning, behind the
/// facts about the machine where another program has sorted the keys.
pub(super) const HEAD: usize = 64 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub enum SavedError {
    /// It is larger than [`LARGEST`].
    TooLarge,
    Damaged(String),
    /// A later version of go2doctor wrote it.
    Newer(u64),
    /// It is the report of a command that makes no connection.
    OtherCommand(String),
    /// A field is missing or is not what it should be.
    Form(String),
    Several,
    /// The events of a run that are not followed by its end.
    Unfinished,
}

impl SavedError {
    pub fn phrase(&self) -> Phrase {
        match self {
            SavedError::TooLarge => phrase!(
                "it is larger than any report of go2doctor (16 MiB).",
                "檔案比任何 go2doctor 報告都大（16 MiB）。"
            ),
            SavedError::Damaged(error) => phrase!(
                "it begins like a go2doctor report but is not valid JSON: {}.\n  \
                 Save it again: go2doctor check --export json=FILE",
                "開頭像 go2doctor 的報告，但並非完整的 JSON：{}。\n  \
                 請重新儲存：go2doctor check --export json=FILE",
                error
            ),
            SavedError::Newer(version) => phrase!(
                "it is a report of schema_version {}, and this go2doctor knows {}.\n  \
                 Compare it with the version of go2doctor that wrote it, or a later one.",
                "這份報告的 schema_version 是 {}，而這個 go2doctor 只認得 {}。\n  \
                 請使用產生它的 go2doctor 版本，或更新的版本。",
                version,
                SCHEMA_VERSION
            ),
            SavedError::OtherCommand(command) => phrase!(
                "it is a report of `{}`, which makes no connection.\n  \
                 Give a driver's log, or a report of check, of a stage or of logs.",
                "這是 `{}` 的報告，其中沒有連線。\n  \
                 請提供驅動程式的日誌，或 check、單一階段、logs 的報告。",
                command
            ),
            SavedError::Form(error) => phrase!(
                "this go2doctor cannot read it as a report: {}.\n  \
                 Save it again: go2doctor check --export json=FILE",
                "這個 go2doctor 無法讀取這份報告：{}。\n  \
                 請重新儲存：go2doctor check --export json=FILE",
                error
            ),
            SavedError::Several => phrase!(
                "there are several reports in it.\n  Give a file for each.",
                "其中有多份報告。\n  請把每份放在各自的檔案。"
            ),
            SavedError::Unfinished => phrase!(
                "these are the events of a run that did not end: there is no run_finished.\n  \
                     Give the events of a whole run.",
                "這些事件所屬的執行沒有結束：沒有 run_finished。\n  請提供完整執行的事件。"
            ),
        }
    }
}

/// Whether its first byte that is no space opens an object.
fn may_be_report(head: &[u8]) -> bool {
    head.trim_ascii_start().first() == Some(&b'{')
}

/// The report in a file: one JSON object, or the events of a run, a line each. `None` where it is
/// something else that begins alike, the log of a program that logs in JSON for instance.
pub fn report(bytes: &[u8]) -> Option<Result<Report, SavedError>> {
    is_report(bytes).then(|| read(bytes))
}

/// Whether a file that begins so is a report, or wants to be one.
pub(super) fn is_report(bytes: &[u8]) -> bool {
    let mark = b"\"schema_version\"";
    let head = &bytes[..bytes.len().min(HEAD)];
    let marked = head.windows(mark.len()).any(|window| window == mark);
    let event = head.windows(EVENT.len()).any(|window| window == EVENT);
    may_be_report(bytes) && (marked || event)
}

/// What the last line of a run's events holds, when it was cut out of them.
const EVENT: &[u8] = b"\"run_finished\"";

fn read(bytes: &[u8]) -> Result<Report, SavedError> {
    if bytes.len() > LARGEST {
        return Err(SavedError::TooLarge);
    }
    let (mut plain, mut finished, mut events) = (Vec::new(), None, false);
    for value in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
        let value = value.map_err(|error| SavedError::Damaged(printable(&error.to_string())))?;
        let Value::Object(mut object) = value else { continue };
        if let Some(event) = object.get("event") {
            events = true;
            if event == "run_finished" {
                finished = object.remove("report");
            }
        } else {
            plain.push(object);
        }
    }
    let found = match (plain.len(), finished) {
        (0, Some(Value::Object(report))) => report,
        (0, _) if events => return Err(SavedError::Unfinished),
        (1, None) => plain.remove(0),
        _ => return Err(SavedError::Several),
    };
    known(&found)?;
    let harmless = harmless(Value::Object(found));
    serde_json::from_value(harmless)
        .map_err(|error| SavedError::Form(printable(&error.to_string())))
}

fn known(report: &Map<String, Value>) -> Result<(), SavedError> {
    match report.get("schema_version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(SCHEMA_VERSION) => {}
        Some(version) if version > u64::from(SCHEMA_VERSION) => {
            return Err(SavedError::Newer(version));
        }
        _ => return Err(SavedError::Form("schema_version".into())),
    }
    let command = report.get("command").and_then(Value::as_str).unwrap_or_default();
    match command {
        "discover" | "dds" | "compare" => Err(SavedError::OtherCommand(command.into())),
        _ => Ok(()),
    }
}

/// The same with every text made fit for a terminal; what is so already stays as it is.
fn harmless(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(redact::printable(text, LONGEST_TEXT)),
        Value::Array(all) => Value::Array(all.into_iter().map(harmless).collect()),
        Value::Object(all) => Value::Object(
            all.into_iter().map(|(name, value)| (printable(&name), harmless(value))).collect(),
        ),
        other => other,
    }
}

/// The longest text of a report, in characters; a finding's summary is one.
const LONGEST_TEXT: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::report::reader::Reader;
    use crate::text::language::Language;
    use serde_json::json;

    fn saved() -> Report {
        Report::new(&fixtures::sctp_silent("check"), &Reader::default())
    }

    fn value() -> Value {
        serde_json::to_value(saved()).expect("it is plain data")
    }

    fn error_of(text: &str) -> SavedError {
        report(text.as_bytes()).expect("it looks like a report").expect_err("it is none")
    }

    #[test]
    fn what_was_written_is_read_again() {
        let pretty = serde_json::to_string_pretty(&saved()).expect("it is plain data");
        let indented = format!("\n  {pretty}\n");
        assert_eq!(report(indented.as_bytes()), Some(Ok(saved())));
    }

    #[test]
    fn of_events_the_last_end_of_a_run_counts() {
        let started = json!({"event": "run_started", "schema_version": 1});
        let finished = json!({"event": "run_finished", "report": value()});
        let lines = format!("{started}\n{finished}\n");
        assert_eq!(report(lines.as_bytes()), Some(Ok(saved())));
        assert_eq!(report(format!("{finished}\n").as_bytes()), Some(Ok(saved())));
        assert_eq!(error_of(&format!("{started}\n")), SavedError::Unfinished);
    }

    #[test]
    fn what_is_no_report_of_ours_is_told_with_the_remedy() {
        let changed = |field: &str, to: Value| {
            let mut value = value();
            value[field] = to;
            value.to_string()
        };
        assert_eq!(error_of(&changed("schema_version", json!(2))), SavedError::Newer(2));
        assert!(matches!(error_of(&changed("schema_version", json!("x"))), SavedError::Form(_)));
        let other = error_of(&changed("command", json!("discover")));
        assert_eq!(other, SavedError::OtherCommand("discover".into()));
        assert!(matches!(error_of(&changed("stages", json!([1]))), SavedError::Form(_)));
        assert_eq!(error_of(&format!("{0}{0}", value())), SavedError::Several);
        let whole = value().to_string();
        assert!(matches!(error_of(&whole[..whole.len() / 2]), SavedError::Damaged(_)));
        let deep = format!("{{\"schema_version\":1,\"a\":{}", "[".repeat(100_000));
        assert!(matches!(error_of(&deep), SavedError::Damaged(_)));
        let huge = format!("{{\"schema_version\":1}}{}", " ".repeat(LARGEST));
        assert_eq!(error_of(&huge), SavedError::TooLarge);
        for language in Language::ALL {
            for error in [SavedError::Newer(2), SavedError::Several, SavedError::Unfinished] {
                assert!(error.phrase().get(language).contains("\n  "), "{error:?}");
            }
        }
    }

    #[test]
    fn a_log_in_json_is_a_log() {
        for text in ["{\"log\": \"x\"}\n", "hello", "", "[1]", "{"] {
            assert_eq!(report(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn no_text_of_it_can_steer_a_terminal() {
        let mut hostile = value();
        hostile["robot"]["host"] = json!("a\u{1b}[31mb\u{202e}");
        hostile["stages"][0]["summary"] = json!(format!("{}\u{7}", "x".repeat(900)));
        let read = report(hostile.to_string().as_bytes()).expect("a report").expect("sound");
        assert_eq!(read.robot.host, "a\\u{1b}[31mb\\u{202e}");
        let shown = format!("{read:?}");
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']) && shown.contains("xxxx"));
        assert!(!read.stages[0].summary.contains('\u{7}'));
    }

    #[test]
    fn damaged_reports_never_panic() {
        let mut rng = fastrand::Rng::with_seed(3);
        let whole = value().to_string();
        for _ in 0..300 {
            let _ = report(&crate::test_support::corrupted(whole.as_bytes(), &mut rng));
        }
    }
}
