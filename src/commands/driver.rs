//! `check -- CMD ARG…`: the ladder, then the user's driver.

use std::ffi::OsString;
use std::io;
use std::time::Duration;

use tokio::time::sleep;

use super::interrupt;
use super::interrupt::Farewell;
use crate::driver_run::command::DriverCommand;
use crate::driver_run::process::{self, Watch};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::driver_run::DriverEvent;
use crate::facts::outcome::{RunEvent, RunOutcome, Slot};
use crate::signals::Signals;
use crate::stages::plan::Plan;
use crate::stages::supervisor;
use crate::text::format::{ms, printable};
use crate::text::phrase::{Phrase, phrase};

/// How long the robot takes to see that we have gone: 2.2 s at most were measured.
pub(super) const AFTER_GOODBYE: Duration = Duration::from_millis(2500);

/// The same where it could not be told goodbye, and still gives the slot up after 10 s.
const WITHOUT_GOODBYE: Duration = Duration::from_secs(11);

/// The driver that `words` name; `None` where there are none.
pub fn found(words: &[OsString]) -> Result<Option<DriverCommand>, ExpectedError> {
    let Some(name) = words.first() else { return Ok(None) };
    let path = std::env::var_os("PATH");
    let cannot = |source: io::Error| {
        let why = match source.kind() {
            io::ErrorKind::NotFound => phrase!("there is no such program", "沒有這個程式"),
            io::ErrorKind::PermissionDenied => {
                phrase!("you lack permission to execute it", "沒有執行權限")
            }
            io::ErrorKind::IsADirectory => phrase!("it is a folder", "這是資料夾"),
            _ => Phrase::same(source.to_string()),
        };
        ExpectedError::usage(phrase!(
            "cannot run {}: {}; nothing was sent.\n  \
             Give a program and its arguments after --, as in a shell: check -- python3 driver.py",
            "無法執行 {}：{}；尚未送出任何封包。\n  \
             請在 -- 之後寫上程式與它的參數，和在 shell 中相同：check -- python3 driver.py",
            printable(&name.to_string_lossy()),
            why
        ))
    };
    DriverCommand::find(words, path.as_deref()).map(Some).map_err(cannot)
}

/// Climbs the ladder, then runs the driver, unless a signal came before. The events are those of
/// the ladder, whose end waits for the driver's.
///
/// `shared` is whether both speak to one robot, so that the driver would find us in its slot. `copy`
/// is given what the driver writes.
pub async fn run(
    plan: &Plan,
    command: &DriverCommand,
    shared: bool,
    farewell: Farewell,
    copy: &mut dyn FnMut(&[u8]),
    events: &mut dyn FnMut(RunEvent),
) -> Result<RunOutcome, ExpectedError> {
    let mut not_the_end = |event: RunEvent| {
        if !matches!(event, RunEvent::RunFinished { .. }) {
            events(event);
        }
    };
    let interrupted = interrupt::watch(farewell)?;
    let mut outcome = supervisor::run(plan, interrupted.clone(), &mut not_the_end).await;
    // From now on they are the driver's too. What came until now is the ladder's.
    let mut signals = Signals::new().map_err(ExpectedError::machine)?;
    outcome.interrupted |= *interrupted.borrow();
    let _ladder = outcome.interrupted.then_some(interrupted);
    let hold = if shared { hold(outcome.slot) } else { Duration::ZERO };
    if !outcome.interrupted && !hold.is_zero() {
        events(RunEvent::Driver(DriverEvent::Held { ms: ms(hold) }));
        tokio::select! {
            () = sleep(hold) => {}
            _ = signals.next() => outcome.interrupted = true,
        }
    }
    if !outcome.interrupted {
        let mut tell = |event| events(RunEvent::Driver(event));
        match process::run(command, None, &mut signals, copy, &mut tell).await {
            Watch::Over { run, stopped, .. } => {
                outcome.interrupted = stopped;
                outcome.duration_ms += ms(hold) + run.duration_ms;
                outcome.driver = Some(run);
            }
            Watch::AtOnce => std::process::exit(ExitStatus::Interrupted as i32),
        }
    }
    events(RunEvent::RunFinished { outcome: Box::new(outcome.clone()) });
    Ok(outcome)
}

/// How long the driver is kept back, so that it does not meet its own doctor at the robot.
fn hold(slot: Slot) -> Duration {
    match slot {
        // 46 s are more than a driver is kept back; that it found our slot is told instead.
        Slot::Untouched | Slot::HeldLong => Duration::ZERO,
        Slot::Released | Slot::EndedByRobot => AFTER_GOODBYE,
        Slot::HeldBriefly => WITHOUT_GOODBYE,
    }
}
