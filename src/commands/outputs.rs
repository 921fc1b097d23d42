//! The reports of a run that has no ladder to watch: on stdout, and in files.

use std::io::{self, IsTerminal};

use super::reports::{Exported, Reports};
use crate::exit::ExpectedError;
use crate::facts::outcome::RunEvent;
use crate::logging;
use crate::report::driver_notices::DriverNotices;
use crate::report::human::look::Look;
use crate::report::proxy_notices::ProxyNotices;
use crate::report::reader::Reader;
use crate::report::sinks::Sinks;
use crate::report::trace::TraceSink;
use crate::settings::Output;

/// Opened before anything is sent.
pub(super) struct Outputs<'a> {
    sinks: Sinks<'a>,
    exported: Exported,
}

impl Outputs<'_> {
    pub(super) fn open(output: &Output) -> Result<Self, ExpectedError> {
        let look = Look::for_stdout(output.color, output.verbosity > 0, output.language);
        colored::control::set_override(true);
        logging::start(output.verbosity, output.log_filter.as_deref(), look.color)?;
        let mut sinks = Sinks::default();
        sinks.push(TraceSink);
        let reader = Reader {
            language: output.language,
            invocation: output.invocation.clone(),
            retold: None,
        };
        let reports = Reports { reader, guide: false, driver: None, last: None };
        reports.push(&mut sinks, output.format, io::stdout(), look);
        let exported =
            reports.export(&mut sinks, &output.exports, output.force, output.verbosity > 0)?;
        Ok(Self { sinks, exported })
    }

    /// What happens, on stderr, unless that is to stay quiet.
    pub(super) fn push_proxy_notices(&mut self, output: &Output) {
        if output.quiet {
            return;
        }
        let (language, is_terminal) = (output.language, io::stderr().is_terminal());
        self.sinks.push(DriverNotices { out: io::stderr(), language, is_terminal });
        self.sinks.push(ProxyNotices { out: io::stderr(), language });
    }

    pub(super) fn event(&mut self, event: &RunEvent) {
        self.sinks.event(event);
    }

    pub(super) fn finish(self) -> Result<(), ExpectedError> {
        self.sinks.finish().map_err(ExpectedError::unwritten)?;
        self.exported.finish()
    }
}
