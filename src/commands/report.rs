//! `report`: a saved report, somebody's packets or a browser's dump, told in any format.

use std::io::{self, Cursor, Read, Write};
use std::path::Path;

use super::log_files::{open, unreadable};
use super::print::print_lines;
use super::report_capture;
use super::reports::Reports;
use crate::cli::{CommonOptions, ReportOptions};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::outcome::{RunEvent, RunOutcome};
use crate::logs::sets::LogSet;
use crate::logs::{self, beginning};
use crate::report::human::look::Look;
use crate::report::kind::{self, Kind};
use crate::report::log::{Attempt, LogReport};
use crate::report::model::Report;
use crate::report::reader::Reader;
use crate::report::saved::{LARGEST, report};
use crate::report::saved_run::Retold;
use crate::report::sinks::Sinks;
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// Reads the file, tells it in every format that was asked for, and ends as the run did.
pub fn run(
    typed: &ReportOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let (kind, head, rest) = begun(&typed.file)?;
    match kind {
        Some(Kind::Report) => {
            let saved = saved(&typed.file, &head)?;
            let outcome = saved.run();
            let status = ExitStatus::of(saved.verdict, saved.interrupted, false);
            let retold = Retold::new(saved, &outcome, !typed.no_rediagnose);
            if !common.quiet {
                notice(&retold, !typed.no_rediagnose, language);
            }
            told(
                typed,
                &[],
                &outcome,
                Reader { language, retold: Some(retold), ..Reader::default() },
                look,
            )?;
            Ok(status)
        }
        Some(Kind::Capture) => {
            let whole = Cursor::new(head).chain(rest);
            let (outcome, overview) = report_capture::outcome(typed, whole, &look)?;
            let reader = Reader { language, invocation: ran(&outcome), retold: None };
            told(typed, &overview, &outcome, reader, look)?;
            Ok(ExitStatus::from_outcome(&outcome, false))
        }
        Some(Kind::Dump) => {
            let whole = Cursor::new(head).chain(rest);
            let saved = dump(&typed.file, whole, language)?;
            let outcome = saved.run();
            let status = ExitStatus::of(saved.verdict, saved.interrupted, false);
            let retold = Some(Retold::new(saved, &outcome, false));
            told(typed, &[], &outcome, Reader { language, retold, ..Reader::default() }, look)?;
            Ok(status)
        }
        None => Err(unknown(&typed.file)),
    }
}

/// The report in a file, or of what it holds, and whether these are packets.
pub(super) fn read(path: &Path, look: &Look) -> Result<(Report, bool), ExpectedError> {
    let (kind, head, rest) = begun(path)?;
    let language = look.language;
    match kind {
        Some(Kind::Report) => Ok((saved(path, &head)?, false)),
        Some(Kind::Capture) => {
            let (outcome, _) = report_capture::outcome(
                &ReportOptions::of(path),
                Cursor::new(head).chain(rest),
                look,
            )?;
            let reader = Reader { language, invocation: ran(&outcome), retold: None };
            Ok((Report::new(&outcome, &reader), true))
        }
        Some(Kind::Dump) => Ok((dump(path, Cursor::new(head).chain(rest), language)?, false)),
        None => Err(unknown(path)),
    }
}

/// What a next command after this run may leave out.
fn ran(outcome: &RunOutcome) -> Invocation {
    let ran = Ran { command: outcome.command.clone(), ..Ran::default() };
    Invocation { ran: Some(ran), ..Invocation::default() }
}

/// A browser's dump is read as a log is: what it saved are its events and its statistics.
fn dump(path: &Path, file: impl Read, language: Language) -> Result<Report, ExpectedError> {
    let set = LogSet::of(path);
    let reading = logs::read(file).map_err(unreadable(&set, 0))?;
    let attempts = Attempt::all(&reading, &set);
    let Some(last) = attempts.last().filter(|last| !last.is_empty()) else {
        return Err(unknown(path));
    };
    Ok(Report {
        command: "report".into(),
        log: Some(LogReport::of(&set, &reading, &attempts)),
        ..Report::diagnosed(&last.run, &last.diagnosis, language)
    })
}

/// What a file is, its beginning, and the rest of it.
type Begun = (Option<Kind>, Vec<u8>, Box<dyn Read>);

/// Opens a file. A report is all in its beginning.
fn begun(path: &Path) -> Result<Begun, ExpectedError> {
    let set = LogSet::of(path);
    let mut file = open(path).map_err(unreadable(&set, 0))?;
    let mut head = Vec::new();
    file.by_ref().take(kind::HEAD).read_to_end(&mut head).map_err(unreadable(&set, 0))?;
    let found = Kind::of(&head);
    if found == Some(Kind::Report) {
        let most = LARGEST as u64 + 1 - head.len() as u64;
        file.by_ref().take(most).read_to_end(&mut head).map_err(unreadable(&set, 0))?;
    }
    Ok((found, head, file))
}

fn saved(path: &Path, bytes: &[u8]) -> Result<Report, ExpectedError> {
    let found = report(&beginning(bytes, LARGEST + 1)).ok_or_else(|| unknown(path))?;
    found.map_err(|error| {
        let name = printable(&path.display().to_string());
        ExpectedError::usage(phrase!("{name}: {}", "{name}：{}", error.phrase()))
    })
}

fn unknown(path: &Path) -> ExpectedError {
    let name = printable(&path.display().to_string());
    ExpectedError::usage(phrase!(
        "{name}: not a report of go2doctor (json or jsonl), a capture (pcap, pcapng) or a dump of \
         chrome://webrtc-internals.\n  \
         To save a report: go2doctor check --export json=FILE. For a driver's log: go2doctor logs FILE",
        "{name}：不是 go2doctor 的報告（json 或 jsonl）、封包擷取（pcap、pcapng），也不是 \
         chrome://webrtc-internals 的 dump。\n  \
         儲存報告：go2doctor check --export json=FILE。驅動程式的日誌：go2doctor logs FILE"
    ))
}

/// Says where today's rules could not be asked, and what this version cannot explain.
fn notice(retold: &Retold, again: bool, language: Language) {
    let told = |notice: Phrase| {
        let _ = writeln!(io::stderr(), "{}", notice.get(language));
    };
    if again && !retold.anew {
        told(phrase!(
            "the findings are those of then: a report does not hold the lines of the driver's log \
             (go2doctor logs FILE judges them again)",
            "診斷為當時的結果：報告中沒有驅動程式日誌的內容（go2doctor logs FILE 可重新判斷）"
        ));
    }
    let unknown: Vec<_> = retold.unknown().map(|finding| printable(&finding.code)).collect();
    if !unknown.is_empty() {
        told(phrase!(
            "this go2doctor does not know {0}; json and jsonl show it all the same",
            "這個 go2doctor 不認得 {0}；json 與 jsonl 仍會顯示",
            Phrase::names(&unknown)
        ));
    }
}

/// Has the sinks hear what they would have heard of the run itself, after these lines.
fn told(
    typed: &ReportOptions,
    before: &[String],
    outcome: &RunOutcome,
    reader: Reader,
    look: Look,
) -> Result<(), ExpectedError> {
    let driver = outcome.driver.as_ref().map(|driver| driver.command.clone());
    let reports = Reports { reader, guide: false, driver, last: None };
    let mut sinks = Sinks::default();
    reports.push(&mut sinks, typed.format, io::stdout(), look);
    let exported = reports.export(&mut sinks, &typed.export, typed.force, look.verbose)?;
    if !before.is_empty() {
        print_lines(before)?;
    }
    outcome.events().iter().for_each(|event: &RunEvent| sinks.event(event));
    sinks.finish().map_err(ExpectedError::unwritten)?;
    exported.finish()
}
