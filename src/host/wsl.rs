//! The Windows Subsystem for Linux, and how it is joined to the network.

use std::path::Path;
use std::time::Duration;

use super::machine::Machine;
use super::notes::Notes;
use crate::evidence::WslFacts;

/// The kernel's release: `5.15.167.4-microsoft-standard-WSL2`, `4.4.0-19041-Microsoft`.
const RELEASE: &str = "/proc/sys/kernel/osrelease";

/// The kernel's whole version text, which names its maker as well.
const VERSION: &str = "/proc/version";

/// What these files hold at most.
const LIMIT: usize = 1024;

/// Tells the networking mode; part of every WSL since 2.0.0.
const WSLINFO: &str = "wslinfo";

/// It asks a service of Windows, which may be busy.
const DEADLINE: Duration = Duration::from_millis(300);

/// Looks for WSL; `None` where this is none.
pub fn look(machine: &dyn Machine, notes: &mut Notes) -> Option<WslFacts> {
    let read = |file| machine.read_text(Path::new(file), LIMIT).unwrap_or_default();
    let kernel = format!("{} {}", read(RELEASE), read(VERSION)).to_lowercase();
    let named = machine.variable("WSL_DISTRO_NAME").is_some();
    if !kernel.contains("microsoft") && !named {
        return None;
    }
    let version = version(&kernel);
    notes.source(
        "wsl",
        match version {
            Some(_) => RELEASE,
            None => "WSL_DISTRO_NAME (a kernel that does not name itself)",
        },
    );
    let networking = match version {
        // It has no network of its own: it uses that of Windows.
        Some(1) => None,
        _ => networking(machine, notes),
    };
    Some(WslFacts { version, networking })
}

/// 1 translates system calls and shows a kernel of the 4.4 line; 2 is a
/// virtual machine with a kernel that Microsoft builds.
fn version(kernel: &str) -> Option<u8> {
    if kernel.contains("wsl2") || kernel.contains("microsoft-standard") {
        return Some(2);
    }
    (kernel.contains("-microsoft") && kernel.starts_with("4.4.")).then_some(1)
}

fn networking(machine: &dyn Machine, notes: &mut Notes) -> Option<String> {
    match machine.run(Path::new(WSLINFO), &["--networking-mode"], DEADLINE) {
        Ok(said) => {
            let mode = said.trim().to_lowercase();
            let is_word = (1..=20).contains(&mode.len())
                && mode.bytes().all(|byte| byte.is_ascii_lowercase());
            if !is_word {
                notes.unread("wsl.networking", format_args!("wslinfo said {said:?}"));
                return None;
            }
            notes.source("wsl.networking", "wslinfo --networking-mode");
            Some(mode)
        }
        Err(error) => {
            notes.unread("wsl.networking", error);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    fn looked(machine: &FakeMachine) -> (Option<WslFacts>, Notes) {
        let mut notes = Notes::default();
        (look(machine, &mut notes), notes)
    }

    fn kernel(release: &str) -> FakeMachine {
        FakeMachine::new().file(RELEASE, release)
    }

    fn facts(version: Option<u8>, networking: Option<&str>) -> Option<WslFacts> {
        Some(WslFacts { version, networking: networking.map(str::to_owned) })
    }

    #[test]
    fn plain_linux_is_no_wsl() {
        let machine = kernel("6.8.0-45-generic\n")
            .file(VERSION, "Linux version 6.8.0-45-generic (buildd@lcy02) #45-Ubuntu SMP");
        assert_eq!(looked(&machine).0, None);
    }

    #[test]
    fn wsl2_tells_its_networking_mode() {
        let machine = kernel("5.15.167.4-microsoft-standard-WSL2\n");
        for (said, mode) in [("nat\n", "nat"), ("Mirrored\r\n", "mirrored")] {
            assert_eq!(
                looked(&machine.clone().program(WSLINFO, said)).0,
                facts(Some(2), Some(mode))
            );
        }
    }

    #[test]
    fn a_mode_that_is_not_told_stays_unknown_with_its_reason() {
        let machine = kernel("5.15.167.4-microsoft-standard-WSL2");
        let nonsense = machine.clone().program(WSLINFO, "Invalid argument: \u{1b}[2J");
        for machine in [machine.clone(), machine.program(WSLINFO, ""), nonsense] {
            let (seen, notes) = looked(&machine);
            assert_eq!(seen, facts(Some(2), None));
            assert_eq!(notes.unread[0].fact, "wsl.networking");
            assert!(!notes.unread[0].note.contains('\u{1b}'));
        }
    }

    #[test]
    fn wsl1_has_no_mode_and_a_kernel_of_ones_own_no_version() {
        let old = kernel("4.4.0-19041-Microsoft\n").program(WSLINFO, "nat");
        assert_eq!(looked(&old).0, facts(Some(1), None));
        let own = kernel("6.6.1-mine\n").variable("WSL_DISTRO_NAME", "Ubuntu");
        assert_eq!(looked(&own).0, facts(None, None));
    }
}
