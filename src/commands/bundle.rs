//! `bundle`: a check, or what was saved, and all around it, in one zip without secrets.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::bundle_material::{Gathered, gathered, logs};
use super::new_file::NewFile;
use super::print::print_lines;
use super::unwritable::unwritable;
use crate::aside::Aside;
use crate::bundle::archive::{Entry, Form, write};
use crate::bundle::contents::{BundleError, contents};
use crate::bundle::kind::Kind;
use crate::cli::{BundleOptions, CommonOptions};
use crate::exit::{ExitStatus, ExpectedError};
use crate::report::model::timestamp;
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// Makes the bundle. Its status tells whether there is one; the verdict stands in it.
pub fn run(
    typed: BundleOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    refuse_media(&typed)?;
    // What cannot be read is told before anything is sent.
    let logs = logs(&typed.log)?;
    let (dry_run, force) = (typed.dry_run, typed.robot.force);
    let path = typed.output.clone().unwrap_or_else(named_after_now);
    let file = NewFile { option: "--output", path: &path, force };
    let opened = (!dry_run).then(|| file.open_private()).transpose()?;
    let Gathered { mut material, status } = gathered(typed, common, language)?;
    if status == ExitStatus::Interrupted && material.logs.is_empty() {
        return Err(ExpectedError {
            status,
            message: phrase!("interrupted: no bundle was written", "已中斷：沒有寫出檔案"),
        });
    }
    material.logs.extend(logs);
    let entries = contents(&material, language).map_err(failed)?;
    let Some((file, aside)) = opened else {
        print_lines(&listed(&entries, language))?;
        return Ok(status);
    };
    let written = write(&entries, file);
    let placed = written.and_then(|()| aside.map_or(Ok(()), Aside::finish));
    placed.map_err(|error| unwritable("--output", &path, &error))?;
    if !common.quiet {
        for line in told(&path, &entries) {
            let _ = writeln!(io::stderr(), "{}", line.get(language));
        }
    }
    Ok(status)
}

/// A bundle goes to others, and people live with these robots.
fn refuse_media(typed: &BundleOptions) -> Result<(), ExpectedError> {
    match typed.robot.capture_media {
        false => Ok(()),
        true => Err(ExpectedError::usage(phrase!(
            "--capture-media: a bundle takes no sound and no picture: it is for others to read.\n  \
             Leave it out, or make such a capture for yourself: go2doctor check --capture FILE \
             --capture-media",
            "--capture-media：打包檔不收錄聲音與影像，因為它會交給其他人。\n  \
             請省略它；若只供自己使用：go2doctor check --capture FILE --capture-media"
        ))),
    }
}

/// `go2doctor-20261122-140000.zip`, in UTC.
fn named_after_now() -> PathBuf {
    let now = timestamp(SystemTime::now());
    let seconds = now.split('.').next().unwrap_or_default();
    let time: String = seconds
        .chars()
        .filter_map(|c| match c {
            '0'..='9' => Some(c),
            'T' => Some('-'),
            _ => None,
        })
        .collect();
    format!("go2doctor-{time}.zip").into()
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
        BundleError::Capture(error) => phrase!(
            "no bundle was written: the capture cannot be written again: {}",
            "沒有寫出任何檔案：無法重寫封包擷取：{}",
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
    if entry.form == Form::AsItWas {
        return Some(phrase!("as it was, with its secrets", "原樣，含機密"));
    }
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
    let mut told = vec![
        phrase!("wrote {name}: {}; nothing was sent", "已寫入 {name}：{}；沒有上傳任何內容", files),
        phrase!(
            "to report: paste its issue.md, add what only you know, and attach the zip",
            "回報方式：貼上其中的 issue.md，補上只有你知道的部分，並附上這個 zip"
        ),
    ];
    if entries.iter().any(|entry| entry.form == Form::AsItWas) {
        told.push(phrase!(
            "warning: whoever has the zip reads the captured connection; give it to whom you trust",
            "警告：拿到這個 zip 的人都能讀取擷取的連線內容；只交給信任的人"
        ));
    }
    told
}
