//! What a Go2 is on the wire: keys, signalling, offers and data-channel messages.
//!
//! Pure: bytes in, values out, time as an argument. The doctor and the simulated robot are the two
//! ends that speak it.

pub mod access_point;
pub mod base64_text;
pub mod binary;
pub mod body;
pub mod con_ing;
pub mod con_notify;
pub mod device_key;
pub mod dialect;
pub mod discovery;
pub mod firmware;
pub mod h264;
pub mod h264_sps;
pub mod legacy;
pub mod lidar;
pub mod lz4;
pub mod message;
pub mod message_builder;
pub mod message_head;
pub mod model;
pub mod notify_builder;
pub mod offer;
pub mod offer_change;
pub mod offer_request;
pub mod opus;
pub mod private_key;
pub mod robot_error;
pub mod session_key;
pub mod sound_level;
pub mod state_form;
pub mod topics;
pub mod validation;

#[cfg(test)]
mod test_vectors;
