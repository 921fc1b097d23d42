//! Which lines of a block may mean something, and what, found in one pass over its bytes.
//!
//! Every signature has [texts](super::literals) of which a line that it recognises holds one. All
//! of them are searched for at once; what a line holds are its candidates, and only these
//! signatures are then matched with it. That is none for most lines, and one or two for others.

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, BuildError, StartKind};
use memchr::{memchr, memmem, memrchr};

use super::lines::{MAX_LINE, OCTAL_ESCAPE, QUOTES};
use super::literals::{parsed, required, texts};

/// What hides a text from the search, see [`super::lines::clean`].
const ODD: [&[u8]; 7] =
    [b"\0", b"\x1b", OCTAL_ESCAPE, QUOTES[0].0, QUOTES[1].0, QUOTES[2].0, QUOTES[3].0];

#[derive(Debug, Clone)]
pub struct Filter {
    texts: DFA,
    start: StateID,
    /// What each text means. Those of [`ODD`] come after them, and mean nothing.
    means: Vec<Candidate>,
    /// Signatures without such a text, which may recognise any line.
    always: Vec<Candidate>,
}

/// A signature that may recognise a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub signature: usize,
    pub certain: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    pub line: Range<usize>,
    /// The signatures that may recognise it, in their order; `None` where only the line as it is
    /// once cleaned tells.
    pub candidates: Option<Vec<Candidate>>,
}

impl Filter {
    pub fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Result<Self, BuildError> {
        let patterns: Vec<_> = patterns.map(parsed).collect();
        let known: Vec<Vec<&[u8]>> = patterns.iter().flatten().map(texts).collect();
        let common = |text: &[u8]| {
            let finder = memmem::Finder::new(text);
            let holds = |texts: &&Vec<&[u8]>| texts.iter().any(|one| finder.find(one).is_some());
            known.iter().filter(holds).count()
        };
        let (mut all, mut means, mut always) = (Vec::new(), Vec::new(), Vec::new());
        for (signature, pattern) in patterns.iter().enumerate() {
            match pattern.as_ref().and_then(|pattern| required(pattern, &common)) {
                Some(required) => {
                    let candidate = Candidate { signature, certain: required.whole };
                    means.extend(required.texts.iter().map(|_| candidate));
                    all.extend(required.texts);
                }
                None => always.push(Candidate { signature, certain: false }),
            }
        }
        all.extend(ODD.map(<[u8]>::to_vec));
        let texts = DFA::builder().start_kind(StartKind::Unanchored).prefilter(false).build(all)?;
        let start = texts.start_state(Anchored::No).unwrap_or_else(|error| unreachable!("{error}"));
        Ok(Self { texts, start, means, always })
    }

    /// Searches a block of whole lines; `None` where each line has to be looked at.
    pub fn search<'s>(&'s self, block: &'s [u8]) -> Option<Search<'s>> {
        let hits = || self.hits(block).into_iter().peekable();
        self.always.is_empty().then(|| Search { filter: self, block, hits: hits(), long: None })
    }

    /// The signatures that may recognise a clean line, in their order.
    pub fn candidates(&self, line: &[u8]) -> Vec<Candidate> {
        let mut found = self.always.clone();
        let hits = self.hits(line).into_iter().filter_map(|hit| self.means.get(hit.text));
        hits.for_each(|candidate| add(&mut found, *candidate));
        found.sort_unstable();
        found
    }

    /// Every place where one of the texts stands, in the order of their ends.
    ///
    /// A step of the automaton waits for the one before it, so two are taken at once, in both
    /// halves of the block: no text reaches over the end of a line.
    fn hits(&self, block: &[u8]) -> Vec<Hit> {
        let middle = block.len() / 2;
        let half = memchr(b'\n', &block[middle..]).map_or(block.len(), |end| middle + end + 1);
        let (first, second) = block.split_at(half);
        let (mut hits, mut later) = (Vec::new(), Vec::new());
        let (mut one, mut other) = (self.start, self.start);
        for (at, (byte, across)) in first.iter().zip(second).enumerate() {
            one = self.texts.next_state(Anchored::No, one, *byte);
            other = self.texts.next_state(Anchored::No, other, *across);
            if self.texts.is_special(one) {
                self.note(one, at, &mut hits);
            }
            if self.texts.is_special(other) {
                self.note(other, half + at, &mut later);
            }
        }
        let both = first.len().min(second.len());
        self.go_on(one, first, both, 0, &mut hits);
        self.go_on(other, second, both, half, &mut later);
        hits.append(&mut later);
        hits
    }

    /// Searches what is left of a half, which begins at `start` of the block.
    fn go_on(&self, state: StateID, half: &[u8], from: usize, start: usize, hits: &mut Vec<Hit>) {
        let mut state = state;
        for (at, byte) in half.iter().enumerate().skip(from) {
            state = self.texts.next_state(Anchored::No, state, *byte);
            if self.texts.is_special(state) {
                self.note(state, start + at, hits);
            }
        }
    }

    /// Notes whose texts end at this byte.
    #[cold]
    fn note(&self, state: StateID, last: usize, hits: &mut Vec<Hit>) {
        let texts = (0..self.texts.match_len(state)).map(|at| self.texts.match_pattern(state, at));
        hits.extend(texts.map(|text| Hit { last, text: text.as_usize() }));
    }
}

#[derive(Debug, Clone, Copy)]
struct Hit {
    /// Where its last byte stands.
    last: usize,
    text: usize,
}

fn add(found: &mut Vec<Candidate>, candidate: Candidate) {
    if !found.contains(&candidate) {
        found.push(candidate);
    }
}

pub struct Search<'s> {
    filter: &'s Filter,
    block: &'s [u8],
    hits: Peekable<IntoIter<Hit>>,
    /// Where the next line begins of which only a part is kept, once that is known.
    long: Option<usize>,
}

impl Search<'_> {
    /// The first line from `from` on, which is the beginning of one, that has to be looked at.
    pub fn next(&mut self, from: usize) -> Option<Found> {
        let Self { filter, block, hits, long } = self;
        let nowhere = block.len();
        let long = match *long {
            Some(place) if place >= from => place,
            _ => *long.insert(long_line(&block[from..]).map_or(nowhere, |at| from + at)),
        };
        while hits.next_if(|hit| hit.last < from).is_some() {}
        let place = hits.peek().map_or(long, |hit| hit.last.min(long));
        if place == nowhere {
            return None;
        }
        let start = memrchr(b'\n', &block[from..place]).map_or(from, |end| from + end + 1);
        let end = memchr(b'\n', &block[place..]).map_or(nowhere, |end| place + end + 1);
        let mut candidates = (place < long).then(Vec::new);
        while let Some(hit) = hits.next_if(|hit| hit.last < end) {
            match (filter.means.get(hit.text), &mut candidates) {
                (Some(candidate), Some(found)) => add(found, *candidate),
                _ => candidates = None,
            }
        }
        candidates.iter_mut().for_each(|found| found.sort_unstable());
        Some(Found { line: start..end, candidates })
    }
}

/// Where a line begins of which only a part is kept.
fn long_line(block: &[u8]) -> Option<usize> {
    let mut start = 0;
    while block.len() - start > MAX_LINE {
        match memrchr(b'\n', &block[start..=start + MAX_LINE]) {
            Some(end) => start += end + 1,
            None => return Some(start),
        }
    }
    None
}
