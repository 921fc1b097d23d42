//! What of macOS matters: since its version 15 an app needs leave to reach the local network, and
//! a program has the leave of the app that it was started from.

use crate::host::machine::Machine;
use crate::host::notes::{Notes, by_variable};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Where macOS keeps its version; `sw_vers` reads the same.
const VERSION: &str = "/System/Library/CoreServices/SystemVersion.plist";

const MAX_WORD: usize = 40;

/// The version, `15.1` for instance; `None` elsewhere.
pub(super) fn version(machine: &dyn Machine, notes: &mut Notes) -> Option<String> {
    if machine.os() != "macos" {
        return None;
    }
    let fact = "place.macos_version";
    let text = machine.system_file(VERSION);
    let text =
        notes.read(fact, text.map_err(|error| Phrase::same(format!("{VERSION}: {error}"))))?;
    let after = text.split_once("<key>ProductVersion</key>").map(|(_, rest)| rest.trim_start());
    let value = after.and_then(|rest| rest.strip_prefix("<string>")?.split_once("</string>"));
    let version = value.map(|(version, _)| version.trim()).filter(|version| {
        (1..=16).contains(&version.len())
            && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    let silent = || phrase!("{VERSION} does not contain it", "{VERSION} 沒有寫出版本");
    let version = notes.read(fact, version.ok_or_else(silent))?;
    notes.source(fact, Phrase::same(VERSION));
    Some(version.into())
}

/// What this was started from, as far as variables tell; `None` elsewhere.
pub(super) fn started_from(machine: &dyn Machine, notes: &mut Notes) -> Option<String> {
    if machine.os() != "macos" {
        return None;
    }
    let ssh = machine.variable("SSH_CONNECTION").map(|_| ("SSH_CONNECTION", "ssh".into()));
    let program = || Some(("TERM_PROGRAM", machine.variable("TERM_PROGRAM")?));
    let (name, from) = ssh.or_else(program)?;
    notes.source("place.started_from", by_variable(name));
    Some(printable(from, MAX_WORD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    fn plist(version: &str) -> FakeMachine {
        let text = format!(
            "<plist version=\"1.0\">\n<dict>\n\t<key>ProductUserVisibleVersion</key>\n\
             \t<string>1</string>\n\t<key>ProductVersion</key>\n\t<string>{version}</string>\n"
        );
        FakeMachine::new().running("macos").file(VERSION, &text)
    }

    #[test]
    fn the_version_is_read_and_nonsense_is_none() {
        for (text, expected) in
            [("15.1", Some("15.1")), ("26.0.1", Some("26.0.1")), ("", None), ("\u{1b}[2J", None)]
        {
            let mut notes = Notes::default();
            assert_eq!(version(&plist(text), &mut notes).as_deref(), expected);
            assert_eq!(notes.unread.is_empty(), expected.is_some());
        }
        let mut notes = Notes::default();
        assert_eq!(version(&FakeMachine::new().running("macos"), &mut notes), None);
        assert_eq!(notes.unread.len(), 1, "it says why");
        assert_eq!(version(&plist("15.1").running("linux"), &mut notes), None);
    }

    #[test]
    fn the_app_is_told_and_ssh_comes_first() {
        let mac = || FakeMachine::new().running("macos").variable("TERM_PROGRAM", "vscode");
        let from = |machine: &FakeMachine| started_from(machine, &mut Notes::default());
        assert_eq!(from(&mac()).as_deref(), Some("vscode"));
        assert_eq!(from(&mac().variable("SSH_CONNECTION", "a b")).as_deref(), Some("ssh"));
        assert_eq!(from(&mac().running("linux")), None);
        assert_eq!(from(&FakeMachine::new().running("macos")), None);
    }
}
