//! Where each fact comes from, and why another is missing.

use std::fmt::Display;
use std::path::Path;

use super::machine::Machine;
use crate::facts::FactNote;
use crate::text::redact::printable;

/// The longest note, in characters.
const LONGEST: usize = 200;

/// The notes on one look at a machine.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// What each fact rests on.
    pub sources: Vec<FactNote>,
    /// Why a fact is missing.
    pub unread: Vec<FactNote>,
}

impl Notes {
    /// `fact` was taken from `source`.
    pub fn source(&mut self, fact: &str, source: impl Display) {
        self.sources.push(note(fact, source));
    }

    /// `fact` is not known for this reason.
    pub fn unread(&mut self, fact: &str, reason: impl Display) {
        self.unread.push(note(fact, reason));
    }
}

fn note(fact: &str, text: impl Display) -> FactNote {
    FactNote { fact: fact.into(), note: printable(text.to_string(), LONGEST) }
}

/// A path fit to be shown to others: the home folder, and with it the user's
/// name, becomes `~`.
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
