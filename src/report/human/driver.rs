//! The end of `check -- CMD`: ladder and driver side by side, then one verdict on both.

mod table;
pub(super) mod verdict;

use super::ending::{Ending, slot};
use super::look::Look;
use super::paragraph::next_step;
use super::{findings, thin};
use crate::diagnosis::with_driver::{Meeting, meeting};
use crate::facts::driver_run::DriverRun;
use crate::facts::invocation::command_line;
use crate::report::log::Attempt;
use crate::text::layout::{clipped, columns_of};

/// Everything below the title.
pub(super) fn lines(of: &Ending<'_>, driver: &DriverRun) -> Vec<String> {
    let Ending { look, run, diagnosis, changes, budget } = *of;
    let mut lines = table::lines(look, run, driver);
    let meeting = meeting(run, driver);
    let found = diagnosis.findings();
    let verdict = verdict::words(run, driver, meeting, found.first());
    let attempt = Attempt::of(&driver.reading, None);
    let thin = match meeting {
        Meeting::NotStarted => Vec::new(),
        _ => thin::lines(look, &attempt),
    };
    if meeting != Meeting::Fine && !found.is_empty() {
        let rest = Ending { budget: budget.saturating_sub(lines.len()), ..*of };
        lines.extend(rest.broken(verdict, Vec::new(), thin));
        return lines;
    }
    lines.push(String::new());
    lines.extend(look.bold_prose(verdict));
    if meeting == Meeting::Fine {
        lines.extend(changes.iter().flat_map(|change| look.prose(change)));
        lines.extend(findings::notes(look, found));
    } else {
        lines.extend(thin);
        lines.extend(slot(look, run));
    }
    lines.extend(diagnosis.next().map(|next| next_step(look, next).0));
    lines
}

/// Below a ladder that was seen from the proxy, where the driver's log told the rest: `passed` is
/// what was changed on the way.
pub(super) fn after_proxy(of: &Ending<'_>, driver: &DriverRun, passed: Vec<String>) -> Vec<String> {
    let Ending { look, run, diagnosis, budget, .. } = *of;
    let meeting = meeting(run, driver);
    let found = diagnosis.findings();
    let verdict = verdict::words(run, driver, meeting, found.first());
    let settled = matches!(meeting, Meeting::Through(None) | Meeting::NeverAsked);
    if !settled && !found.is_empty() {
        let rest = Ending { budget, ..*of };
        return rest.broken(verdict, Vec::new(), passed);
    }
    let mut lines = vec![String::new()];
    lines.extend(look.bold_prose(verdict));
    lines.extend(passed);
    if meeting == Meeting::Untold {
        lines.extend(thin::lines(look, &Attempt::of(&driver.reading, None)));
    }
    if meeting != Meeting::NeverAsked {
        lines.extend(findings::notes(look, found));
    }
    lines.extend(diagnosis.next().map(|next| next_step(look, next).0));
    lines
}

/// `check 192.168.12.1 -- python3 driver.py`, no wider than the terminal.
pub(super) fn title(look: &Look, title: &str, command: &[String]) -> String {
    let title = format!("{title} -- {}", command_line(command));
    let room = look.prose_columns();
    if columns_of(&title) > room { clipped(&title, room) } else { title }
}

#[cfg(test)]
mod tests;
