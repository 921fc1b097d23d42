//! Which of many patterns match a line.
//!
//! A match of nearly every pattern begins with one of a few texts, or holds one. All of these are found
//! in one pass over the line, and a pattern is tried only where it may match. Most lines hold none.

use std::cmp::Reverse;
use std::sync::OnceLock;

use memchr::memmem;
use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::literal::{Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind};

use super::texts::{Texts, WINDOW};

/// Longer texts tell a pattern no better from others.
const ENOUGH: usize = 12;
/// Of longer ones the beginning does.
const LONGEST: usize = 96;
/// By so much a text may be shorter where a match begins: what stands elsewhere costs a search of the
/// line.
const BEGINS: usize = 3;
/// The most texts of one pattern, and the largest class of bytes that is spelt out.
const MOST: usize = 128;
const CLASS: usize = 4;

#[derive(Debug)]
pub(super) struct Matcher {
    patterns: Vec<Pattern>,
    texts: Texts,
    /// What each of the texts is of.
    of: Vec<Of>,
    /// Patterns without such texts: they are tried on every line.
    others: Vec<usize>,
}

/// Compiled when it is first tried: in most logs few are.
#[derive(Debug)]
struct Pattern {
    written: String,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            // A user's pattern is compiled before it is taken, ours are by a test.
            compiled(&self.written).unwrap_or_else(|error| unreachable!("it is sound: {error}"))
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct Of {
    pattern: usize,
    place: Place,
}

/// Where in a match a text stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// It is all of it.
    Whole,
    Beginning,
    Anywhere,
}

/// A pattern, by its index, and where its match begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    pub pattern: usize,
    pub start: usize,
}

/// Over bytes: a log that is not quite UTF-8 is read all the same.
fn bytes() -> syntax::Config {
    syntax::Config::new().unicode(false).utf8(false)
}

pub(super) fn compiled(pattern: &str) -> Result<Regex, Box<BuildError>> {
    // Where a match may begin is known from its texts.
    let config = Config::new().utf8_empty(false).auto_prefilter(false);
    Regex::builder().syntax(bytes()).configure(config).build(pattern).map_err(Box::new)
}

/// The texts with one of which every match of a pattern begins, if these are few.
fn beginnings(pattern: &Hir) -> Option<Seq> {
    let mut extractor = Extractor::new();
    extractor.limit_class(CLASS).limit_total(MOST).limit_literal_len(LONGEST);
    let found = extractor.extract(pattern);
    found.min_literal_len().filter(|shortest| *shortest >= WINDOW)?;
    Some(found)
}

/// What a match consists of, one behind the other.
fn parts(pattern: &Hir) -> Vec<Hir> {
    match pattern.kind() {
        HirKind::Concat(all) => all.iter().flat_map(parts).collect(),
        HirKind::Capture(group) => parts(&group.sub),
        _ => vec![pattern.clone()],
    }
}

/// Texts of which every match holds one, and where in it they stand.
fn texts(pattern: &Hir) -> Option<Vec<(Vec<u8>, Place)>> {
    let parts = parts(pattern);
    let (head, rest) = parts.split_first()?;
    if let HirKind::Alternation(branches) = head.kind() {
        let whole = |branch: &Hir| Hir::concat([std::slice::from_ref(branch), rest].concat());
        let is_empty = |branch: &Hir| branch.properties().minimum_len() == Some(0);
        let each =
            || branches.iter().map(|branch| texts(&whole(branch))).collect::<Option<Vec<_>>>();
        if !branches.iter().any(is_empty)
            && let Some(each) = each()
        {
            return Some(each.concat());
        }
    }
    let behind = |from: usize| Some((from, beginnings(&Hir::concat(parts[from..].to_vec()))?));
    let (from, found) = (0..parts.len()).filter_map(behind).max_by_key(|(from, found)| {
        let shortest = found.min_literal_len().map_or(0, |length| length.min(ENOUGH));
        (shortest + if *from == 0 { BEGINS } else { 0 }, Reverse(*from))
    })?;
    let place = match from {
        0 if found.is_exact() && pattern.properties().look_set().is_empty() => Place::Whole,
        0 => Place::Beginning,
        _ => Place::Anywhere,
    };
    let literals = found.literals()?.iter();
    Some(literals.map(|text| (text.as_bytes().to_vec(), place)).collect())
}

/// Without those that tell nothing: where they stand, a shorter one of the same pattern does.
fn needed(mut texts: Vec<(Vec<u8>, Place)>) -> Vec<(Vec<u8>, Place)> {
    texts.sort_by_key(|(text, _)| text.len());
    let mut needed: Vec<(Vec<u8>, Place)> = Vec::new();
    for (text, place) in texts {
        let is_told = |(shorter, at): &(Vec<u8>, Place)| match at {
            Place::Anywhere => memmem::find(&text, shorter).is_some(),
            _ => *at == place && text.starts_with(shorter),
        };
        if !needed.iter().any(is_told) {
            needed.push((text, place));
        }
    }
    needed
}

impl Matcher {
    /// Of these patterns, each of which can be compiled.
    pub(super) fn new<'p>(all: impl IntoIterator<Item = &'p str>) -> Self {
        let (mut patterns, mut found, mut of, mut others) = (vec![], vec![], vec![], vec![]);
        for (pattern, written) in all.into_iter().enumerate() {
            patterns.push(Pattern { written: written.to_owned(), compiled: OnceLock::new() });
            let parsed = syntax::parse_with(written, &bytes()).ok();
            let Some(texts) = parsed.as_ref().and_then(texts) else {
                others.push(pattern);
                continue;
            };
            for (text, place) in needed(texts) {
                of.push(Of { pattern, place });
                found.push((text, pattern));
            }
        }
        Self { patterns, texts: Texts::new(&found), of, others }
    }

    /// Each pattern that matches, and where it does first.
    pub(super) fn matches(&self, line: &[u8]) -> Vec<Match> {
        let (mut found, mut searched) = (Vec::new(), Vec::new());
        self.texts.find(line, |text, start| {
            let Of { pattern, place } = self.of[text];
            self.try_at(place, Match { pattern, start }, line, &mut found, &mut searched);
        });
        found.extend(self.others.iter().filter_map(|pattern| self.first(*pattern, line)));
        found.sort_unstable();
        found
    }

    /// Tries a pattern where a text of it stands, or once on the whole line.
    fn try_at(
        &self,
        place: Place,
        one: Match,
        line: &[u8],
        found: &mut Vec<Match>,
        searched: &mut Vec<usize>,
    ) {
        let known = found.iter_mut().find(|known| known.pattern == one.pattern);
        let is_first = known.as_ref().is_none_or(|known| one.start < known.start);
        let tried = match place {
            Place::Whole => is_first.then_some(one),
            Place::Beginning => {
                Some(one).filter(|_| is_first && self.regex(one.pattern).is_match(from(line, one)))
            }
            Place::Anywhere if searched.contains(&one.pattern) => None,
            Place::Anywhere => {
                searched.push(one.pattern);
                self.first(one.pattern, line)
            }
        };
        match (known, tried) {
            (Some(known), Some(one)) => known.start = known.start.min(one.start),
            (None, Some(one)) => found.push(one),
            (_, None) => {}
        }
    }

    /// The patterns that every line costs a search.
    #[cfg(test)]
    pub(super) fn others(&self) -> &[usize] {
        &self.others
    }

    fn first(&self, pattern: usize, line: &[u8]) -> Option<Match> {
        Some(Match { pattern, start: self.regex(pattern).find(line)?.start() })
    }

    pub(super) fn groups(&self, line: &[u8], one: Match) -> Captures {
        let mut groups = self.regex(one.pattern).create_captures();
        self.regex(one.pattern).search_captures(&from(line, one), &mut groups);
        groups
    }

    fn regex(&self, pattern: usize) -> &Regex {
        self.patterns[pattern].regex()
    }
}

fn from(line: &[u8], one: Match) -> Input<'_> {
    Input::new(line).range(one.start..).anchored(Anchored::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(patterns: &[&str]) -> Matcher {
        Matcher::new(patterns.iter().copied())
    }

    #[test]
    fn each_pattern_matches_what_it_matches_alone() {
        let patterns = [
            "ICE completed|done it",
            r"Chunk\([0-9]+\)",
            r"aaa[0-9]",
            r"\bword [0-9]",
            "^word [0-9]",
            r"(?x) word \ [0-9] # a number",
            "[0-9]+ %$",
            "(?i)ends HERE *$",
            "連線(?:成功|失敗)",
            r"x[^\n]{3}y\b",
            r"\b[0-9]+ times out",
            "[0-9]+|nine",
            "(?:Go2|robot) (?:is )?at (?P<host>[0-9]+)",
            "(?P<both>left (?:open|shut)|[a-z ]*right)",
        ];
        let all = matcher(&patterns);
        for line in [
            "ICE completed, done it",
            "Chunk(x) Chunk(ChunkChunk(12)",
            "aaaa1",
            "sword 1",
            "a word 1",
            "word 1, 12 %",
            "it ends here  ",
            "已連線成功 x連y",
            "times out 12 times out",
            "Go2 is here, robot at 7, Go2 is at 8",
            "x left open, right",
            "right, left shut",
            "",
        ] {
            let line = line.as_bytes();
            let found = all.matches(line).into_iter().map(|one| (one.pattern, one.start));
            let alone = patterns.iter().enumerate().filter_map(|(index, pattern)| {
                Some((index, compiled(pattern).expect("a pattern").find(line)?.start()))
            });
            assert_eq!(found.collect::<Vec<_>>(), alone.collect::<Vec<_>>(), "{line:?}");
        }
    }

    #[test]
    fn groups_are_those_of_the_match() {
        let all = matcher(&[r"code=(?P<code>[0-9])(?:.* (?P<rest>said)| )"]);
        let line = b"code= code=1, code=2 said";
        let [one] = all.matches(line)[..] else { panic!("one matches") };
        let groups = all.groups(line, one);
        let group = |name| groups.get_group_by_name(name).map(|span| &line[span.start..span.end]);
        assert_eq!(
            (one.start, group("code"), group("rest")),
            (6, Some(&b"1"[..]), Some(&b"said"[..]))
        );
    }
}
