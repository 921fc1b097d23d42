//! The report for people: one line a stage as they end, then what to make of it.

mod attempts;
pub mod capture;
pub mod compare;
pub(super) mod conclusion;
pub mod control;
pub mod dds;
mod detail;
pub mod dialects;
pub mod discover;
mod driver;
mod ending;
pub mod explain;
mod findings;
mod flights;
mod history;
pub mod live;
pub mod log;
pub mod look;
mod paragraph;
mod proof;
mod proxy;
pub mod reconnect;
pub mod repeat;
mod rows;
mod stage_line;
mod thin;
mod waterfall;
mod without_mending;

use crate::facts::skip_reason::SkipReason;
use std::io::{self, Write};

use ending::Ending;
use jiff::tz::TimeZone;
use look::Look;

use super::guide;
use super::reader::Reader;
use super::sinks::Sink;
use crate::diagnosis::case::Case;
use crate::facts::Stage;
use crate::facts::outcome::{RunEvent, RunOutcome, StageOutcome, Status};
use crate::history::Last;
use crate::text::format::printable;

/// The lines of a report after a failure at 80 columns, unless more was asked for.
const MOST_LINES: usize = 15;

/// What the end of a report needs of them: the verdict, why in two lines, the slot, what next.
const ENDING_LINES: usize = 5;

/// How many lines are told as the run goes: the title and the first stages, up to DTLS as a rule.
/// Those of the later stages wait for the end, where those that passed may have to make room.
const TOLD_AT_ONCE: usize = 6;

/// Writes the report as the run goes.
///
/// The first stages are shown as soon as they end, but none before this machine's own line; what
/// was skipped comes last, for ping may end after the stages beside which it runs.
pub struct HumanSink<W> {
    out: W,
    look: Look,
    reader: Reader,
    host: String,
    /// The last run against this robot: what changed since is told.
    pub last: Option<Last>,
    /// Stages that ended while `host` was still looking.
    held: Option<Vec<StageOutcome>>,
    /// Stages that ended after the first few.
    late: Vec<StageOutcome>,
    skipped: Vec<StageOutcome>,
    lines: usize,
    /// Whether the debugging guide's checklist stands between the ladder and the ending.
    pub with_guide: bool,
    /// The command line of the driver that is run after the ladder. The report is then told when it
    /// has ended: what stood there before would be far up by then. With `-v` the ladder is told as
    /// it goes.
    pub driver: Option<Vec<String>>,
    /// Whether the ladder alone is told, as it goes, before a driver speaks.
    pub ladder_alone: bool,
}

impl<W: Write> HumanSink<W> {
    /// A report to `out` in the given look.
    pub fn new(out: W, look: Look, reader: Reader) -> Self {
        Self {
            out,
            look,
            reader,
            host: String::new(),
            last: None,
            held: None,
            late: Vec::new(),
            skipped: Vec::new(),
            lines: 0,
            with_guide: false,
            driver: None,
            ladder_alone: false,
        }
    }

    /// Whether the ladder's lines are kept back until the driver has ended.
    fn waits(&self) -> bool {
        self.driver.is_some() && !self.look.verbose
    }

    fn title(&self, command: &str) -> String {
        let host = printable(&self.host);
        let title = format!("go2doctor {}: {command} {host}", env!("CARGO_PKG_VERSION"));
        let title = title.trim_end();
        self.look.bold(&match &self.driver {
            Some(words) => driver::title(&self.look, title, words),
            None => title.to_owned(),
        })
    }

    fn print(&mut self, line: &str) -> io::Result<()> {
        self.lines += 1;
        writeln!(self.out, "{line}")
    }

    fn print_all(&mut self, lines: &[String]) -> io::Result<()> {
        lines.iter().try_for_each(|line| self.print(line))
    }

    /// Takes a stage that ended: shows it, or holds it until `host` has ended.
    fn ended(&mut self, outcome: &StageOutcome) -> io::Result<()> {
        match (&mut self.held, outcome.stage()) {
            (Some(held), stage) if stage != Stage::Host => {
                held.push(outcome.clone());
                Ok(())
            }
            _ => {
                self.show(outcome)?;
                let held = self.held.take().unwrap_or_default();
                held.iter().try_for_each(|outcome| self.show(outcome))
            }
        }
    }

    fn show(&mut self, outcome: &StageOutcome) -> io::Result<()> {
        if outcome.status == Status::Skip {
            if outcome.skip_reason != Some(SkipReason::NotRequested) {
                self.skipped.push(outcome.clone());
            }
            return Ok(());
        }
        let at_once = self.look.verbose || self.ladder_alone;
        if !at_once && (self.lines >= TOLD_AT_ONCE || !self.late.is_empty()) {
            self.late.push(outcome.clone());
            return Ok(());
        }
        self.print_all(&self.stage_lines(outcome, 0))?;
        if self.look.verbose {
            self.print_all(&detail::lines(&self.look, outcome))?;
            if let Some(line) = detail::by_hand(&self.look, outcome, &self.host) {
                self.print(&line)?;
            }
        }
        Ok(())
    }

    /// The lines of a stage that `before` others not yet printed come before.
    fn stage_lines(&self, outcome: &StageOutcome, before: usize) -> Vec<String> {
        let tight = self.lines + before + ENDING_LINES + 2 > most_lines(&self.look);
        stage_line::ended(&self.look, outcome, tight)
    }

    /// The stages that waited for the end, those that passed in one line where `together`.
    fn late_lines(&self, together: bool) -> Vec<String> {
        let passed = |outcome: &&StageOutcome| together && outcome.status == Status::Pass;
        let (passed, rest): (Vec<_>, Vec<_>) = self.late.iter().partition(passed);
        let mut lines = match passed[..] {
            [] => Vec::new(),
            // In a line of its own anyway: its measurement costs no other.
            [one] => self.stage_lines(one, 0),
            _ => stage_line::passed(&self.look, &passed),
        };
        for outcome in rest {
            lines.extend(self.stage_lines(outcome, lines.len()));
        }
        lines
    }

    /// The skipped stages so far, those of one reason in one line.
    fn skipped_lines(&self) -> Vec<String> {
        let alike = |one: &StageOutcome, next: &StageOutcome| one.skip_reason == next.skip_reason;
        let groups = self.skipped.chunk_by(alike);
        groups.flat_map(|same| stage_line::skipped(&self.look, same)).collect()
    }

    fn finish(&mut self, run: &RunOutcome) -> io::Result<()> {
        let diagnosis = self.reader.diagnosis(run);
        let zone = TimeZone::system();
        let changes = history::lines(self.last.as_ref(), run, &zone);
        let skipped = self.skipped_lines();
        // The rungs that passed give their lines up before what to make of it all does.
        let told = |together| {
            let rungs = [self.late_lines(together), skipped.clone()].concat();
            let budget = most_lines(&self.look).saturating_sub(self.lines + rungs.len());
            let (look, diagnosis, changes) = (&self.look, &diagnosis, &changes[..]);
            let ending = Ending { look, run, diagnosis, changes, budget };
            let lines = match (&run.proxy, &run.driver) {
                (Some(proxy), _) => proxy::lines(&ending, proxy),
                (None, Some(driver)) => driver::lines(&ending, driver),
                (None, None) => ending.lines(),
            };
            (ending.lacks_meaning(&lines), rungs, lines)
        };
        let (lacks_meaning, mut rungs, mut ending) = told(false);
        if lacks_meaning {
            (_, rungs, ending) = told(true);
        }
        self.print_all(&rungs)?;
        if self.look.verbose {
            self.print_all(&pictures(&self.look, run))?;
        }
        if self.with_guide {
            let case = Case { interrupted: run.interrupted, ..Case::live(&run.stages, &run.robot) };
            self.print_all(&guide::lines(&self.look, &case))?;
            // The ending brings its own blank line only where its budget has room for one.
            if ending.first().is_some_and(|line| !line.is_empty()) {
                self.print("")?;
            }
        }
        self.print_all(&ending)
    }
}

/// What `-v` shows of a run as a whole: of a stage's command its messages, of `check` and of a capture
/// when each stage ran.
fn pictures(look: &Look, run: &RunOutcome) -> Vec<String> {
    match &run.timeline {
        _ if run.command == "check" || run.capture.is_some() => waterfall::lines(look, &run.stages),
        Some(timeline) => flights::lines(look, timeline, run.last_stage),
        None => Vec::new(),
    }
}

/// The lines of a report after a failure, unless more was asked for; a narrow terminal gets as many
/// more.
fn most_lines(look: &Look) -> usize {
    if look.verbose {
        return usize::MAX;
    }
    look.columns.map_or(MOST_LINES, |columns| (MOST_LINES * 80 / columns.max(1)).max(MOST_LINES))
}

impl<W: Write> Sink for HumanSink<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        match event {
            RunEvent::RunStarted { command, host, .. } => {
                self.host = host.clone();
                if !self.waits() {
                    self.print(&self.title(command))?;
                }
            }
            RunEvent::Driver(_) if self.ladder_alone => {
                self.print_all(&self.skipped_lines())?;
                self.skipped.clear();
            }
            RunEvent::RunFinished { .. } if self.ladder_alone => {}
            RunEvent::RunFinished { outcome } if self.waits() => {
                self.print(&self.title(&outcome.command))?;
                if outcome.driver.is_none() {
                    outcome.stages.iter().try_for_each(|stage| self.show(stage))?;
                }
                self.finish(outcome)?;
            }
            RunEvent::StageStarted { .. } | RunEvent::StageFinished { .. } if self.waits() => {}
            RunEvent::StageStarted { stage: Stage::Host, .. } => self.held = Some(Vec::new()),
            RunEvent::StageStarted { .. }
            | RunEvent::StageProgress { .. }
            | RunEvent::Proving { .. }
            | RunEvent::Proxy(_)
            | RunEvent::Driver(_) => return Ok(()),
            RunEvent::StageFinished { outcome } => self.ended(outcome)?,
            RunEvent::RunFinished { outcome } => self.finish(outcome)?,
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
