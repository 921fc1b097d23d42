//! A file that an option names: opened before anything is sent, so that a bad path fails early, and
//! never over somebody else's work.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::unwritable::unwritable;
use crate::aside::Aside;
use crate::exit::ExpectedError;
use crate::text::format::printable;
use crate::text::phrase::phrase;

/// What a file begins with tells who wrote it, bytes. A page's title stands behind its policy.
const BEGINNING: u64 = 2048;

/// How every form begins that go2doctor writes, and what it names soon after.
const OURS: [(&[u8], &[u8]); 9] = [
    // pcapng, by the program that its section names.
    (b"\x0a\x0d\x0d\x0a", b"go2doctor "),
    (b"# go2doctor: secrets", b""),
    // A bundle, whose first file is its manifest.
    (b"PK\x03\x04", b"\"name\": \"go2doctor\""),
    // JSON, and JSON lines.
    (b"{", b"\"name\": \"go2doctor\""),
    (b"{", b"\"name\":\"go2doctor\""),
    (b"### go2doctor ", b"`go2doctor "),
    (b"<!doctype html>", b"\"go2doctor: "),
    (b"<?xml ", b"<testsuites name=\"go2doctor\""),
    // For people: `go2doctor 0.1.0: check HOST`.
    (b"go2doctor ", b": "),
];

/// A file that becomes its path's when it is finished; a device or a pipe has nothing to finish.
pub(super) type Opened = Result<(File, Option<Aside>), ExpectedError>;

pub(super) struct NewFile<'a> {
    pub(super) option: &'static str,
    pub(super) path: &'a Path,
    /// Whether files of others are overwritten.
    pub(super) force: bool,
}

impl NewFile<'_> {
    pub(super) fn open(&self) -> Opened {
        self.opened(Aside::create)
    }

    /// For its owner alone to read.
    pub(super) fn open_private(&self) -> Opened {
        self.opened(Aside::create_private)
    }

    fn opened(&self, create: impl FnOnce(&Path) -> io::Result<(File, Option<Aside>)>) -> Opened {
        let Self { option, path, force } = *self;
        if !force && is_of_others(path) {
            return Err(ExpectedError::usage(phrase!(
                "{option}: {} exists, and go2doctor did not write it.\n  \
                 Give another name, or --force to overwrite it.",
                "{option}：{} 已存在，且不是 go2doctor 所寫。\n  \
                 請使用其他名稱，或以 --force 覆寫。",
                printable(&path.display().to_string())
            )));
        }
        create(path).map_err(|error| unwritable(option, path, &error))
    }
}

/// Whether somebody else's work would be lost. Of what cannot be read the opening tells.
fn is_of_others(path: &Path) -> bool {
    // Nothing is read of a pipe: it would be waited for.
    let lost = path.metadata().is_ok_and(|found| found.is_file() && found.len() > 0);
    if !lost {
        return false;
    }
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
    read.is_err() || !is_ours(&beginning)
}

fn is_ours(beginning: &[u8]) -> bool {
    OURS.iter().any(|(begins, names)| {
        let rest = beginning.strip_prefix(*begins);
        rest.is_some_and(|rest| {
            let is_told = names.is_empty() || rest.windows(names.len()).any(|at| at == *names);
            is_told && (*begins != b"go2doctor " || is_version(rest))
        })
    })
}

/// Whether a text for people goes on with a version, and not with somebody's words on the program.
fn is_version(rest: &[u8]) -> bool {
    let version: Vec<u8> = rest.iter().copied().take_while(|byte| *byte != b':').collect();
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b".-+".contains(byte);
    version.first().is_some_and(u8::is_ascii_digit) && version.iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::keylog;

    #[test]
    fn what_only_speaks_of_go2doctor_is_not_ours() {
        assert!(is_ours(keylog::HEADER.as_bytes()));
        assert!(is_ours(b"go2doctor 0.1.0: check 192.168.12.1\n"));
        let others: [&[u8]; 8] = [
            b"",
            b"CLIENT_RANDOM 00 11\n",
            b"\x0a\x0d\x0d\x0a.... Wireshark",
            b"PK\x03\x04 manifest.json",
            b"{\"robot\": \"go2doctor sim\"}",
            b"# go2doctor\nhow we use it: check",
            b"go2doctor is what we use: check",
            b"<!doctype html><title>go2doctor",
        ];
        for other in others {
            assert!(!is_ours(other), "{}", String::from_utf8_lossy(other));
        }
    }
}
