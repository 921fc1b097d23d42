//! The dialects of `dialects`: offers that differ from each other in one thing, as data.

use std::sync::LazyLock;

use serde::Deserialize;

use super::offer::profile;
use super::offer_change::OfferChange;
use crate::text::phrase::Phrase;

/// Every dialect, go2doctor's own first.
pub static DIALECTS: LazyLock<Vec<Dialect>> =
    LazyLock::new(|| read().expect("a test holds that the compiled-in table loads"));

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    pub name: String,
    /// The profile of `--offer` that it begins with.
    pub offer: String,
    pub change: Option<OfferChange>,
    /// The dialect that differs from it in `factor` alone.
    pub differs_from: Option<String>,
    pub factor: Option<Phrase>,
    pub summary: Phrase,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    dialect: Vec<Dialect>,
}

fn read() -> Result<Vec<Dialect>, toml::de::Error> {
    toml::from_str(include_str!("dialects.toml")).map(|table: Table| table.dialect)
}

pub fn dialect(name: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| dialect.name == name)
}

impl Dialect {
    /// The template of its offer.
    pub fn template(&self) -> Option<String> {
        let template = profile(&self.offer)?.template;
        Some(self.change.map_or_else(|| template.to_owned(), |change| change.apply(template)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robot::offer::PROFILES;
    use crate::text::language::Language;

    #[test]
    fn every_dialect_has_an_offer_and_a_factor_where_it_differs_from_another() {
        assert_eq!(DIALECTS[0].name, PROFILES[0].name);
        for each in DIALECTS.iter() {
            assert!(each.template().is_some(), "{}", each.name);
            assert_eq!(each.differs_from.is_some(), each.factor.is_some(), "{}", each.name);
            if let Some(other) = &each.differs_from {
                assert!(dialect(other).is_some_and(|other| other != each), "{}", each.name);
            }
            for language in Language::ALL {
                assert!(!each.summary.get(language).is_empty(), "{}", each.name);
            }
            let same = DIALECTS.iter().filter(|other| other.name == each.name).count();
            assert_eq!(same, 1, "{}", each.name);
        }
    }

    #[test]
    fn a_recorded_offer_is_put_as_it_was_recorded() {
        for name in ["aiortc-1.9", "unitree-2.2-data"] {
            let of_profile = profile(name).map(|profile| profile.template.to_owned());
            assert_eq!(dialect(name).and_then(Dialect::template), of_profile, "{name}");
        }
    }
}
