//! `check` and the stage commands: settings to a plan, events to reports.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use crate::cli::Format;
use crate::cli::common::Export;
use crate::commands::{driver, interface, interrupt, runtime};
use crate::driver_run::command::DriverCommand;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::history::Last;
use crate::history::store::Store;
use crate::host::this_machine::ThisMachine;
use crate::logging;
use crate::report::driver_notices::DriverNotices;
use crate::report::human::look::Look;
use crate::report::human::{HumanSink, LadderSink};
use crate::report::json::JsonSink;
use crate::report::jsonl::JsonlSink;
use crate::report::progress::Progress;
use crate::report::reader::Reader;
use crate::report::sinks::Sinks;
use crate::report::trace::TraceSink;
use crate::settings::{RobotTarget, Settings};
use crate::simulator::{Simulator, SimulatorOptions};
use crate::stages::plan::Plan;
use crate::stages::{prove, runner};

/// Climbs the ladder that `settings` ask for and reports it.
pub fn run(settings: &Settings) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(settings.color, settings.verbosity > 0, settings.language);
    colored::control::set_override(true);
    let filter = settings.log_filter.as_deref();
    logging::start(settings.verbosity, filter, look.color)?;
    let logs = logging::wanted(settings.verbosity, filter);
    let mut plan = plan(settings)?;

    let store = settings
        .history
        .as_deref()
        .map(|folder| Store::new(folder, &settings.target.to_string(), settings.signal_port));
    let last = store.as_ref().and_then(Store::load);
    plan.previous_data2 = last.as_ref().and_then(|last| last.data2);
    let mut sinks = Sinks::default();
    sinks.push(TraceSink);
    push_sink(&mut sinks, settings, &last, settings.format, io::stdout(), look);
    // Opened before anything is sent: a bad path fails early.
    for export in &settings.exports {
        let verbose = settings.verbosity > 0;
        let look = Look { verbose, language: settings.language, ..Look::PLAIN };
        push_sink(&mut sinks, settings, &last, export.format, open(export)?, look);
    }
    if settings.driver.is_some() && !settings.quiet {
        push_driver_sinks(&mut sinks, settings);
    }
    let spinner = io::stderr().is_terminal() && !settings.quiet && !logs;
    let mut progress = Progress::new(spinner, settings.language);

    // It lives until the report is written.
    let simulated = simulated_robot(&settings.target)?;
    if let Some(robot) = &simulated {
        plan.host = robot.address().to_string();
        plan.signal_port = robot.signal_port();
        plan.legacy_port = robot.legacy_port();
    }
    let outcome = runtime::block_on(async {
        let mut events = |event| progress.event(&event, || sinks.event(&event));
        if let Some(command) = &settings.driver {
            let shared = simulated.is_none();
            return driver::run(&plan, command, shared, &mut events).await;
        }
        let interrupt = interrupt::watch().map_err(ExpectedError::Machine)?;
        Ok(if settings.prove {
            prove::run(&plan, interrupt, &mut events).await
        } else {
            runner::run(&plan, interrupt, &mut events).await
        })
    })??;
    if let Some(store) = &store {
        store.save(&Last::after(&outcome, last.as_ref()));
    }
    sinks.finish().map_err(ExpectedError::Write)?;
    Ok(ExitStatus::from_outcome(&outcome, settings.strict))
}

/// How long `env` may look at this machine. Beside a ladder the look is kept short; here nothing
/// waits for it, and slow disks shall be read.
const ENV_DEADLINE: Duration = Duration::from_secs(10);

fn plan(settings: &Settings) -> Result<Plan, ExpectedError> {
    let robot = settings.target.to_string();
    let mut deadlines = settings.deadlines;
    if settings.last_stage() == Stage::Host {
        deadlines.set(Stage::Host, ENV_DEADLINE);
    }
    Ok(Plan {
        command: settings.command.into(),
        host: robot.clone(),
        robot,
        signal_port: settings.signal_port,
        legacy_port: settings.legacy_port,
        previous_data2: None,
        device_key: settings.device_key.clone(),
        offer: settings.offer.clone(),
        sha256_alone: false,
        client: settings.client,
        local_addresses: settings.interface.as_deref().map(interface::addresses).transpose()?,
        deadlines,
        window: settings.window,
        wait: settings.wait,
        busy_retries: settings.busy_retries.clone(),
        machine: Arc::new(ThisMachine),
        last_stage: settings.last_stage(),
    })
}

/// The robot of `--robot sim[:FAULT[+FAULT]…]`, in a thread of its own.
fn simulated_robot(target: &RobotTarget) -> Result<Option<Simulator>, ExpectedError> {
    let RobotTarget::Sim { faults } = target else { return Ok(None) };
    let options = SimulatorOptions::in_process(faults.clone());
    Ok(Some(Simulator::start(options)?))
}

/// What is told on stderr where a driver is run: notices, and on a terminal the ladder as it goes,
/// for the report waits for the driver.
fn push_driver_sinks(sinks: &mut Sinks<'_>, settings: &Settings) {
    let language = settings.language;
    let told_on_stdout = settings.format == Format::Human && settings.verbosity > 0;
    let is_terminal = io::stderr().is_terminal();
    if is_terminal && !told_on_stdout {
        let look = Look::for_stderr(settings.color, language);
        sinks.push(LadderSink::new(io::stderr(), look, settings.invocation.clone()));
    }
    sinks.push(DriverNotices { out: io::stderr(), language, is_terminal });
}

fn push_sink<'a>(
    sinks: &mut Sinks<'a>,
    settings: &Settings,
    last: &Option<Last>,
    format: Format,
    out: impl Write + 'a,
    look: Look,
) {
    let reader = Reader { language: settings.language, invocation: settings.invocation.clone() };
    match format {
        Format::Human => {
            let human = HumanSink::new(out, look, reader.invocation);
            let driver = settings.driver.as_ref().map(DriverCommand::shown);
            let human = human.with_guide(settings.guide).with_driver(driver);
            sinks.push(human.with_last(last.clone()));
        }
        Format::Json => sinks.push(JsonSink { out: BufWriter::new(out), reader }),
        Format::Jsonl => sinks.push(JsonlSink { out: BufWriter::new(out), reader }),
    }
}

fn open(export: &Export) -> Result<File, ExpectedError> {
    File::create(&export.path)
        .map_err(|source| ExpectedError::Export { path: export.path.clone(), source })
}
