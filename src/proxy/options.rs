//! What a proxy is asked to do.

use std::net::{IpAddr, SocketAddr};

use crate::facts::proxy::Mending;
use crate::robot::con_notify::Data2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyOptions {
    /// Where con_notify is answered, if the robot does.
    pub listen: SocketAddr,
    /// Where the legacy /offer is answered, if the robot does; `None` for nowhere.
    pub legacy_listen: Option<SocketAddr>,
    /// What is mended; nothing while only looking.
    pub mend: Vec<Mending>,
    /// The data2 that drivers are shown; as the robot has it, or 2 for a robot's 3 where the key
    /// is lent, when `None`.
    pub present: Option<Data2>,
    /// Whether the connection itself passes as well.
    pub relay: bool,
    /// Who may connect beside this machine.
    pub allow: Vec<IpAddr>,
    /// Web pages that may.
    pub allow_origins: Vec<String>,
}

impl ProxyOptions {
    pub fn mends(&self, kind: Mending) -> bool {
        self.mend.contains(&kind)
    }

    /// data2 to show for a robot that has `robot`.
    pub fn presented(&self, robot: Data2) -> Data2 {
        match (self.mends(Mending::Key), self.present, robot) {
            (true, Some(present), _) => present,
            (true, None, Data2::DeviceKey) => Data2::StaticKey,
            _ => robot,
        }
    }
}
