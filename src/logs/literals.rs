//! What stands in every line that a pattern recognises, whatever else does.

use std::cmp::Reverse;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind};

/// A text of fewer bytes stands in many a line that means nothing.
const SHORT: usize = 4;
/// The most texts for one place in a pattern, and the most that a class of bytes may add to them.
const MOST: usize = 24;
const CLASS: usize = 3;

/// Texts of which every match of a pattern holds at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Required {
    pub texts: Vec<Vec<u8>>,
    /// Whether a line that holds one is recognised: there is nothing more to the pattern.
    pub whole: bool,
}

/// A pattern, taken apart as it is compiled elsewhere; `None` where it is none.
pub(super) fn parsed(pattern: &str) -> Option<Hir> {
    ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern).ok()
}

pub(super) fn texts(pattern: &Hir) -> Vec<&[u8]> {
    match pattern.kind() {
        HirKind::Literal(text) => vec![&text.0],
        _ => pattern.kind().subs().iter().flat_map(texts).collect(),
    }
}

/// The texts of a pattern that tell it best from others; `None` where there are none, as of
/// `[0-9]+`. `common` says in how many patterns a text stands.
pub(super) fn required(pattern: &Hir, common: &impl Fn(&[u8]) -> usize) -> Option<Required> {
    let found = of(pattern, common)?;
    // The end of a Windows line is no part of it for a pattern, and is for a search.
    let ends = |text: &Vec<u8>| text.contains(&b'\r');
    let all: Option<Vec<_>> =
        found.literals()?.iter().map(|one| Some(one.as_bytes().to_vec())).collect();
    let texts = all.filter(|texts| !texts.is_empty())?;
    let alone = pattern.properties().is_alternation_literal();
    let whole = alone && found.is_exact() && !texts.iter().any(ends);
    Some(Required { texts, whole })
}

fn of(pattern: &Hir, common: &impl Fn(&[u8]) -> usize) -> Option<Seq> {
    match pattern.kind() {
        HirKind::Capture(group) => of(&group.sub, common),
        HirKind::Alternation(parts) => parts.iter().try_fold(Seq::empty(), |mut all, part| {
            all.union(&mut of(part, common)?);
            Some(all)
        }),
        // Each part stands in a match, and what may follow it behind it.
        HirKind::Concat(parts) => (0..parts.len())
            .flat_map(|at| [beginning(&Hir::concat(parts[at..].to_vec())), of(&parts[at], common)])
            .flatten()
            .max_by_key(|found| worth(found, common)),
        HirKind::Repetition(repeated) if repeated.min > 0 => of(&repeated.sub, common),
        _ => beginning(pattern),
    }
}

/// What a match begins with, where that is one of a few texts.
fn beginning(pattern: &Hir) -> Option<Seq> {
    let found = Extractor::new().limit_class(CLASS).limit_total(MOST).extract(pattern);
    found.min_literal_len().is_some_and(|length| length > 0).then_some(found)
}

fn worth(found: &Seq, common: &impl Fn(&[u8]) -> usize) -> (bool, Reverse<usize>, usize) {
    let texts = found.literals().unwrap_or_default();
    let shared = texts.iter().map(|text| common(text.as_bytes())).max().unwrap_or(0);
    let length = found.min_literal_len().unwrap_or(0);
    (length >= SHORT, Reverse(shared), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_match_holds_one() {
        for (pattern, texts, whole) in [
            ("Robot validation", "Robot validation", true),
            ("ICE completed|done", "ICE completed|done", true),
            (r"\bKeyboardInterrupt\b", "KeyboardInterrupt", false),
            (
                r"Transport\(\w+\) > Chunk\(flags=[0-9]+, tsn=(?P<tsn>[0-9]+)",
                ") > Chunk(flags=",
                false,
            ),
            (r"(?:a phrase)? word [0-9]", " word ", false),
            (
                r"\baiortc(?:==|: |-)v?[0-9]",
                "aiortc==v|aiortc==|aiortc: v|aiortc: |aiortc-v|aiortc-",
                false,
            ),
            (r"(?:One.*two|three)+ [0-9]", "two|three", false),
            (r#"["']code["']: *3203\b"#, "code\": |code\":3203|code': |code':3203", false),
            ("連線成功", "連線成功", true),
            ("carriage return\r", "carriage return\r", false),
            ("(?i)cab", "CAB|CAb|CaB|Cab|cAB|cAb|caB|cab", false),
            (r"[0-9]+|word", "", false),
            (r"\w+", "", false),
        ] {
            let common = |text: &[u8]| usize::from(text == b"\"code\": " || text == b"code");
            let found = required(&parsed(pattern).expect("a pattern"), &common);
            let told = found.as_ref().map_or(String::new(), |found| {
                let texts =
                    found.texts.iter().map(|text| String::from_utf8_lossy(text).into_owned());
                texts.collect::<Vec<_>>().join("|")
            });
            assert_eq!(
                (told.as_str(), found.is_some_and(|found| found.whole)),
                (texts, whole),
                "{pattern}"
            );
        }
    }
}
