//! Several measurements of one thing.

use std::time::Duration;

/// Milliseconds, sorted.
#[derive(Debug, Clone)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    /// Of numbers in any order; there must be at least one.
    pub(crate) fn new(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        assert!(!values.is_empty(), "nothing was measured");
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The one in the middle, or the mean of the two there.
    pub(crate) fn median(&self) -> f64 {
        let (low, high) = ((self.0.len() - 1) / 2, self.0.len() / 2);
        f64::midpoint(self.0[low], self.0[high])
    }

    /// The smallest.
    pub(crate) fn min(&self) -> f64 {
        self.0[0]
    }

    /// The greatest.
    pub(crate) fn max(&self) -> f64 {
        self.0[self.0.len() - 1]
    }

    /// Median, spread and count in milliseconds, for people.
    pub(crate) fn describe(&self) -> String {
        let Self(values) = self;
        format!(
            "{:.1} ms median ({:.1} to {:.1}, {} runs)",
            self.median(),
            self.min(),
            self.max(),
            values.len()
        )
    }
}

/// Milliseconds.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
