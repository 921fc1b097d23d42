//! The clock of all that waits for a network: the runtime's, which a test may run as it likes.

use std::time::{Duration, Instant};

pub fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

pub fn since(earlier: Instant) -> Duration {
    now().saturating_duration_since(earlier)
}
