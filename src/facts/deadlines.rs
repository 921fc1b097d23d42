//! How long each stage may take.

use std::time::Duration;

use super::Stage;

/// How long each stage may take, in ladder order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines([Duration; Stage::ALL.len()]);

impl Default for Deadlines {
    fn default() -> Self {
        let seconds = Stage::ALL.map(|stage| match stage {
            Stage::Host => 1,
            Stage::Ping => 2,
            Stage::Http | Stage::Flow => 5,
            Stage::Sdp | Stage::Ice | Stage::Dtls | Stage::Validation => 10,
            Stage::Sctp => 30,
        });
        Self(seconds.map(Duration::from_secs))
    }
}

impl Deadlines {
    pub fn of(&self, stage: Stage) -> Duration {
        self.0[stage as usize]
    }

    pub fn set(&mut self, stage: Stage, deadline: Duration) {
        self.0[stage as usize] = deadline;
    }
}
