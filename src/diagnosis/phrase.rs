//! A line of evidence in every language, its numbers filled in.

use crate::language::Language;

/// A line for people, in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    en: String,
    zh_tw: String,
}

impl Phrase {
    /// The same in every language: a line of a log for instance.
    pub fn new(en: impl Into<String>, zh_tw: impl Into<String>) -> Self {
        Self { en: en.into(), zh_tw: zh_tw.into() }
    }

    /// The line in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Taiwan => &self.zh_tw,
        }
    }
}

/// `phrase!("English {number}", "中文 {number}")`: both sides name the same variables.
macro_rules! phrase {
    ($en:literal, $zh_tw:literal $(,)?) => {
        $crate::diagnosis::phrase::Phrase::new(format!($en), format!($zh_tw))
    };
}

pub(crate) use phrase;
