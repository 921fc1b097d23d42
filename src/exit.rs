//! Exit statuses, and the errors that a user can do something about.

use std::io::{self, Write};
use std::process::ExitCode;

use thiserror::Error;

use crate::diagnosis::verdict::Verdict;
use crate::facts::outcome::RunOutcome;
use crate::report::compare_error::CompareError;
use crate::settings::SettingsError;
use crate::simulator::SimulatorError;
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};
use crate::{cli, environment, settings};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExitStatus {
    /// Every stage that ran passed; warnings are allowed unless `--strict`.
    Healthy = 0,
    /// A stage failed: the robot, the network or this machine stands in the way.
    Failed = 1,
    /// Wrong usage; nothing was sent.
    Usage = 2,
    Inconclusive = 3,
    /// A defect in go2doctor itself (`EX_SOFTWARE` of sysexits.h).
    Defect = 70,
    /// The report, or a file that was asked for, could not be written (`EX_IOERR` of sysexits.h).
    Unwritten = 74,
    /// Ended by SIGINT, SIGTERM, SIGHUP or SIGQUIT.
    Interrupted = 130,
}

impl ExitStatus {
    /// The status of a run; the worst counts, that of a driver which was run with it included.
    pub fn from_outcome(outcome: &RunOutcome, strict: bool) -> Self {
        Self::of(Verdict::of_run(outcome), outcome.interrupted, strict)
    }

    /// The status that goes with a verdict.
    pub fn of(verdict: Verdict, interrupted: bool, strict: bool) -> Self {
        match verdict {
            Verdict::Crash => ExitStatus::Defect,
            _ if interrupted => ExitStatus::Interrupted,
            Verdict::Fail => ExitStatus::Failed,
            Verdict::Inconclusive => ExitStatus::Inconclusive,
            Verdict::Warn if strict => ExitStatus::Failed,
            Verdict::Pass | Verdict::Warn => ExitStatus::Healthy,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(status as u8)
    }
}

/// An error that is nobody's defect: what is wrong, and what to do about it. What the system says
/// stays as it says it.
#[derive(Debug, Error)]
#[error("{}", .message.get(Language::English))]
pub struct ExpectedError {
    pub status: ExitStatus,
    pub message: Phrase,
}

impl ExpectedError {
    pub fn usage(message: Phrase) -> Self {
        Self { status: ExitStatus::Usage, message }
    }

    /// The report could not be written to its end: a full disk, for instance.
    pub fn unwritten(error: impl Into<io::Error>) -> Self {
        let error: io::Error = error.into();
        let message = phrase!("the report could not be written: {}", "報告無法寫入：{}", error);
        Self { status: ExitStatus::Unwritten, message }
    }

    /// This machine does not give us what any run needs.
    pub fn machine(error: io::Error) -> Self {
        let message = phrase!(
            "this machine denied something that go2doctor needs to start: {}",
            "這台電腦拒絕了 go2doctor 啟動所需的資源：{}",
            error
        );
        Self { status: ExitStatus::Failed, message }
    }
}

impl From<SettingsError> for ExpectedError {
    fn from(error: SettingsError) -> Self {
        Self::usage(error.0)
    }
}

impl From<CompareError> for ExpectedError {
    fn from(error: CompareError) -> Self {
        Self::usage(error.phrase())
    }
}

impl From<SimulatorError> for ExpectedError {
    fn from(error: SimulatorError) -> Self {
        let status = match error {
            SimulatorError::Listen(..) => ExitStatus::Usage,
            _ => ExitStatus::Failed,
        };
        Self { status, message: error.phrase() }
    }
}

/// Makes every panic say that it is a defect of ours, and how to report it.
/// Whoever catches the panic ends with [`ExitStatus::Defect`].
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.payload_as_str().unwrap_or("no message");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let arguments: Vec<_> = std::env::args_os().collect();
        let message = phrase!(
            "error: a defect in go2doctor itself: {}\n  at {}, version {}\n  \
             Please report these lines, with the command and what it printed with -vv.",
            "錯誤：go2doctor 本身的缺陷：{}\n  位置 {}，版本 {}\n  \
             請回報以上內容，並附上指令與加上 -vv 的輸出。",
            printable(what),
            place,
            cli::VERSION
        );
        let language = settings::language_before(&arguments, &environment::of_process);
        let _ = writeln!(io::stderr(), "{}", message.get(language));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::examples::exit_statuses;
    use crate::facts::Stage;
    use crate::facts::outcome::Status;
    use crate::report::fixtures;

    #[test]
    fn every_status_is_told_in_help_and_man_page() {
        let told: Vec<_> = exit_statuses().iter().map(|each| each.status).collect();
        let all = [
            ExitStatus::Healthy,
            ExitStatus::Failed,
            ExitStatus::Usage,
            ExitStatus::Inconclusive,
            ExitStatus::Defect,
            ExitStatus::Unwritten,
            ExitStatus::Interrupted,
        ];
        assert_eq!(told, all.map(|status| status as u8));
    }

    #[test]
    fn the_worst_stage_decides() {
        let mut outcome = fixtures::healthy();
        assert_eq!(ExitStatus::from_outcome(&outcome, true), ExitStatus::Healthy);
        let cases = [
            (Status::Warn, false, ExitStatus::Healthy),
            (Status::Warn, true, ExitStatus::Failed),
            (Status::Inconclusive, false, ExitStatus::Inconclusive),
            (Status::Fail, false, ExitStatus::Failed),
            (Status::Crash, false, ExitStatus::Defect),
        ];
        for (status, strict, expected) in cases {
            fixtures::stage_mut(&mut outcome, Stage::Ice).status = status;
            assert_eq!(ExitStatus::from_outcome(&outcome, strict), expected, "{status:?}");
        }
    }

    #[test]
    fn an_interruption_outweighs_everything_but_a_defect() {
        let mut outcome = fixtures::healthy();
        outcome.interrupted = true;
        fixtures::stage_mut(&mut outcome, Stage::Ice).status = Status::Fail;
        assert_eq!(ExitStatus::from_outcome(&outcome, false), ExitStatus::Interrupted);
        fixtures::stage_mut(&mut outcome, Stage::Dtls).status = Status::Crash;
        assert_eq!(ExitStatus::from_outcome(&outcome, false), ExitStatus::Defect);
    }
}
