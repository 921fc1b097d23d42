//! Whether a Ctrl-C reached the driver as well.

/// Whether the terminal gives Ctrl-C to the driver, too: it does so to every process of the group
/// in its foreground, and the driver is of our group.
#[cfg(unix)]
pub(super) fn interrupts_both() -> bool {
    use std::fs::File;

    use rustix::process::getpgrp;
    use rustix::termios::tcgetpgrp;

    // The controlling terminal, wherever stdin leads; without one nobody else was told.
    File::open("/dev/tty").is_ok_and(|tty| tcgetpgrp(tty).is_ok_and(|group| group == getpgrp()))
}

#[cfg(not(unix))]
pub(super) fn interrupts_both() -> bool {
    true
}
