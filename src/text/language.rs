//! The languages that people are spoken to in.

use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    English,
    Taiwan,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language of this program; it speaks en and zh-TW")]
pub struct UnknownLanguage(String);

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::Taiwan];

    /// Its tag (BCP 47), as `--lang` takes it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Taiwan => "zh-TW",
        }
    }

    /// For pairs of texts that clap takes one at a time; all else is a `Phrase`.
    pub const fn pick<T: Copy>(self, english: T, taiwan: T) -> T {
        match self {
            Language::English => english,
            Language::Taiwan => taiwan,
        }
    }

    /// The language of a POSIX locale such as `zh_TW.UTF-8`; `None` for others than ours.
    ///
    /// Traditional Chinese of other places is nearer to what such a reader
    /// wants than English is; simplified Chinese is another script. A terminal
    /// of another character set, Big5 for instance, could not show ours.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let (name, rest) = locale.split_at(locale.find(['.', '@']).unwrap_or(locale.len()));
        let charset = rest.strip_prefix('.').and_then(|rest| rest.split('@').next());
        let utf8 = charset.is_none_or(|charset| {
            matches!(charset.to_ascii_lowercase().as_str(), "utf-8" | "utf8")
        });
        let name = name.replace('_', "-").to_ascii_lowercase();
        match name.as_str() {
            _ if name.starts_with("zh") && !utf8 => None,
            "zh-tw" | "zh-hk" | "zh-mo" => Some(Language::Taiwan),
            "c" | "posix" => Some(Language::English),
            _ if name.starts_with("zh-hant") => Some(Language::Taiwan),
            _ if name == "en" || name.starts_with("en-") => Some(Language::English),
            _ => None,
        }
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let tag = |language: &Language| language.tag().eq_ignore_ascii_case(text);
        Language::ALL.into_iter().find(tag).ok_or_else(|| UnknownLanguage(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_name_languages() {
        let cases = [
            ("zh_TW.UTF-8", Some(Language::Taiwan)),
            ("zh_TW", Some(Language::Taiwan)),
            ("zh-TW", Some(Language::Taiwan)),
            ("zh_TW.utf8@radical", Some(Language::Taiwan)),
            ("zh_TW.Big5", None),
            ("zh_Hant_TW", Some(Language::Taiwan)),
            ("zh-Hant", Some(Language::Taiwan)),
            ("POSIX", Some(Language::English)),
            ("en_US.UTF-8@euro", Some(Language::English)),
            ("C", Some(Language::English)),
            ("C.UTF-8", Some(Language::English)),
            ("zh_CN.UTF-8", None),
            ("de_DE", None),
            ("", None),
        ];
        for (locale, expected) in cases {
            assert_eq!(Language::of_locale(locale), expected, "{locale}");
        }
    }

    #[test]
    fn a_tag_is_read_back_in_any_case() {
        for language in Language::ALL {
            assert_eq!(language.tag().to_ascii_lowercase().parse(), Ok(language));
        }
        assert!("klingon".parse::<Language>().is_err());
    }
}
