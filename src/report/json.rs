//! The report as one JSON object, and the schema that describes it.

use std::io::{self, Write};

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::model::Report;
use super::reader::Reader;
use super::sinks::Sink;
use crate::facts::outcome::RunEvent;

/// Writes the whole report when the run has ended.
pub struct JsonSink<W> {
    pub out: W,
    pub reader: Reader,
}

impl<W: Write> Sink for JsonSink<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        let RunEvent::RunFinished { outcome } = event else { return Ok(()) };
        serde_json::to_writer_pretty(&mut self.out, &Report::new(outcome, &self.reader))?;
        writeln!(self.out)?;
        self.out.flush()
    }
}

pub fn schema() -> String {
    schema_of::<Report>()
}

pub(super) fn schema_of<T: JsonSchema>() -> String {
    let settings = SchemaSettings::default().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<T>();
    format!("{:#}\n", schema.as_value())
}
