//! From the process's arguments to a command and its exit status.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::FromArgMatches;

use super::{generated, ladder, simulate};
use crate::cli::definition::definition;
use crate::cli::{Cli, Command, CommonOptions, RobotOptions};
use crate::evidence::Stage;
use crate::exit::{ExitStatus, ExpectedError};
use crate::settings::{environment, resolve};

/// Runs what `arguments` ask for.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let parsed = definition()
        .try_get_matches_from(arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let result = match parsed {
        Ok(cli) => command(cli),
        Err(error) => {
            // Help and version come this way too, with status 0. Whoever closed
            // the pipe wants no more.
            let _ = error.print();
            return if error.exit_code() == 0 { ExitStatus::Healthy } else { ExitStatus::Usage };
        }
    };
    result.unwrap_or_else(|error| {
        let _ = writeln!(io::stderr(), "error: {error}");
        error.status()
    })
}

fn command(cli: Cli) -> Result<ExitStatus, ExpectedError> {
    let climb = |name, stage, options: RobotOptions, common: &CommonOptions| {
        let settings = resolve(name, stage, options, common, &environment::of_process)?;
        ladder::run(&settings)
    };
    let common = &cli.common;
    match cli.command {
        Command::Check(options) => climb("check", None, options, common),
        Command::Ping(options) => climb("ping", Some(Stage::Ping), options, common),
        Command::ProbeHttp(options) => climb("probe-http", Some(Stage::Http), options, common),
        Command::Sdp(options) => climb("sdp", Some(Stage::Sdp), options, common),
        Command::Ice(options) => climb("ice", Some(Stage::Ice), options, common),
        Command::Dtls(options) => climb("dtls", Some(Stage::Dtls), options, common),
        Command::Sctp(options) => climb("sctp", Some(Stage::Sctp), options, common),
        Command::Validate(options) => climb("validate", Some(Stage::Validation), options, common),
        Command::Flow(options) => climb("flow", Some(Stage::Flow), options, common),
        Command::Simulate(options) => simulate::run(options, common),
        Command::Completions { shell } => print(&generated::completions(shell)),
        Command::Man => print(&generated::man_page().map_err(ExpectedError::Write)?),
    }
}

/// Writes to stdout; a closed pipe is a quiet end.
pub fn print(bytes: &[u8]) -> Result<ExitStatus, ExpectedError> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(ExpectedError::Write(error)),
        _ => Ok(ExitStatus::Healthy),
    }
}
