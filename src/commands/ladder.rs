//! `check` and the stage commands: settings to a plan, events to reports.

use std::fs::File;
use std::io::{self, IsTerminal, Write};

use crate::cli::Format;
use crate::commands::capture::Capture;
use crate::commands::interrupt::Farewell;
use crate::commands::outputs::{Outputs, begin, progress};
use crate::commands::picture_file::PictureFile;
use crate::commands::{dds, driver, interrupt, runtime};
use crate::driver_run::command::DriverCommand;
use crate::environment;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::outcome::RunOutcome;
use crate::history::Last;
use crate::history::store::Store;
use crate::report::driver_notices::DriverNotices;
use crate::report::human::HumanSink;
use crate::report::human::look::Look;
use crate::report::reader::Reader;
use crate::report::sinks::Sinks;
use crate::settings::{Output, RobotTarget, Settings};
use crate::simulator::{Simulator, SimulatorOptions};
use crate::stages::plan::Plan;
use crate::stages::{prove, supervisor};

/// Runs the ladder that `settings` ask for and reports it.
pub fn run(settings: Settings) -> Result<ExitStatus, ExpectedError> {
    measured(settings, Beside::default()).map(|(_, status)| status)
}

/// Files that a run fills beside its reports.
#[derive(Debug, Default)]
pub struct Beside {
    pub capture: Option<File>,
    /// What the driver writes.
    pub driver: Option<File>,
}

/// The same, for whoever does more with the outcome.
pub fn measured(
    settings: Settings,
    beside: Beside,
) -> Result<(RunOutcome, ExitStatus), ExpectedError> {
    let Settings { mut plan, target, driver, prove, capture, picture, output, .. } = settings;
    let look = begin(&output)?;
    let store = output
        .history
        .as_deref()
        .map(|folder| Store::new(folder, &target.to_string(), plan.signal_port));
    let last = store.as_ref().and_then(Store::load);
    plan.previous_data2 = last.as_ref().and_then(|last| last.data2);
    let shown = driver.as_ref().map(DriverCommand::shown);
    let mut outputs = Outputs::open(&output, look, shown, last.clone())?;
    let capture = Capture::open(&capture, beside.capture, &output)?;
    plan.observer = capture.as_ref().map(Capture::observer);
    let picture = picture.map(|path| PictureFile::open(&path, &output)).transpose()?;
    plan.media.picture = picture.as_ref().map(PictureFile::sink);
    if driver.is_some() && !output.quiet {
        push_driver_sinks(&mut outputs.sinks, &output);
    }
    let mut progress = progress(&output);
    // It lives until the report is written.
    let simulated = simulated_robot(&target, &mut plan)?;
    plan.dds = dds::beside(&plan, output.guide, &environment::of_process);
    let farewell = Farewell::new(output.language, output.quiet);
    let outcome = runtime::block_on(async {
        let mut events = |event| {
            farewell.note(&event);
            progress.event(&event, || outputs.event(&event))
        };
        if let Some(command) = &driver {
            let shared = simulated.is_none();
            let mut file = beside.driver.as_ref();
            // The report tells what it can do without a log.
            let mut copy = |bytes: &[u8]| {
                file = file.filter(|file| (&mut &**file).write_all(bytes).is_ok());
            };
            let farewell = farewell.clone();
            return driver::run(&plan, command, shared, farewell, &mut copy, &mut events).await;
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
    // The run's own hold on it ends here.
    plan.media.picture = None;
    picture.map(|picture| picture.finish(&output)).transpose()?;
    outputs.finish()?;
    let status = ExitStatus::from_outcome(&outcome, output.strict);
    Ok((outcome, status))
}

/// The robot of `--robot sim[:FAULT[+FAULT]…]`, in a thread of its own; `plan` then leads to it.
pub(super) fn simulated_robot(
    target: &RobotTarget,
    plan: &mut Plan,
) -> Result<Option<Simulator>, ExpectedError> {
    let RobotTarget::Sim { faults } = target else { return Ok(None) };
    let model = plan.model.map(|(model, _)| model).unwrap_or_default();
    let options = SimulatorOptions { model, ..SimulatorOptions::in_process(faults.clone()) };
    let robot = Simulator::start(options)?;
    plan.host = robot.address().to_string();
    plan.signal_port = robot.signal_port();
    plan.legacy_port = robot.legacy_port();
    Ok(Some(robot))
}

/// What is told on stderr where a driver is run: notices, and on a terminal the ladder as it goes,
/// for the report waits for the driver.
fn push_driver_sinks(sinks: &mut Sinks<'_>, output: &Output) {
    let language = output.language;
    let told_on_stdout = output.format == Format::Human && output.verbosity > 0;
    let is_terminal = io::stderr().is_terminal();
    if is_terminal && !told_on_stdout {
        let look = Look::for_stderr(output.color, language);
        let reader = Reader { language, ..Reader::default() };
        let mut ladder = HumanSink::new(io::stderr(), look, reader);
        ladder.ladder_alone = true;
        sinks.push(ladder);
    }
    sinks.push(DriverNotices { out: io::stderr(), language, is_terminal });
}
