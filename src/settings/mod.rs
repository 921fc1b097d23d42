//! From arguments as typed and the environment to resolved settings.
//!
//! Pure: the environment is a function passed in, nothing is opened or sent.

mod error;
mod language;
pub mod proxy;
mod resolve;
mod target;

pub use error::{Origin, SettingsError};
pub use language::{language, language_before};
pub use resolve::{CaptureSettings, Output, Settings, model, read_key, resolve, signalling_ports};
pub use target::{HostProblem, RobotTarget, TargetError};
