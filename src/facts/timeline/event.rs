//! The values of a timeline.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Direction;
pub use crate::stack::dissect::Layer;

/// What went by on the wire, in the order in which it began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Timeline {
    /// At most 224 a layer. Of messages that are alike the first ones are listed, the later ones
    /// counted with the last of them.
    pub events: Vec<WireEvent>,
    /// Messages that are neither listed nor counted, for there were too many that differ.
    pub dropped: u64,
}

/// One message on the wire, or several that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WireEvent {
    /// When it went by, µs after the run's start.
    pub at_us: u64,
    /// When the last of several that are alike went by; null for one.
    #[serde(default)]
    pub last_us: Option<u64>,
    /// Who sent it.
    pub direction: Direction,
    pub layer: Layer,
    /// Our address and port, where it was seen.
    #[serde(default)]
    pub local: Option<String>,
    /// The robot's.
    #[serde(default)]
    pub remote: Option<String>,
    /// Its length, of several the sum: of HTTP the body's, else the message's.
    pub bytes: u64,
    /// The RFC's name: `Binding request`, `ClientHello`, `INIT`, `COOKIE-ECHO`.
    pub name: String,
    /// What tells it from others of that name: `401 Unauthorized`, a topic.
    #[serde(default)]
    pub detail: Option<String>,
    /// The same message went by before: it was sent again, or came twice.
    #[serde(default)]
    pub repeated: bool,
    /// How many messages this stands for.
    pub count: u64,
}
