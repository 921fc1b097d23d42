//! `simulate`: the simulated robot as a command of its own.

use std::io;

use super::print::{print, print_json};
use super::runtime;
use crate::cli::common::Form;
use crate::cli::simulate::Listen;
use crate::cli::{CommonOptions, SimulateOptions};
use crate::exit::{ExitStatus, ExpectedError};
use crate::logging;
use crate::robot::notify_builder::Wrapping;
use crate::settings::{Origin, SettingsError, read_key};
use crate::simulator::fault::Fault;
use crate::simulator::fault_list;
use crate::simulator::{self, SimulatorOptions};
use crate::text::language::Language;
use crate::text::phrase::phrase;
use crate::text::redact::Secret;
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

fn list_faults(format: Form, language: Language) -> Result<ExitStatus, ExpectedError> {
    match format {
        Form::Human => print(fault_list::list_table(language).as_bytes()),
        Form::Json => print_json(&fault_list::list_json(language)),
    }
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
    let (Listen(listen), Listen(legacy_listen)) = (typed.listen, typed.legacy_listen);
    // A robot of old firmware has its port without being told where.
    let old = typed.fault.iter().any(|fault| fault.spec.fault == Fault::Legacy);
    if listen.is_none() && legacy_listen.is_none() && !old {
        return Err(SettingsError(phrase!(
            "--listen none: without a legacy port this robot listens nowhere.\n  \
             Give --legacy-listen 127.0.0.1:8081 for a robot of old firmware, or leave --listen \
             out.",
            "--listen none：沒有舊連接埠時，這台機器人不在任何地方監聽。\n  \
             舊版韌體的機器人請用 --legacy-listen 127.0.0.1:8081，否則請省略 --listen。",
        )));
    }
    Ok(SimulatorOptions {
        listen,
        legacy_listen,
        wrapping: wrapping(&typed)?,
        network: typed.network(),
        model: settings::model(typed.model.as_deref(), &environment::of_process)?
            .unwrap_or_default(),
        discoverable: typed.discoverable,
        faults: typed.fault,
        seed: typed.seed,
        time_scale: typed.time_scale,
        once: typed.once,
        quiet: common.quiet,
    })
}

fn wrapping(typed: &SimulateOptions) -> Result<Wrapping, SettingsError> {
    let read = |key: &Secret<String>| read_key(Origin::Option("--device-key"), key.expose());
    let key = typed.device_key.as_ref().map(read).transpose()?;
    Ok(match (typed.data2, key) {
        (1, _) => Wrapping::Plain,
        (3, Some(key)) => Wrapping::DeviceKey(key),
        // clap demands a key for 3, and takes nothing else than 1, 2 and 3.
        _ => Wrapping::StaticKey,
    })
}
