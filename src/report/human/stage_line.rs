//! One line a stage: mark, name and phase, duration, decisive fact.

use super::look::Look;
use crate::facts::Stage;
use crate::facts::outcome::{StageOutcome, Status};
use crate::report::label::label;
use crate::report::summary::summary;
use crate::text::format::duration;
use crate::text::layout::{columns_of, hanging, padded, wrapped_at_most};
use crate::text::phrase::{Phrase, phrase};

/// The columns of the longest label, `phase 4/4 SCTP`; 「階段 4/4 SCTP」 is as wide
/// but for one column.
const LABEL: usize = 14;

/// The columns of a duration, `99.9 ms`.
const DURATION: usize = 7;

const ROOMY: usize = 80;

/// The lines of a stage that ran; `tight` where there is room for one only.
pub(super) fn ended(look: &Look, outcome: &StageOutcome, tight: bool) -> Vec<String> {
    let took = outcome.duration_ms.map(duration).unwrap_or_default();
    let most = match outcome.status {
        _ if look.verbose || look.line_columns() < ROOMY => 4,
        Status::Fail | Status::Crash | Status::Inconclusive if !tight => 2,
        _ => 1,
    };
    lines(look, outcome.status, &look.text(label(outcome.stage())), &took, summary(outcome), most)
}

/// Several that were skipped for one reason, in one line.
pub(super) fn skipped(look: &Look, stages: &[StageOutcome]) -> Vec<String> {
    let Some(first) = stages.first() else { return Vec::new() };
    let names: Vec<_> = stages.iter().map(|stage| stage.stage().name()).collect();
    let names = match &names[..] {
        [first, .., last] if names.len() > 2 => format!("{first} {} {last}", look.ellipsis()),
        few => look.text(Phrase::names(few)),
    };
    lines(look, Status::Skip, &names, "", summary(first), 1)
}

/// Several that passed, in one line and in the order of the ladder.
pub(super) fn passed(look: &Look, stages: &[&StageOutcome]) -> Vec<String> {
    let mut stages: Vec<_> = stages.iter().map(|stage| stage.stage()).collect();
    stages.sort();
    let neighbours = Stage::ALL.windows(stages.len()).any(|some| some == stages);
    let label = |stage: &Stage| look.text(label(*stage));
    let names = match &stages[..] {
        [first, _, .., last] if neighbours => {
            format!("{} {} {}", label(first), look.ellipsis(), label(last))
        }
        several => look.text(Phrase::names(several)),
    };
    lines(look, Status::Pass, &names, "", phrase!("passed", "通過"), 1)
}

fn lines(
    look: &Look,
    status: Status,
    label: &str,
    took: &str,
    fact: Phrase,
    most: usize,
) -> Vec<String> {
    // A label longer than its column borrows from the duration's, empty by then.
    let width = (LABEL + DURATION).saturating_sub(columns_of(label).max(LABEL));
    let head = format!("{} {took:>width$}", padded(label, LABEL));
    let indent = look.mark_columns() + 1 + columns_of(&head) + 2;
    let room = look.line_columns().saturating_sub(indent).max(1);
    let facts = wrapped_at_most(fact.get(look.language), room, most);
    hanging(&format!("{} {head}  ", look.mark(status)), indent, facts).collect()
}
