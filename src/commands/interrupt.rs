//! SIGINT and SIGTERM: the first ends the run in good order, the second at once.

use std::io;
use std::pin::pin;

use tokio::sync::watch;

use crate::exit::ExitStatus;
use crate::signals::Signals;

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

/// Does `work`; `interrupt` turns true with the first signal. Once it has ended, the signals are
/// somebody else's to watch.
pub async fn watched<T>(
    signals: &mut Signals,
    interrupt: watch::Sender<bool>,
    work: impl Future<Output = T>,
) -> T {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = signals.next() => {
                if interrupt.send_replace(true) {
                    std::process::exit(ExitStatus::Interrupted as i32);
                }
            }
        }
    }
}
