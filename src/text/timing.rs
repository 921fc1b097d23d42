//! Durations as reports tell them: milliseconds, to the microsecond.

use std::time::{Duration, Instant};

/// Milliseconds, to the microsecond: no clock here is better than that.
pub fn ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// Milliseconds from one moment to another, where both are known.
pub fn ms_between(from: Option<Instant>, to: Option<Instant>) -> Option<f64> {
    Some(ms(to?.saturating_duration_since(from?)))
}
