//! A simulated Go2, as impolite as the real one: the signalling server, the
//! robot's side of the WebRTC protocols, its one slot, its application, and
//! the faults it can be told to have.

mod abort_causes;
pub mod answer;
pub mod app;
pub mod fault;
pub mod fault_setting;
mod fault_table;
pub mod gates;
pub mod http;
pub mod journal;
pub mod key;
pub mod mishaps;
pub mod options;
pub mod peer;
pub mod publisher;
mod robot;
pub mod run;
pub mod sctp_faults;
pub mod server;
pub mod signalling;
pub mod slot;
pub mod telemetry;

pub use fault_setting::FaultSetting;
pub use options::{SimulatorOptions, TimeScale};
pub use run::{Simulator, run};
pub use server::SimulatorError;
