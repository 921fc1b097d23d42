//! `logs`: the rung at which a driver's log broke.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::follow;
use super::log_files::{opened, own_signatures, unreadable};
use super::print::{print_json, print_lines};
use crate::cli::common::Form;
use crate::cli::{CommonOptions, LogsOptions};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::log_reading::LogReading;
use crate::logs::read_all;
use crate::logs::sets::{LogSet, sets};
use crate::logs::signatures::{BUILT_IN, Signatures};
use crate::report::human::log;
use crate::report::human::look::Look;
use crate::report::log::{Attempt, LogReport};
use crate::report::model::Report;
use crate::text::language::Language;
use crate::text::phrase::phrase;

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
        return Err(ExpectedError::usage(phrase!(
            "--follow takes one log at a time.\n  For several, run one go2doctor for each.",
            "--follow：一次只能追蹤一份日誌。\n  若有多份，請各執行一個 go2doctor。"
        )));
    }
    if !common.quiet && reads_a_terminal(typed) {
        let waits = phrase!(
            "reading a log from this terminal; end it with Ctrl-D. \
             Or give a file: go2doctor logs FILE",
            "正在從這個終端機讀取日誌：以 Ctrl-D 結束，或指定檔案：go2doctor logs FILE"
        );
        let _ = writeln!(io::stderr(), "{}", waits.get(language));
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
        match typed.format {
            Form::Human => print_lines(&log::lines(&look, &set, &attempts)),
            Form::Json => print_json(&Report {
                log: Some(LogReport::of(&set, &reading, &attempts)),
                ..Report::diagnosed(&last.run, &last.diagnosis, language)
            }),
        }?;
        worst = worst.max(ExitStatus::from_outcome(&last.run, false));
    }
    Ok(if interrupted { ExitStatus::Interrupted } else { worst })
}

/// Whether somebody who only typed `logs` would wait for a report that never comes.
fn reads_a_terminal(typed: &LogsOptions) -> bool {
    let standard = |file: &PathBuf| file.as_os_str() == "-";
    typed.files.iter().all(standard) && io::stdin().is_terminal()
}

fn reading(set: &LogSet, signatures: &Signatures) -> Result<LogReading, ExpectedError> {
    let files = opened(set)?;
    read_all(signatures, files).map_err(|(index, error)| unreadable(set, index)(error))
}
