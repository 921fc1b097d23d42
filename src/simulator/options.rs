//! How a simulated robot is set up.

use std::net::{Ipv4Addr, SocketAddr};

use crate::robot::notify_builder::Wrapping;

use super::fault_setting::FaultSetting;

/// Everything that `simulate` takes.
#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// Where `/con_notify` and `/con_ing_…` are served; `None` for nowhere.
    pub listen: Option<SocketAddr>,
    /// Where the legacy `/offer` is served; `None` for nowhere.
    pub legacy_listen: Option<SocketAddr>,
    /// How the key blob of con_notify is wrapped: `data2`, with its key.
    pub wrapping: Wrapping,
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

impl SimulatorOptions {
    /// A robot inside the process, for `--robot sim[:FAULT]` and for tests:
    /// on loopback, at a port that the system chooses, as firmware 1.1.8 to
    /// 1.1.14 is.
    pub fn in_process(faults: Vec<FaultSetting>) -> Self {
        Self {
            listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            legacy_listen: None,
            wrapping: Wrapping::StaticKey,
            faults,
            seed: None,
            time_scale: 1.0,
            once: false,
            quiet: true,
        }
    }
}
