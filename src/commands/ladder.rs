//! `check` and the stage commands: settings to a plan, events to reports.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::Arc;

use crate::cli::Format;
use crate::cli::common::{Color, Export};
use crate::commands::{interface, interrupt, runtime};
use crate::exit::{ExitStatus, ExpectedError};
use crate::history::Last;
use crate::history::store::Store;
use crate::host::this_machine::ThisMachine;
use crate::logging;
use crate::report::human::HumanSink;
use crate::report::human::look::{Look, automatic_color, is_utf8};
use crate::report::json::JsonSink;
use crate::report::jsonl::JsonlSink;
use crate::report::progress::Progress;
use crate::report::sinks::Sinks;
use crate::report::trace::TraceSink;
use crate::settings::{RobotTarget, Settings, environment};
use crate::simulator::{Simulator, SimulatorOptions};
use crate::stages::plan::Plan;
use crate::stages::{prove, runner};

/// Climbs the ladder that `settings` ask for and reports it.
pub fn run(settings: &Settings) -> Result<ExitStatus, ExpectedError> {
    let color = wants_color(settings.color);
    colored::control::set_override(true);
    let filter = settings.log_filter.as_deref();
    logging::start(settings.verbosity, filter, color)?;
    let logs = logging::wanted(settings.verbosity, filter);
    let mut plan = plan(settings)?;

    let store = settings
        .history
        .as_deref()
        .map(|folder| Store::new(folder, &settings.target.to_string(), settings.signal_port));
    let last = store.as_ref().and_then(Store::load);
    let mut sinks = Sinks::default();
    sinks.push(TraceSink);
    push_sink(&mut sinks, settings, &last, settings.format, io::stdout(), look(settings, color));
    // Opened before anything is sent: a bad path fails early.
    for export in &settings.exports {
        let look = Look { verbose: settings.verbosity > 0, ..Look::PLAIN };
        push_sink(&mut sinks, settings, &last, export.format, open(export)?, look);
    }
    let spinner = io::stderr().is_terminal() && !settings.quiet && !logs;
    let mut progress = Progress::new(spinner);

    // It lives until the report is written.
    let simulated = simulated_robot(&settings.target)?;
    if let Some(robot) = &simulated {
        plan.host = robot.address().to_string();
        plan.signal_port = robot.signal_port();
        plan.legacy_port = robot.legacy_port();
    }
    let outcome = runtime::block_on(async {
        let interrupt = interrupt::watch().map_err(ExpectedError::Machine)?;
        let mut events = |event| progress.event(&event, || sinks.event(&event));
        Ok::<_, ExpectedError>(if settings.prove {
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

fn plan(settings: &Settings) -> Result<Plan, ExpectedError> {
    let robot = settings.target.to_string();
    Ok(Plan {
        command: settings.command.into(),
        host: robot.clone(),
        robot,
        signal_port: settings.signal_port,
        legacy_port: settings.legacy_port,
        device_key: settings.device_key.clone(),
        offer: settings.offer.clone(),
        sha256_alone: false,
        client: settings.client,
        local_addresses: settings.interface.as_deref().map(interface::addresses).transpose()?,
        deadlines: settings.deadlines,
        window: settings.window,
        busy_retries: settings.busy_retries.clone(),
        machine: Arc::new(ThisMachine),
        last_stage: settings.last_stage(),
    })
}

/// The robot of `--robot sim[:FAULT]`, in a thread of its own.
fn simulated_robot(target: &RobotTarget) -> Result<Option<Simulator>, ExpectedError> {
    let RobotTarget::Sim { fault } = target else { return Ok(None) };
    let options = SimulatorOptions::in_process(fault.iter().copied().collect());
    Ok(Some(Simulator::start(options)?))
}

fn push_sink<'a>(
    sinks: &mut Sinks<'a>,
    settings: &Settings,
    last: &Option<Last>,
    format: Format,
    out: impl Write + 'a,
    look: Look,
) {
    match format {
        Format::Human => {
            let sink = HumanSink::new(out, look, settings.invocation.clone());
            sinks.push(sink.with_last(last.clone()));
        }
        Format::Json => sinks.push(JsonSink(BufWriter::new(out))),
        Format::Jsonl => sinks.push(JsonlSink(BufWriter::new(out))),
    }
}

fn open(export: &Export) -> Result<File, ExpectedError> {
    File::create(&export.path)
        .map_err(|source| ExpectedError::Export { path: export.path.clone(), source })
}

fn look(settings: &Settings, color: bool) -> Look {
    let is_terminal = io::stdout().is_terminal();
    let columns = terminal_size::terminal_size().map(|(width, _)| width.0.into());
    Look {
        columns: columns.filter(|_| is_terminal),
        symbols: is_terminal && is_utf8(&environment::of_process),
        color,
        verbose: settings.verbosity > 0,
    }
}

fn wants_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => automatic_color(io::stdout().is_terminal(), &environment::of_process),
    }
}
