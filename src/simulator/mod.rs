//! A simulated Go2, as impolite as the real one: the signalling server, the
//! robot's side of the WebRTC protocols, its one slot, its application, and
//! the faults it can be told to have.

pub mod app;
pub mod fault;
pub mod http;
pub mod journal;
pub mod options;
pub mod slot;
pub mod telemetry;
