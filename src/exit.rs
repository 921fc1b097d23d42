//! Exit statuses, and the errors that a user can do something about.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use thiserror::Error;

use crate::catalogue::find::NotFound;
use crate::diagnosis::verdict::Verdict;
use crate::facts::outcome::RunOutcome;
use crate::logs::signatures::SignatureError;
use crate::report::compare_error::CompareError;
use crate::settings::SettingsError;
use crate::simulator::SimulatorError;
use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};
use crate::{environment, settings};

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
        match Verdict::of_run(outcome) {
            Verdict::Crash => ExitStatus::Defect,
            _ if outcome.interrupted => ExitStatus::Interrupted,
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

/// An error that is nobody's defect: it knows its exit status, and its text
/// says what to do about it.
#[derive(Debug, Error)]
pub enum ExpectedError {
    Settings(#[from] SettingsError),
    Export {
        path: PathBuf,
        source: io::Error,
    },
    Interface {
        name: String,
        known: String,
    },
    Scan {
        range: String,
        known: String,
    },
    /// No host has that name, and no robot replied to that serial number.
    NoSuchRobot {
        unable: bool,
        interrupted: bool,
    },
    Driver {
        name: String,
        source: io::Error,
    },
    Log {
        path: PathBuf,
        source: io::Error,
    },
    FollowSeveral,
    FollowCompressed {
        path: PathBuf,
    },
    Compare(#[from] CompareError),
    Signatures {
        path: PathBuf,
        source: SignatureError,
    },
    Explain(#[from] NotFound),
    Simulator(#[from] SimulatorError),
    /// The report could not be written to its end: a full disk, for instance.
    Write(#[source] io::Error),
    /// This machine does not give us what any run needs.
    Machine(#[source] io::Error),
}

impl fmt::Display for ExpectedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase().get(Language::English))
    }
}

impl ExpectedError {
    /// What is wrong and what to do about it, for people. What the system says
    /// stays as it says it.
    pub fn phrase(&self) -> Phrase {
        match self {
            ExpectedError::Settings(error) => error.phrase(),
            ExpectedError::Export { path, source } => phrase!(
                "--export: cannot write {}: {}\n  \
                 Give a path in a folder that exists and that you may write to.",
                "--export：無法寫入 {}：{}\n  請指定一個存在且可寫入的資料夾中的路徑。",
                path.display(),
                source
            ),
            ExpectedError::Interface { name, known } => phrase!(
                "--interface: this machine has no interface or address {name:?} that is up.\n  \
                 It has: {}.",
                "--interface：這台電腦沒有啟用中的介面或位址 {name:?}。\n  現有：{}。",
                known
            ),
            ExpectedError::Driver { name, source } => driver_error(name, source),
            ExpectedError::Log { path, source } => log_error(path, source),
            ExpectedError::FollowSeveral => phrase!(
                "--follow: one log at a time.\n  For several, run one go2doctor for each.",
                "--follow：一次只能追蹤一份日誌。\n  若有多份，請各執行一個 go2doctor。"
            ),
            ExpectedError::FollowCompressed { path } => phrase!(
                "--follow: {} is compressed, and nobody appends to that.\n  Without --follow it \
                 is read as it is.",
                "--follow：{} 是壓縮檔，不會再增長。\n  不加 --follow 即可直接讀取。",
                path.display()
            ),
            ExpectedError::Compare(error) => error.phrase(),
            ExpectedError::Signatures { path, source } => phrase!(
                "--signatures: {}: {}",
                "--signatures：{}：{}",
                path.display(),
                source.phrase()
            ),
            ExpectedError::Scan { range, known } => phrase!(
                "--scan: this machine is not in the network {}, and beyond a router nothing is \
                 scanned.\n  It is in: {}.",
                "--scan：這台電腦不在網段 {} 內，而路由器之後的網段不會掃描。\n  它所在的網段：{}。",
                range,
                known
            ),
            ExpectedError::NoSuchRobot { unable: true, .. } => phrase!(
                "--robot: no host has that name, and the robot of that serial number cannot be \
                     searched for here.\n  Give its address, or see what `go2doctor discover` says.",
                "--robot：沒有這個名稱的主機，這裡也無法以序號搜尋機器人。\n  請輸入機器人的\
                     位址，或看 `go2doctor discover` 的結果。"
            ),
            ExpectedError::NoSuchRobot { .. } => phrase!(
                "--robot: no host has that name, and no robot replied to that serial number.\n  \
                     Give its address, or see what `go2doctor discover --serial SN` says.",
                "--robot：沒有這個名稱的主機，也沒有機器人以這個序號回覆。\n  請輸入機器人的\
                     位址，或看 `go2doctor discover --serial SN` 的結果。"
            ),
            ExpectedError::Explain(error) => unknown_finding(error),
            ExpectedError::Simulator(error) => error.phrase(),
            ExpectedError::Write(error) => {
                phrase!("the report could not be written: {}", "報告無法寫出：{}", error)
            }
            ExpectedError::Machine(error) => phrase!(
                "this machine refused what go2doctor needs to start: {}",
                "這台電腦拒絕了 go2doctor 啟動所需的資源：{}",
                error
            ),
        }
    }

    pub fn status(&self) -> ExitStatus {
        match self {
            // A folder that does not exist is a mistyped option; a full disk is not.
            ExpectedError::Export { source, .. } if source.kind() != io::ErrorKind::NotFound => {
                ExitStatus::Unwritten
            }
            ExpectedError::Write(_) => ExitStatus::Unwritten,
            ExpectedError::Settings(_)
            | ExpectedError::Export { .. }
            | ExpectedError::Driver { .. }
            | ExpectedError::Log { .. }
            | ExpectedError::FollowSeveral
            | ExpectedError::FollowCompressed { .. }
            | ExpectedError::Compare(_)
            | ExpectedError::Signatures { .. }
            | ExpectedError::Scan { .. }
            | ExpectedError::Explain(_)
            | ExpectedError::Interface { .. } => ExitStatus::Usage,
            ExpectedError::NoSuchRobot { interrupted: true, .. } => ExitStatus::Interrupted,
            ExpectedError::NoSuchRobot { unable: true, .. } => ExitStatus::Inconclusive,
            ExpectedError::NoSuchRobot { .. }
            | ExpectedError::Simulator(_)
            | ExpectedError::Machine(_) => ExitStatus::Failed,
        }
    }
}

fn driver_error(name: &str, source: &io::Error) -> Phrase {
    let why = match source.kind() {
        io::ErrorKind::NotFound => phrase!("there is no such program", "沒有這個程式"),
        io::ErrorKind::PermissionDenied => phrase!("it may not be executed", "沒有執行權限"),
        io::ErrorKind::IsADirectory => phrase!("it is a folder", "這是資料夾"),
        _ => Phrase::same(source.to_string()),
    };
    phrase!(
        "cannot run {}: {}; nothing was sent.\n  \
         Give a program and its arguments after --, as in a shell: check -- python3 driver.py",
        "無法執行 {}：{}；尚未送出任何封包。\n  \
         請在 -- 之後寫上程式與它的參數，和在 shell 中相同：check -- python3 driver.py",
        printable(name),
        why
    )
}

/// A file that is there and cannot be read to its end is a compressed one that was cut short or
/// damaged.
fn log_error(path: &Path, source: &io::Error) -> Phrase {
    let remedy = match source.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            phrase!(
                "\n  It is cut short or damaged. What is left of it: gzip -dc FILE (or zstd -dc \
                 FILE) | go2doctor logs -",
                "\n  檔案不完整或已損壞。仍可讀取剩餘的部分：gzip -dc FILE（或 zstd -dc FILE）\
                 | go2doctor logs -"
            )
        }
        io::ErrorKind::NotFound => phrase!(
            "\n  Give the path of a file that exists, or - for the standard input.",
            "\n  請指定存在的檔案，或以 - 表示標準輸入。"
        ),
        _ => Phrase::default(),
    };
    phrase!("cannot read {}: {}{}", "無法讀取 {}：{}{}", path.display(), source, remedy)
}

fn unknown_finding(error: &NotFound) -> Phrase {
    let near = match &error.suggestions[..] {
        [] => phrase!("`go2doctor explain` lists them all", "`go2doctor explain` 列出全部"),
        near => phrase!("did you mean {}?", "是否指 {}？", near.join(", ")),
    };
    phrase!("no finding fits {}: {}", "沒有符合 {} 的診斷結果：{}", error.asked, near)
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
            env!("CARGO_PKG_VERSION")
        );
        let language = settings::language_before(&arguments, &environment::of_process);
        let _ = writeln!(io::stderr(), "{}", message.get(language));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Stage;
    use crate::facts::outcome::Status;
    use crate::report::fixtures;

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
