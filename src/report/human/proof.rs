//! The end of `check --prove`: our offer and the driver's, side by side.

use unicode_width::UnicodeWidthStr;

use super::ending::{LABEL, paragraph, take};
use super::look::Look;
use super::wrap::wrapped;
use crate::catalogue::entry::Platform;
use crate::diagnosis::advice::blamed;
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Confidence;
use crate::diagnosis::invocation::Invocation;
use crate::diagnosis::next_step::{blanks, next_step};
use crate::diagnosis::proof::{conclude, driver_breaks, opened, reduced_breaks};
use crate::language::Language;
use crate::report::summary::summary;
use crate::report::text::printable;
use crate::stages::outcome::{NotRun, Proof, RunOutcome};

/// The lines after the last stage, at most `budget`; `None` unless the driver's offer broke where
/// ours passed.
pub(super) fn lines(
    look: &Look,
    run: &RunOutcome,
    invocation: &Invocation,
    details: &[String],
    budget: usize,
) -> Option<Vec<String>> {
    let proof = run.proof.as_ref().filter(|proof| driver_breaks(proof))?;
    let verdict = wrapped(&verdict(proof), look.prose_columns());
    let verdict: Vec<_> = verdict.iter().map(|line| look.bold(line)).collect();
    let shown = conclude(run);
    let next = shown.as_ref().and_then(|shown| {
        let blanks = blanks(&Case::live(&run.stages, &run.robot), invocation);
        next_step(shown, &blanks, Platform::of_this_build())
    });
    let profile = proof.profile.as_deref().unwrap_or_default();
    let next = next.unwrap_or_else(|| invocation.command_with_offer("sctp", profile));
    let next_lines = (LABEL + next.width()).div_ceil(look.line_columns()).max(1);
    let mut room = budget.saturating_sub(verdict.len() + next_lines);
    let seen = take(paragraph(look, "Seen", &seen(proof), usize::MAX), &mut room);
    let why = shown.map(|shown| {
        let sure = match shown.confidence {
            Confidence::Certain => "certain",
            Confidence::Likely => "likely",
            Confidence::Possible => "possible",
        };
        format!("{sure}: {} ({})", shown.entry.title.get(Language::English), shown.code())
    });
    let why = why.map(|why| paragraph(look, "Why", &why, usize::MAX)).unwrap_or_default();
    let why = if why.len() <= room { take(why, &mut room) } else { Vec::new() };
    let mut lines = Vec::new();
    if room > 0 {
        lines.push(String::new());
    }
    lines.extend(details.iter().cloned());
    lines.extend(verdict);
    lines.extend(seen);
    lines.extend(why);
    lines.push(format!("{:LABEL$}{}", "Next", look.command(&next)));
    Some(lines)
}

fn verdict(proof: &Proof) -> String {
    let driver = proof.driver.as_deref().map_or("the driver".into(), printable);
    if reduced_breaks(proof) {
        return format!(
            "Robot and network serve our offer; that of {driver} on this machine fails, and not \
             by its fingerprints alone."
        );
    }
    format!(
        "Robot and network serve a correct client; what fails is the offer of {driver} on this \
         machine."
    )
}

/// What came of the driver's offer, and of the same with sha-256 alone.
fn seen(proof: &Proof) -> String {
    let profile = proof.profile.as_deref().map(printable).unwrap_or_default();
    let broke = proof.offered.as_deref().and_then(blamed);
    let broke = broke.map(|stage| format!("{}: {}", stage.stage(), summary(stage)));
    let offered = format!("offer {profile}: {}", broke.unwrap_or_default());
    match proof.reduced.as_deref().map(opened) {
        Some(true) => format!("{offered}; with its sha-256 lines alone it opens"),
        Some(false) => format!("{offered}; with its sha-256 lines alone as well"),
        None => offered,
    }
}

/// A line for a healthy report: what the proof found, or why there is none.
pub(super) fn remark(run: &RunOutcome) -> Option<String> {
    let proof = run.proof.as_ref()?;
    let driver = proof.driver.as_deref().map_or("this machine's driver".into(), printable);
    Some(match proof.not_run {
        Some(NotRun::LadderNotPassed) => return None,
        Some(NotRun::NoDriver) => {
            "Nothing to prove: no driver was found on this machine, see `check -v`.".into()
        }
        Some(NotRun::OfferUnknown) => format!("Not proved: what {driver} would offer is unknown."),
        Some(NotRun::CannotImitate) => format!(
            "Not proved: {driver} opens a socket for each m-section, which cannot be imitated."
        ),
        None if proof.offered.as_deref().is_some_and(opened) => {
            format!("The offer of {driver} opens the channel too.")
        }
        None => format!("Not proved: the run with the offer of {driver} did not finish."),
    })
}
