//! What of this machine matters to a search, beside a robot: nothing is sent for it.

use std::time::{Duration, Instant};

use crate::facts::HostEvidence;
use crate::host::firewall::{self, Between};
use crate::host::network;
use crate::host::notes::Notes;
use crate::host::place;
use crate::host::this_machine::ThisMachine;

/// How long the firewall may be looked at.
const FIREWALL_LIMIT: Duration = Duration::from_millis(500);

/// Its networks and its place, after `silence` its firewall too.
pub(super) fn look(silence: bool, notes: &mut Notes) -> HostEvidence {
    let mut here = HostEvidence::default();
    network::look(&ThisMachine, None, None, Instant::now(), &mut here, notes);
    place::look(&ThisMachine, false, &mut here, notes);
    if silence {
        let until = Instant::now() + FIREWALL_LIMIT;
        here.firewall = firewall::look(&ThisMachine, Between::default(), None, false, until).rules;
    }
    here
}
