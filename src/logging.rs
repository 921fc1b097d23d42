//! The log on stderr: off unless asked for, so that it never disturbs a report.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::environment::LOG_VARIABLE;
use crate::settings::{Origin, SettingsError};
use crate::text::phrase::phrase;

/// What `-vv` logs: the run in words. All that was measured is in the report. rtc-dtls warns about a
/// server name that a peer known by fingerprint does not need, rtc-sctp calls every goodbye an
/// error, and rtc, below the stock client, warns of checks that come before the answer.
const TWICE_VERBOSE: &str = "warn,rtc_dtls=error,rtc_sctp=off,rtc=error,go2doctor=debug,\
                             go2doctor::report::trace=info";

pub fn wanted(verbosity: u8, filter: Option<&str>) -> bool {
    verbosity > 1 || filter.is_some()
}

/// Starts the log where one was asked for. `filter` outweighs `verbosity`.
pub fn start(verbosity: u8, filter: Option<&str>, color: bool) -> Result<(), SettingsError> {
    if !wanted(verbosity, filter) {
        return Ok(());
    }
    let text = filter.unwrap_or(TWICE_VERBOSE);
    let parsed = EnvFilter::try_new(text).map_err(|problem| {
        let problem = phrase!(
            "{text:?} is not a log filter: {}\n  Give a level or target=level, info or \
             go2doctor=debug for instance.",
            "{text:?} 不是日誌篩選條件：{}\n  請輸入等級或 target=level，例如 info 或 \
             go2doctor=debug。",
            problem
        );
        SettingsError::new(Origin::Variable(LOG_VARIABLE), problem)
    })?;
    // A second start, in tests for instance, leaves the first one in place.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .log_internal_errors(false)
        .with_writer(std::io::stderr)
        .with_target(filter.is_some())
        .with_ansi(color && std::io::stderr().is_terminal())
        .try_init();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_cannot_be_read_is_named() {
        let error = start(0, Some("go2doctor=loudly"), false).expect_err("no such level");
        assert!(error.to_string().contains("GO2DOCTOR_LOG"), "{error}");
    }

    #[test]
    fn nothing_is_logged_unasked() {
        assert!(!wanted(0, None));
        assert!(!wanted(1, None));
        assert!(wanted(2, None) && wanted(0, Some("info")));
    }
}
