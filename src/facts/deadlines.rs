//! How long each stage may take.

use std::time::Duration;

use super::Stage;

/// How long each stage may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    host: Duration,
    ping: Duration,
    http: Duration,
    sdp: Duration,
    ice: Duration,
    dtls: Duration,
    sctp: Duration,
    validation: Duration,
    flow: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            host: Duration::from_secs(1),
            ping: Duration::from_secs(2),
            http: Duration::from_secs(5),
            sdp: Duration::from_secs(10),
            ice: Duration::from_secs(10),
            dtls: Duration::from_secs(10),
            sctp: Duration::from_secs(30),
            validation: Duration::from_secs(10),
            flow: Duration::from_secs(5),
        }
    }
}

impl Deadlines {
    pub fn of(&self, stage: Stage) -> Duration {
        match stage {
            Stage::Host => self.host,
            Stage::Ping => self.ping,
            Stage::Http => self.http,
            Stage::Sdp => self.sdp,
            Stage::Ice => self.ice,
            Stage::Dtls => self.dtls,
            Stage::Sctp => self.sctp,
            Stage::Validation => self.validation,
            Stage::Flow => self.flow,
        }
    }

    pub fn set(&mut self, stage: Stage, deadline: Duration) {
        *match stage {
            Stage::Host => &mut self.host,
            Stage::Ping => &mut self.ping,
            Stage::Http => &mut self.http,
            Stage::Sdp => &mut self.sdp,
            Stage::Ice => &mut self.ice,
            Stage::Dtls => &mut self.dtls,
            Stage::Sctp => &mut self.sctp,
            Stage::Validation => &mut self.validation,
            Stage::Flow => &mut self.flow,
        } = deadline;
    }
}
