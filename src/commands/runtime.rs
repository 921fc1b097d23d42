//! The one runtime of the process.

use crate::exit::ExpectedError;

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
