//! The kernel's table of radios, an interface of older times (Wireless Extensions): without `iw` it
//! tells the signal still, and nothing else of use.

use super::dbm;
use crate::host::machine::Machine;

pub(super) const TABLE: &str = "/proc/net/wireless";

/// `None` where the kernel has no such table, or the radio is not in it.
pub(super) fn signal_dbm(machine: &dyn Machine, name: &str) -> Option<i32> {
    let table = machine.system_file(TABLE).ok()?;
    table.lines().find_map(|line| level(line, name))
}

/// ` wlan0: 0000   58.  -52.  -256        0      0      0      0      0        0`: status, quality and
/// level. A driver of relative levels writes them above 0, where they are no dBm.
fn level(line: &str, name: &str) -> Option<i32> {
    let (interface, columns) = line.split_once(':')?;
    let level = columns.split_whitespace().nth(2).filter(|_| interface.trim() == name)?;
    dbm(level.trim_end_matches('.').parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    /// Linux 5.15 and 6.8.
    const HEAD: &str = "Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE\n \
        face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22\n";

    #[test]
    fn a_level_in_dbm_is_read_and_a_relative_one_is_not() {
        for (row, expected) in [
            (
                "wlan0: 0000   58.  -52.  -256        0      0      0      0      0        0",
                Some(-52),
            ),
            (
                "wlan0: 0000   58   -71   -95         0      0      0      0      0        0",
                Some(-71),
            ),
            ("wlan0: 0000   70.  200.  0           0      0      0      0      0        0", None),
            ("wlan0: 0000    0     0     0         0      0      0      0      0        0", None),
            ("wlan1: 0000   58.  -52.  -256        0      0      0      0      0        0", None),
            ("wlan0: 0000", None),
            ("", None),
        ] {
            let machine = FakeMachine::new().file(TABLE, &format!("{HEAD}{row}\n"));
            assert_eq!(signal_dbm(&machine, "wlan0"), expected, "{row}");
        }
        assert_eq!(signal_dbm(&FakeMachine::new(), "wlan0"), None);
    }
}
