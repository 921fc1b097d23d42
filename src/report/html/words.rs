//! Text in both languages: the reader chooses, and the page shows one of them.

use crate::report::markup::{Attribute, Markup};
use crate::text::language::Language;
use crate::text::phrase::Phrase;
use crate::text::redact::printable;

/// The longest text that is shown, in characters.
const LONGEST: usize = 4096;

/// As `lang` has it, which chooses the glyphs as well.
pub(super) fn tag(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Taiwan => "zh-Hant-TW",
    }
}

/// The same for the style sheet and the script.
pub(super) fn short(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Taiwan => "zh",
    }
}

pub(super) fn plain(text: &str) -> String {
    printable(text, LONGEST)
}

/// A text in each language; once where it is the same.
pub(super) fn both(out: &mut Markup, phrase: &Phrase) {
    in_each(out, "span", phrase);
}

/// The same within a text of a picture.
pub(super) fn both_in_picture(out: &mut Markup, phrase: &Phrase) {
    in_each(out, "tspan", phrase);
}

fn in_each(out: &mut Markup, element: &'static str, phrase: &Phrase) {
    let [english, chinese] = Language::ALL.map(|language| plain(phrase.get(language)));
    if english == chinese {
        out.text(&english);
        return;
    }
    for (language, text) in Language::ALL.into_iter().zip([english, chinese]) {
        out.leaf(element, &[("lang", tag(language))], &text);
    }
}

/// An element that holds a text alone, in each language.
pub(super) fn leaf(
    out: &mut Markup,
    element: &'static str,
    attributes: &[Attribute<'_>],
    phrase: &Phrase,
) {
    out.element(element, attributes, |out| both(out, phrase));
}

/// An element of which no part can be hidden, a title for one: the script changes its text.
pub(super) fn spoken(out: &mut Markup, element: &'static str, language: Language, phrase: &Phrase) {
    let [english, chinese] = Language::ALL.map(|language| plain(phrase.get(language)));
    let attributes = [("data-en", english.as_str()), ("data-zh", chinese.as_str())];
    out.leaf(element, &attributes, &plain(phrase.get(language)));
}

/// The attributes that name an element for those who do not see it.
pub(super) fn named(language: Language, phrase: &Phrase) -> [(&'static str, String); 3] {
    [
        ("aria-label", plain(phrase.get(language))),
        ("data-label-en", plain(phrase.get(Language::English))),
        ("data-label-zh", plain(phrase.get(Language::Taiwan))),
    ]
}
