//! `simulate`: the simulated robot as a command of its own.

use std::io;

use crate::cli::simulate::{ListFormat, Listen};
use crate::cli::{CommonOptions, SimulateOptions};
use crate::commands::print::print;
use crate::commands::runtime;
use crate::exit::{ExitStatus, ExpectedError};
use crate::logging;
use crate::robot::notify_builder::Wrapping;
use crate::settings::{Origin, SettingsError};
use crate::simulator::fault::Fault;
use crate::simulator::fault_list;
use crate::simulator::{self, SimulatorOptions};
use crate::text::language::Language;
use crate::text::phrase::phrase;
use crate::{environment, settings};

/// Runs a simulated robot until it is told to stop, or lists its faults.
pub fn run(typed: SimulateOptions, common: &CommonOptions) -> Result<ExitStatus, ExpectedError> {
    let language = settings::language(common.lang, &environment::of_process)?;
    if typed.list_faults {
        return list_faults(typed.format, language);
    }
    let filter = environment::set(&environment::of_process, environment::LOG_VARIABLE);
    logging::start(common.verbose, filter.as_deref(), false)?;
    let options = options(typed, common)?;
    warn_beyond_loopback(&options, language);
    runtime::block_on(simulator::run(options, io::stdout()))??;
    Ok(ExitStatus::Healthy)
}

fn list_faults(format: ListFormat, language: Language) -> Result<ExitStatus, ExpectedError> {
    let list = match format {
        ListFormat::Human => fault_list::list_table(language),
        ListFormat::Json => format!("{:#}\n", fault_list::list_json(language)),
    };
    print(list.as_bytes())
}

/// Says so when others than this machine will be able to reach the simulated robot.
fn warn_beyond_loopback(options: &SimulatorOptions, language: Language) {
    for address in [options.listen, options.legacy_listen].into_iter().flatten() {
        if !address.ip().to_canonical().is_loopback() {
            let notice = phrase!(
                "notice: the simulated robot listens on {}, which other machines may reach; \
                 its private key is public",
                "注意：模擬機器人在 {} 監聽，其他機器可能連得到；它的私鑰是公開的",
                address
            );
            eprintln!("{}", notice.get(language));
        }
    }
}

fn options(
    typed: SimulateOptions,
    common: &CommonOptions,
) -> Result<SimulatorOptions, SettingsError> {
    let address = |listen| match listen {
        Listen::Off => None,
        Listen::At(address) => Some(address),
    };
    let (listen, legacy_listen) = (address(typed.listen), address(typed.legacy_listen));
    // A robot of old firmware has its port without being told where.
    let old = typed.fault.iter().any(|fault| fault.spec.fault == Fault::Legacy);
    if listen.is_none() && legacy_listen.is_none() && !old {
        return Err(SettingsError::NothingListens);
    }
    Ok(SimulatorOptions {
        listen,
        legacy_listen,
        wrapping: wrapping(&typed)?,
        network: typed.network(),
        discoverable: typed.discoverable,
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
