//! Which of the files given are one log: a log and what was rotated out of it.
//!
//! Decided by name alone, so that what is read together can be foreseen.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

/// Longest number of a rotated file: `webrtc.log.999`.
const DIGITS: usize = 3;

/// How old a file is among those of its log. The order is that of writing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    /// `webrtc.log-20261122`, `webrtc.log.2026-11-22_18`: when it was rotated out.
    Dated(String),
    /// `webrtc.log.3`: the larger, the older.
    Numbered(Reverse<u16>),
    /// `webrtc.log`: what is written now.
    Current,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSet {
    /// The name of the log: that of the file that is written now, were it given or not.
    pub name: String,
    pub files: Vec<PathBuf>,
}

impl LogSet {
    /// One file that is a log by itself, whatever its name.
    pub fn of(path: &Path) -> Self {
        Self { name: path.display().to_string(), files: vec![path.to_owned()] }
    }
}

/// The logs that these files are, in the order in which each was first named.
pub fn sets(paths: &[PathBuf]) -> Vec<LogSet> {
    let mut logs: Vec<(PathBuf, Vec<(Age, &PathBuf)>)> = Vec::new();
    for path in paths {
        let (log, age) = rotated(path, paths).unwrap_or_else(|| (path.clone(), Age::Current));
        let known = logs.iter_mut().find(|(name, files)| {
            // One file named twice is two logs, and so are a file and its compressed copy.
            *name == log && files.iter().all(|(known, _)| *known != age)
        });
        match known {
            Some((_, files)) => files.push((age, path)),
            None => logs.push((log, vec![(age, path)])),
        }
    }
    logs.into_iter()
        .map(|(log, mut files)| {
            files.sort();
            let alone = files.len() == 1;
            let name = if alone { files[0].1 } else { &log };
            LogSet {
                name: name.display().to_string(),
                files: files.into_iter().map(|(_, path)| path.clone()).collect(),
            }
        })
        .collect()
}

fn rotated(path: &Path, all: &[PathBuf]) -> Option<(PathBuf, Age)> {
    let name = path.file_name()?.to_str()?;
    let plain = [".gz", ".zst"].into_iter().find_map(|ending| name.strip_suffix(ending));
    let name = plain.unwrap_or(name);
    let (log, age) = numbered(name).or_else(|| dated(name))?;
    let log = path.with_file_name(log);
    // `run.1` and `run.2` may be two runs; `webrtc.log.1` is hardly anything else.
    let ending = log.extension().and_then(|ending| ending.to_str());
    let is_log = ending.is_some_and(|ending| ending.bytes().all(|b| b.is_ascii_alphabetic()));
    (is_log || all.contains(&log)).then_some((log, age))
}

/// `webrtc.log.3`
fn numbered(name: &str) -> Option<(&str, Age)> {
    let (log, number) = name.rsplit_once('.')?;
    let digits = number.len() <= DIGITS && number.bytes().all(|b| b.is_ascii_digit());
    let number = number.parse().ok().filter(|_| digits)?;
    Some((log, Age::Numbered(Reverse(number))))
}

/// `webrtc.log-20261122`, `webrtc.log.2026-11-22_18-00`
fn dated(name: &str) -> Option<(&str, Age)> {
    let date = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let known = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'));
        known && text.starts_with("20") && digits >= 8
    };
    // The first that fits: a date may hold further `-` and `.`.
    let (at, _) = name
        .char_indices()
        .find(|(at, sign)| matches!(sign, '-' | '.') && date(&name[at + 1..]))?;
    Some((&name[..at], Age::Dated(name[at + 1..].to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `LOG: FILE FILE`, one a set.
    fn grouped(paths: &str) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.split(' ').map(PathBuf::from).collect();
        let shown = |set: LogSet| {
            let files: Vec<_> = set.files.iter().map(|file| file.display().to_string()).collect();
            format!("{}: {}", set.name, files.join(" "))
        };
        sets(&paths).into_iter().map(shown).collect()
    }

    #[test]
    fn a_rotated_set_is_one_log_oldest_first() {
        for (given, read) in [
            ("w.log w.log.1 w.log.2.gz w.log.10.gz", "w.log: w.log.10.gz w.log.2.gz w.log.1 w.log"),
            ("w.log.1 w.log", "w.log: w.log.1 w.log"),
            ("w.log.1 w.log.2", "w.log: w.log.2 w.log.1"),
            ("run run.1.zst", "run: run.1.zst run"),
            (
                "a/w.log a/w.log-20261122.gz a/w.log-20261121.gz",
                "a/w.log: a/w.log-20261121.gz a/w.log-20261122.gz a/w.log",
            ),
            (
                "w.log w.log.2026-11-22_18-00 w.log.2026-11-22_17-00",
                "w.log: w.log.2026-11-22_17-00 w.log.2026-11-22_18-00 w.log",
            ),
            (
                "w.log w.log-2026112218 w.log-2026112217",
                "w.log: w.log-2026112217 w.log-2026112218 w.log",
            ),
            ("go2-1.log go2-1.log.1", "go2-1.log: go2-1.log.1 go2-1.log"),
        ] {
            assert_eq!(grouped(given), [read]);
        }
    }

    #[test]
    fn unrelated_files_stay_apart_in_the_order_given() {
        for apart in [
            "b.log a.log",
            "a/w.log b/w.log.1",
            "w.log w.log",
            "w.log w.log.gz",
            "run.1 run.2",
            "aiortc-1.9.1 aiortc-1.9.2",
            "run-20261122.log run-20261123.log",
            "w.log w.log.old",
            "- -",
        ] {
            let alone: Vec<String> =
                apart.split(' ').map(|path| format!("{path}: {path}")).collect();
            assert_eq!(grouped(apart), alone);
        }
        assert_eq!(
            grouped("b.log w.log a.log w.log.1"),
            ["b.log: b.log", "w.log: w.log.1 w.log", "a.log: a.log"]
        );
    }

    #[test]
    fn a_single_file_keeps_its_own_name() {
        assert_eq!(grouped("w.log.1.gz"), ["w.log.1.gz: w.log.1.gz"]);
        assert_eq!(grouped("-"), ["-: -"]);
    }
}
