//! The end of the report: all is well, or what was seen and the one next step.

use super::look::Look;
use super::stage_line::label;
use super::{NOT_REQUESTED, detail, findings, proof};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::verdict::{Verdict, blamed};
use crate::facts::finding::Finding;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::{RunOutcome, StageOutcome, Status};
use crate::report::summary::{firmware_words, slot_remark};
use crate::text::format::{duration, printable};
use crate::text::language::{Language, say};
use crate::text::layout::{columns_of, padded, wrapped, wrapped_at_most};

/// The columns of `Seen  `, `Why   `, `Next  `; of 「下一步  」.
pub(super) const fn label_columns(language: Language) -> usize {
    language.pick(6, 8)
}

/// The lines after the last stage, at most `budget` of them after a failure.
pub(super) fn lines(
    look: &Look,
    run: &RunOutcome,
    diagnosis: &Diagnosis,
    invocation: &Invocation,
    changes: &[String],
    budget: usize,
) -> Vec<String> {
    let named = run.stages.iter().find(|outcome| {
        run.command != "check"
            && outcome.stage() == run.last_stage
            && outcome.status != Status::Skip
    });
    // With -v every stage has shown its details already.
    let details = named.filter(|_| !look.verbose).map(|stage| detail::lines(look, stage));
    let details = details.unwrap_or_default();
    match blamed(&run.stages) {
        None => proof::lines(look, run, diagnosis, invocation, &details, budget)
            .unwrap_or_else(|| healthy(look, run, diagnosis, details, changes)),
        Some(stage) => {
            let first = diagnosis.findings(look.language).into_iter().next();
            let verdict = verdict_line(run, stage, first.as_ref(), look.language);
            let next = diagnosis.next().unwrap_or_else(|| invocation.again(&run.command));
            let asides = Asides { changes, details, after: Vec::new() };
            broken(look, run, verdict, next, diagnosis, asides, budget)
        }
    }
}

/// What is told where there is room for it.
pub(super) struct Asides<'a> {
    /// What changed since the last time.
    pub(super) changes: &'a [String],
    /// The details of the stage asked for.
    pub(super) details: Vec<String>,
    /// What comes before the next step, all of it or nothing.
    pub(super) after: Vec<String>,
}

/// Rows of the stage asked for that a short report keeps in any case.
const TELLING_ROWS: usize = 2;

/// What was seen, what it means, and the one next step. In the budget the decisive fact and
/// what to make of it come first, then the details of the stage asked for, then more facts.
pub(super) fn broken(
    look: &Look,
    run: &RunOutcome,
    verdict: String,
    next: String,
    diagnosis: &Diagnosis,
    asides: Asides<'_>,
    budget: usize,
) -> Vec<String> {
    let language = look.language;
    let found = diagnosis.findings(language);
    let first = found.first();
    let verdict = wrapped(&verdict, look.prose_columns());
    let verdict: Vec<_> = verdict.iter().map(|line| look.bold(line)).collect();
    let title = first.map(|finding| format!("{} [{}]", finding.title, finding.code));
    let title = paragraph(look, language.pick("Why", "原因"), title.as_deref(), usize::MAX);
    let slot = slot(look, run);
    let (next, next_lines) = next_step(look, &next);

    let fixed = verdict.len() + title.len() + slot.len() + next_lines;
    let mut room = budget.saturating_sub(fixed);
    let evidence = first.map(|finding| finding.evidence.as_slice()).unwrap_or_default();
    let head = language.pick("Seen", "所見");
    let (decisive, more) = evidence.split_at(evidence.len().min(1));
    let said = |lines: &[String], room: &mut usize| -> Vec<String> {
        let said =
            lines.iter().map(|line| paragraph(look, head, Some(&printable(line)), usize::MAX));
        said.flat_map(|lines| whole(lines, room)).collect()
    };
    let mut seen = said(decisive, &mut room);
    // Of the stage that was asked for, its first rows come before what to make of them.
    let mut details = asides.details.into_iter();
    let mut shown = take(details.by_ref().take(TELLING_ROWS).collect(), &mut room);
    let meaning = match look.verbose {
        true => first.map(|finding| finding.summary.as_str()),
        false => diagnosis.brief(language),
    };
    let meaning = whole(paragraph(look, "", meaning, usize::MAX), &mut room);
    let hence = take(findings::consequences(look, &found), &mut room);
    let helps = match look.verbose {
        true => findings::helps(look, diagnosis),
        false => Vec::new(),
    };
    let changes = asides.changes.iter();
    let changes = changes.flat_map(|change| wrapped(change, look.prose_columns()));
    let changes = take(changes.collect(), &mut room);
    let after = whole(asides.after, &mut room);
    shown.extend(take(details.collect(), &mut room));
    seen.extend(said(more, &mut room));
    let blank = (room > 0).then(String::new);
    let told = [shown, verdict, changes, seen, title, meaning, hence, helps];
    let parts = told.into_iter().chain([after, slot, vec![next]]);
    blank.into_iter().chain(parts.flatten()).collect()
}

/// The line of the command to run next, and how many of the terminal's lines it takes.
pub(super) fn next_step(look: &Look, next: &str) -> (String, usize) {
    let label = padded(look.language.pick("Next", "下一步"), label_columns(look.language));
    let lines = (columns_of(&label) + columns_of(next)).div_ceil(look.line_columns()).max(1);
    (format!("{label}{}", look.command(next)), lines)
}

/// All of a paragraph or nothing: half a sentence helps nobody.
pub(super) fn whole(lines: Vec<String>, room: &mut usize) -> Vec<String> {
    if lines.len() <= *room { take(lines, room) } else { Vec::new() }
}

pub(super) fn take(mut lines: Vec<String>, room: &mut usize) -> Vec<String> {
    lines.truncate(*room);
    *room -= lines.len();
    lines
}

/// `Failed at phase 4/4 SCTP after 30.2 s; side: the robot (possible).`
fn verdict_line(
    run: &RunOutcome,
    stage: &StageOutcome,
    first: Option<&Finding>,
    language: Language,
) -> String {
    let at = label(stage.stage(), language);
    // A log without time stamps took nobody knows how long.
    let took = match run.duration_ms > 0.0 {
        true => say!(language, " after {}", "，共 {}", duration(run.duration_ms)),
        false => String::new(),
    };
    let what = match Verdict::of(&run.stages) {
        _ if run.interrupted => language.pick("Interrupted", "被中斷"),
        Verdict::Crash => language.pick("Crashed", "發生內部錯誤"),
        Verdict::Inconclusive => language.pick("Not judged", "無法判定"),
        Verdict::Pass | Verdict::Warn | Verdict::Fail => language.pick("Failed", "失敗"),
    };
    match first {
        None => say!(language, "{0} at {1}{2}.", "{1} {0}{2}。", what, at, took),
        Some(finding) => say!(
            language,
            "{0} at {1}{2}; side: {3} ({4}).",
            "{1} {0}{2}；問題歸屬：{3}（{4}）。",
            what,
            at,
            took,
            finding.side.words(language),
            finding.confidence.words(language)
        ),
    }
}

fn healthy(
    look: &Look,
    run: &RunOutcome,
    diagnosis: &Diagnosis,
    details: Vec<String>,
    changes: &[String],
) -> Vec<String> {
    let language = look.language;
    let ran: Vec<&StageOutcome> =
        run.stages.iter().filter(|outcome| outcome.status != Status::Skip).collect();
    let warnings = ran.iter().filter(|outcome| outcome.status == Status::Warn).count();
    let passed = match warnings {
        0 => language.pick("passed", "通過"),
        _ => language.pick("passed, with warnings,", "通過（有警告）"),
    };
    let whole = !run.stages.iter().any(|it| it.skip_reason.as_deref() == Some(NOT_REQUESTED));
    let took = match run.duration_ms > 0.0 {
        true => say!(language, " in {}", "（{} 內）", duration(run.duration_ms)),
        false => String::new(),
    };
    let what = match (&ran[..], whole) {
        ([], _) => language.pick("Nothing was asked for.", "沒有要求任何階段。").to_owned(),
        (_, true) => say!(
            language,
            "Healthy: every stage {0}{1}; a WebRTC client can connect.",
            "正常：所有階段{0}{1}；WebRTC 用戶端可以連線。",
            passed,
            took
        ),
        ([only], false) => {
            say!(language, "{0} {1}{2}.", "{0} {1}{2}。", only.stage(), passed, took)
        }
        ([first, .., last], false) => say!(
            language,
            "{0} to {1} {2}{3}.",
            "{0} 到 {1} {2}{3}。",
            first.stage(),
            last.stage(),
            passed,
            took
        ),
    };
    let mut lines = vec![String::new()];
    if !details.is_empty() {
        lines.extend(details);
        lines.push(String::new());
    }
    lines.extend(wrapped(&what, look.prose_columns()).iter().map(|line| look.bold(line)));
    lines.extend(changes.iter().flat_map(|change| wrapped(change, look.prose_columns())));
    if let Some(hint) = &run.robot.firmware_hint {
        let firmware = firmware_words(hint, language);
        lines.push(say!(
            language,
            "Its signalling is that of firmware {}.",
            "信令方式符合韌體 {}。",
            firmware
        ));
    }
    lines.extend(findings::notes(look, &diagnosis.findings(language)));
    if let Some(remark) = proof::remark(run, language) {
        lines.extend(wrapped(&remark, look.prose_columns()));
    }
    if let Some(next) = diagnosis.next().filter(|_| warnings > 0) {
        lines.push(next_step(look, &next).0);
    }
    if run.interrupted {
        let interrupted = language.pick("The run was interrupted after that.", "之後執行被中斷。");
        lines.push(interrupted.into());
    }
    lines.extend(slot(look, run));
    lines
}

/// What becomes of the robot's slot, where it was not released.
pub(super) fn slot(look: &Look, run: &RunOutcome) -> Vec<String> {
    let head = look.language.pick("Slot", "名額");
    slot_remark(run.slot, look.language)
        .map(|remark| paragraph(look, head, Some(remark), usize::MAX))
        .unwrap_or_default()
}

pub(super) fn paragraph(look: &Look, name: &str, text: Option<&str>, most: usize) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let label = label_columns(look.language);
    let columns = look.prose_columns().saturating_sub(label);
    let lines = wrapped_at_most(text, columns, most);
    let heads = std::iter::once(name).chain(std::iter::repeat(""));
    heads
        .zip(lines)
        .map(|(head, line)| format!("{}{line}", look.dim(&padded(head, label))))
        .collect()
}
