//! The report for people: one line a stage as they end, then what to make of it.

mod detail;
mod ending;
mod history;
pub mod look;
mod manual;
mod proof;
mod stage_line;
mod wrap;

use std::io::{self, Write};

use jiff::tz::TimeZone;
use look::Look;

use super::model::NOT_REQUESTED;
use super::sinks::Sink;
use super::text::printable;
use crate::diagnosis::invocation::Invocation;
use crate::history::Last;
use crate::stages::outcome::{RunEvent, RunOutcome, StageOutcome, Status};

/// The lines of a report after a failure at 80 columns, unless more was asked for.
const MOST_LINES: usize = 15;

/// What the end of a report needs of them: the verdict, why in two lines, the slot, what next.
const ENDING_LINES: usize = 5;

/// Writes the report as the run goes.
///
/// A stage is shown as soon as it ends; what was skipped comes last, for ping
/// may end after the stages beside which it runs.
pub struct HumanSink<W> {
    out: W,
    look: Look,
    invocation: Invocation,
    host: String,
    last: Option<Last>,
    skipped: Vec<StageOutcome>,
    lines: usize,
}

impl<W: Write> HumanSink<W> {
    /// A report to `out` in the given look; `invocation` is repeated in the next step.
    pub fn new(out: W, look: Look, invocation: Invocation) -> Self {
        Self {
            out,
            look,
            invocation,
            host: String::new(),
            last: None,
            skipped: Vec::new(),
            lines: 0,
        }
    }

    /// The same, told what was known of the robot before.
    pub fn with_last(self, last: Option<Last>) -> Self {
        Self { last, ..self }
    }

    fn print(&mut self, line: &str) -> io::Result<()> {
        self.lines += 1;
        writeln!(self.out, "{line}")
    }

    fn print_all(&mut self, lines: &[String]) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.print(line))
    }

    fn show(&mut self, outcome: &StageOutcome) -> io::Result<()> {
        if outcome.status == Status::Skip {
            if outcome.skip_reason.as_deref() != Some(NOT_REQUESTED) {
                self.skipped.push(outcome.clone());
            }
            return Ok(());
        }
        let tight = self.lines + ENDING_LINES + 2 > most_lines(&self.look);
        self.print_all(&stage_line::ended(&self.look, outcome, tight))?;
        if self.look.verbose {
            self.print_all(&detail::lines(&self.look, outcome))?;
            if let Some(command) = manual::command(outcome, &self.host) {
                self.print(&detail::by_hand(&self.look, &command))?;
            }
        }
        Ok(())
    }

    /// Shows the skipped stages so far, those of one reason in one line.
    fn show_skipped(&mut self) -> io::Result<()> {
        let skipped = std::mem::take(&mut self.skipped);
        for same in skipped.chunk_by(|one, next| one.skip_reason == next.skip_reason) {
            self.print_all(&stage_line::skipped(&self.look, same))?;
        }
        Ok(())
    }

    fn finish(&mut self, run: &RunOutcome) -> io::Result<()> {
        self.show_skipped()?;
        let budget = match self.look.verbose {
            true => usize::MAX,
            false => most_lines(&self.look).saturating_sub(self.lines),
        };
        let ending = {
            let changes = history::lines(self.last.as_ref(), run, &TimeZone::system());
            ending::lines(&self.look, run, &self.invocation, &changes, budget)
        };
        self.print_all(&ending)
    }
}

/// The lines of a report after a failure; a narrow terminal gets as many more.
fn most_lines(look: &Look) -> usize {
    look.columns.map_or(MOST_LINES, |columns| (MOST_LINES * 80 / columns.max(1)).max(MOST_LINES))
}

impl<W: Write> Sink for HumanSink<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        match event {
            RunEvent::RunStarted { command, host, .. } => {
                self.host = host.clone();
                let title = format!(
                    "go2doctor {}: {command} {}",
                    env!("CARGO_PKG_VERSION"),
                    printable(host)
                );
                self.print(&self.look.bold(&title))?;
            }
            RunEvent::StageStarted { .. }
            | RunEvent::StageProgress { .. }
            | RunEvent::Proving { .. } => return Ok(()),
            RunEvent::StageFinished { outcome } => {
                self.show(outcome)?;
            }
            RunEvent::RunFinished { outcome } => self.finish(outcome)?,
        }
        self.out.flush()
    }
}

#[cfg(test)]
#[path = "human/tests.rs"]
mod tests;
