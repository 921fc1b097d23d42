//! Which lines of a block may mean something, found without looking at each.
//!
//! Most of a long log is recognised by nothing. One search over many lines at once passes over
//! those as fast as they can be read; what it stops at is then looked at properly.

use std::ops::Range;

use memchr::memmem;
use memchr::{memchr, memchr2, memrchr};
use regex::bytes::{Regex, RegexBuilder};

use super::lines::{MAX_LINE, OCTAL_ESCAPE};

/// What the search may keep of its automaton, bytes.
const CACHE: usize = 8 << 20;

/// All signatures as one pattern.
#[derive(Debug, Clone)]
pub struct Filter(Regex);

impl Filter {
    /// Of patterns that do not speak of a line's end.
    pub fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Result<Self, regex::Error> {
        let any = patterns.map(within_lines).collect::<Vec<_>>().join("|");
        let mut any = RegexBuilder::new(&any);
        Ok(Self(any.unicode(false).multi_line(true).dfa_size_limit(CACHE).build()?))
    }

    /// Begins to search a block of whole lines.
    pub fn search<'s>(&'s self, block: &'s [u8]) -> Search<'s> {
        let (any, escape) = (&self.0, memmem::Finder::new(OCTAL_ESCAPE));
        Search { any, escape, block, matched: None, odd: None, escaped: None, long: None }
    }
}

/// The pattern with nameless groups, since the names of all of them would stand twice, and with
/// `[^` that takes no line's end, so that no match reaches from one line into the next.
fn within_lines(pattern: &str) -> String {
    let mut parts = pattern.split("(?P<");
    let mut nameless = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        nameless.push('(');
        nameless.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
    }
    format!("(?:{})", nameless.replace("[^", r"[^\n"))
}

/// A search through a block. Each place found ahead is kept until it is reached.
pub struct Search<'s> {
    any: &'s Regex,
    escape: memmem::Finder<'static>,
    block: &'s [u8],
    matched: Option<usize>,
    odd: Option<usize>,
    escaped: Option<usize>,
    long: Option<usize>,
}

impl Search<'_> {
    /// The first line from `from` on, which is the beginning of one, that has to be looked at: a
    /// signature may recognise it, or what stands in it hides that (see [`super::lines::clean`]).
    pub fn next(&mut self, from: usize) -> Option<Range<usize>> {
        let Self { any, escape, block, matched, odd, escaped, long } = self;
        let nowhere = block.len();
        let ahead = |known: &mut Option<usize>, find: &dyn Fn() -> Option<usize>| match *known {
            Some(place) if place >= from => place,
            _ => *known.insert(find().unwrap_or(nowhere)),
        };
        let rest = &block[from..];
        let nearest = [
            // The end of what matches first is quicker to find than its start, and in its line.
            ahead(matched, &|| any.shortest_match_at(block, from).map(|end| end.max(from + 1) - 1)),
            ahead(odd, &|| memchr2(0, 0x1b, rest).map(|at| from + at)),
            ahead(escaped, &|| escape.find(rest).map(|at| from + at)),
            ahead(long, &|| long_line(rest).map(|at| from + at)),
        ];
        let nearest = nearest.into_iter().min().filter(|place| *place < nowhere)?;
        let start = memrchr(b'\n', &block[from..nearest]).map_or(from, |end| from + end + 1);
        let end = memchr(b'\n', &block[nearest..]).map_or(nowhere, |end| nearest + end + 1);
        Some(start..end)
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
