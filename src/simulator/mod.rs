//! A simulated Go2, as impolite as the real one: the signalling server, the robot's side of the
//! WebRTC protocols, its one slot, its application, and the faults it can be told to have.

mod abort_causes;
pub mod answer;
mod answer_faults;
pub mod app;
pub mod body;
pub mod discovery;
mod dtls_faults;
pub mod error;
pub mod fault;
pub mod fault_list;
pub mod fault_setting;
pub mod fault_table;
mod hostile_faults;
mod http_faults;
mod ice_faults;
pub mod journal;
mod key;
mod libwebrtc;
pub mod media;
mod notify_faults;
pub mod options;
pub mod peer;
pub mod peer_profile;
mod port;
pub mod publisher;
mod robot;
pub mod run;
pub mod sctp_faults;
pub mod server;
pub mod signalling;
pub mod slot;
pub mod telemetry;
pub mod timed_faults;

pub use error::SimulatorError;
pub use fault_setting::FaultSetting;
pub use notify_faults::DEVICE_KEY;
pub use options::{SimulatorOptions, TimeScale};
pub use run::{Simulator, run};
