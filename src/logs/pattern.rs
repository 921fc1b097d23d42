//! A signature's pattern, compiled so that groups cost little: they are what takes longest.

use regex::bytes::{Captures, Regex, RegexBuilder};
use regex_syntax::hir::HirKind;

use super::literals::parsed;

/// How a group begins that takes what is left of a line.
const GROUP: &str = "(?P<";
/// And how it ends.
const REST: &str = ">.*)";

/// A pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Without the group that takes the rest of the line, where it ends in one: that group
    /// decides nothing, and is known once the rest of the pattern is found.
    regex: Regex,
    rest: Option<String>,
    more: Option<Regex>,
}

/// Where the groups stand in a line.
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
        let regex = compiled(pattern)?;
        let more = more.map(compiled).transpose()?;
        match without_rest(pattern) {
            Some((head, name)) => {
                Ok(Self { regex: compiled(head)?, rest: Some(name.to_owned()), more })
            }
            None => Ok(Self { regex, rest: None, more }),
        }
    }

    /// Whether it recognises a line.
    pub fn is_match(&self, line: &[u8]) -> bool {
        self.regex.is_match(line)
    }

    /// The groups of a line that it recognises.
    pub fn groups<'p, 'l>(&'p self, line: &'l [u8]) -> Option<Groups<'p, 'l>> {
        let found = self.regex.captures(line)?;
        let behind = &line[found.get(0)?.end()..];
        let rest = self.rest.as_deref().map(|name| (name, behind));
        Some(Groups { found, rest, more: self.more.as_ref(), behind })
    }
}

impl<'l> Groups<'_, 'l> {
    /// A named group, where it took part.
    pub fn get(&self, name: &str) -> Option<&'l [u8]> {
        if let Some((_, rest)) = self.rest.filter(|(known, _)| *known == name) {
            return Some(rest);
        }
        let more = || self.more?.captures(self.behind)?.name(name);
        self.found.name(name).or_else(more).map(|found| found.as_bytes())
    }
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
