//! What the experiments have in common: one or more connections to one robot, and a report of their
//! own at the end.

use std::fs::File;
use std::io::{self, Write};

use serde::Serialize;
use tokio::sync::watch;

use super::capture::Capture;
use super::interrupt::{self, Farewell};
use super::ladder::simulated_robot;
use super::outputs::{begin, progress};
use super::print::{print_json, print_lines};
use super::unwritable::unwritable;
use super::{by_serial, runtime};
use crate::aside::Aside;
use crate::cli::Format;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::outcome::RunEvent;
use crate::report::human::look::Look;
use crate::report::sinks::Sinks;
use crate::report::trace::TraceSink;
use crate::settings::{Output, Settings};
use crate::simulator::Simulator;
use crate::stages::plan::Plan;
use crate::text::phrase::phrase;

/// An experiment before its first packet.
pub(super) struct Lab {
    pub(super) plan: Plan,
    pub(super) output: Output,
    pub(super) interrupt: watch::Receiver<bool>,
    look: Look,
    files: Vec<(Format, File, Option<Aside>)>,
    capture: Option<Capture>,
    farewell: Farewell,
    /// It lives until the report is written.
    _simulated: Option<Simulator>,
}

impl Lab {
    /// Opens every file that was asked for: a bad path fails early.
    pub(super) fn open(settings: Settings) -> Result<Self, ExpectedError> {
        let formats = settings.output.exports.iter().map(|export| export.format);
        let told = |format| matches!(format, Format::Human | Format::Json);
        if !formats.chain([settings.output.format]).all(told) {
            return Err(ExpectedError::usage(phrase!(
                "`{}` reports as human or json.\n  Give one of these formats.",
                "`{}` 的報告格式只有 human 與 json。\n  請使用其中一種。",
                settings.plan.command
            )));
        }
        let settings = by_serial::ready(settings)?;
        let Settings { mut plan, target, capture, output, .. } = settings;
        let look = begin(&output)?;
        let mut files = Vec::new();
        for export in &output.exports {
            let opened = Aside::create(&export.path);
            let (file, aside) =
                opened.map_err(|error| unwritable("--export", &export.path, &error))?;
            files.push((export.format, file, aside));
        }
        let capture = Capture::open(&capture, None, &output)?;
        plan.observer = capture.as_ref().map(Capture::observer);
        let simulated = simulated_robot(&target, &mut plan)?;
        let farewell = Farewell::new(output.language, output.quiet);
        let interrupt = interrupt::watch(farewell.clone())?;
        Ok(Self { plan, output, interrupt, look, files, capture, farewell, _simulated: simulated })
    }

    pub(super) fn is_interrupted(&self) -> bool {
        *self.interrupt.borrow()
    }

    /// Does `work`, which connects as often as it likes; the stages are shown as they come.
    pub(super) fn run<T>(
        &self,
        work: impl AsyncFnOnce(&Plan, &watch::Receiver<bool>, &mut dyn FnMut(RunEvent)) -> T,
    ) -> Result<T, ExpectedError> {
        let mut progress = progress(&self.output);
        let mut sinks = Sinks::default();
        sinks.push(TraceSink);
        let mut events = |event| {
            self.farewell.note(&event);
            progress.event(&event, || sinks.event(&event));
        };
        runtime::block_on(work(&self.plan, &self.interrupt, &mut events))
    }

    /// A line on stderr, for whoever watches.
    pub(super) fn notice(&self, words: impl crate::text::phrase::Words) {
        if !self.output.quiet {
            let _ = writeln!(io::stderr(), "{}", self.look.text(words));
        }
    }

    /// Writes the report to stdout and to the files that were asked for.
    pub(super) fn finish(
        self,
        report: &impl Serialize,
        lines: impl Fn(&Look) -> Vec<String>,
        status: ExitStatus,
    ) -> Result<ExitStatus, ExpectedError> {
        self.capture.map(Capture::finish).transpose()?;
        match self.output.format {
            Format::Json => print_json(report)?,
            _ => print_lines(&lines(&self.look))?,
        };
        let plain =
            Look { verbose: self.look.verbose, language: self.look.language, ..Look::PLAIN };
        for (format, mut file, aside) in self.files {
            let text = match format {
                Format::Json => {
                    serde_json::to_string_pretty(report).map_err(ExpectedError::unwritten)?
                }
                _ => lines(&plain).join("\n"),
            };
            writeln!(file, "{text}").map_err(ExpectedError::unwritten)?;
            aside.map(Aside::finish).transpose().map_err(ExpectedError::unwritten)?;
        }
        Ok(status)
    }
}
