//! How a simulated robot is set up.

use std::net::{Ipv4Addr, SocketAddr};

use super::fault::FaultSetting;
use super::slot::HoldTimes;

/// Everything that `simulate` takes.
#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// Where `/con_notify` and `/con_ing_…` are served; `None` for nowhere.
    pub listen: Option<SocketAddr>,
    /// Where the legacy `/offer` is served; `None` for nowhere.
    pub legacy_listen: Option<SocketAddr>,
    /// How the key blob is encrypted: 1, 2 or 3.
    pub data2: u8,
    /// The key of `data2` 3.
    pub device_key: Option<[u8; 16]>,
    /// What goes wrong.
    pub faults: Vec<FaultSetting>,
    /// Governs loss, timing and identifiers; `None` for another each time.
    pub seed: Option<u64>,
    /// The robot's own pauses and hold times are multiplied by this.
    pub time_scale: f64,
    /// Ends when the first client has left.
    pub once: bool,
    /// Says nothing after the ready line.
    pub quiet: bool,
}
