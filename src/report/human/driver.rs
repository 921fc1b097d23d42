//! The end of `check -- CMD`: ladder and driver side by side, then one verdict on both.

use super::ending::{Asides, broken, next_step, slot};
use super::look::Look;
use super::stage_line::label;
use super::{findings, thin};
use crate::diagnosis::both::{Meeting, is_the_clients, meeting};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::finding::Finding;
use crate::diagnosis::invocation::{Invocation, shell_quoted};
use crate::driver_run::outcome::{DriverRun, Ended};
use crate::evidence::Stage;
use crate::language::{Language, say};
use crate::layout::{clipped, columns_of, padded, wrapped};
use crate::report::log::Attempt;
use crate::report::text::{count, duration, printable};
use crate::stages::outcome::{RunOutcome, StageOutcome, Status};

/// The columns of a rung's name: those of `validation to flow` and two spaces.
const NAME: usize = 20;

/// The columns of the ladder's marks.
const HERE: usize = 10;

/// Everything below the title, at most `budget` lines after a failure.
pub(super) fn lines(
    look: &Look,
    run: &RunOutcome,
    driver: &DriverRun,
    diagnosis: &Diagnosis,
    invocation: &Invocation,
    changes: &[String],
    budget: usize,
) -> Vec<String> {
    let language = look.language;
    let mut lines = table(look, run, driver);
    let meeting = meeting(&run.stages, driver);
    let found = diagnosis.findings(language);
    let verdict = verdict(run, driver, meeting, found.first(), language);
    let again = again(run, driver, invocation);
    let attempt = Attempt::of(&driver.reading, None);
    let thin = match meeting {
        Meeting::NotStarted => Vec::new(),
        _ => thin::lines(look, &attempt),
    };
    if meeting == Meeting::Fine {
        lines.push(String::new());
        lines.extend(wrapped(&verdict, look.prose_columns()).iter().map(|line| look.bold(line)));
        lines.extend(changes.iter().flat_map(|change| wrapped(change, look.prose_columns())));
        lines.extend(findings::notes(look, &found));
        let warned = diagnosis.next().filter(|_| !found.is_empty());
        lines.extend(warned.map(|next| next_step(look, &next).0));
        return lines;
    }
    if found.is_empty() {
        lines.push(String::new());
        lines.extend(wrapped(&verdict, look.prose_columns()).iter().map(|line| look.bold(line)));
        lines.extend(thin);
        lines.extend(slot(look, run));
        lines.push(next_step(look, &again).0);
        return lines;
    }
    let next = match meeting {
        // What is missing is the driver's log, whatever else is worth knowing.
        Meeting::Untold | Meeting::NotStarted if failed(run).is_none() => again.clone(),
        _ => diagnosis.next().unwrap_or(again),
    };
    let room = budget.saturating_sub(lines.len());
    let asides = Asides { changes, details: Vec::new(), after: thin };
    lines.extend(broken(look, run, verdict, next, diagnosis, asides, room));
    lines
}

fn failed(run: &RunOutcome) -> Option<&StageOutcome> {
    crate::diagnosis::verdict::blamed(&run.stages)
}

/// The same once more, driver and all.
fn again(run: &RunOutcome, driver: &DriverRun, invocation: &Invocation) -> String {
    let words: Vec<_> = driver.command.iter().map(|word| shell_quoted(word)).collect();
    printable(&format!("{} -- {}", invocation.again(&run.command), words.join(" ")))
}

/// A row of the table: neighbouring rungs at which both did alike.
struct Row {
    first: Stage,
    last: Stage,
    here: Status,
    driver: Status,
}

/// Rung by rung, what the ladder came to and what the driver did; the first rung at which they
/// differ is marked.
fn table(look: &Look, run: &RunOutcome, driver: &DriverRun) -> Vec<String> {
    let language = look.language;
    let head = format!(
        "{}{}{}",
        padded("", NAME),
        padded(language.pick("ladder", "檢查"), HERE),
        driver_head(driver, language)
    );
    let mut lines = vec![look.dim(&clipped(&head, look.line_columns()))];
    let mut differed = false;
    for row in rows(run, driver) {
        let name = match (row.first, row.last) {
            (first, last) if first == last => label(first, language),
            (first, last) => say!(language, "{} to {}", "{} 到 {}", first, last),
        };
        let differs = driver.told() && !differed && differ(&row);
        differed |= differs;
        let note = if differs { language.pick("<- differs", "<- 不同") } else { "" };
        let mark = |status| {
            let mark = look.mark(status);
            // A mark is padded to its own width, colours not counted.
            format!("{mark}{}", " ".repeat(HERE.saturating_sub(look.mark_columns())))
        };
        let line = format!("{}{}{}{note}", padded(&name, NAME), mark(row.here), mark(row.driver));
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// `driver: exit status 1 after 12.3 s, 214 lines`
fn driver_head(driver: &DriverRun, language: Language) -> String {
    let name = language.pick("driver", "驅動程式");
    let Some(ended) = ended(driver, language) else { return name.to_owned() };
    let took = duration(driver.duration_ms);
    let lines = count(driver.reading.lines, "line", "行", language);
    say!(language, "{}: {} after {}, {}", "{}：{}，歷時 {}，{}", name, ended, took, lines)
}

/// How it ended; `None` where it was not started.
fn ended(driver: &DriverRun, language: Language) -> Option<String> {
    match &driver.ended {
        Ended::NotStarted(_) => None,
        Ended::Exit(status) => Some(say!(language, "exit status {}", "結束狀態 {}", status)),
        Ended::Signal(signal) => {
            Some(say!(language, "ended by {}", "由 {} 結束", printable(signal)))
        }
    }
}

fn differ(row: &Row) -> bool {
    let passed = |status| matches!(status, Status::Pass | Status::Warn);
    row.driver != Status::Skip && row.here != Status::Skip && passed(row.here) != passed(row.driver)
}

fn rows(run: &RunOutcome, driver: &DriverRun) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for stage in Stage::ALL {
        let status = |stages: &[StageOutcome]| {
            let found = stages.iter().find(|it| it.stage() == stage);
            found.map_or(Status::Skip, |it| it.status)
        };
        let (here, theirs) = (status(&run.stages), status(&driver.reading.outcomes));
        // No driver's log tells of these; here they are worth a row where something is.
        let beside = stage <= Stage::Ping;
        if beside && theirs == Status::Skip && matches!(here, Status::Pass | Status::Skip) {
            continue;
        }
        match rows.last_mut() {
            Some(row) if !beside && row.here == here && row.driver == theirs => row.last = stage,
            _ => rows.push(Row { first: stage, last: stage, here, driver: theirs }),
        }
    }
    rows
}

fn verdict(
    run: &RunOutcome,
    driver: &DriverRun,
    meeting: Meeting,
    first: Option<&Finding>,
    language: Language,
) -> String {
    let at = |stage| label(stage, language);
    let ladder = match failed(run) {
        None => language.pick("every stage passed here", "這裡的各階段都通過").to_owned(),
        Some(stage) => say!(language, "failed at {} here", "這裡在 {} 失敗", at(stage.stage())),
    };
    let (what, blames) = match meeting {
        Meeting::NotStarted => {
            let error = match &driver.ended {
                Ended::NotStarted(error) => printable(error),
                _ => String::new(),
            };
            let what = say!(
                language,
                "The driver could not be started ({}); {}",
                "無法啟動驅動程式（{}）；{}",
                error,
                ladder
            );
            (what, failed(run).is_some())
        }
        Meeting::Untold => {
            let lines = count(driver.reading.lines, "line", "行", language);
            let what = say!(
                language,
                "Not judged: nothing of a connection in the driver's {}; {}",
                "無法判定：驅動程式輸出的 {} 中沒有連線記錄；{}",
                lines,
                ladder
            );
            (what, failed(run).is_some())
        }
        Meeting::Fine => {
            let what = language.pick(
                "Healthy: every stage passed, and the driver's log shows no fault",
                "正常：各階段都通過，驅動程式的日誌也沒有異常",
            );
            let erred = driver.ended != Ended::Exit(0) && !run.interrupted;
            let beside = match (erred, ended(driver, language)) {
                (true, Some(ended)) => say!(
                    language,
                    "; what ended it is not its connection ({})",
                    "；它結束的原因不在連線（{}）",
                    ended
                ),
                _ => String::new(),
            };
            (format!("{what}{beside}"), false)
        }
        Meeting::DriverBroke(stage) if !is_the_clients(stage) => {
            let what = say!(
                language,
                "Every stage passed here; the driver failed at {}",
                "這裡的各階段都通過；驅動程式在 {} 失敗",
                at(stage)
            );
            (what, true)
        }
        Meeting::DriverBroke(stage) => {
            let what = say!(
                language,
                "Robot and network serve a correct client; the driver failed at {}",
                "機器人與網路可服務正確的用戶端；驅動程式在 {} 失敗",
                at(stage)
            );
            (what, true)
        }
        Meeting::DriverLeft(stage) => {
            let what = say!(
                language,
                "Not judged: the driver's log ends at {}; {}",
                "無法判定：驅動程式的日誌停在 {}；{}",
                at(stage),
                ladder
            );
            (what, false)
        }
        Meeting::LadderBroke(stage) => {
            let what = say!(
                language,
                "Failed at {} here; the driver's log does not reach that",
                "這裡在 {} 失敗；驅動程式的日誌沒有到達該階段",
                at(stage)
            );
            (what, true)
        }
        Meeting::Alike(stage) => {
            let what = say!(
                language,
                "Failed at {}, here and in the driver",
                "在 {} 失敗，這裡與驅動程式都一樣",
                at(stage)
            );
            (what, true)
        }
        Meeting::DriverBrokeBefore { driver, ladder } => {
            let what = say!(
                language,
                "Failed at {} here; the driver failed before that, at {}",
                "這裡在 {} 失敗；驅動程式更早就在 {} 失敗",
                at(ladder),
                at(driver)
            );
            (what, true)
        }
        Meeting::DriverWentBeyond { ladder, driver: None } => {
            let what = say!(
                language,
                "Failed at {} here; the driver passed it moments later",
                "這裡在 {} 失敗；驅動程式隨後通過了該階段",
                at(ladder)
            );
            (what, true)
        }
        Meeting::DriverWentBeyond { ladder, driver: Some(driver) } => {
            let what = say!(
                language,
                "Failed at {} here; the driver passed that and failed at {}",
                "這裡在 {} 失敗；驅動程式通過該階段，在 {} 失敗",
                at(ladder),
                at(driver)
            );
            (what, true)
        }
    };
    let stopped = match run.interrupted {
        true => language.pick(" You stopped the driver.", "驅動程式由你停止。"),
        false => "",
    };
    let end = language.pick(".", "。");
    match first.filter(|_| blames) {
        None => format!("{what}{end}{stopped}"),
        Some(finding) => say!(
            language,
            "{0}; side: {1} ({2}).{3}",
            "{0}；問題歸屬：{1}（{2}）。{3}",
            what,
            finding.side.words(language),
            finding.confidence.words(language),
            stopped
        ),
    }
}

/// `check 192.168.12.1 -- python3 driver.py`, no wider than the terminal.
pub(super) fn title(look: &Look, title: &str, command: &[String]) -> String {
    let words: Vec<_> = command.iter().map(|word| shell_quoted(word)).collect();
    let title = format!("{title} -- {}", printable(&words.join(" ")));
    let room = look.prose_columns();
    if columns_of(&title) > room { clipped(&title, room) } else { title }
}

#[cfg(test)]
#[path = "driver/tests.rs"]
mod tests;
