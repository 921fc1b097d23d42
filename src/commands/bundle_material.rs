//! What a bundle is made of: a new check, or what was saved, and the logs and variables beside it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::ladder::Beside;
use super::log_files::{open, unreadable};
use super::{by_serial, driver, ladder, report};
use crate::bundle::capture::Capture;
use crate::bundle::contents::Material;
use crate::bundle::kind::Kind;
use crate::capture::CaptureError;
use crate::capture::passed_on::PassedOn;
use crate::cli::{BundleOptions, CommonOptions, RobotOptions};
use crate::environment::{self, BUNDLED_VARIABLES, DEVICE_KEY_VARIABLES, USER_VARIABLES};
use crate::exit::{ExitStatus, ExpectedError};
use crate::logs::beginning;
use crate::logs::sets::LogSet;
use crate::report::human::look::Look;
use crate::report::model::{Report, timestamp};
use crate::report::reader::Reader;
use crate::settings::resolve;
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::phrase;

/// The largest log or capture that is taken in as it is, bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What was gathered, and whether that was cut short.
pub(super) struct Gathered {
    pub(super) material: Material,
    pub(super) status: ExitStatus,
}

/// Runs the check, and the driver where one is to be recorded; or reads what `--from` names.
pub(super) fn gathered(
    typed: BundleOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<Gathered, ExpectedError> {
    let BundleOptions { from, with_secrets, .. } = &typed;
    if *with_secrets && from.is_none() && typed.robot.capture.is_none() {
        return Err(ExpectedError::usage(phrase!(
            "--with-secrets is about a capture, and there is none.\n  \
             Add --capture, or leave it out.",
            "--with-secrets 用於封包擷取，但目前沒有。\n  請加上 --capture，或省略它。"
        )));
    }
    let secrets = known_secrets(&typed.robot);
    let (report, capture, logs, status) = match from {
        Some(path) => {
            let look = Look::for_stdout(common.color, common.verbose > 0, language);
            let (report, is_capture) = report::read(path, &look)?;
            let capture = is_capture.then(|| of_file(path, *with_secrets)).transpose()?;
            (report, capture, Vec::new(), ExitStatus::Healthy)
        }
        None => checked(typed, common, language)?,
    };
    let material = Material { report, logs, capture, environment: variables(), secrets };
    Ok(Gathered { material, status })
}

type Found = (Report, Option<Capture>, Vec<(String, String)>, ExitStatus);

fn checked(
    typed: BundleOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<Found, ExpectedError> {
    let BundleOptions { mut robot, with_secrets, driver, .. } = typed;
    let unnamed = || tempfile::tempfile().map_err(ExpectedError::machine);
    let capture = robot.capture.take().map(|_| unnamed()).transpose()?;
    let mut settings = resolve("check", None, robot, common, &environment::of_process)?;
    settings.driver = driver::found(&driver)?;
    let recording = settings.driver.is_some().then(unnamed).transpose()?;
    let invocation = settings.output.invocation.clone();
    let copy = |file: &Option<File>| {
        file.as_ref().map(File::try_clone).transpose().map_err(ExpectedError::machine)
    };
    let beside = Beside { capture: copy(&capture)?, driver: copy(&recording)? };
    if let Some(file) = &recording {
        mark(file, "recording began")?;
    }
    let (outcome, status) = ladder::measured(by_serial::ready(settings)?, beside)?;
    if let Some(file) = &recording {
        mark(file, "recording ended")?;
    }
    let report = Report::new(&outcome, &Reader { language, invocation, retold: None });
    let log = recording.map(|file| end_of(file).map(|text| ("driver.log".to_owned(), text)));
    let log = log.transpose().map_err(ExpectedError::machine)?;
    let capture = capture.map(|file| of_packets(file, with_secrets)).transpose();
    let capture = capture.map_err(ExpectedError::machine)?;
    // The verdict stands in the report; that a run was stopped is told all the same.
    let status = match status {
        ExitStatus::Interrupted => status,
        _ => ExitStatus::Healthy,
    };
    Ok((report, capture, log.into_iter().collect(), status))
}

/// A line of ours around what the driver writes.
fn mark(mut file: &File, what: &str) -> Result<(), ExpectedError> {
    let now = timestamp(SystemTime::now());
    writeln!(file, "\n# go2doctor: {what} at {now}").map_err(ExpectedError::machine)
}

/// As much of the end of a file as is taken in.
fn end_of(mut file: File) -> io::Result<String> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LARGEST)))?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn of_packets(mut file: File, with_secrets: bool) -> io::Result<Capture> {
    file.rewind()?;
    if with_secrets {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        return Ok(Capture::AsItWas(bytes));
    }
    PassedOn::read(file).map(Capture::Masked).map_err(|error| match error {
        CaptureError::Unreadable(error) => error,
        CaptureError::NotACapture => io::ErrorKind::InvalidData.into(),
    })
}

/// The packets of a capture that was read once for its report.
fn of_file(path: &Path, with_secrets: bool) -> Result<Capture, ExpectedError> {
    let name = path.display().to_string();
    let set = LogSet::of(path);
    if path.as_os_str() == "-" {
        return Err(ExpectedError::usage(phrase!(
            "--from -: a capture is read twice, and the standard input is gone then.\n  \
             Give the path of a file.",
            "--from -：封包擷取需要讀取兩次，無法使用標準輸入。\n  請指定檔案的路徑。"
        )));
    }
    let file = File::open(path).map_err(unreadable(&set, 0))?;
    if with_secrets && file.metadata().is_ok_and(|it| it.len() > LARGEST) {
        return Err(too_large("--from", &name));
    }
    of_packets(file, with_secrets).map_err(unreadable(&set, 0))
}

fn too_large(option: &'static str, name: &str) -> ExpectedError {
    ExpectedError::usage(phrase!(
        "{option}: {}: larger than 64 MiB.\n  Take a part of it, the end of a log for instance: \
         tail -c 60M FILE > end.log",
        "{option}：{}：大於 64 MiB。\n  請只取一部分，例如日誌的結尾：tail -c 60M FILE > end.log",
        printable(name)
    ))
}

/// Names and texts of the chosen logs.
pub(super) fn logs(paths: &[PathBuf]) -> Result<Vec<(String, String)>, ExpectedError> {
    paths.iter().map(|path| log(path)).collect()
}

fn log(path: &Path) -> Result<(String, String), ExpectedError> {
    let name = path.display().to_string();
    let set = LogSet::of(path);
    let mut bytes = Vec::new();
    let file = open(path).map_err(unreadable(&set, 0))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable(&set, 0))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large("--log", &name));
    }
    let text = beginning(&bytes, LARGEST as usize);
    Ok((name, String::from_utf8_lossy(&text).into_owned()))
}

/// What is secret here whatever a text looks like: keys in the environment, who is logged in.
fn known_secrets(robot: &RobotOptions) -> Vec<(Kind, String)> {
    let of = |kind, names: &[&'static str]| -> Vec<(Kind, String)> {
        let values =
            names.iter().filter_map(|name| environment::set(&environment::of_process, name));
        values.map(|value| (kind, value)).collect()
    };
    let typed = robot.aes_key.as_ref().map(|key| (Kind::Key, key.expose().clone()));
    let of_process = [of(Kind::Key, &DEVICE_KEY_VARIABLES), of(Kind::User, &USER_VARIABLES)];
    of_process.concat().into_iter().chain(typed).collect()
}

fn variables() -> Vec<(String, String)> {
    let value = |name: &&str| environment::set(&environment::of_process, name);
    let all = BUNDLED_VARIABLES.iter().chain(&DEVICE_KEY_VARIABLES);
    all.filter_map(|name| Some(((*name).to_owned(), value(name)?))).collect()
}
