//! What follows from what: a finding that another explains stands behind that one.

use super::finding::Finding;
use crate::facts::finding::Confidence;

/// The same findings, each behind the one that explains it, and named so. The catalogue says
/// which code may follow from which; the order is else kept.
pub(super) fn behind_their_causes(mut found: Vec<Finding>) -> Vec<Finding> {
    for index in 0..found.len() {
        let explained = &found[index];
        let by = found.iter().find(|other| explains(other, explained));
        found[index].explained_by = by.map(Finding::code);
    }
    let mut placed = Vec::with_capacity(found.len());
    while !found.is_empty() {
        // An explanation takes the place of the best that it explains.
        let first = top(&found, 0);
        place(&mut found, first, &mut placed);
    }
    placed
}

/// Whether `one` is sure and grave enough to be the reason for `other`: a guess explains no more
/// than another guess, and a warning no failure.
fn explains(one: &Finding, other: &Finding) -> bool {
    let sure = one.confidence != Confidence::Possible || other.confidence == Confidence::Possible;
    one.entry.explains.iter().any(|code| code == other.code())
        && one.severity <= other.severity
        && sure
}

/// What the finding at `index` follows from in the end. The catalogue has no circles.
fn top(found: &[Finding], index: usize) -> usize {
    let by = found[index].explained_by;
    match found.iter().position(|each| Some(each.code()) == by) {
        Some(next) => top(found, next),
        None => index,
    }
}

fn place(found: &mut Vec<Finding>, index: usize, placed: &mut Vec<Finding>) {
    let each = found.remove(index);
    let code = each.code();
    placed.push(each);
    while let Some(next) = found.iter().position(|other| other.explained_by == Some(code)) {
        place(found, next, placed);
    }
}
