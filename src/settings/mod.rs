//! From arguments as typed and the environment to resolved settings.
//!
//! Pure: the environment is a function passed in, nothing is opened or sent.

pub mod device_key;
pub mod environment;
mod error;
mod resolve;
mod target;

pub use device_key::DeviceKey;
pub use error::{Origin, SettingsError};
pub use resolve::{Settings, device_key as resolve_device_key, invocation, resolve};
pub use target::RobotTarget;
