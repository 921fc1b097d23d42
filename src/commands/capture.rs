//! `--capture` and `--keylog`: from the names of files to an observer of the run, and to whole files.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::new_file::{NewFile, Opened};
use super::unwritable::unwritable;
use crate::aside::Aside;
use crate::capture::file::CaptureFile;
use crate::capture::keylog;
use crate::capture::writer::{Files, WireWriter};
use crate::exit::{ExitStatus, ExpectedError};
use crate::settings::{CaptureSettings, Output};
use crate::stack::observer::Observer;
use crate::text::phrase::phrase;

/// The files of a run, open until it has ended.
pub(super) struct Capture {
    writer: Arc<WireWriter>,
    asides: Vec<Aside>,
}

impl Capture {
    /// Opens what was asked for, before anything is sent: a bad path fails early. `unnamed` is a
    /// file that is open already, for a capture without a path.
    pub(super) fn open(
        settings: &CaptureSettings,
        unnamed: Option<File>,
        output: &Output,
    ) -> Result<Option<Self>, ExpectedError> {
        let (mut files, mut asides) = (Files::default(), Vec::new());
        let open = |option, path: &Path| -> Opened {
            NewFile { option, path, force: output.force }.open_private()
        };
        if let Some(path) = &settings.capture {
            let (file, aside) = open("--capture", path)?;
            let begun = CaptureFile::begin(file, aside.is_some(), settings.with_media);
            files.capture = Some(begun.map_err(|error| unwritable("--capture", path, &error))?);
            asides.extend(aside);
        }
        if let Some(file) = unnamed {
            let begun = CaptureFile::begin(file, true, settings.with_media);
            files.capture = Some(begun.map_err(ExpectedError::machine)?);
        }
        if let Some(path) = &settings.keylog {
            let (mut file, aside) = open("--keylog", path)?;
            let begun = file.write_all(keylog::HEADER.as_bytes());
            begun.map_err(|error| unwritable("--keylog", path, &error))?;
            files.keylog = Some(file);
            asides.extend(aside);
        }
        if settings.with_media && !output.quiet {
            let warning = phrase!(
                "warning: the capture holds what the robot sees and hears. \
                 Do not pass it on without the consent of the people in it.",
                "警告：擷取檔含有機器人看到與聽到的內容。未經其中人物同意，請勿轉交他人。"
            );
            let _ = writeln!(io::stderr(), "{}", warning.get(output.language));
        }
        let is_asked = files.capture.is_some() || files.keylog.is_some();
        Ok(is_asked.then(|| Self { writer: Arc::new(WireWriter::new(files)), asides }))
    }

    pub(super) fn observer(&self) -> Arc<dyn Observer> {
        self.writer.clone()
    }

    /// Puts the whole files in their places.
    pub(super) fn finish(self) -> Result<(), ExpectedError> {
        let finished = self.writer.finish();
        let placed = finished.and_then(|()| self.asides.into_iter().try_for_each(Aside::finish));
        placed.map_err(|error| ExpectedError {
            status: ExitStatus::Unwritten,
            message: phrase!("the capture could not be written: {}", "擷取檔無法寫入：{}", error),
        })
    }
}
