//! `simulate`: the simulated robot as a command of its own.

use std::io;

use crate::cli::simulate::{ListFormat, Listen};
use crate::cli::{CommonOptions, SimulateOptions};
use crate::commands::dispatch::print;
use crate::commands::runtime;
use crate::exit::{ExitStatus, ExpectedError};
use crate::logging;
use crate::robot::notify_builder::Wrapping;
use crate::settings::{Origin, SettingsError, environment};
use crate::simulator::{self, SimulatorOptions, fault};

/// Runs a simulated robot until it is told to stop, or lists its faults.
pub fn run(typed: SimulateOptions, common: &CommonOptions) -> Result<ExitStatus, ExpectedError> {
    if typed.list_faults {
        return list_faults(typed.format);
    }
    let filter = environment::set(&environment::of_process, environment::LOG_VARIABLE);
    logging::start(common.verbose, filter.as_deref(), false)?;
    let options = options(typed, common)?;
    runtime::block_on(simulator::run(options, io::stdout()))??;
    Ok(ExitStatus::Healthy)
}

fn list_faults(format: ListFormat) -> Result<ExitStatus, ExpectedError> {
    let list = match format {
        ListFormat::Human => fault::list_table(),
        ListFormat::Json => format!("{:#}\n", fault::list_json()),
    };
    print(list.as_bytes())
}

fn options(
    typed: SimulateOptions,
    common: &CommonOptions,
) -> Result<SimulatorOptions, SettingsError> {
    let address = |listen| match listen {
        Listen::Off => None,
        Listen::At(address) => Some(address),
    };
    Ok(SimulatorOptions {
        listen: address(typed.listen),
        legacy_listen: address(typed.legacy_listen),
        wrapping: wrapping(&typed)?,
        faults: typed.fault,
        seed: typed.seed,
        time_scale: typed.time_scale,
        once: typed.once,
        quiet: common.quiet,
    })
}

fn wrapping(typed: &SimulateOptions) -> Result<Wrapping, SettingsError> {
    let origin = Origin::Option("--device-key");
    let key = typed.device_key.as_ref().map(|key| key.expose().parse()).transpose();
    let key = key.map_err(|problem| SettingsError::DeviceKey { origin, problem })?;
    Ok(match (typed.data2, key) {
        (1, _) => Wrapping::Plain,
        (3, Some(key)) => Wrapping::DeviceKey(key),
        // clap demands a key for 3, and takes nothing else than 1, 2 and 3.
        _ => Wrapping::StaticKey,
    })
}
