//! Reads whole logs.

use std::io::{self, Read};

use super::feed;
use super::scanner::Scanner;
use super::signatures::{BUILT_IN, Signatures};
use crate::facts::log_reading::LogReading;

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
    let mut reversed = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        scanner.file();
        let read = feed::all(file, |block| scanner.block(block));
        reversed.push(read.map_err(|error| (index, error))?);
    }
    let reading = scanner.reading();
    // Lines have the numbers by which their reader finds them.
    Ok(if reversed == [true] { from_the_end(reading) } else { reading })
}

fn from_the_end(reading: LogReading) -> LogReading {
    let all = reading.lines + 1;
    let marks = reading.marks.into_iter().map(|mut mark| {
        (mark.mark.line, mark.mark.last_line) = (all - mark.mark.line, all - mark.mark.last_line);
        mark
    });
    LogReading { marks: marks.collect(), ..reading }
}
