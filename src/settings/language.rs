//! Which language to speak.

use std::ffi::OsString;

use super::error::{Origin, SettingsError};
use crate::cli::common::typed_language;
use crate::environment::{LANGUAGE_VARIABLE, LOCALE_VARIABLES, Lookup, first, set};
use crate::text::language::Language;
use crate::text::phrase::phrase;

/// The language of `--lang`, else of its variable, else of the locale, else English.
///
/// Only what was meant for go2doctor can be malformed: a locale in another
/// language is somebody's good right.
pub fn language(
    typed: Option<Language>,
    environment: Lookup<'_>,
) -> Result<Language, SettingsError> {
    if let Some(language) = typed {
        return Ok(language);
    }
    if let Some(value) = set(environment, LANGUAGE_VARIABLE) {
        let language = value.trim().parse().ok().or_else(|| Language::of_locale(value.trim()));
        let origin = Origin::Variable(LANGUAGE_VARIABLE);
        let problem = || {
            phrase!(
                "{value:?} is not a language of go2doctor.\n  Give en or zh-TW.",
                "go2doctor 沒有 {value:?} 這種語言。\n  請輸入 en 或 zh-TW。"
            )
        };
        return language.ok_or_else(|| SettingsError::new(origin, problem()));
    }
    let locale = first(environment, &LOCALE_VARIABLES);
    Ok(locale.and_then(|(_, locale)| Language::of_locale(&locale)).unwrap_or_default())
}

/// The same for what is said before the command line is read: help, usage errors, a
/// defect. A malformed variable is no reason to withhold them.
pub fn language_before(arguments: &[OsString], environment: Lookup<'_>) -> Language {
    language(typed_language(arguments), environment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(variables: &[(&str, &str)]) -> Result<Language, SettingsError> {
        language(None, &|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_option_comes_first_then_its_variable_then_the_locale() {
        let all = [
            ("GO2DOCTOR_LANG", "en"),
            ("LC_ALL", "zh_TW.UTF-8"),
            ("LC_MESSAGES", "C"),
            ("LANG", "zh_TW.UTF-8"),
        ];
        assert_eq!(language(Some(Language::Taiwan), &|_| Some("en".into())), Ok(Language::Taiwan));
        assert_eq!(resolved(&all), Ok(Language::English));
        assert_eq!(resolved(&all[1..]), Ok(Language::Taiwan));
        assert_eq!(resolved(&all[2..]), Ok(Language::English));
        assert_eq!(resolved(&all[3..]), Ok(Language::Taiwan));
        assert_eq!(resolved(&[]), Ok(Language::English));
    }

    #[test]
    fn an_empty_variable_counts_as_absent_and_a_foreign_locale_as_english() {
        let empty = [("GO2DOCTOR_LANG", ""), ("LC_ALL", ""), ("LANG", "zh_TW.UTF-8")];
        assert_eq!(resolved(&empty), Ok(Language::Taiwan));
        assert_eq!(
            resolved(&[("LC_ALL", "de_DE.UTF-8"), ("LANG", "zh_TW")]),
            Ok(Language::English)
        );
    }

    #[test]
    fn our_own_variable_takes_a_tag_or_a_locale_and_nothing_else() {
        for value in ["zh-TW", "zh-tw", "zh_TW", "zh_TW.UTF-8", "zh-Hant"] {
            assert_eq!(resolved(&[("GO2DOCTOR_LANG", value)]), Ok(Language::Taiwan), "{value}");
        }
        for value in ["klingon", "zh", "zh-CN"] {
            let error = resolved(&[("GO2DOCTOR_LANG", value)]).expect_err(value).to_string();
            assert!(error.contains("GO2DOCTOR_LANG") && error.contains("en or zh-TW"), "{error}");
        }
    }
}
