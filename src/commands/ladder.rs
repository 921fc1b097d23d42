//! `check` and the stage commands: settings to a plan, events to reports.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};

use super::unwritable::unwritable;
use crate::aside::Aside;
use crate::cli::Format;
use crate::cli::common::Export;
use crate::commands::capture::Capture;
use crate::commands::interrupt::Farewell;
use crate::commands::{driver, interface, interrupt, runtime};
use crate::driver_run::command::DriverCommand;
use crate::exit::{ExitStatus, ExpectedError};
use crate::history::Last;
use crate::history::store::Store;
use crate::logging;
use crate::report::driver_notices::DriverNotices;
use crate::report::human::HumanSink;
use crate::report::human::look::Look;
use crate::report::json::JsonSink;
use crate::report::jsonl::JsonlSink;
use crate::report::model::Reader;
use crate::report::progress::Progress;
use crate::report::sinks::Sinks;
use crate::report::trace::TraceSink;
use crate::settings::{Output, RobotTarget, Settings};
use crate::simulator::{Simulator, SimulatorOptions};
use crate::stages::{prove, supervisor};

/// Runs the ladder that `settings` ask for and reports it.
pub fn run(mut settings: Settings) -> Result<ExitStatus, ExpectedError> {
    runtime::ensure_descriptors()?;
    let named = settings.interface.as_deref();
    settings.plan.local_addresses = named.map(interface::addresses).transpose()?;
    let Settings { mut plan, target, driver, prove, capture, output, .. } = settings;
    let look = Look::for_stdout(output.color, output.verbosity > 0, output.language);
    colored::control::set_override(true);
    let filter = output.log_filter.as_deref();
    logging::start(output.verbosity, filter, look.color)?;
    let logs = logging::wanted(output.verbosity, filter);

    let store = output
        .history
        .as_deref()
        .map(|folder| Store::new(folder, &target.to_string(), plan.signal_port));
    let last = store.as_ref().and_then(Store::load);
    plan.previous_data2 = last.as_ref().and_then(|last| last.data2);
    let mut sinks = Sinks::default();
    sinks.push(TraceSink);
    let reports = Reports { output: &output, driver: driver.as_ref(), last: &last };
    reports.push(&mut sinks, output.format, io::stdout(), look);
    // Opened before anything is sent: a bad path fails early.
    let mut exported = Vec::new();
    for export in &output.exports {
        let (file, aside) = open(export)?;
        exported.extend(aside);
        let verbose = output.verbosity > 0;
        let look = Look { verbose, language: output.language, ..Look::PLAIN };
        reports.push(&mut sinks, export.format, file, look);
    }
    let capture = Capture::open(&capture, &output)?;
    plan.observer = capture.as_ref().map(Capture::observer);
    if driver.is_some() && !output.quiet {
        push_driver_sinks(&mut sinks, &output);
    }
    let spinner = io::stderr().is_terminal() && !output.quiet && !logs;
    let mut progress = Progress::new(spinner, output.language);

    // It lives until the report is written.
    let simulated = simulated_robot(&target)?;
    if let Some(robot) = &simulated {
        plan.host = robot.address().to_string();
        plan.signal_port = robot.signal_port();
        plan.legacy_port = robot.legacy_port();
    }
    let farewell = Farewell::new(output.language, output.quiet);
    let outcome = runtime::block_on(async {
        let mut events = |event| {
            farewell.note(&event);
            progress.event(&event, || sinks.event(&event))
        };
        if let Some(command) = &driver {
            let shared = simulated.is_none();
            return driver::run(&plan, command, shared, farewell.clone(), &mut events).await;
        }
        let interrupt = interrupt::watch(farewell.clone())?;
        Ok(if prove {
            prove::run(&plan, interrupt.clone(), &mut events).await
        } else {
            supervisor::run(&plan, interrupt.clone(), &mut events).await
        })
    })??;
    if let Some(store) = &store {
        store.save(&Last::after(&outcome, last.as_ref()));
    }
    capture.map(Capture::finish).transpose()?;
    sinks.finish().map_err(ExpectedError::unwritten)?;
    exported.into_iter().try_for_each(Aside::finish).map_err(ExpectedError::unwritten)?;
    Ok(ExitStatus::from_outcome(&outcome, output.strict))
}

/// The robot of `--robot sim[:FAULT[+FAULT]…]`, in a thread of its own.
fn simulated_robot(target: &RobotTarget) -> Result<Option<Simulator>, ExpectedError> {
    let RobotTarget::Sim { faults } = target else { return Ok(None) };
    let options = SimulatorOptions::in_process(faults.clone());
    Ok(Some(Simulator::start(options)?))
}

/// What is told on stderr where a driver is run: notices, and on a terminal the ladder as it goes,
/// for the report waits for the driver.
fn push_driver_sinks(sinks: &mut Sinks<'_>, output: &Output) {
    let language = output.language;
    let told_on_stdout = output.format == Format::Human && output.verbosity > 0;
    let is_terminal = io::stderr().is_terminal();
    if is_terminal && !told_on_stdout {
        let look = Look::for_stderr(output.color, language);
        let mut ladder = HumanSink::new(io::stderr(), look, output.invocation.clone());
        ladder.ladder_alone = true;
        sinks.push(ladder);
    }
    sinks.push(DriverNotices { out: io::stderr(), language, is_terminal });
}

struct Reports<'a> {
    output: &'a Output,
    driver: Option<&'a DriverCommand>,
    last: &'a Option<Last>,
}

impl Reports<'_> {
    fn push<'s>(&self, sinks: &mut Sinks<'s>, format: Format, out: impl Write + 's, look: Look) {
        let Output { language, ref invocation, guide, .. } = *self.output;
        let reader = Reader { language, invocation: invocation.clone() };
        match format {
            Format::Human => {
                let mut human = HumanSink::new(out, look, reader.invocation);
                human.with_guide = guide;
                human.driver = self.driver.map(DriverCommand::shown);
                human.last = self.last.clone();
                sinks.push(human);
            }
            Format::Json => sinks.push(JsonSink { out: BufWriter::new(out), reader }),
            Format::Jsonl => sinks.push(JsonlSink { out: BufWriter::new(out), reader }),
        }
    }
}

fn open(export: &Export) -> Result<(File, Option<Aside>), ExpectedError> {
    Aside::create(&export.path).map_err(|error| unwritable("--export", &export.path, &error))
}
