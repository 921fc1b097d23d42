//! What a run tells: its reports, on stdout and in files, and what goes on meanwhile, on stderr.

use std::io::{self, IsTerminal};

use super::reports::{Exported, Reports};
use crate::exit::ExpectedError;
use crate::facts::outcome::RunEvent;
use crate::history::Last;
use crate::logging;
use crate::report::driver_notices::DriverNotices;
use crate::report::human::look::Look;
use crate::report::progress::Progress;
use crate::report::proxy_notices::ProxyNotices;
use crate::report::sinks::Sinks;
use crate::report::trace::TraceSink;
use crate::settings::Output;

/// How stdout is written to. Starts the log where one was asked for.
pub(super) fn begin(output: &Output) -> Result<Look, ExpectedError> {
    let look = Look::for_stdout(output.color, output.verbosity > 0, output.language);
    logging::start(output.verbosity, output.log_filter.as_deref(), look.color)?;
    Ok(look)
}

/// The stage at work, on a terminal that no log is written to.
pub(super) fn progress(output: &Output) -> Progress {
    let logs = logging::wanted(output.verbosity, output.log_filter.as_deref());
    Progress::new(io::stderr().is_terminal() && !output.quiet && !logs, output.language)
}

/// The reports of one run.
pub(super) struct Outputs<'a> {
    pub(super) sinks: Sinks<'a>,
    exported: Exported,
}

impl Outputs<'_> {
    /// Opened before anything is sent: a bad path fails early. `driver` is the command line of the
    /// driver that is run after the ladder, `last` the last run against this robot.
    pub(super) fn open(
        output: &Output,
        look: Look,
        driver: Option<Vec<String>>,
        last: Option<Last>,
    ) -> Result<Self, ExpectedError> {
        let mut sinks = Sinks::default();
        sinks.push(TraceSink);
        let reports = Reports { reader: output.reader(), guide: output.guide, driver, last };
        reports.push(&mut sinks, output.format, io::stdout(), look);
        let exported = reports.export(&mut sinks, &output.exports, output.force, look.verbose)?;
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
