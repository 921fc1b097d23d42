//! What is known of the Wi-Fi of this machine, where the robot is reached by it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HostEvidence, InterfaceFacts};
use crate::text::redact::Secret;

/// The Wi-Fi of the interface towards the robot. What the system does not tell is null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WifiFacts {
    /// The interface. Within WSL, where it is one of Windows, whether the way to the robot leads by
    /// it is not known.
    pub interface: String,
    /// The network's name, always masked: `***` says no more than that the system told it.
    #[schemars(with = "Option<String>")]
    pub ssid: Option<Secret<String>>,
    /// The band.
    pub band: Option<WifiBand>,
    /// The channel's number.
    pub channel: Option<u16>,
    /// The frequency of the primary channel, MHz.
    pub frequency_mhz: Option<u32>,
    /// The strength at which the access point is received, dBm. Older versions of Windows tell it in
    /// percent, of which 0 is -100 dBm and 100 is -50 dBm or more.
    pub signal_dbm: Option<i32>,
    /// The rate at which this machine last sent, Mbit/s.
    pub tx_mbit_s: Option<f64>,
    /// Whether the radio sleeps between two beacons while there is little to send.
    pub power_save: Option<bool>,
}

/// A band of IEEE 802.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum WifiBand {
    /// Channels 1 to 14.
    #[serde(rename = "2.4 GHz")]
    Ghz2,
    /// Channels 32 to 177.
    #[serde(rename = "5 GHz")]
    Ghz5,
    /// Channels 1 to 233 above 5925 MHz.
    #[serde(rename = "6 GHz")]
    Ghz6,
}

impl WifiBand {
    pub const ALL: [Self; 3] = [Self::Ghz2, Self::Ghz5, Self::Ghz6];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ghz2 => "2.4 GHz",
            Self::Ghz5 => "5 GHz",
            Self::Ghz6 => "6 GHz",
        }
    }
}

/// The Wi-Fi towards the robot while `flow` watched.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WifiWatched {
    /// How often it was read.
    pub readings: u32,
    /// The weakest signal of these, dBm.
    pub signal_min_dbm: Option<i32>,
    /// The strongest, dBm.
    pub signal_max_dbm: Option<i32>,
    /// Each time the access point was another one than before, 20 at most; null where the system
    /// named it fewer than two times. Which one it was is not kept.
    pub roamed: Option<Vec<Roaming>>,
}

/// A change of the access point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Roaming {
    /// The last reading of the earlier one, ms after the stage began.
    pub after_ms: f64,
    /// The first reading of the later one, ms after the stage began.
    pub before_ms: f64,
    /// Whether the later one is of a network of another name; null where the system did not name
    /// both.
    #[serde(default)]
    pub other_network: Option<bool>,
}

/// The longest name of an interface of Linux, in bytes.
const MAX_NAME: usize = 15;

/// So weak a signal costs packets: rates fall to the lowest, and what is still sent is repeated.
pub const WEAK_DBM: i32 = -75;

impl WifiFacts {
    /// The interface's name, where it can stand in a command line as it is.
    pub fn plain_name(&self) -> Option<&str> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let name = Some(&*self.interface).filter(|name| name.chars().all(plain))?;
        (!name.is_empty() && name.len() <= MAX_NAME && !name.starts_with('-')).then_some(name)
    }
}

impl HostEvidence {
    /// The Wi-Fi, where the way to the robot is known to lead by it.
    pub fn wifi_used(&self) -> Option<&WifiFacts> {
        let used = self.route.as_ref()?.interface.as_ref()?;
        self.wifi.as_ref().filter(|wifi| wifi.interface == *used)
    }

    /// Whether the way to the robot is known to begin with a cable. What a virtual machine takes for
    /// one may be the radio of the machine around it.
    pub fn is_by_cable(&self) -> bool {
        let wired = |it: &InterfaceFacts| it.physical == Some(true) && it.wireless == Some(false);
        self.hypervisor().is_none() && self.interface_used().is_some_and(wired)
    }
}
