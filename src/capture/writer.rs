//! An observer that writes what it sees into a capture and a key log.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::file::{CaptureFile, Interface};
use super::keylog;
use crate::stack::observer::{Observed, Observer};
use crate::stack::record::APPLICATION_DATA;

/// The files that a run writes as it goes.
#[derive(Debug, Default)]
pub struct Files {
    pub capture: Option<CaptureFile<File>>,
    pub keylog: Option<File>,
}

/// Writes until it is told to finish. The first error ends it, and is told then.
#[derive(Debug)]
pub struct WireWriter(Mutex<io::Result<Files>>);

impl WireWriter {
    pub fn new(files: Files) -> Self {
        Self(Mutex::new(Ok(files)))
    }

    /// Ends the files; whatever is observed later is passed over.
    pub fn finish(&self) -> io::Result<()> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Files { capture, keylog } = std::mem::replace(&mut *files, Ok(Files::default()))?;
        capture.map(CaptureFile::finish).transpose()?;
        keylog.map(|mut file| file.flush()).transpose()?;
        Ok(())
    }
}

impl Observer for WireWriter {
    fn observe(&self, observed: &Observed<'_>) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(open) = &mut *files
            && let Err(error) = open.write(observed)
        {
            *files = Err(error);
        }
    }
}

impl Files {
    fn write(&mut self, observed: &Observed<'_>) -> io::Result<()> {
        let at_us = microseconds(SystemTime::now());
        match (observed, &mut self.capture) {
            (Observed::Datagram { way, local, peer, datagram }, Some(capture)) => {
                capture.datagram(Interface::Robot, at_us, *way, (*local, *peer), datagram)
            }
            (Observed::ToDriver { way, local, peer, datagram }, Some(capture)) => {
                capture.datagram(Interface::Driver, at_us, *way, (*local, *peer), datagram)
            }
            (
                Observed::Record { way, content_type: APPLICATION_DATA, plaintext },
                Some(capture),
            ) => capture.sctp(at_us, *way, plaintext),
            (Observed::Secrets(secrets), capture) => {
                let line = keylog::line(secrets);
                capture.as_mut().map(|capture| capture.secrets(&line)).transpose()?;
                let keylog = self.keylog.as_mut();
                keylog.map(|file| file.write_all(line.as_bytes())).transpose()?;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn microseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since.as_micros().try_into().unwrap_or(u64::MAX)
}
