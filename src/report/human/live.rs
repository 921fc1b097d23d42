//! A log that is followed: a line for each thing that happens.

use super::look::Look;
use crate::diagnosis::finding::Finding;
use crate::facts::outcome::Status;
use crate::logs::live::{Change, What};
use crate::report::label::label;
use crate::text::layout::{clipped, padded};
use crate::text::phrase::phrase;

/// Columns of a stage's name, `phase 4/4 SCTP`.
const LABEL: usize = 14;

/// `14:04:42  FAIL   phase 4/4 SCTP  line 226`; nothing for what is only under way.
pub fn change(look: &Look, change: &Change) -> Option<String> {
    let line = change.line.map_or(String::new(), |line| {
        format!("  {}", look.dim(&look.text(phrase!("line {}", "第 {} 行", line))))
    });
    let told = match change.what {
        What::Began => {
            let attempt = phrase!("attempt {}", "第 {} 次嘗試", change.attempt);
            format!("{}{line}", look.bold(&look.text(attempt)))
        }
        What::Stage(_, Status::Inconclusive | Status::Skip) => return None,
        What::Stage(stage, status) => {
            let stage = padded(&look.text(label(stage)), LABEL);
            format!("{} {stage}{line}", look.mark(status))
        }
    };
    Some(timed(change.time.as_deref(), told.trim_end()))
}

/// `          G2-SCTP-NOINITACK INIT is not answered`
pub fn finding(look: &Look, finding: &Finding) -> String {
    let room = look.line_columns().saturating_sub(10);
    let told = look.text(phrase!("{} {}", "{} {}", finding.code(), finding.entry.title));
    timed(None, &clipped(&told, room))
}

fn timed(time: Option<&str>, told: &str) -> String {
    format!("{:8}  {told}", time.unwrap_or_default())
}
