//! The one runtime of the process.

use crate::exit::ExpectedError;

/// Files, sockets and pipes that a run may have open at a time, and as many again of a simulated
/// robot in the same process.
#[cfg(unix)]
const DESCRIPTORS: usize = 40;

/// Fails where this process may not open as many files as a run needs: in mid-run it would look as
/// if the robot did not answer.
#[cfg(unix)]
pub fn ensure_descriptors() -> Result<(), ExpectedError> {
    let opened: std::io::Result<Vec<_>> =
        (0..DESCRIPTORS).map(|_| std::fs::File::open("/dev/null")).collect();
    opened.map(drop).map_err(ExpectedError::machine)
}

#[cfg(not(unix))]
pub fn ensure_descriptors() -> Result<(), ExpectedError> {
    Ok(())
}

/// Runs a future to its end on this thread.
///
/// What still runs in threads of its own by then, a name lookup that hangs for
/// instance, does not hold the exit.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, ExpectedError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ExpectedError::machine)?;
    let output = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(output)
}
