//! The one form of text for people: what is said, in every language.
//!
//! Code builds phrases and hands them on; only what prints or serialises a text
//! chooses the language, with [`Phrase::get`].

use std::fmt::{self, Display};

use serde::Deserialize;

use super::language::Language;

/// `phrase!("{} of {}", "{1} 個中的 {0} 個", number, all)`: a phrase with values in it, other
/// phrases among them. Values of plain types may stand by name as well: `"{number}"`. The compiler
/// holds that every language uses every value.
///
/// `phrase!("{} of {}", number, all)` waits for its translation: until then everybody reads the
/// English, and a test of tests/docs names it.
macro_rules! phrase {
    ($en:literal, $zh_tw:literal $(, $value:expr)* $(,)?) => {
        $crate::text::phrase::Phrase::new(
            format!($en $(, $crate::text::phrase::In(&$value, $crate::text::language::Language::English))*),
            format!($zh_tw $(, $crate::text::phrase::In(&$value, $crate::text::language::Language::Taiwan))*),
        )
    };
    ($en:literal $(, $value:expr)* $(,)?) => {
        $crate::text::phrase::phrase!($en, $en $(, $value)*)
    };
}

pub(crate) use phrase;

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

    /// Parts of a sentence in one line: `a, b`; `a，b`.
    pub fn listed(parts: impl IntoIterator<Item = Phrase>) -> Self {
        Self::join(parts, &Phrase::new(", ", "，"))
    }

    /// Things of one kind in one line: `a, b`; `a、b`.
    pub fn names(names: impl IntoIterator<Item = impl Words>) -> Self {
        let names = names.into_iter().map(|name| phrase!("{}", "{}", name));
        Self::join(names, &Phrase::new(", ", "、"))
    }

    pub fn concat(parts: impl IntoIterator<Item = Phrase>) -> Self {
        Self::join(parts, &Phrase::default())
    }

    /// `1 INIT`, `2 INITs`; `2 個 INIT`, the measure word being part of `zh_tw`.
    pub fn count(number: u64, en: &str, zh_tw: &str) -> Self {
        let plural = if number == 1 { "" } else { "s" };
        phrase!("{} {en}{plural}", "{} {zh_tw}", number)
    }

    /// `once`, `twice`, `3 times`; `3 次`.
    pub fn times(number: u64) -> Self {
        match number {
            1 => phrase!("once", "1 次"),
            2 => phrase!("twice", "2 次"),
            _ => phrase!("{} times", "{} 次", number),
        }
    }

    /// How long something has been there: whole units, of the largest that there are two of at least.
    pub fn age(seconds: f64) -> Self {
        match seconds as u64 {
            s @ 0..120 => phrase!("{} s", "{} 秒", s),
            s @ 120..7200 => phrase!("{} min", "{} 分鐘", s / 60),
            s @ 7200..172_800 => phrase!("{} h", "{} 小時", s / 3600),
            s => phrase!("{} days", "{} 天", s / 86_400),
        }
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

impl Words for &Phrase {
    fn write(&self, language: Language, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).write(language, f)
    }
}

/// A value of `phrase!` in one of its languages.
pub struct In<'a, T: ?Sized>(pub &'a T, pub Language);

impl<T: Words + ?Sized> Display for In<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(self.1, f)
    }
}

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
        let parts = || [phrase!("one", "一"), Phrase::same("2")];
        let listed = Phrase::listed(parts());
        assert_eq!(listed.get(Language::English), "one, 2");
        assert_eq!(listed.get(Language::Taiwan), "一，2");
        assert_eq!(Phrase::names(parts()).get(Language::Taiwan), "一、2");
        assert_eq!(Phrase::names(["1", "2"]).get(Language::English), "1, 2");
        assert_eq!(Phrase::concat(parts()).get(Language::English), "one2");
    }

    #[test]
    fn what_nobody_has_translated_is_read_in_english() {
        let inner = phrase!("one", "一");
        let text = phrase!("number {}", inner);
        assert_eq!(text.get(Language::English), "number one");
        assert_eq!(text.get(Language::Taiwan), "number 一");
    }

    #[test]
    fn one_is_singular() {
        let inits = |number| Phrase::count(number, "INIT", "個 INIT");
        assert_eq!(inits(1).get(Language::English), "1 INIT");
        assert_eq!(inits(2).get(Language::English), "2 INITs");
        assert_eq!(inits(2).get(Language::Taiwan), "2 個 INIT");
        let times = [1, 2, 3].map(|number| Phrase::times(number).get(Language::English).to_owned());
        assert_eq!(times, ["once", "twice", "3 times"]);
    }

    #[test]
    fn an_age_has_one_unit() {
        let shown = [0.4, 119.9, 120.0, 7199.0, 7200.0, 172_799.0, 172_800.0]
            .map(|seconds| Phrase::age(seconds).get(Language::English).to_owned());
        assert_eq!(shown, ["0 s", "119 s", "2 min", "119 min", "2 h", "47 h", "2 days"]);
        assert_eq!(Phrase::age(7200.0).get(Language::Taiwan), "2 小時");
    }
}
