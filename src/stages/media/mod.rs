//! Camera, microphone and LiDAR, where the user asked for them: switched on, watched, switched off.

mod audio;
pub(super) mod book;
mod picture;
pub mod plan;
mod track;
mod video;
pub(super) mod watch;
