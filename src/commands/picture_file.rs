//! `--save`: the camera's picture in a file that players open.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::new_file::NewFile;
use crate::aside::Aside;
use crate::exit::{ExitStatus, ExpectedError};
use crate::report::human::look::Look;
use crate::robot::h264::START_CODE;
use crate::settings::Output;
use crate::stages::media::plan::UnitSink;
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

const OPTION: &str = "--save";
/// A quarter of an hour of the robot's picture at 4 Mbit/s.
const LONGEST: u64 = 512 << 20;

/// The file of a run, open until it has ended.
pub(super) struct PictureFile {
    path: PathBuf,
    written: Arc<Written>,
    aside: Option<Aside>,
}

#[derive(Debug)]
struct Written(Mutex<State>);

#[derive(Debug)]
struct State {
    file: BufWriter<File>,
    bytes: u64,
    /// So many bytes may be written.
    longest: u64,
    /// Whether something did not fit: of a picture with a hole nothing more is written.
    full: bool,
    failed: Option<io::Error>,
}

impl PictureFile {
    /// Opens it before anything is sent: a bad path fails early.
    pub(super) fn open(path: &Path, output: &Output) -> Result<Self, ExpectedError> {
        let named = NewFile { option: OPTION, path, force: output.force };
        let (file, aside) = named.open_private()?;
        let written = Arc::new(Written(Mutex::new(State::new(file, LONGEST))));
        Ok(Self { path: path.to_owned(), written, aside })
    }

    pub(super) fn sink(&self) -> Arc<dyn UnitSink> {
        self.written.clone()
    }

    /// Puts the whole file in its place. Without a picture there is none.
    pub(super) fn finish(self, output: &Output) -> Result<(), ExpectedError> {
        let mut state = self.written.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.bytes == 0 && state.failed.is_none() {
            let nothing = phrase!(
                "--save: no picture came, and no file was written",
                "--save：沒有收到影像，未寫入檔案"
            );
            tell(output, &nothing);
            return Ok(());
        }
        let finished = match state.failed.take() {
            Some(error) => Err(error),
            None => state.file.flush(),
        };
        let placed = finished.and_then(|()| self.aside.map_or(Ok(()), Aside::finish));
        placed.map_err(|error| ExpectedError {
            status: ExitStatus::Unwritten,
            message: phrase!("{OPTION}: could not be written: {}", "{OPTION}：無法寫入：{}", error),
        })?;
        let whose = phrase!(
            "warning: {} holds what the robot sees. \
             Do not pass it on without the consent of the people in it.",
            "警告：{} 含有機器人看到的內容。未經其中人物同意，請勿轉交他人。",
            printable(&self.path.display().to_string())
        );
        tell(output, &whose);
        if state.full {
            let mebibytes = state.longest >> 20;
            let full = phrase!(
                "{OPTION}: the file ends at {mebibytes} MiB; what came after that is not in it",
                "{OPTION}：檔案到 {mebibytes} MiB 為止，之後收到的不在其中"
            );
            tell(output, &full);
        }
        Ok(())
    }
}

fn tell(output: &Output, notice: &Phrase) {
    let look = Look::for_stderr(output.color, output.language);
    for line in look.prose(notice).iter().filter(|_| !output.quiet) {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

impl State {
    fn new(file: File, longest: u64) -> Self {
        Self { file: BufWriter::new(file), bytes: 0, longest, full: false, failed: None }
    }
}

impl UnitSink for Written {
    fn take(&self, unit: &[u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let length = (START_CODE.len() + unit.len()) as u64;
        state.full |= state.bytes + length > state.longest;
        if state.failed.is_some() || state.full {
            return;
        }
        state.bytes += length;
        let written = state.file.write_all(&START_CODE).and_then(|()| state.file.write_all(unit));
        state.failed = written.err();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_what_did_not_fit_nothing_is_written() {
        let folder = tempfile::tempdir().expect("it works");
        let path = folder.path().join("robot.h264");
        let file = File::create(&path).expect("it works");
        let written = Written(Mutex::new(State::new(file, 16)));
        for unit in [&[0x67; 6][..], &[0x65; 7], &[0x41; 1]] {
            written.take(unit);
        }
        let mut state = written.0.into_inner().expect("it is whole");
        state.file.flush().expect("it works");
        assert_eq!((state.bytes, state.full), (10, true));
        assert_eq!(std::fs::read(&path).expect("it is there").len(), 10);
    }
}
