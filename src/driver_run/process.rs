//! The driver as a process: started, watched, handed the user's signals.

use std::cell::RefCell;
use std::io;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::command::DriverCommand;
use super::listener::{Listener, News, Stream};
use super::streams::pass_on;
use super::terminal::interrupts_both;
use crate::facts::driver_run::{DriverEvent, DriverRun, Ended};
use crate::facts::log_reading::LogReading;
use crate::signals::{Signal, Signals};
use crate::text::format::ms;

/// How long a driver is waited for after it was asked to end: it has the robot's slot to release.
const TIME_TO_END: Duration = Duration::from_secs(5);

/// How long a Ctrl-C that the terminal gave to the driver as well is left to work.
const TIME_FOR_CTRL_C: Duration = Duration::from_secs(1);

/// Keeps Python from holding back what it prints, as it does where stdout is no terminal.
const UNBUFFERED: &str = "PYTHONUNBUFFERED";

pub enum Watch {
    Over {
        run: Box<DriverRun>,
        /// By a signal.
        stopped: bool,
        /// Because its time was over.
        timed_out: bool,
    },
    /// By a second signal: the driver was killed, and we are to end at once.
    AtOnce,
}

/// Runs the driver to its end.
///
/// Its stdin is ours; its stdout and its stderr are both passed on to our stderr, for our stdout is
/// the report's. `copy` is given the same bytes. After `lasts` it is asked to end as by Ctrl-C.
/// Needs a runtime to be running.
pub async fn run(
    command: &DriverCommand,
    lasts: Option<Duration>,
    signals: &mut Signals,
    copy: &mut dyn FnMut(&[u8]),
    tell: &mut dyn FnMut(DriverEvent),
) -> Watch {
    tell(DriverEvent::Started { command: command.shown() });
    let started = Instant::now();
    let mut child = match start(command) {
        Ok(child) => child,
        Err(error) => {
            let ended = Ended::NotStarted(error.to_string());
            let run = finished(command, ended, started, Listener::default().finish(), tell);
            return Watch::Over { run, stopped: false, timed_out: false };
        }
    };
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let listener = RefCell::new(Listener::default());
    let (end, ended) = watch::channel(false);
    let (tell, copy) = (RefCell::new(tell), RefCell::new(copy));
    let streams = async {
        let hear = |stream| {
            let (listener, tell, copy) = (&listener, &tell, &copy);
            move |bytes: &[u8]| {
                (copy.borrow_mut())(bytes);
                for News { stage, status, attempt } in listener.borrow_mut().take(stream, bytes) {
                    let at_ms = ms(started.elapsed());
                    (tell.borrow_mut())(DriverEvent::Stage { stage, status, attempt, at_ms });
                }
            }
        };
        let out = async {
            if let Some(out) = out {
                pass_on(out, io::stderr(), hear(Stream::Out), ended.clone()).await;
            }
        };
        let err = async {
            if let Some(err) = err {
                pass_on(err, io::stderr(), hear(Stream::Err), ended.clone()).await;
            }
        };
        tokio::join!(out, err);
    };
    let watch = async {
        let tell = |event| (tell.borrow_mut())(event);
        let over = watch_over(&mut child, lasts, signals, &tell).await;
        end.send_replace(true);
        (over, signals)
    };
    let Some(over) = to_the_end(watch, streams).await else { return Watch::AtOnce };
    let Over { result, stopped, timed_out } = over;
    let ended = match result {
        Ok(status) => how(status),
        Err(error) => Ended::NotStarted(error.to_string()),
    };
    let heard = listener.into_inner().finish();
    let run = finished(command, ended, started, heard, tell.into_inner());
    Watch::Over { run, stopped, timed_out }
}

fn start(command: &DriverCommand) -> io::Result<Child> {
    let mut process = Command::new(&command.program);
    process.args(&command.arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    process.arg0(&command.name);
    for (name, value) in &command.environment {
        match value {
            Some(value) => process.env(name, value),
            None => process.env_remove(name),
        };
    }
    if std::env::var_os(UNBUFFERED).is_none() {
        process.env(UNBUFFERED, "1");
    }
    process.spawn()
}

/// How a driver ended, once all that it printed was read.
struct Over {
    result: io::Result<ExitStatus>,
    stopped: bool,
    timed_out: bool,
}

/// Waits for the driver's end, then for what is left in its streams; `None` after a second signal.
async fn to_the_end(
    watch: impl Future<Output = (Option<(io::Result<ExitStatus>, Option<Why>)>, &mut Signals)>,
    streams: impl Future<Output = ()>,
) -> Option<Over> {
    let mut streams = pin!(streams);
    let mut watch = pin!(watch);
    let mut all_read = false;
    let (over, signals) = loop {
        tokio::select! {
            over = &mut watch => break over,
            () = &mut streams, if !all_read => all_read = true,
        }
    };
    let (result, why) = over?;
    let mut stopped = why == Some(Why::Signal);
    if !all_read {
        tokio::select! {
            () = streams => {}
            // A terminal that was stopped, and takes nothing, must not keep us.
            _ = signals.next() => {
                if stopped {
                    return None;
                }
                stopped = true;
            }
        }
    }
    Some(Over { result, stopped, timed_out: why == Some(Why::Time) })
}

/// What made a driver end before it did so by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Signal,
    Time,
}

/// Waits for the driver's end. What the user sends us it is sent as well; after the first signal,
/// or after its time, it has [`TIME_TO_END`], and one signal more, or a longer wait, kills it.
/// `None` after a second signal.
async fn watch_over(
    child: &mut Child,
    lasts: Option<Duration>,
    signals: &mut Signals,
    tell: &dyn Fn(DriverEvent),
) -> Option<(io::Result<ExitStatus>, Option<Why>)> {
    let (first, mut why) = tokio::select! {
        // A Ctrl-C that ended the driver as well is seen first.
        biased;
        signal = signals.next() => (signal, Why::Signal),
        status = child.wait() => {
            let stopped = signals.next().now_or_never().is_some();
            return Some((status, stopped.then_some(Why::Signal)));
        }
        () = time(lasts) => (Signal::Interrupt, Why::Time),
    };
    tell(DriverEvent::Asked { seconds: TIME_TO_END.as_secs() });
    let asked = Instant::now();
    let mut given = why == Why::Signal && first == Signal::Interrupt && interrupts_both();
    if !given {
        hand_on(child, first);
    }
    loop {
        tokio::select! {
            status = child.wait() => return Some((status, Some(why))),
            again = signals.next() => {
                hand_on(child, again);
                if why == Why::Signal {
                    let _ = child.start_kill();
                    return None;
                }
                why = Why::Signal;
            }
            () = sleep_until(asked + TIME_FOR_CTRL_C), if given => {
                given = false;
                hand_on(child, first);
            }
            () = sleep_until(asked + TIME_TO_END) => {
                tell(DriverEvent::Killed);
                let _ = child.start_kill();
                return Some((child.wait().await, Some(why)));
            }
        }
    }
}

/// Ready after so long; without a limit never.
pub async fn time(lasts: Option<Duration>) {
    match lasts {
        Some(lasts) => sleep(lasts).await,
        None => std::future::pending().await,
    }
}

/// Sends a signal to the driver and to nobody else. It is still ours to wait for: its id cannot
/// have become another's.
#[cfg(unix)]
fn hand_on(child: &Child, signal: Signal) {
    use rustix::process::{self, Pid, kill_process};

    let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let signal = match signal {
        Signal::Interrupt => process::Signal::INT,
        Signal::Terminate => process::Signal::TERM,
        Signal::HangUp => process::Signal::HUP,
        Signal::Quit => process::Signal::QUIT,
    };
    if let Some(id) = id {
        // It may have ended by now.
        let _ = kill_process(id, signal);
    }
}

#[cfg(not(unix))]
fn hand_on(_child: &Child, _signal: Signal) {}

fn how(status: ExitStatus) -> Ended {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return Ended::Signal(name(signal));
        }
    }
    Ended::Exit(status.code().unwrap_or(-1))
}

/// `SIGKILL`; the number where it has no common name.
#[cfg(unix)]
fn name(signal: i32) -> String {
    use rustix::process::Signal;

    let names = [
        (Signal::HUP, "SIGHUP"),
        (Signal::INT, "SIGINT"),
        (Signal::QUIT, "SIGQUIT"),
        (Signal::ILL, "SIGILL"),
        (Signal::ABORT, "SIGABRT"),
        (Signal::BUS, "SIGBUS"),
        (Signal::FPE, "SIGFPE"),
        (Signal::KILL, "SIGKILL"),
        (Signal::SEGV, "SIGSEGV"),
        (Signal::PIPE, "SIGPIPE"),
        (Signal::TERM, "SIGTERM"),
    ];
    let known = names.into_iter().find(|(known, _)| known.as_raw() == signal);
    known.map_or_else(|| format!("signal {signal}"), |(_, name)| name.to_owned())
}

fn finished(
    command: &DriverCommand,
    ended: Ended,
    started: Instant,
    (reading, bytes, in_line): (LogReading, u64, bool),
    tell: &mut dyn FnMut(DriverEvent),
) -> Box<DriverRun> {
    let duration_ms = ms(started.elapsed());
    tell(DriverEvent::Finished { ended: ended.clone(), duration_ms, in_line });
    Box::new(DriverRun { command: command.shown(), ended, duration_ms, bytes, reading })
}
