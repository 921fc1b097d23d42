//! The signals that ask this process to end.

use std::io;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
    /// SIGHUP: the terminal is gone.
    HangUp,
    Quit,
}

pub struct Signals(platform::Signals);

impl Signals {
    /// Of SIGINT, SIGTERM, SIGQUIT and SIGHUP, the last unless whoever started us wanted it ignored
    /// (`nohup`). Needs a runtime to be running.
    pub fn new() -> io::Result<Self> {
        platform::Signals::new().map(Self)
    }

    /// The next one. Nothing is lost where this is not awaited to its end.
    pub async fn next(&mut self) -> Signal {
        self.0.next().await
    }
}

#[cfg(unix)]
mod platform {
    use std::{fs, io};

    use tokio::signal::unix::{self, SignalKind, signal};

    use super::Signal;

    pub(super) struct Signals {
        interrupt: unix::Signal,
        terminate: unix::Signal,
        quit: unix::Signal,
        hang_up: Option<unix::Signal>,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            let hang_up = !hang_up_is_ignored();
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                quit: signal(SignalKind::quit())?,
                hang_up: hang_up.then(|| signal(SignalKind::hangup())).transpose()?,
            })
        }

        pub(super) async fn next(&mut self) -> Signal {
            let hung_up = async {
                match &mut self.hang_up {
                    Some(hang_up) => hang_up.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = self.interrupt.recv() => Signal::Interrupt,
                _ = self.terminate.recv() => Signal::Terminate,
                _ = self.quit.recv() => Signal::Quit,
                _ = hung_up => Signal::HangUp,
            }
        }
    }

    /// As Linux tells; elsewhere it is not known.
    fn hang_up_is_ignored() -> bool {
        fs::read_to_string("/proc/self/status").is_ok_and(|status| hang_up_ignored_in(&status))
    }

    /// `SigIgn:\t0000000000000001`: a bit a signal, SIGHUP's is the first (proc_pid_status(5)).
    fn hang_up_ignored_in(status: &str) -> bool {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .is_some_and(|it| it & 1 == 1)
    }

    #[test]
    fn what_nohup_ignores_is_seen() {
        let status =
            |mask: &str| format!("SigBlk:\t0000000000000001\nSigIgn:\t{mask}\nSigCgt:\t1\n");
        assert!(hang_up_ignored_in(&status("0000000000001001")));
        assert!(!hang_up_ignored_in(&status("0000000000001000")));
        assert!(!hang_up_ignored_in(""));
    }
}

#[cfg(not(unix))]
mod platform {
    use std::io;

    use super::Signal;

    pub(super) struct Signals;

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) async fn next(&mut self) -> Signal {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            Signal::Interrupt
        }
    }
}
