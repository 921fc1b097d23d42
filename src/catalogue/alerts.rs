//! What each fatal alert of DTLS means: data, told of this robot.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::text::phrase::Phrase;

static MEANINGS: LazyLock<BTreeMap<String, Phrase>> = LazyLock::new(|| {
    toml::from_str(include_str!("alerts.toml")).expect("a test holds that the meanings load")
});

/// The meaning of an alert, by its name in reports; `None` for names of other programs.
pub fn meaning(name: &str) -> Option<Phrase> {
    MEANINGS.get(name).cloned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::stack::record::alert_name;
    use crate::text::language::Language;

    #[test]
    fn every_alert_that_the_stack_can_name_has_a_meaning_of_its_own() {
        let names: BTreeSet<_> = (1..=255).map(alert_name).collect();
        assert_eq!(names.len(), MEANINGS.len());
        for language in Language::ALL {
            let meanings: BTreeSet<_> = names
                .iter()
                .map(|name| meaning(name).unwrap_or_else(|| panic!("{name}")))
                .map(|phrase| phrase.get(language).to_owned())
                .collect();
            assert_eq!(meanings.len(), MEANINGS.len(), "each says something else");
        }
        assert_eq!(meaning("close_notify"), None, "it ends a connection and is no error");
    }
}
