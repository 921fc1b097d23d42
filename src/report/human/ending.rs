//! The end of the report: all is well, or what was seen and the one next step.

use unicode_width::UnicodeWidthStr;

use super::look::Look;
use super::stage_line::label;
use super::wrap::{wrapped, wrapped_at_most};
use super::{NOT_REQUESTED, detail, proof};
use crate::diagnosis::advice::{advise, blamed};
use crate::diagnosis::invocation::Invocation;
use crate::diagnosis::verdict::Verdict;
use crate::report::summary::slot_remark;
use crate::report::text::{duration, printable};
use crate::stages::outcome::{RunOutcome, StageOutcome, Status};

/// The columns of `Seen  `, `Why   `, `Next  `.
pub(super) const LABEL: usize = 6;

/// The lines after the last stage, at most `budget` of them after a failure.
pub(super) fn lines(
    look: &Look,
    run: &RunOutcome,
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
    match advise(run, invocation) {
        None => proof::lines(look, run, invocation, &details, budget)
            .unwrap_or_else(|| healthy(look, run, details, changes)),
        Some(advice) => {
            let verdict = wrapped(&verdict_line(run, advice.side.words()), look.prose_columns());
            let verdict: Vec<_> = verdict.iter().map(|line| look.bold(line)).collect();
            let mut close = Vec::new();
            close.extend(paragraph(look, "Why", &advice.why, usize::MAX));
            if let Some(remark) = slot_remark(run.slot) {
                close.extend(paragraph(look, "Slot", remark, usize::MAX));
            }
            let next = format!("{:LABEL$}{}", "Next", look.command(&advice.next));
            let next_lines = (LABEL + advice.next.width()).div_ceil(look.line_columns()).max(1);
            let mut room = budget.saturating_sub(verdict.len() + close.len() + next_lines);
            let changes = changes.iter().flat_map(|change| wrapped(change, look.prose_columns()));
            let changes = take(changes.collect(), &mut room);
            let seen = advice
                .seen
                .iter()
                .flat_map(|seen| paragraph(look, "Seen", &printable(seen), usize::MAX));
            let seen = take(seen.collect(), &mut room);
            let details = take(details, &mut room);
            let mut lines = Vec::new();
            if room > 0 {
                lines.push(String::new());
            }
            lines.extend(details);
            lines.extend(verdict);
            lines.extend(changes);
            lines.extend(seen);
            lines.extend(close);
            lines.push(next);
            lines
        }
    }
}

pub(super) fn take(mut lines: Vec<String>, room: &mut usize) -> Vec<String> {
    lines.truncate(*room);
    *room -= lines.len();
    lines
}

/// `FAIL at phase 4/4 SCTP after 30.2 s; side: unknown`
fn verdict_line(run: &RunOutcome, side: &str) -> String {
    let at = blamed(run).map(|outcome| label(outcome.stage())).unwrap_or_default();
    let what = match Verdict::of(&run.stages) {
        _ if run.interrupted => "Interrupted",
        Verdict::Crash => "Crashed",
        Verdict::Inconclusive => "Not judged",
        Verdict::Pass | Verdict::Warn | Verdict::Fail => "Failed",
    };
    format!("{what} at {at} after {}; side: {side}.", duration(run.duration_ms))
}

fn healthy(look: &Look, run: &RunOutcome, details: Vec<String>, changes: &[String]) -> Vec<String> {
    let ran: Vec<&StageOutcome> =
        run.stages.iter().filter(|outcome| outcome.status != Status::Skip).collect();
    let warnings = ran.iter().filter(|outcome| outcome.status == Status::Warn).count();
    let passed = match warnings {
        0 => "passed",
        _ => "passed, with warnings,",
    };
    let whole = !run.stages.iter().any(|it| it.skip_reason.as_deref() == Some(NOT_REQUESTED));
    let what = match (&ran[..], whole) {
        ([], _) => "Nothing was asked for.".to_owned(),
        (_, true) => format!(
            "Healthy: every stage {passed} in {}; a WebRTC client can connect.",
            duration(run.duration_ms)
        ),
        ([only], false) => format!("{} {passed} in {}.", only.stage(), duration(run.duration_ms)),
        ([first, .., last], false) => {
            format!(
                "{} to {} {passed} in {}.",
                first.stage(),
                last.stage(),
                duration(run.duration_ms)
            )
        }
    };
    let mut lines = vec![String::new()];
    if !details.is_empty() {
        lines.extend(details);
        lines.push(String::new());
    }
    lines.extend(wrapped(&what, look.prose_columns()).iter().map(|line| look.bold(line)));
    lines.extend(changes.iter().flat_map(|change| wrapped(change, look.prose_columns())));
    if let Some(hint) = &run.robot.firmware_hint {
        lines.push(format!("Its signalling is that of firmware {}.", printable(hint)));
    }
    lines.extend(proof::remark(run));
    if run.interrupted {
        lines.push("The run was interrupted after that.".into());
    }
    if let Some(remark) = slot_remark(run.slot) {
        lines.extend(paragraph(look, "Slot", remark, usize::MAX));
    }
    lines
}

pub(super) fn paragraph(look: &Look, name: &str, text: &str, most: usize) -> Vec<String> {
    let columns = look.prose_columns().saturating_sub(LABEL);
    let lines = wrapped_at_most(text, columns, most);
    let heads = std::iter::once(name).chain(std::iter::repeat(""));
    heads
        .zip(lines)
        .map(|(head, line)| format!("{}{line}", look.dim(&format!("{head:LABEL$}"))))
        .collect()
}
