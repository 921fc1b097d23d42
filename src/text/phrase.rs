//! The one form of text for people: what is said, in every language.
//!
//! Code builds phrases and hands them on; only what prints or serialises a text
//! chooses the language, with [`Phrase::get`].

use std::fmt::{self, Display};

use serde::Deserialize;

use super::language::Language;

/// A text in every language, its values filled in. Data files hold it as `{ en = "…", zh-TW = "…" }`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    en: String,
    #[serde(rename = "zh-TW")]
    zh_tw: String,
}

impl Phrase {
    pub fn new(en: impl Into<String>, zh_tw: impl Into<String>) -> Self {
        Self { en: en.into(), zh_tw: zh_tw.into() }
    }

    /// What is the same in every language: a number with its unit, a name, a line of a log.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { en: text.clone(), zh_tw: text }
    }

    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Taiwan => &self.zh_tw,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh_tw.is_empty()
    }

    /// Several in one, with `separator` between them.
    pub fn join(parts: impl IntoIterator<Item = Phrase>, separator: &Phrase) -> Self {
        let mut joined = Phrase::default();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                joined.en += &separator.en;
                joined.zh_tw += &separator.zh_tw;
            }
            joined.en += &part.en;
            joined.zh_tw += &part.zh_tw;
        }
        joined
    }

    /// Several in one line: `a, b`; `a，b`.
    pub fn listed(parts: impl IntoIterator<Item = Phrase>) -> Self {
        Self::join(parts, &Phrase::new(", ", "，"))
    }
}

/// What can stand within a phrase: whatever can be displayed, and other phrases.
pub trait Words {
    fn write(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Display + ?Sized> Words for T {
    fn write(&self, _: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt(f)
    }
}

impl Words for Phrase {
    fn write(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.get(language))
    }
}

/// A value of [`phrase!`] in one of its languages.
pub struct In<'a, T: ?Sized>(pub &'a T, pub Language);

impl<T: Words + ?Sized> Display for In<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(self.1, f)
    }
}

/// `phrase!("{} of {}", "{1} 個中的 {0} 個", number, all)`: a phrase with values in it, other
/// phrases among them. Values of plain types may stand by name as well: `"{number}"`. The compiler
/// holds that every language uses every value.
macro_rules! phrase {
    ($en:literal, $zh_tw:literal $(, $value:expr)* $(,)?) => {
        $crate::text::phrase::Phrase::new(
            format!($en $(, $crate::text::phrase::In(&$value, $crate::text::language::Language::English))*),
            format!($zh_tw $(, $crate::text::phrase::In(&$value, $crate::text::language::Language::Taiwan))*),
        )
    };
}

pub(crate) use phrase;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_other_phrases_stand_within_a_phrase() {
        let inner = phrase!("answered after {:.1} s", "{:.1} 秒後回應", 2.04);
        let number = 3;
        let outer = phrase!("{} ({number} times)", "{}（{number} 次）", inner);
        assert_eq!(outer.get(Language::English), "answered after 2.0 s (3 times)");
        assert_eq!(outer.get(Language::Taiwan), "2.0 秒後回應（3 次）");
    }

    #[test]
    fn parts_are_joined_in_each_language() {
        let parts = [phrase!("one", "一"), Phrase::same("2")];
        let listed = Phrase::listed(parts);
        assert_eq!(listed.get(Language::English), "one, 2");
        assert_eq!(listed.get(Language::Taiwan), "一，2");
    }
}
