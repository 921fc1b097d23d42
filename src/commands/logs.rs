//! `logs`: the rung at which a driver's log broke.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::dispatch::print;
use super::follow;
use crate::catalogue::catalogue;
use crate::cli::reading::LogsFormat;
use crate::cli::{CommonOptions, LogsOptions};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::log_reading::LogReading;
use crate::logs::read_all;
use crate::logs::sets::{LogSet, sets};
use crate::logs::signatures::{BUILT_IN, Fault, SignatureError, Signatures};
use crate::report::human::log;
use crate::report::human::look::Look;
use crate::report::log::{Attempt, LogReport};
use crate::report::model::Report;
use crate::text::language::Language;

/// Reads every log and prints what it tells; the worst verdict is the status.
pub fn run(
    typed: &LogsOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let mut worst = ExitStatus::Healthy;
    let own = own_signatures(&typed.signatures)?;
    let signatures = own.as_ref().unwrap_or(&BUILT_IN);
    if typed.follow && typed.files.len() > 1 {
        return Err(ExpectedError::FollowSeveral);
    }
    let mut interrupted = false;
    for set in sets(&typed.files) {
        let reading = match typed.follow {
            true => {
                let (reading, ended) = follow::run(&set, signatures, look, common.quiet)?;
                interrupted = ended;
                reading
            }
            false => reading(&set, signatures)?,
        };
        let attempts = Attempt::all(&reading, &set);
        let Some(last) = attempts.last() else { continue };
        let text = match typed.format {
            LogsFormat::Human => log::lines(&look, &set, &attempts).join("\n"),
            LogsFormat::Json => {
                let report = Report {
                    log: Some(LogReport::of(&set, &reading, &attempts)),
                    ..Report::diagnosed(&last.run, &last.diagnosis, language)
                };
                serde_json::to_string_pretty(&report)
                    .map_err(|error| ExpectedError::Write(error.into()))?
            }
        };
        print((text + "\n").as_bytes())?;
        worst = worst.max(ExitStatus::from_outcome(&last.run, false));
    }
    Ok(if interrupted { ExitStatus::Interrupted } else { worst })
}

/// The built-in signatures and the user's own; `None` where there are none of these.
pub(super) fn own_signatures(files: &[PathBuf]) -> Result<Option<Signatures>, ExpectedError> {
    let mut all: Option<Signatures> = None;
    for path in files {
        let wrong = |source| ExpectedError::Signatures { path: path.clone(), source };
        let text = fs::read_to_string(path).map_err(|error| {
            wrong(SignatureError { line: None, fault: Fault::Unreadable(error.to_string()) })
        })?;
        let known = all.as_ref().unwrap_or(&BUILT_IN);
        all = Some(known.and(&text, |code| catalogue().get(code).is_some()).map_err(wrong)?);
    }
    Ok(all)
}

fn reading(set: &LogSet, signatures: &Signatures) -> Result<LogReading, ExpectedError> {
    let files = opened(set)?;
    read_all(signatures, files).map_err(|(index, error)| unreadable(set, index)(error))
}

/// The files that a log lies in, each ready to be read.
pub(super) fn opened(set: &LogSet) -> Result<Vec<Box<dyn Read>>, ExpectedError> {
    let files = set.files.iter().enumerate();
    files.map(|(index, path)| open(path).map_err(unreadable(set, index))).collect()
}

/// What is said of a file of a log that cannot be read.
pub(super) fn unreadable(set: &LogSet, index: usize) -> impl Fn(io::Error) -> ExpectedError {
    move |source| ExpectedError::Log { path: set.files[index].clone(), source }
}

/// A file, or with `-` the standard input.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(File::open(path)?))
}
