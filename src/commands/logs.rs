//! `logs`: the rung at which a driver's log broke.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::dispatch::print;
use crate::cli::reading::LogsFormat;
use crate::cli::{CommonOptions, LogsOptions};
use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::invocation::Invocation;
use crate::evidence::Stage;
use crate::exit::{ExitStatus, ExpectedError};
use crate::language::Language;
use crate::logs::sets::{LogSet, sets};
use crate::logs::signatures::{BUILT_IN, Fault, SignatureError, Signatures};
use crate::logs::{LogReading, read_all};
use crate::report::human::log;
use crate::report::human::look::Look;
use crate::report::model::Report;
use crate::stages::outcome::{RunOutcome, Slot, Status};

/// Reads every log and prints what it tells; the worst verdict is the status.
pub fn run(
    typed: &LogsOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let mut worst = ExitStatus::Healthy;
    let own = signatures(&typed.signatures)?;
    let signatures = own.as_ref().unwrap_or(&BUILT_IN);
    for set in sets(&typed.files) {
        let reading = reading(&set, signatures)?;
        let run = outcome(&reading);
        let facts = reading.facts(Some(set.name.clone()));
        let measured = reading.measured();
        let case = Case {
            source: Source::Log,
            log: Some(&facts),
            offer: reading.offer.as_ref(),
            ..Case::live(&measured, &run.robot)
        };
        let diagnosis = Diagnosis::of(&case, &Invocation::default());
        let text = match typed.format {
            LogsFormat::Human => log::lines(&look, &set, &reading, &run, &diagnosis).join("\n"),
            LogsFormat::Json => {
                serde_json::to_string_pretty(&Report::diagnosed(&run, &diagnosis, language))
                    .map_err(|error| ExpectedError::Write(error.into()))?
            }
        };
        print((text + "\n").as_bytes())?;
        worst = worst.max(status(&run));
    }
    Ok(worst)
}

/// The built-in signatures and the user's own; `None` where there are none of these.
fn signatures(files: &[PathBuf]) -> Result<Option<Signatures>, ExpectedError> {
    let mut all: Option<Signatures> = None;
    for path in files {
        let wrong = |source| ExpectedError::Signatures { path: path.clone(), source };
        let text = fs::read_to_string(path).map_err(|error| {
            wrong(SignatureError { line: None, fault: Fault::Unreadable(error.to_string()) })
        })?;
        let known = all.as_ref().unwrap_or(&BUILT_IN);
        all = Some(known.and(&text).map_err(wrong)?);
    }
    Ok(all)
}

fn reading(set: &LogSet, signatures: &Signatures) -> Result<LogReading, ExpectedError> {
    let wrong =
        |index: usize, source| ExpectedError::Log { path: set.files[index].clone(), source };
    let open = |(index, path): (usize, _)| open(path).map_err(|error| wrong(index, error));
    let files = set.files.iter().map(|path| path.as_path()).enumerate().map(open);
    let files = files.collect::<Result<Vec<_>, _>>()?;
    read_all(signatures, files).map_err(|(index, error)| wrong(index, error))
}

fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(File::open(path)?))
}

/// A log in which nothing was recognised proves nothing.
fn status(run: &RunOutcome) -> ExitStatus {
    if run.stages.iter().all(|stage| stage.status == Status::Skip) {
        return ExitStatus::Inconclusive;
    }
    ExitStatus::from_outcome(run, false)
}

/// The facts of a log in the form that a live run has.
fn outcome(reading: &LogReading) -> RunOutcome {
    let made_by = reading.offer.as_ref().and_then(|offer| offer.made_by.clone());
    RunOutcome {
        command: "logs".into(),
        started_at: SystemTime::now(),
        duration_ms: reading.duration_ms.unwrap_or_default(),
        robot: reading.robot.clone(),
        offer: made_by.unwrap_or_else(|| "unknown".into()),
        offer_facts: reading.offer.clone(),
        last_stage: Stage::Flow,
        stages: reading.outcomes.clone(),
        interrupted: false,
        slot: Slot::Untouched,
        client: None,
        proof: None,
    }
}
