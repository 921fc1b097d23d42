//! From the process's arguments to a command and its exit status.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::FromArgMatches;

use super::completions::completions;
use super::man_page::man_page;
use super::print::print;
use super::{
    bundle, by_serial, compare, control, dds, dialects, discover, driver, explain, ladder, logs,
    proxy, reconnect, repeat, report, simulate,
};
use crate::cli::definition::definition;
use crate::cli::usage::{in_taiwan_chinese, with_nearest_alone};
use crate::cli::{
    CheckOptions, Cli, Command, CommonOptions, FlowOptions, ProbeOptions, RobotOptions,
};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::settings::resolve;
use crate::text::language::Language;
use crate::text::phrase::phrase;
use crate::{environment, settings};

pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let arguments = as_options(arguments.into_iter().collect());
    let language = settings::language_before(&arguments, &environment::of_process);
    let parsed = definition(language)
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(with_nearest_alone);
    let result = match parsed {
        Ok(cli) => command(cli, language),
        Err(error) => {
            // Help and version come this way too, with status 0. Whoever closed
            // the pipe wants no more.
            let _ = match in_taiwan_chinese(&error).filter(|_| language == Language::Taiwan) {
                Some(message) => writeln!(io::stderr(), "錯誤：{message}"),
                None => error.print(),
            };
            return if error.exit_code() == 0 { ExitStatus::Healthy } else { ExitStatus::Usage };
        }
    };
    result.unwrap_or_else(|error| {
        let message = phrase!("error: {}", "錯誤：{}", error.message);
        let _ = writeln!(io::stderr(), "{}", message.get(language));
        error.status
    })
}

/// `help` and `help COMMAND` as `--help`, `version` as `--version`, options before them or not.
fn as_options(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let word = |at: usize| arguments.get(at).and_then(|word| word.to_str()).unwrap_or_default();
    let mut at = 1;
    while word(at).starts_with('-') {
        at += if ["--lang", "--color"].contains(&word(at)) { 2 } else { 1 };
    }
    match word(at) {
        "help" => {
            let names_command = !word(at + 1).is_empty() && !word(at + 1).starts_with('-');
            arguments[at] = "--help".into();
            if names_command {
                arguments.swap(at, at + 1);
            }
        }
        "version" => arguments[at] = "--version".into(),
        _ => {}
    }
    arguments
}

fn command(cli: Cli, language: Language) -> Result<ExitStatus, ExpectedError> {
    let stage = |name, last, options: RobotOptions, common: &CommonOptions| {
        let settings = resolve(name, Some(last), options, common, &environment::of_process)?;
        ladder::run(by_serial::ready(settings)?)
    };
    let common = &cli.common;
    match cli.command {
        Command::Check(CheckOptions { robot, guide, prove, media, series, driver }) => {
            let settings = resolve("check", None, robot, common, &environment::of_process)?;
            let mut settings = settings.with_media(media)?;
            if let Some(times) = series.repeat {
                let pause = series.pause.unwrap_or(repeat::AFTER_AN_OFFER);
                return repeat::run("check", by_serial::ready(settings)?, times, pause);
            }
            settings.driver = driver::found(&driver)?;
            settings.prove = prove;
            settings.output.guide = guide;
            ladder::run(by_serial::ready(settings)?)
        }
        Command::Logs(options) => logs::run(&options, common, language),
        Command::Explain(options) => explain::run(&options, common, language),
        Command::Report(options) => report::run(&options, common, language),
        Command::Compare(options) => compare::run(&options, common, language),
        Command::Bundle(options) => bundle::run(options, common, language),
        Command::Discover(options) => discover::run(options, common, language),
        Command::Control(options) => control::run(*options, common),
        Command::Reconnect(options) => reconnect::run(*options, common),
        Command::Dialects(options) => dialects::run(*options, common, language),
        Command::Dds(options) => dds::run(&options, common, language),
        Command::Proxy(options) => proxy::run(*options, common),
        Command::Env(options) => stage("env", Stage::Host, options, common),
        Command::Ping(options) => stage("ping", Stage::Ping, options, common),
        Command::ProbeHttp(ProbeOptions { robot, series }) => match series.repeat {
            Some(times) => {
                let last = Some(Stage::Http);
                let settings =
                    resolve("probe-http", last, robot, common, &environment::of_process)?;
                let pause = series.pause.unwrap_or(repeat::AFTER_A_PROBE);
                repeat::run("probe-http", by_serial::ready(settings)?, times, pause)
            }
            None => stage("probe-http", Stage::Http, robot, common),
        },
        Command::Sdp(options) => stage("sdp", Stage::Sdp, options, common),
        Command::Ice(options) => stage("ice", Stage::Ice, options, common),
        Command::Dtls(options) => stage("dtls", Stage::Dtls, options, common),
        Command::Sctp(options) => stage("sctp", Stage::Sctp, options, common),
        Command::Validate(options) => stage("validate", Stage::Validation, options, common),
        Command::Flow(options) => {
            let FlowOptions { robot, media } = *options;
            let last = Some(Stage::Flow);
            let settings = resolve("flow", last, robot, common, &environment::of_process)?;
            ladder::run(by_serial::ready(settings.with_media(media)?)?)
        }
        Command::Simulate(options) => simulate::run(options, common),
        Command::Completions { shell } => print(&completions(shell)),
        Command::Man => print(&man_page().map_err(ExpectedError::unwritten)?),
    }
}
