//! The items of the guide, read once from what was compiled in.
//!
//! The form is strict: an unknown key is an error, and every text has both languages.

use std::sync::LazyLock;

use serde::Deserialize;

use super::measure::Measure;
use crate::facts::finding::Standing;
use crate::text::phrase::Phrase;

static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
    read(include_str!("items.toml")).expect("a test holds that the compiled-in items load")
});

/// Every section of the guide that gives advice, in the guide's order.
pub fn sections() -> &'static [Section] {
    &SECTIONS
}

fn read(text: &str) -> Result<Vec<Section>, toml::de::Error> {
    toml::from_str(text).map(|file: File| file.section)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    section: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The guide's own heading, verbatim.
    pub heading: String,
    pub name: String,
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// One thing that the guide asks for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    pub asks: Phrase,
    pub standing: Standing,
    /// What it confirmed, corrected or could not tell; always there for a correction.
    pub note: Option<Phrase>,
    /// The guide's commands, verbatim.
    #[serde(default)]
    pub commands: Vec<String>,
    pub measure: Option<Measure>,
    /// Why nothing here can tick it.
    pub beyond: Option<Phrase>,
    /// The commands of go2doctor that do it.
    #[serde(default)]
    pub done: Vec<String>,
}

impl Section {
    /// The items that a checklist shows: those that are ticked, and those that say why not.
    pub fn walked(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.measure.is_some() || item.beyond.is_some())
    }
}

#[cfg(test)]
mod tests;
