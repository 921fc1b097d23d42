//! What a run is asked to do: the seam between settings and the runner.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use crate::dds::driver::Question;
use crate::facts::deadlines::Deadlines;
use crate::facts::{Action, Stage};
use crate::host::machine::Machine;
use crate::robot::device_key::DeviceKey;
use crate::robot::model::{Model, ModelBy};
use crate::robot::offer_change::OfferChange;
use crate::stack::observer::Observer;

use super::media::plan::MediaPlan;
use crate::facts::outcome::Client;
use crate::net::source::among;

/// When an offer that was rejected is sent again, after the first reject.
///
/// The robot gives up a client that vanished before ICE after 10 s, one that vanished later 45.1 to
/// 46.1 s after its last packet (measured): a slot that is still taken at the end of this schedule
/// has a client that lives.
pub const BUSY_RETRIES: [Duration; 4] = [
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(48),
];

/// When an offer is sent again with `--wait-slot`: long enough for each of those cases.
pub fn slot_tries() -> Vec<Duration> {
    (4..=50).step_by(2).map(Duration::from_secs).collect()
}

/// When an offer that was rejected is sent again before the reject is believed: a session that just
/// said goodbye, our own last one for instance, holds the slot for 2.0 to 2.3 s more (measured).
pub const GOODBYE_RETRIES: [Duration; 4] = [
    Duration::from_millis(300),
    Duration::from_millis(800),
    Duration::from_millis(1600),
    Duration::from_millis(3000),
];

/// Everything the runner needs to know, resolved and checked.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The command's name, `check` for instance.
    pub command: String,
    /// The robot as the user named it; goes into the report.
    pub robot: String,
    /// The name or address to reach it by; differs from `robot` for a simulated one.
    pub host: String,
    /// The port of `/con_notify`.
    pub signal_port: u16,
    /// The port of the legacy `/offer`.
    pub legacy_port: u16,
    /// The robot's data2 when it was met before, where that is known.
    pub previous_data2: Option<u8>,
    /// The key that opens the blob of data2 3.
    pub device_key: Option<DeviceKey>,
    /// Which model it is, where that is known, and by what.
    pub model: Option<(Model, ModelBy)>,
    pub offer: String,
    /// What is changed in the offer.
    pub change: Option<OfferChange>,
    pub client: Client,
    /// The addresses of this machine to use; by route when `None`.
    pub local_addresses: Option<Vec<IpAddr>>,
    pub deadlines: Deadlines,
    /// How long `flow` watches at least; as long as a rate needs when `None`.
    pub window: Option<Duration>,
    /// How long a robot that is still starting is asked again; not at all when `None`.
    pub wait: Option<Duration>,
    /// When to offer again, without a word, before a reject is believed; ascending.
    pub goodbye_retries: Vec<Duration>,
    /// When to offer again while another client holds the slot, after the first reject, ascending;
    /// empty for never.
    pub busy_retries: Vec<Duration>,
    /// Who watches the wire beside the run's own timeline: a capture.
    pub observer: Option<Arc<dyn Observer>>,
    pub machine: Arc<dyn Machine>,
    /// The look at DDS that the host stage makes beside its own; none when `None`.
    pub dds: Option<Question>,
    pub last_stage: Stage,
    /// What `flow` asks for beside the topics.
    pub media: MediaPlan,
    /// What the robot is asked to do once the ladder has passed.
    pub action: Option<Action>,
    /// Whether the client vanishes without a goodbye once the last stage has passed.
    pub vanish: bool,
}

impl Plan {
    /// The address of ours to send from; `None` leaves it to the route.
    pub fn local_address(&self) -> Option<IpAddr> {
        let chosen = self.local_addresses.as_ref()?;
        // Of a robot known by name the family is not known yet; most have an IPv4 address.
        let robot = self.host.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        among(chosen, robot).or_else(|| chosen.first().copied())
    }
}
