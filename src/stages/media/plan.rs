//! What the user asked for.

use std::fmt;
use std::sync::Arc;

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct MediaPlan {
    pub video: bool,
    pub audio: bool,
    pub lidar: bool,
    /// Who is given the picture.
    pub picture: Option<Arc<dyn UnitSink>>,
}

impl MediaPlan {
    /// Whether RTP has to be decrypted.
    pub fn wants_rtp(&self) -> bool {
        self.video || self.audio
    }

    pub fn is_empty(&self) -> bool {
        !(self.wants_rtp() || self.lidar)
    }
}

/// Is given the units of the picture in their order, from the first key frame on.
pub trait UnitSink: Send + Sync + fmt::Debug {
    fn take(&self, unit: &[u8]);
}
