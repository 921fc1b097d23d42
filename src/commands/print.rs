//! What a command that reports nothing as it goes writes at its end.

use std::io::{self, Write};

use serde::Serialize;

use crate::exit::{ExitStatus, ExpectedError};

/// Writes to stdout; a closed pipe is a quiet end.
pub(super) fn print(bytes: &[u8]) -> Result<ExitStatus, ExpectedError> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(ExpectedError::unwritten(error))
        }
        _ => Ok(ExitStatus::Healthy),
    }
}

pub(super) fn print_lines(lines: &[String]) -> Result<ExitStatus, ExpectedError> {
    print((lines.join("\n") + "\n").as_bytes())
}

pub(super) fn print_json(report: &impl Serialize) -> Result<ExitStatus, ExpectedError> {
    let json = serde_json::to_string_pretty(report).map_err(ExpectedError::unwritten)?;
    print((json + "\n").as_bytes())
}
