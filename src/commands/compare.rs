//! `compare`: the first rung at which two logs, reports or captures differ.

use std::io::{Cursor, Read};
use std::path::PathBuf;

use super::log_files::{opened, own_signatures, unreadable};
use super::print::{print_json, print_lines};
use super::report_capture;
use crate::capture::is_capture;
use crate::cli::common::Form;
use crate::cli::{CommonOptions, CompareOptions};
use crate::comparison::compare;
use crate::exit::{ExitStatus, ExpectedError};
use crate::logs::sets::{LogSet, sets};
use crate::logs::signatures::{BUILT_IN, Signatures};
use crate::logs::{beginning, read_all};
use crate::report::compare_error::CompareError;
use crate::report::comparison::CompareReport;
use crate::report::human::compare as human;
use crate::report::human::look::Look;
use crate::report::log::Attempt;
use crate::report::saved::{LARGEST, report};
use crate::report::side::Side;
use crate::text::language::Language;

/// Reads both and prints what differs. Whatever that is, it was compared: status 0.
pub fn run(
    typed: &CompareOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let own = own_signatures(&typed.signatures)?;
    let signatures = own.as_ref().unwrap_or(&BUILT_IN);
    let [a, b] = two(typed)?;
    let (a, b) = (side(&a, signatures, language)?, side(&b, signatures, language)?);
    let found = compare(&a.subject, &b.subject);
    match typed.format {
        Form::Human => print_lines(&human::lines(&look, &a, &b, &found)),
        Form::Json => print_json(&CompareReport::of(&a, &b, &found)),
    }
}

/// The two logs, reports or captures that the files are. Two files are two, whatever their names; of more,
/// names tell what was rotated out of what.
fn two(typed: &CompareOptions) -> Result<[LogSet; 2], CompareError> {
    let CompareOptions { a, b, rotated, .. } = typed;
    let all: Vec<PathBuf> = [a, b].into_iter().chain(rotated).cloned().collect();
    if all.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(CompareError::InputTwice);
    }
    let alone = || all.iter().map(|path| LogSet::of(path)).collect();
    let found = if rotated.is_empty() { alone() } else { sets(&all) };
    found.try_into().map_err(|found: Vec<LogSet>| {
        CompareError::NotTwo(found.into_iter().map(|set| set.name).collect())
    })
}

/// One of the two, read. A report or a capture is known by its beginning; anything else is read as a log.
fn side(set: &LogSet, signatures: &Signatures, language: Language) -> Result<Side, ExpectedError> {
    let mut files = opened(set)?;
    let mut begun = Vec::new();
    if let [file] = &mut files[..] {
        let most = LARGEST as u64 + 1;
        file.by_ref().take(most).read_to_end(&mut begun).map_err(unreadable(set, 0))?;
        if is_capture(&begun) {
            let told = report_capture::told(&set.name, None, Cursor::new(begun).chain(file))?;
            return Ok(Side::of_capture(set, &told.last, language));
        }
        if let Some(saved) = report(&beginning(&begun, LARGEST + 1)) {
            let wrong = |source| CompareError::Report { name: set.name.clone(), source };
            return Ok(Side::of_report(set, &saved.map_err(wrong)?, language));
        }
    }
    let mut begun = Some(begun);
    let whole = |file| Cursor::new(begun.take().unwrap_or_default()).chain(file);
    let reading = read_all(signatures, files.into_iter().map(whole))
        .map_err(|(index, error)| unreadable(set, index)(error))?;
    let attempts = Attempt::all(&reading, set);
    match attempts.last().filter(|last| !last.is_empty()) {
        Some(last) => Ok(Side::of_log(set, last, language)),
        None => Err(CompareError::Neither { name: set.name.clone() }.into()),
    }
}
