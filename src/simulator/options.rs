//! How a simulated robot is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use crate::robot::model::Model;
use crate::robot::notify_builder::Wrapping;
use crate::stack::wire::Conditions;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

use super::fault_setting::FaultSetting;

#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// Where `/con_notify` and `/con_ing_…` are served; `None` for nowhere.
    pub listen: Option<SocketAddr>,
    /// Where the legacy `/offer` is served; `None` for nowhere.
    pub legacy_listen: Option<SocketAddr>,
    /// How the key blob of con_notify is wrapped: `data2`, with its key.
    pub wrapping: Wrapping,
    /// Whose topics, requests and search it has.
    pub model: Model,
    pub discoverable: bool,
    pub faults: Vec<FaultSetting>,
    pub network: Conditions,
    /// Governs loss, timing and identifiers; `None` for another each time.
    pub seed: Option<u64>,
    /// What the robot's own pauses and hold times are multiplied by.
    pub time_scale: TimeScale,
    pub once: bool,
    pub quiet: bool,
}

impl SimulatorOptions {
    /// A robot inside the process, for `--robot sim[:FAULT]` and for tests: on loopback, at a port
    /// that the system chooses, as firmware 1.1.8 to 1.1.14 is.
    pub fn in_process(faults: Vec<FaultSetting>) -> Self {
        Self {
            listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            legacy_listen: None,
            wrapping: Wrapping::StaticKey,
            model: Model::Go2,
            discoverable: false,
            faults,
            network: Conditions::default(),
            seed: None,
            time_scale: TimeScale::NORMAL,
            once: false,
            quiet: true,
        }
    }
}

/// A factor for durations: above 0, and no more than [`TimeScale::MAX`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeScale(f64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.phrase().get(Language::English))]
pub struct TimeScaleError;

impl TimeScaleError {
    pub fn phrase(self) -> Phrase {
        phrase!(
            "a time scale is a number above 0, at most {}",
            "時間比例是大於 0、不超過 {} 的數字",
            TimeScale::MAX
        )
    }
}

impl TimeScale {
    pub const NORMAL: Self = Self(1.0);
    /// Slow enough to be watched; far from every overflow.
    pub const MAX: f64 = 1000.0;

    pub fn new(factor: f64) -> Result<Self, TimeScaleError> {
        if factor > 0.0 && factor <= Self::MAX { Ok(Self(factor)) } else { Err(TimeScaleError) }
    }

    pub fn of(self, duration: Duration) -> Duration {
        duration.mul_f64(self.0)
    }
}

impl FromStr for TimeScale {
    type Err = TimeScaleError;

    fn from_str(text: &str) -> Result<Self, TimeScaleError> {
        text.parse().map_err(|_| TimeScaleError).and_then(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sensible_factors_are_taken() {
        for bad in ["", "0", "-1", "NaN", "inf", "1001", "x"] {
            assert_eq!(bad.parse::<TimeScale>(), Err(TimeScaleError), "{bad}");
        }
        let scale: Result<TimeScale, _> = "0.5".parse();
        assert_eq!(scale.map(|s| s.of(Duration::from_secs(3))), Ok(Duration::from_millis(1500)));
    }
}
