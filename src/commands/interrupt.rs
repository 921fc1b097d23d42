//! SIGINT and SIGTERM: the first ends the run in good order, the second at once.

use std::io;

use tokio::sync::watch;

use crate::exit::ExitStatus;

/// A value that turns true with the first signal.
///
/// Needs a runtime to be running.
pub fn watch() -> io::Result<watch::Receiver<bool>> {
    let mut signals = Signals::new()?;
    let (interrupt, interrupted) = watch::channel(false);
    tokio::spawn(async move {
        signals.next().await;
        // Nobody listens any more once the run has ended by itself.
        let _ = interrupt.send(true);
        signals.next().await;
        std::process::exit(ExitStatus::Interrupted as i32);
    });
    Ok(interrupted)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
