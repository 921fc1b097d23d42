//! What a driver's log tells: the rungs with their lines, then what to make of it.

use std::path::PathBuf;

use super::ending::Ending;
use super::look::Look;
use super::paragraph::{paragraph, take};
use super::{attempts, most_lines, stage_line, thin};
use crate::facts::invocation::shell_quoted;
use crate::facts::log_reading::LogReading;
use crate::facts::log_reading::SignatureKind;
use crate::facts::outcome::{StageOutcome, Status};
use crate::facts::{LogMark, Stage};
use crate::logs::sets::LogSet;
use crate::report::log::Attempt;
use crate::text::format::printable;
use crate::text::layout::{clipped, padded};
use crate::text::phrase::{Phrase, phrase};

/// Lines of the log shown beneath the rung that broke, unless more was asked for.
const MOST_MARKS: usize = 4;
/// Columns of a line's number, `line 206 x9`.
const NUMBER: usize = 14;

/// The report on one log: a line for each attempt where there are several, and the last one, or
/// with `-v` each, in full.
pub fn lines(look: &Look, log: &LogSet, attempts: &[Attempt<'_>]) -> Vec<String> {
    let mut lines = vec![look.bold(&format!(
        "go2doctor {}: logs {}",
        env!("CARGO_PKG_VERSION"),
        printable(&log.name)
    ))];
    let Some(last) = attempts.last() else { return lines };
    if log.files.len() > 1 {
        lines.extend(files(look, log, last.reading));
    }
    lines.extend(mixed(look, last.reading));
    if last.is_empty() {
        lines.extend(own(look, last.reading));
        let nothing = phrase!(
            "Nothing of a driver's connection is in this log of {}.",
            "這份日誌（{}）中沒有驅動程式的連線記錄。",
            Phrase::count(last.reading.lines, "line", "行")
        );
        lines.extend(look.prose(nothing));
        lines.extend(thin::lines(look, last));
        return lines;
    }
    lines.extend(written(look, last.reading));
    if last.reading.attempts > 1 {
        lines.extend(attempts::overview(look, attempts));
    }
    let shown = if look.verbose { attempts } else { std::slice::from_ref(last) };
    for attempt in shown {
        if last.reading.attempts > 1 {
            lines.push(look.bold(&look.text(attempts::heading(attempt))));
        }
        let room = most_lines(look).saturating_sub(lines.len());
        lines.extend(one(look, attempt, room));
    }
    lines
}

/// One attempt, in `room` lines after a failure: what was seen and what to do comes before the
/// rung's own lines, which say the same.
fn one(look: &Look, attempt: &Attempt<'_>, room: usize) -> Vec<String> {
    let Attempt { reading, run, diagnosis } = attempt;
    let mut stages: Vec<_> =
        run.stages.iter().filter(|stage| stage.status != Status::Skip).collect();
    let aside = [own(look, reading), thin::lines(look, attempt)].concat();
    let ending = |budget| Ending { look, run, diagnosis, changes: &[], budget }.lines();
    let mut lines = Vec::new();
    let mut room = room.saturating_sub(stages.len() + aside.len());
    // The rungs that passed give their lines up before a cause does.
    let passed = stages.iter().take_while(|stage| stage.status == Status::Pass).count();
    if passed > 1 && ending(usize::MAX).len() > room {
        lines.extend(stage_line::passed(look, &stages[..passed]));
        stages.drain(..passed);
        room += passed - 1;
    }
    let ending = ending(room);
    room = room.saturating_sub(ending.len());
    for stage in stages {
        lines.extend(stage_line::ended(look, stage, false));
        let broken = matches!(stage.status, Status::Fail | Status::Inconclusive);
        if broken || look.verbose {
            let telling = reading.marks.iter().filter(|mark| {
                mark.mark.stage == stage.stage()
                    && mark.own.is_none()
                    && (look.verbose || mark.kind != SignatureKind::Nothing)
            });
            let most = if look.verbose { usize::MAX } else { MOST_MARKS };
            let quotes = telling.take(most).map(|mark| quoted(look, &mark.mark)).collect();
            lines.extend(take(quotes, &mut room));
        }
    }
    [lines, aside, ending].concat()
}

/// Whose lines these are, and which rungs such a log can show where these are not all.
fn written(look: &Look, reading: &LogReading) -> Vec<String> {
    let of_connection =
        |one: &StageOutcome| one.stage() > Stage::Ping && one.status != Status::Skip;
    if !reading.outcomes.iter().any(of_connection) {
        return Vec::new();
    }
    let shows: Vec<Stage> = reading.shows.iter().copied().filter(|it| *it > Stage::Ping).collect();
    let names = Phrase::names(&reading.programs);
    let text = match &shows[..] {
        _ if reading.programs.is_empty() => phrase!(
            "Written by a program that is not known by name: its states and errors are read as \
             others word them.",
            "寫這份日誌的程式不在已知之列：依其他程式的用語解讀其狀態與錯誤。"
        ),
        [Stage::Http, .., Stage::Flow] => phrase!("Written by {}.", "由 {} 寫入。", names),
        rungs => phrase!(
            "Written by {}, which can show {}.",
            "由 {} 寫入，可顯示 {}。",
            names,
            Phrase::names(rungs.iter().map(|stage| stage.name()))
        ),
    };
    look.prose(text).iter().map(|line| look.dim(line)).collect()
}

/// What the user's own signatures found: their words, and the first line of each.
fn own(look: &Look, reading: &LogReading) -> Vec<String> {
    let head = phrase!("Yours", "自訂");
    let telling =
        |kind| look.verbose || matches!(kind, SignatureKind::Symptom | SignatureKind::Cause);
    let found = reading.marks.iter().filter(|mark| telling(mark.kind));
    found
        .filter_map(|mark| Some((mark, mark.own.as_ref()?)))
        .flat_map(|(mark, own)| {
            let title = printable(&own.title);
            let said = match &own.text {
                Some(text) => phrase!("{title}. {}", "{title}。{}", printable(text)),
                None => Phrase::same(title),
            };
            let mut lines = paragraph(look, &head, Some(said), usize::MAX);
            lines.push(quoted(look, &mark.mark));
            lines
        })
        .collect()
}

/// That lines of several programs are read as if they were of one, and how to part them.
fn mixed(look: &Look, reading: &LogReading) -> Vec<String> {
    let [first, ..] = &reading.mixed[..] else { return Vec::new() };
    let text = phrase!(
        "{} talk to a robot by turns in this log. Read as one program, what follows may be true of \
         neither; read each separately: grep -F {} FILE | go2doctor logs -",
        "{} 在此交錯與機器人連線。合在一起讀時，以下內容可能不屬於任何一個；請分開讀取：\
         grep -F {} FILE | go2doctor logs -",
        Phrase::names(&reading.mixed),
        shell_quoted(first)
    );
    paragraph(look, phrase!("Mixed", "混合"), Some(text), usize::MAX)
}

/// Which file a line's number leads to, where the log lies in several.
fn files(look: &Look, log: &LogSet, reading: &LogReading) -> Vec<String> {
    let file = |(path, line): (&PathBuf, &u64)| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        phrase!("{} from line {}", "{} 從第 {} 行起", printable(&name), line)
    };
    let all = phrase!(
        "{} files, read as one log: {}",
        "{} 個檔案，視為同一份日誌：{}",
        log.files.len(),
        Phrase::names(log.files.iter().zip(&reading.files).map(file))
    );
    look.prose(all).iter().map(|line| look.dim(line)).collect()
}

/// `    line 206 x9    RTCSctpTransport(client) x T1(InitChunk) expired 1`
fn quoted(look: &Look, mark: &LogMark) -> String {
    let line = look.text(phrase!("line {}", "第 {} 行", mark.line));
    let times = if mark.count > 1 { format!(" x{}", mark.count) } else { String::new() };
    let number = padded(&format!("{line}{times}"), NUMBER);
    let room = look.prose_columns().saturating_sub(NUMBER + 5);
    format!("    {} {}", look.dim(&number), clipped(&printable(&mark.text), room))
}
