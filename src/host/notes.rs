//! Where each fact comes from, and why another is missing.

use std::path::Path;

use super::machine::Machine;
use crate::facts::FactNote;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// The longest note, in characters.
const LONGEST: usize = 200;

#[derive(Debug, Clone, Default)]
pub struct Notes {
    pub sources: Vec<FactNote>,
    pub unread: Vec<FactNote>,
}

impl Notes {
    pub fn source(&mut self, fact: &str, source: Phrase) {
        self.sources.push(note(fact, source));
    }

    pub fn unread(&mut self, fact: &str, reason: Phrase) {
        self.unread.push(note(fact, reason));
    }

    /// Says why a fact is missing, and stands in its place.
    pub fn missing<T>(&mut self, fact: &str, reason: Phrase) -> Option<T> {
        self.unread(fact, reason);
        None
    }

    /// What was read, else a note on why it was not.
    pub fn read<T>(&mut self, fact: &str, read: Result<T, impl Into<Phrase>>) -> Option<T> {
        read.map_err(|reason| self.unread(fact, reason.into())).ok()
    }
}

fn note(fact: &str, text: Phrase) -> FactNote {
    let shown = |language| printable(text.get(language), LONGEST);
    let note = Phrase::new(shown(Language::English), shown(Language::Taiwan));
    FactNote { fact: fact.into(), note }
}

pub(super) fn not_understood(program: &str) -> Phrase {
    phrase!("the output of {program} is not understood", "無法解讀 {program} 的輸出")
}

pub(super) fn by_variable(name: &str) -> Phrase {
    phrase!("the variable {name}", "環境變數 {name}")
}

/// A robot that is only known by name has no address yet: asking for it would send something.
pub(super) fn known_by_name() -> Phrase {
    phrase!(
        "the robot is given by name, and this command sends nothing to resolve it",
        "機器人是以名稱指定的，而這裡不送出任何封包"
    )
}

/// A path fit to be shown to others: the home folder, and with it the user's name, becomes `~`.
pub fn shown_path(machine: &dyn Machine, path: &Path) -> String {
    let home = machine.home().filter(|home| home.parent().is_some());
    let shown = match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".into(),
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    };
    printable(shown, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    #[test]
    fn a_path_does_not_tell_the_users_name() {
        let machine = FakeMachine::new().variable("HOME", "/home/alice");
        let shown = |path: &str| shown_path(&machine, Path::new(path));
        assert_eq!(shown("/home/alice/ros2_ws/.venv"), "~/ros2_ws/.venv");
        assert_eq!(shown("/home/alice"), "~");
        assert_eq!(shown("/home/alicia/x"), "/home/alicia/x");
        assert_eq!(shown("/opt/a\u{1b}b"), "/opt/a\\u{1b}b");
    }

    #[test]
    fn a_home_that_is_the_root_hides_nothing() {
        let machine = FakeMachine::new().variable("HOME", "/");
        assert_eq!(shown_path(&machine, Path::new("/usr/bin")), "/usr/bin");
    }
}
