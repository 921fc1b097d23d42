//! The files of logs and of the user's own signatures, opened.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::catalogue::catalogue;
use crate::exit::ExpectedError;
use crate::logs::sets::LogSet;
use crate::logs::signatures::{BUILT_IN, Fault, SignatureError, Signatures};
use crate::text::phrase::{Phrase, phrase};

/// The largest file of signatures, bytes; all the built-in ones have an eighth of it.
const MAX_SIGNATURES: u64 = 1024 * 1024;

/// The built-in signatures and the user's own; `None` where there are none of these.
pub(super) fn own_signatures(files: &[PathBuf]) -> Result<Option<Signatures>, ExpectedError> {
    let mut all: Option<Signatures> = None;
    for path in files {
        let wrong = |error: SignatureError| {
            let (path, problem) = (path.display(), error.phrase());
            ExpectedError::usage(phrase!(
                "--signatures: {path}: {}",
                "--signatures：{path}：{}",
                problem
            ))
        };
        let text = bounded_text(path).map_err(|error| {
            wrong(SignatureError { line: None, fault: Fault::Unreadable(error.to_string()) })
        })?;
        let known = all.as_ref().unwrap_or(&BUILT_IN);
        all = Some(known.and(&text, |code| catalogue().get(code).is_some()).map_err(wrong)?);
    }
    Ok(all)
}

/// A device that never ends is not read for ever.
fn bounded_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(MAX_SIGNATURES + 1).read_to_string(&mut text)? as u64;
    match read > MAX_SIGNATURES {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(text),
    }
}

pub(super) fn opened(set: &LogSet) -> Result<Vec<Box<dyn Read>>, ExpectedError> {
    let files = set.files.iter().enumerate();
    files.map(|(index, path)| open(path).map_err(unreadable(set, index))).collect()
}

pub(super) fn unreadable(set: &LogSet, index: usize) -> impl Fn(io::Error) -> ExpectedError {
    move |error| {
        use io::ErrorKind::{InvalidData, InvalidInput, NotFound, UnexpectedEof};
        let remedy = match error.kind() {
            // It is there and cannot be read to its end: compressed, and cut short or damaged.
            UnexpectedEof | InvalidData | InvalidInput => phrase!(
                "\n  It is cut short or damaged. What is left of it: gzip -dc FILE (or zstd -dc \
                 FILE) | go2doctor logs -",
                "\n  檔案不完整或已損壞。仍可讀取剩餘的部分：gzip -dc FILE（或 zstd -dc FILE）\
                 | go2doctor logs -"
            ),
            NotFound => phrase!(
                "\n  Give the path of a file that exists, or - for the standard input.",
                "\n  請指定存在的檔案，或以 - 表示標準輸入。"
            ),
            _ => Phrase::default(),
        };
        let path = set.files[index].display();
        ExpectedError::usage(phrase!(
            "cannot read {path}: {}{}",
            "無法讀取 {path}：{}{}",
            error,
            remedy
        ))
    }
}

/// A file, or with `-` the standard input.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(File::open(path)?))
}
