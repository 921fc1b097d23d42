//! Reads whole logs.

use std::io::{self, Read};

use super::feed;
use super::scanner::Scanner;
use super::signatures::{BUILT_IN, Signatures};
use crate::facts::log_reading::LogReading;

/// Reads a whole log, holding little of it at a time.
pub fn read(reader: impl Read) -> io::Result<LogReading> {
    read_all(&BUILT_IN, [reader]).map_err(|(_, error)| error)
}

/// Reads a log that lies in several files, the oldest first. An error comes with the index of the
/// file that it is of.
pub fn read_all<R: Read>(
    signatures: &Signatures,
    files: impl IntoIterator<Item = R>,
) -> Result<LogReading, (usize, io::Error)> {
    let mut scanner = Scanner::new(signatures);
    for (index, file) in files.into_iter().enumerate() {
        scanner.file();
        feed::all(file, |block| scanner.block(block)).map_err(|error| (index, error))?;
    }
    Ok(scanner.reading())
}
