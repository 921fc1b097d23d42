//! A line that a signature recognised, and what the groups of its pattern hold.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use regex_automata::PatternID;
use regex_automata::util::captures::Captures;

use crate::logs::event::State;
use crate::logs::lines::text_of;
use crate::logs::marks::Moment;
use crate::logs::matcher::Match;
use crate::logs::signatures::{Signature, Signatures};

pub(in crate::logs) struct Seen<'a> {
    pub signature: &'a Signature,
    pub at: Moment,
    signatures: &'a Signatures,
    found: Match,
    pub line: &'a [u8],
    /// The groups: found when one is asked for, since that is what takes longest.
    groups: OnceCell<Captures>,
}

impl<'a> Seen<'a> {
    pub(in crate::logs) fn new(
        signatures: &'a Signatures,
        found: Match,
        line: &'a [u8],
        at: Moment,
    ) -> Self {
        let signature = &signatures.all()[found.pattern];
        Self { signature, at, signatures, found, line, groups: OnceCell::new() }
    }

    fn range(&self, name: &str) -> Option<Range<usize>> {
        let groups = self.groups.get_or_init(|| self.signatures.groups(self.line, self.found));
        // A pattern has few names: to compare them is quicker than to hash one.
        let mut names = groups.group_info().pattern_names(PatternID::ZERO);
        let group = groups.get_group(names.position(|known| known == Some(name))?)?;
        Some(group.range())
    }

    /// A named group as it stands, where it took part.
    pub(in crate::logs) fn bytes(&self, name: &str) -> Option<&'a [u8]> {
        self.range(name).map(|range| &self.line[range])
    }

    /// What stands in the group `message`. Where that is empty, it begins there and goes on to the end
    /// of the line: no pattern need read it.
    pub(super) fn message(&self) -> Option<&'a [u8]> {
        let range = self.range("message")?;
        Some(if range.is_empty() { &self.line[range.start..] } else { &self.line[range] })
    }

    /// A named group, where it took part.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.bytes(name).map(text_of)
    }

    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.text(name)?.parse().ok()
    }

    /// The state that the line tells of its signature's layer. Where several words may stand in
    /// a line, as of a change, the groups are `state` and then `state2` to `state5`.
    pub(super) fn state(&self) -> Option<State> {
        if self.signature.state.is_some() {
            return self.signature.state;
        }
        let groups = ["state", "state2", "state3", "state4", "state5"];
        let word = groups.iter().find_map(|name| self.text(name))?;
        self.signature.words.get(word.as_ref()).copied().or_else(|| State::named(&word))
    }

    /// An address, whose host and port are groups of these names.
    pub(super) fn address(&self, host: &str, port: &str) -> Option<String> {
        let (host, port) = (self.text(host)?, self.text(port)?);
        let (open, close) = if host.contains(':') { ("[", "]:") } else { ("", ":") };
        Some([open, &host, close, &port].concat())
    }
}
