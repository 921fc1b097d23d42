//! A signature's pattern, compiled so that groups cost little: they are what takes longest.

use memchr::memmem::Finder;
use regex::bytes::{Captures, Regex, RegexBuilder};
use regex_syntax::hir::HirKind;
use regex_syntax::hir::literal::Extractor;

use super::literals::parsed;

const GROUP: &str = "(?P<";
const REST: &str = ">.*)";

#[derive(Debug, Clone)]
pub struct Pattern {
    /// Without the group that takes the rest of the line, where it ends in one: that group
    /// decides nothing, and is known once the rest of the pattern is found.
    regex: Regex,
    /// The text that every match begins with, where there is one. The regular expression then
    /// only looks at the places where that stands, each as if the line began there.
    beginning: Option<Finder<'static>>,
    rest: Option<String>,
    more: Option<Regex>,
}

#[derive(Debug)]
pub struct Groups<'p, 'l> {
    found: Captures<'l>,
    rest: Option<(&'p str, &'l [u8])>,
    more: Option<&'p Regex>,
    behind: &'l [u8],
}

impl Pattern {
    /// Compiles `pattern`, and `more`, which is searched for behind it when a group is asked for
    /// that it has not.
    pub fn new(pattern: &str, more: Option<&str>) -> Result<Self, regex::Error> {
        // Over bytes: a log that is not quite UTF-8 is read all the same.
        let compiled = |pattern: &str| RegexBuilder::new(pattern).unicode(false).build();
        let more = more.map(compiled).transpose()?;
        let whole = compiled(pattern)?;
        let (head, rest) = match without_rest(pattern) {
            Some((head, name)) => (head, Some(name.to_owned())),
            None => (pattern, None),
        };
        let anchored = beginning(head).zip(compiled(&format!("^(?:{head})")).ok());
        let (beginning, regex) = match anchored {
            Some((text, regex)) => (Some(Finder::new(&text).into_owned()), regex),
            None if rest.is_some() => (None, compiled(head)?),
            None => (None, whole),
        };
        Ok(Self { regex, beginning, rest, more })
    }

    pub fn is_match(&self, line: &[u8]) -> bool {
        match &self.beginning {
            Some(text) => places(text, line).any(|from| self.regex.is_match(from)),
            None => self.regex.is_match(line),
        }
    }

    pub fn begins_at(&self, line: &[u8]) -> usize {
        let from = match &self.beginning {
            Some(text) => places(text, line).find(|from| self.regex.is_match(from)),
            None => return self.regex.find(line).map_or(0, |found| found.start()),
        };
        from.map_or(0, |from| line.len() - from.len())
    }

    pub fn groups<'p, 'l>(&'p self, line: &'l [u8]) -> Option<Groups<'p, 'l>> {
        let (from, found) = match &self.beginning {
            Some(text) => {
                places(text, line).find_map(|from| Some((from, self.regex.captures(from)?)))?
            }
            None => (line, self.regex.captures(line)?),
        };
        let behind = &from[found.get(0)?.end()..];
        let rest = self.rest.as_deref().map(|name| (name, behind));
        Some(Groups { found, rest, more: self.more.as_ref(), behind })
    }
}

impl<'l> Groups<'_, 'l> {
    pub fn get(&self, name: &str) -> Option<&'l [u8]> {
        if let Some((_, rest)) = self.rest.filter(|(known, _)| *known == name) {
            return Some(rest);
        }
        let more = || self.more?.captures(self.behind)?.name(name);
        self.found.name(name).or_else(more).map(|found| found.as_bytes())
    }
}

fn places<'l>(text: &Finder<'_>, line: &'l [u8]) -> impl Iterator<Item = &'l [u8]> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let found = &rest[text.find(rest)?..];
        rest = &found[1..];
        Some(found)
    })
}

/// The text that every match of a pattern begins with, if what comes before it does not matter.
fn beginning(pattern: &str) -> Option<Vec<u8>> {
    let pattern = parsed(pattern)?;
    let free = pattern.properties().look_set_prefix_any().is_empty();
    let texts = Extractor::new().extract(&pattern);
    let text = texts.longest_common_prefix().filter(|text| free && !text.is_empty())?;
    Some(text.to_vec())
}

/// The pattern without a last group that takes the rest of the line, and the group's name.
fn without_rest(pattern: &str) -> Option<(&str, &str)> {
    // Of alternatives the group would be the last one's alone.
    let is_sequence = matches!(parsed(pattern)?.kind(), HirKind::Concat(_));
    let (head, name) = pattern.strip_suffix(REST)?.rsplit_once(GROUP)?;
    let named = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_sequence && named).then_some((head, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_group_that_takes_the_rest_of_a_line_is_left_out() {
        assert_eq!(without_rest("x: (?P<message>.*)"), Some(("x: ", "message")));
        for whole in [
            r"x (?P<message>\{.*)",
            "x.*",
            "x(.*)",
            "(?P<a>x(.*)",
            "(?P<a>x|y(?P<b>.*))",
            "y|x(?P<b>.*)",
            "x(?P<b>.*)y",
        ] {
            assert_eq!(without_rest(whole), None, "{whole}");
        }
    }

    #[test]
    fn what_matches_begin_with_is_no_reason_to_miss_one() {
        let matches = |pattern: &str, line: &str| {
            let pattern = Pattern::new(pattern, None).expect("a pattern");
            assert_eq!(
                pattern.groups(line.as_bytes()).is_some(),
                pattern.is_match(line.as_bytes())
            );
            (pattern.beginning.is_some(), pattern.is_match(line.as_bytes()))
        };
        assert_eq!(matches(r"Chunk\([0-9]+\)", "Chunk(x) Chunk(ChunkChunk(12)"), (true, true));
        assert_eq!(matches(r"aa[0-9]", "aaa1"), (true, true));
        assert_eq!(matches(r"Chunk\([0-9]+\)", "Chunk(x) 12)"), (true, false));
        assert_eq!(matches(r"\bword [0-9]", "sword 1"), (false, false));
        assert_eq!(matches(r"^word [0-9]", "a word 1"), (false, false));
        assert!(matches(r"(?x) word \ [0-9] # a number", "a word 1").1);
    }

    #[test]
    fn a_group_is_found_in_the_pattern_behind_it_and_in_the_rest() {
        let groups = |pattern: &str, more: Option<&str>, name: &str| {
            let pattern = Pattern::new(pattern, more).expect("a pattern");
            let line = &b"code=1 said: code=2, code=3"[..];
            pattern.groups(line).and_then(|groups| groups.get(name).map(<[u8]>::to_vec))
        };
        let behind = Some(r"code=(?P<code>[0-9])");
        assert_eq!(
            groups("said: (?P<all>.*)", None, "all").as_deref(),
            Some(&b"code=2, code=3"[..])
        );
        assert_eq!(groups("(?P<word>said):", behind, "word").as_deref(), Some(&b"said"[..]));
        assert_eq!(groups("(?P<word>said):", behind, "code").as_deref(), Some(&b"2"[..]));
        assert_eq!(groups("said:", None, "code"), None);
        assert_eq!(groups("unsaid: (?P<all>.*)", None, "all"), None);
    }
}
