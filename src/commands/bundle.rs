//! `bundle`: a check, or a saved report, and all around it, in one zip without secrets.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::log_files::{open, unreadable};
use super::print::print_lines;
use super::unwritable::unwritable;
use super::{by_serial, ladder, report};
use crate::aside::Aside;
use crate::bundle::archive::{Entry, write};
use crate::bundle::contents::{BundleError, Material, contents};
use crate::bundle::kind::Kind;
use crate::cli::{BundleOptions, CommonOptions};
use crate::environment::{self, BUNDLED_VARIABLES, DEVICE_KEY_VARIABLES, USER_VARIABLES};
use crate::exit::{ExitStatus, ExpectedError};
use crate::logs::beginning;
use crate::logs::sets::LogSet;
use crate::report::model::Report;
use crate::report::reader::Reader;
use crate::settings::resolve;
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// The largest log that is taken in, bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Makes the bundle. Its status tells whether there is one; the verdict stands in it.
pub fn run(
    typed: BundleOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    // What cannot be read is told before anything is sent.
    let logs = typed.log.iter().map(|path| log(path)).collect::<Result<Vec<_>, _>>()?;
    if let Some(path) = typed.output.as_deref().filter(|_| !typed.dry_run) {
        refuse_existing(path)?;
    }
    let BundleOptions { robot, from, output, dry_run, .. } = typed;
    let mut secrets = known_secrets();
    let found = match &from {
        Some(path) => report::read(path)?,
        None => {
            let key = robot.aes_key.as_ref().map(|key| key.expose().clone());
            secrets.extend(key.map(|key| (Kind::Key, key)));
            let settings = resolve("check", None, robot, common, &environment::of_process)?;
            let invocation = settings.output.invocation.clone();
            let (outcome, status) = ladder::measured(by_serial::found(settings)?)?;
            if status == ExitStatus::Interrupted {
                return Ok(status);
            }
            Report::new(&outcome, &Reader { language, invocation, retold: None })
        }
    };
    let path = output.unwrap_or_else(|| named_after(&found));
    let material = Material { report: found, logs, environment: variables(), secrets };
    let entries = contents(&material, language).map_err(failed)?;
    if dry_run {
        return print_lines(&listed(&entries, language));
    }
    written(&path, &entries)?;
    if !common.quiet {
        for line in told(&path, &entries) {
            let _ = writeln!(io::stderr(), "{}", line.get(language));
        }
    }
    Ok(ExitStatus::Healthy)
}

fn log(path: &Path) -> Result<(String, String), ExpectedError> {
    let name = path.display().to_string();
    let set = LogSet { name: name.clone(), files: vec![path.to_owned()] };
    let mut bytes = Vec::new();
    let file = open(path).map_err(unreadable(&set, 0))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable(&set, 0))?;
    if bytes.len() as u64 > LARGEST {
        return Err(ExpectedError::usage(phrase!(
            "--log: {}: larger than 64 MiB.\n  Take its end: tail -c 60M FILE > end.log",
            "--log：{}：大於 64 MiB。\n  請只取結尾：tail -c 60M FILE > end.log",
            printable(&name)
        )));
    }
    let text = beginning(&bytes, LARGEST as usize);
    Ok((name, String::from_utf8_lossy(&text).into_owned()))
}

/// What is secret here whatever a text looks like: keys in the environment, who is logged in.
fn known_secrets() -> Vec<(Kind, String)> {
    let of = |kind, names: &[&'static str]| -> Vec<(Kind, String)> {
        let values =
            names.iter().filter_map(|name| environment::set(&environment::of_process, name));
        values.map(|value| (kind, value)).collect()
    };
    [of(Kind::Key, &DEVICE_KEY_VARIABLES), of(Kind::User, &USER_VARIABLES)].concat()
}

fn variables() -> Vec<(String, String)> {
    let value = |name: &&str| environment::set(&environment::of_process, name);
    let all = BUNDLED_VARIABLES.iter().chain(&DEVICE_KEY_VARIABLES);
    all.filter_map(|name| Some(((*name).to_owned(), value(name)?))).collect()
}

/// `go2doctor-20261122-140000.zip`, by the time at which the run started.
fn named_after(report: &Report) -> PathBuf {
    let time = report.started_at.split('.').next().unwrap_or_default();
    let time: String = time
        .chars()
        .filter_map(|c| match c {
            '0'..='9' => Some(c),
            'T' => Some('-'),
            _ => None,
        })
        .collect();
    format!("go2doctor-{time}.zip").into()
}

fn refuse_existing(path: &Path) -> Result<(), ExpectedError> {
    match path.exists() {
        false => Ok(()),
        true => Err(ExpectedError::usage(phrase!(
            "{} exists already, and is not overwritten.\n  Give another name: -o FILE.zip",
            "{} 已存在，不會覆寫。\n  請指定其他名稱：-o FILE.zip",
            printable(&path.display().to_string())
        ))),
    }
}

fn written(path: &Path, entries: &[Entry]) -> Result<(), ExpectedError> {
    refuse_existing(path)?;
    let failed = |error: io::Error| unwritable("--output", path, &error);
    let (file, aside) = Aside::create_private(path).map_err(failed)?;
    write(entries, file).map_err(failed)?;
    aside.map_or(Ok(()), Aside::finish).map_err(failed)
}

fn failed(error: BundleError) -> ExpectedError {
    let message = match error {
        BundleError::Left { file, kinds } => phrase!(
            "no bundle was written: what had to be masked ({}) is still in {file}.\n  \
             This is a defect of go2doctor. Please report it without the bundle.",
            "沒有寫出任何檔案：應遮蔽的內容（{}）仍在 {file} 中。\n  \
             這是 go2doctor 的缺陷，請回報，但不要附上檔案。",
            Phrase::names(kinds.iter().map(|kind| kind.words()))
        ),
        BundleError::Report(error) => phrase!(
            "no bundle was written: the masked report cannot be read: {}",
            "沒有寫出任何檔案：無法讀取遮蔽後的報告：{}",
            error
        ),
    };
    ExpectedError { status: ExitStatus::Defect, message }
}

/// A line a file: its size, its name, what was masked in it.
fn listed(entries: &[Entry], language: Language) -> Vec<String> {
    let line = |entry: &Entry| {
        let masked = masked(entry).map(|masked| format!("  ({})", masked.get(language)));
        format!("{:>9}  {}{}", entry.bytes.len(), entry.name, masked.unwrap_or_default())
    };
    entries.iter().map(line).collect()
}

fn masked(entry: &Entry) -> Option<Phrase> {
    if entry.masked.is_empty() {
        return None;
    }
    let count = |(kind, count): (&Kind, &u64)| phrase!("{} {}", "{1} {0} 處", count, kind.words());
    let counts = Phrase::names(entry.masked.iter().map(count));
    Some(phrase!("masked: {}", "已遮蔽：{}", counts))
}

fn told(path: &Path, entries: &[Entry]) -> Vec<Phrase> {
    let name = printable(&path.display().to_string());
    let files = Phrase::count(entries.len() as u64 + 1, "file", "個檔案");
    vec![
        phrase!("wrote {name}: {}; nothing was sent", "已寫入 {name}：{}；沒有上傳任何內容", files),
        phrase!(
            "to report: paste its issue.md, add what only you know, and attach the zip",
            "回報方式：貼上其中的 issue.md，補上只有你知道的部分，並附上這個 zip"
        ),
    ]
}
