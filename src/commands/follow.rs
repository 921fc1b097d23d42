//! `logs --follow`: a log as it is written, until its end or a signal.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::log_files::{open, unreadable};
use super::{interrupt, runtime};
use crate::exit::ExpectedError;
use crate::facts::log_reading::LogReading;
use crate::logs::is_compressed;
use crate::logs::live::{Change, Live};
use crate::logs::sets::LogSet;
use crate::logs::signatures::Signatures;
use crate::logs::tail::{News, Tail};
use crate::report::human::live;
use crate::report::human::look::Look;
use crate::report::log::Attempt;
use crate::text::format::printable;
use crate::text::phrase::phrase;

/// How often a log is looked at that says nothing.
const PAUSE: Duration = Duration::from_millis(50);
/// How much is read at once, bytes.
const PIECE: usize = 64 * 1024;
const WAITING: usize = 4;

/// Follows the one file of `log` and tells what happens on stderr, unless `quiet`. Gives what was
/// read at the end, and whether a signal was that end.
pub fn run(
    log: &LogSet,
    signatures: &Signatures,
    look: Look,
    quiet: bool,
) -> Result<(LogReading, bool), ExpectedError> {
    let path = &log.files[0];
    let mut interrupted = interrupt::watch(interrupt::Farewell::default())?;
    runtime::block_on(async {
        let mut source = Source::of(path);
        let mut live = Live::new(signatures);
        let mut teller =
            Teller { log, look, quiet, stable: None, told: None, looked: None, settled: true };
        // What a file holds already did not happen now.
        let (mut past, mut first) = (source.has_past(), true);
        if !past {
            teller.begins();
        }
        loop {
            let next = tokio::select! {
                biased;
                _ = interrupted.changed() => return Ok((live.finish(), true)),
                next = source.next() => next.map_err(unreadable(log, 0))?,
            };
            match next {
                Next::Bytes(bytes) => {
                    teller.settled = false;
                    if std::mem::take(&mut first) && is_compressed(&bytes) {
                        return Err(compressed(path));
                    }
                    match past {
                        true => live.catch_up(&bytes),
                        false => teller.changes(&live.take(&bytes)),
                    }
                }
                Next::Anew => teller.changes(&live.next_file()),
                Next::Nothing if std::mem::take(&mut past) => {
                    teller.begins();
                    teller.changes(&live.changes());
                }
                Next::Nothing => {}
                Next::End => return Ok((live.finish(), false)),
            }
            if !past {
                teller.finding(&live);
            }
        }
    })?
}

fn compressed(path: &Path) -> ExpectedError {
    ExpectedError::usage(phrase!(
        "--follow: {} is compressed, so nothing is appended to it.\n  Without --follow it is read \
         as it is.",
        "--follow：{} 是壓縮檔，不會再增長。\n  不加 --follow 即可直接讀取。",
        path.display()
    ))
}

/// Where the bytes come from.
enum Source {
    File(Tail, Vec<u8>),
    /// The standard input, a pipe or a device: it has an end, and reading from it may take as
    /// long as its writer likes, so that a thread does it.
    Stream(mpsc::Receiver<io::Result<Vec<u8>>>),
}

enum Next {
    Nothing,
    Bytes(Vec<u8>),
    Anew,
    End,
}

impl Source {
    fn of(path: &Path) -> Self {
        let is_input = path.as_os_str() == "-";
        let is_file = fs::metadata(path).map_or(true, |it| it.is_file() || it.is_dir());
        if is_file && !is_input {
            return Self::File(Tail::new(path.to_owned()), vec![0; PIECE]);
        }
        let (pieces, taken) = mpsc::channel(WAITING);
        let path = path.to_owned();
        thread::spawn(move || {
            let sent = open(&path).map(|stream| send(stream, &pieces));
            if let Err(error) = sent {
                // Nobody listens any more after a signal.
                let _ = pieces.blocking_send(Err(error));
            }
        });
        Self::Stream(taken)
    }

    fn has_past(&self) -> bool {
        matches!(self, Self::File(..))
    }

    /// Waits no longer than [`PAUSE`]. Nothing is lost where it is given up.
    async fn next(&mut self) -> io::Result<Next> {
        match self {
            Self::File(tail, buffer) => match tail.look(buffer)? {
                News::Bytes(read) => Ok(Next::Bytes(buffer[..read].to_vec())),
                News::Anew => Ok(Next::Anew),
                News::Nothing => {
                    sleep(PAUSE).await;
                    Ok(Next::Nothing)
                }
            },
            Self::Stream(pieces) => match timeout(PAUSE, pieces.recv()).await {
                Ok(Some(piece)) => piece.map(Next::Bytes),
                Ok(None) => Ok(Next::End),
                Err(_) => Ok(Next::Nothing),
            },
        }
    }
}

/// Sends what a stream gives, as it comes, until its end or until nobody takes it.
fn send(mut stream: impl Read, pieces: &mpsc::Sender<io::Result<Vec<u8>>>) {
    let mut buffer = vec![0; PIECE];
    loop {
        let piece = match stream.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) => Ok(buffer[..read].to_vec()),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = piece.is_err();
        if pieces.blocking_send(piece).is_err() || failed {
            return;
        }
    }
}

/// Tells what happens, on stderr: stdout is for the report.
struct Teller<'l> {
    log: &'l LogSet,
    look: Look,
    quiet: bool,
    /// The attempt and its first finding at the last look.
    stable: Option<(u64, &'static str)>,
    told: Option<(u64, &'static str)>,
    /// When that was looked at, and whether anything may be new since.
    looked: Option<Instant>,
    settled: bool,
}

impl Teller<'_> {
    fn tell(&self, line: &str) {
        if !self.quiet {
            // Whoever closed stderr does not want to know.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    fn begins(&self) {
        let begins = phrase!(
            "Following {}; Ctrl-C ends it with the report.",
            "正在追蹤 {}；按 Ctrl-C 結束並輸出報告。",
            printable(&self.log.name)
        );
        self.tell(begins.get(self.look.language));
    }

    fn changes(&self, changes: &[Change]) {
        for change in changes {
            if let Some(line) = live::change(&self.look, change) {
                self.tell(&line);
            }
        }
    }

    /// Tells the first finding of an attempt that broke, once two looks have found the same.
    fn finding(&mut self, live: &Live<'_>) {
        let soon = self.looked.is_some_and(|looked| looked.elapsed() < PAUSE);
        if self.quiet || self.settled || soon {
            return;
        }
        self.looked = Some(Instant::now());
        let reading = live.attempt();
        let attempts = Attempt::all(&reading, self.log);
        let last = attempts.last().filter(|_| reading.broken().is_some());
        let first = last.and_then(|last| last.diagnosis.findings().first());
        let now = first.map(|first| (reading.attempts, first.code()));
        self.settled = std::mem::replace(&mut self.stable, now) == now;
        if let Some(first) = first.filter(|_| self.settled && now != self.told) {
            self.tell(&live::finding(&self.look, first));
            self.told = now;
        }
    }
}
