//! Which of many patterns match a line.
//!
//! A match of nearly every pattern begins with one of a few texts, or holds one. An Aho-Corasick
//! automaton finds all of these in one pass over the line, and a pattern is tried only where it may
//! match. Most lines hold none.

use std::cmp::Reverse;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::literal::{Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind};

/// Shorter texts stand in too many lines.
const SHORTEST: usize = 3;
/// Longer ones tell a pattern no better from others.
const ENOUGH: usize = 8;
/// Each byte of a text is a state of the automaton. Shorter ones stand in too many lines as well:
/// `Connecti`.
const LONGEST: usize = 16;
/// By so much a text may be shorter where a match begins: what stands elsewhere costs a search of the
/// line.
const BEGINS: usize = 3;
/// The most texts of one pattern, and the largest class of bytes that is spelt out.
const MOST: usize = 32;
const CLASS: usize = 3;

#[derive(Debug)]
pub(super) struct Matcher {
    patterns: Vec<Regex>,
    texts: DFA,
    start: StateID,
    /// What each of the texts is of.
    of: Vec<Text>,
    /// Patterns without such texts: they are tried on every line.
    others: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Text {
    pattern: usize,
    length: usize,
    place: Place,
}

/// Where in a match a text stands.
#[derive(Debug, Clone, Copy)]
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
    let config = Config::new().utf8_empty(false);
    Regex::builder().syntax(bytes()).configure(config).build(pattern).map_err(Box::new)
}

/// The texts with one of which every match of a pattern begins, if these are few.
fn beginnings(pattern: &Hir) -> Option<Seq> {
    let mut extractor = Extractor::new();
    extractor.limit_class(CLASS).limit_total(MOST).limit_literal_len(LONGEST);
    let found = extractor.extract(pattern);
    found.min_literal_len().filter(|shortest| *shortest >= SHORTEST)?;
    Some(found)
}

/// Texts of which every match holds one, and where in it they stand: of an alternation, those of
/// each branch.
fn texts(pattern: &Hir) -> Option<Vec<(Vec<u8>, Place)>> {
    if let HirKind::Alternation(branches) = pattern.kind() {
        return branches.iter().map(texts).collect::<Option<Vec<_>>>().map(|all| all.concat());
    }
    let parts = match pattern.kind() {
        HirKind::Concat(parts) => &parts[..],
        _ => std::slice::from_ref(pattern),
    };
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

impl Matcher {
    /// Of these patterns as they are written and as they are compiled.
    pub(super) fn new<'p>(
        all: impl IntoIterator<Item = (&'p str, Regex)>,
    ) -> Result<Self, aho_corasick::BuildError> {
        let (mut patterns, mut found, mut of, mut others) = (vec![], vec![], vec![], vec![]);
        for (pattern, (written, regex)) in all.into_iter().enumerate() {
            patterns.push(regex);
            let parsed = syntax::parse_with(written, &bytes()).ok();
            let Some(texts) = parsed.as_ref().and_then(texts) else {
                others.push(pattern);
                continue;
            };
            for (text, place) in texts {
                of.push(Text { pattern, length: text.len(), place });
                found.push(text);
            }
        }
        let texts = DFA::builder().prefilter(false).build(found)?;
        let start = texts.start_state(aho_corasick::Anchored::No).expect("it is unanchored");
        Ok(Self { patterns, texts, start, of, others })
    }

    pub(super) fn patterns(&self) -> &[Regex] {
        &self.patterns
    }

    pub(super) fn matches(&self, line: &[u8]) -> Vec<Match> {
        let (mut found, mut searched) = (Vec::new(), Vec::new());
        let mut state = self.start;
        for (last, byte) in line.iter().enumerate() {
            state = self.texts.next_state(aho_corasick::Anchored::No, state, *byte);
            if self.texts.is_special(state) {
                self.try_at(state, last, line, &mut found, &mut searched);
            }
        }
        self.others.iter().for_each(|pattern| self.search(*pattern, line, &mut found));
        found.sort_unstable();
        found
    }

    /// Tries the patterns of the texts that end with this byte, those that need a search of the line
    /// once.
    #[cold]
    fn try_at(
        &self,
        state: StateID,
        last: usize,
        line: &[u8],
        found: &mut Vec<Match>,
        searched: &mut Vec<usize>,
    ) {
        for at in 0..self.texts.match_len(state) {
            let text = self.of[self.texts.match_pattern(state, at).as_usize()];
            if found.iter().any(|known| known.pattern == text.pattern) {
                continue;
            }
            let one = Match { pattern: text.pattern, start: last + 1 - text.length };
            match text.place {
                Place::Whole => found.push(one),
                Place::Beginning if self.patterns[one.pattern].is_match(from(line, one)) => {
                    found.push(one);
                }
                Place::Beginning => {}
                Place::Anywhere if searched.contains(&one.pattern) => {}
                Place::Anywhere => {
                    searched.push(one.pattern);
                    self.search(one.pattern, line, found);
                }
            }
        }
    }

    fn search(&self, pattern: usize, line: &[u8], found: &mut Vec<Match>) {
        let place = self.patterns[pattern].find(line);
        found.extend(place.map(|place| Match { pattern, start: place.start() }));
    }

    pub(super) fn groups(&self, line: &[u8], one: Match) -> Captures {
        let mut groups = self.patterns[one.pattern].create_captures();
        self.patterns[one.pattern].search_captures(&from(line, one), &mut groups);
        groups
    }
}

fn from(line: &[u8], one: Match) -> Input<'_> {
    Input::new(line).range(one.start..).anchored(Anchored::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(patterns: &[&str]) -> Matcher {
        let all = patterns.iter().map(|one| (*one, compiled(one).expect("a pattern")));
        Matcher::new(all).expect("few patterns")
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
