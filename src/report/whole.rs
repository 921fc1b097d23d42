//! A report that is one document, written when the run has ended.

use std::io::{self, Write};

use super::document::Document;
use super::reader::Reader;
use super::sinks::Sink;
use crate::facts::outcome::RunEvent;

/// Writes a document that `write` makes.
pub struct WholeSink<W> {
    pub out: W,
    pub reader: Reader,
    pub write: fn(&Document<'_>) -> String,
}

impl<W: Write> Sink for WholeSink<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        let RunEvent::RunFinished { outcome } = event else { return Ok(()) };
        let text = (self.write)(&Document::of(outcome, &self.reader));
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
