//! The reports that were asked for: which format goes where.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::new_file::{NewFile, Opened};
use super::unwritable::unwritable;
use crate::aside::Aside;
use crate::cli::Format;
use crate::cli::common::Export;
use crate::environment::{self, JOB_SUMMARY};
use crate::exit::ExpectedError;
use crate::history::Last;
use crate::report::html::html;
use crate::report::human::HumanSink;
use crate::report::human::look::Look;
use crate::report::json::JsonSink;
use crate::report::jsonl::JsonlSink;
use crate::report::junit::junit;
use crate::report::markdown::markdown;
use crate::report::reader::Reader;
use crate::report::sinks::Sinks;
use crate::report::whole::WholeSink;

/// What the reports of one run have in common.
pub(super) struct Reports {
    pub(super) reader: Reader,
    /// Whether a human report holds the debugging guide's checklist.
    pub(super) guide: bool,
    /// The command line of the driver that is run after the ladder.
    pub(super) driver: Option<Vec<String>>,
    /// The last run against this robot.
    pub(super) last: Option<Last>,
}

/// Files that become the exported ones when all is written.
pub(super) struct Exported(Vec<Aside>);

impl Exported {
    pub(super) fn finish(self) -> Result<(), ExpectedError> {
        self.0.into_iter().try_for_each(Aside::finish).map_err(ExpectedError::unwritten)
    }
}

impl Reports {
    pub(super) fn push<'s>(
        &self,
        sinks: &mut Sinks<'s>,
        format: Format,
        out: impl Write + 's,
        look: Look,
    ) {
        let reader = self.reader.clone();
        match format {
            Format::Human => {
                let mut human = HumanSink::new(out, look, reader);
                human.with_guide = self.guide;
                human.driver = self.driver.clone();
                human.last = self.last.clone();
                sinks.push(human);
            }
            Format::Json => sinks.push(JsonSink { out: BufWriter::new(out), reader }),
            Format::Jsonl => sinks.push(JsonlSink { out: BufWriter::new(out), reader }),
            Format::Markdown => sinks.push(WholeSink { out, reader, write: markdown }),
            Format::Html => sinks.push(WholeSink { out, reader, write: html }),
            Format::Junit => sinks.push(WholeSink { out, reader, write: junit }),
        }
    }

    /// Opens every file of `exports`, those of others only by `force`, and has its report written to
    /// it.
    pub(super) fn export(
        &self,
        sinks: &mut Sinks<'_>,
        exports: &[Export],
        force: bool,
        verbose: bool,
    ) -> Result<Exported, ExpectedError> {
        let mut exported = Vec::new();
        for export in exports {
            let (file, aside) = open(export, force)?;
            exported.extend(aside);
            let look = Look { verbose, language: self.reader.language, ..Look::PLAIN };
            self.push(sinks, export.format, file, look);
        }
        Ok(Exported(exported))
    }
}

fn open(export: &Export, force: bool) -> Opened {
    let (option, path) = ("--export", &*export.path);
    // What other commands of the same step wrote into a job's summary stays.
    let summary = environment::set(&environment::of_process, JOB_SUMMARY);
    if summary.is_some_and(|summary| Path::new(&summary) == path) {
        let opened = OpenOptions::new().append(true).create(true).open(path);
        return opened.map(|file| (file, None)).map_err(|error| unwritable(option, path, &error));
    }
    NewFile { option, path, force }.open()
}
