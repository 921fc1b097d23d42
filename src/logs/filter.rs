//! Which lines of a block may mean something, and what, found in one pass over its bytes.
//!
//! Every signature has [texts](super::literals) of which a line that it recognises holds one. All
//! of them are searched for at once; what a line holds are its candidates, and only these
//! signatures are then matched with it. That is none for most lines, and one or two for others.

use std::ops::Range;

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, Input, StartKind};
use memchr::{memchr, memmem, memrchr};

use super::lines::{MAX_LINE, OCTAL_ESCAPE};
use super::literals::{parsed, required, texts};

/// What hides a text from the search, see [`super::lines::clean`].
const ODD: [&[u8]; 3] = [b"\0", b"\x1b", OCTAL_ESCAPE];

/// The texts of all signatures as one automaton.
#[derive(Debug, Clone)]
pub struct Filter {
    texts: AhoCorasick,
    /// What each text means. Those of [`ODD`] come after them, and mean nothing.
    means: Vec<Candidate>,
    /// Signatures without such a text, which may recognise any line.
    always: Vec<Candidate>,
}

/// A signature that may recognise a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Its index.
    pub signature: usize,
    /// Whether it does so for certain.
    pub certain: bool,
}

/// A line that has to be looked at.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands in the block, with its end.
    pub line: Range<usize>,
    /// The signatures that may recognise it, in their order; `None` where only the line as it is
    /// once cleaned tells.
    pub candidates: Option<Vec<Candidate>>,
}

impl Filter {
    /// Of the signatures' patterns, in their order.
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
        let texts = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .start_kind(StartKind::Unanchored)
            .prefilter(false)
            .build(all)?;
        Ok(Self { texts, means, always })
    }

    /// Begins to search a block of whole lines; `None` where each line has to be looked at.
    pub fn search<'s>(&'s self, block: &'s [u8]) -> Option<Search<'s>> {
        self.always.is_empty().then_some(Search { filter: self, block, long: None })
    }

    /// The signatures that may recognise a clean line, in their order.
    pub fn candidates(&self, line: &[u8]) -> Vec<Candidate> {
        let mut found = self.always.clone();
        let mut state = OverlappingState::start();
        loop {
            self.texts.find_overlapping(line, &mut state);
            let Some(text) = state.get_match() else { break };
            if let Some(candidate) = self.means.get(text.pattern().as_usize()) {
                add(&mut found, *candidate);
            }
        }
        found.sort_unstable();
        found
    }
}

fn add(found: &mut Vec<Candidate>, candidate: Candidate) {
    if !found.contains(&candidate) {
        found.push(candidate);
    }
}

/// A search through a block.
pub struct Search<'s> {
    filter: &'s Filter,
    block: &'s [u8],
    /// Where the next line begins of which only a part is kept, once that is known.
    long: Option<usize>,
}

impl Search<'_> {
    /// The first line from `from` on, which is the beginning of one, that has to be looked at.
    pub fn next(&mut self, from: usize) -> Option<Found> {
        let Self { filter, block, long } = self;
        let nowhere = block.len();
        let long = match *long {
            Some(place) if place >= from => place,
            _ => *long.insert(long_line(&block[from..]).map_or(nowhere, |at| from + at)),
        };
        let mut state = OverlappingState::start();
        let mut next = |end: usize| {
            filter.texts.find_overlapping(Input::new(*block).range(from..end), &mut state);
            state.get_match()
        };
        let mut text = next(long);
        let place = text.map_or(long, |text| text.end() - 1);
        if place == nowhere {
            return None;
        }
        let start = memrchr(b'\n', &block[from..place]).map_or(from, |end| from + end + 1);
        let end = memchr(b'\n', &block[place..]).map_or(nowhere, |end| place + end + 1);
        let mut candidates = text.map(|_| Vec::new());
        while let (Some(here), Some(found)) = (text, &mut candidates) {
            match filter.means.get(here.pattern().as_usize()) {
                Some(candidate) => add(found, *candidate),
                None => candidates = None,
            }
            text = next(end);
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
