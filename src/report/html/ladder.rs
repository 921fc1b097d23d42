//! The stages, one under the other, each with what was measured folded into it.

use super::words::leaf;
use crate::diagnosis::verdict::blamed;
use crate::facts::outcome::{StageOutcome, Status};
use crate::report::document::{Document, rows, value};
use crate::report::label::{label, status_word};
use crate::report::markup::Markup;
use crate::report::summary::summary;
use crate::text::format::duration;
use crate::text::phrase::Phrase;

pub(super) fn ladder(out: &mut Markup, document: &Document<'_>) {
    let blamed = blamed(&document.run.stages).map(StageOutcome::stage);
    out.element("div", &[("class", "ladder")], |out| {
        for outcome in document.stages() {
            let mut facts = rows(&outcome.facts).peekable();
            if outcome.status == Status::Skip || facts.peek().is_none() {
                out.element("div", &[("class", class(outcome.status))], |out| {
                    out.element("div", &[("class", "row")], |out| row(out, outcome));
                });
                continue;
            }
            let mut attributes = vec![("class", class(outcome.status))];
            if blamed == Some(outcome.stage()) {
                attributes.push(("open", ""));
            }
            out.element("details", &attributes, |out| {
                out.element("summary", &[("class", "row")], |out| row(out, outcome));
                out.element("table", &[("class", "facts")], |out| {
                    out.element("tbody", &[], |out| {
                        for fact in facts {
                            for line in &fact.lines {
                                fact_row(out, &fact.label, &value(&fact, line));
                            }
                        }
                    });
                });
            });
        }
    });
}

fn row(out: &mut Markup, outcome: &StageOutcome) {
    leaf(out, "span", &[("class", "mark")], &status_word(outcome.status));
    leaf(out, "strong", &[("class", "name")], &label(outcome.stage()));
    leaf(out, "span", &[("class", "fact")], &summary(outcome));
    let took = outcome.duration_ms.map(duration).unwrap_or_default();
    out.leaf("span", &[("class", "time")], &took);
}

fn fact_row(out: &mut Markup, label: &Phrase, value: &Phrase) {
    out.element("tr", &[], |out| {
        leaf(out, "th", &[("scope", "row")], label);
        leaf(out, "td", &[], value);
    });
}

/// A class of the style sheet.
pub(super) fn class(status: Status) -> &'static str {
    match status {
        Status::Skip => "stage skip",
        Status::Pass => "stage pass",
        Status::Warn => "stage warn",
        Status::Inconclusive => "stage unsure",
        Status::Fail => "stage fail",
        Status::Crash => "stage crash",
    }
}
