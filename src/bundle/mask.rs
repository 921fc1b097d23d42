//! Finds secrets by their form, puts something else in their place, and looks for what is left by
//! value.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde_json::Value;

use super::kind::{Kind, PATTERNS, embedded_mac, is_public_v4, is_public_v6, with_mac_of_stand_in};

/// How many values of a kind are told apart.
const MOST: usize = 10_000;

/// The shortest value that is looked for wherever it stands. A shorter one, a user called `jo`, is
/// masked where its form tells it.
pub(super) const SHORTEST: usize = 4;

static FORMS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let compiled = |(kind, form): &(Kind, &str)| Some((*kind, Regex::new(form).ok()?));
    PATTERNS.iter().filter_map(compiled).collect()
});

static V4: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^0-9.])((?:[0-9]{1,3}\.){3,}[0-9]{1,3})").ok());
static V6: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[^0-9a-f:])([0-9a-f]{1,4}:[0-9a-f:]{2,})").ok());

/// What was masked, how often, by kind.
pub type Counts = BTreeMap<Kind, u64>;

/// A value, its kind, and what stands in its place.
type Known<'a> = (&'a String, &'a (Kind, String));

/// The values that are known to be secret, and what stands in their place.
#[derive(Debug, Default)]
pub struct Masks {
    known: BTreeMap<String, (Kind, String)>,
    numbers: BTreeMap<Kind, usize>,
}

impl Masks {
    /// Takes note of a value, wherever it is known from.
    pub fn add(&mut self, kind: Kind, value: &str) {
        let value = value.trim();
        let enough = self.numbers.get(&kind).is_some_and(|number| *number >= MOST);
        if value.is_empty() || enough || !kind.counts(value) || self.known.contains_key(value) {
            return;
        }
        let number = self.numbers.entry(kind).or_default();
        *number += 1;
        self.known.insert(value.to_owned(), (kind, kind.stand_in(value, *number)));
    }

    /// What a known value is, and what stands in its place.
    pub fn stand_in(&self, value: &str) -> Option<(Kind, &str)> {
        self.known.get(value).map(|(kind, stand_in)| (*kind, stand_in.as_str()))
    }

    /// The names among the values.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.known.iter().filter(|(_, (kind, _))| kind.is_name()).map(|(value, _)| value)
    }

    /// Masks these no more.
    pub fn forget(&mut self, values: &[String]) {
        values.iter().for_each(|value| drop(self.known.remove(value)));
    }

    /// A value and what stands in its place alone.
    pub fn alone(&self, value: &str) -> Self {
        let known = self.known.get_key_value(value);
        let known = known.into_iter().map(|(value, it)| (value.clone(), it.clone())).collect();
        Self { known, numbers: BTreeMap::new() }
    }

    /// Takes note of every value in a text that has the form of a secret.
    pub fn learn(&mut self, text: &str) {
        for (kind, form) in FORMS.iter() {
            for found in form.captures_iter(text) {
                if let Some(value) = found.get(1) {
                    self.add(*kind, value.as_str());
                }
            }
        }
        for found in V4.iter().flat_map(|form| form.captures_iter(text)) {
            let value = found.get(1).map(|value| value.as_str());
            let address = value.and_then(|value| value.parse::<Ipv4Addr>().ok());
            if let (Some(value), Some(true)) = (value, address.map(is_public_v4)) {
                self.add(Kind::PublicAddress, value);
            }
        }
        for found in V6.iter().flat_map(|form| form.captures_iter(text)) {
            let value = found.get(1).map(|value| value.as_str().trim_end_matches(':'));
            let address = value.and_then(|value| value.parse::<Ipv6Addr>().ok());
            match (value, address) {
                (Some(value), Some(it)) if is_public_v6(it) => self.add(Kind::PublicAddress, value),
                (Some(value), Some(it)) => self.learn_mac(value, it),
                _ => {}
            }
        }
    }

    /// Takes note of an address that tells a MAC address: it keeps its network, and has the stand-in
    /// of that.
    fn learn_mac(&mut self, value: &str, address: Ipv6Addr) {
        let Some(mac) = embedded_mac(address) else { return };
        self.add(Kind::Mac, &mac);
        if self.known.len() >= 2 * MOST {
            return;
        }
        let stand_in = self.stand_in(&mac).and_then(|(_, it)| with_mac_of_stand_in(address, it));
        if let Some(stand_in) = stand_in {
            self.known.insert(value.to_owned(), (Kind::Mac, stand_in.to_string()));
        }
    }

    /// The text with something else in place of every known value, and how often that was done.
    pub fn masked(&self, text: &str) -> (String, Counts) {
        let (mut out, mut counts, mut from) = (String::new(), Counts::new(), 0);
        let (search, values) = self.search(MatchKind::LeftmostLongest);
        let Some(search) = search else { return (text.to_owned(), counts) };
        for found in search.find_iter(text) {
            let (value, (kind, stand_in)) = &values[found.pattern()];
            if !is_whole(*kind, value, text, found.start(), found.end()) {
                continue;
            }
            out.push_str(&text[from..found.start()]);
            out.push_str(stand_in);
            from = found.end();
            *counts.entry(*kind).or_default() += 1;
        }
        (out + &text[from..], counts)
    }

    /// The same within every text of a JSON value, so that it stays one.
    pub fn masked_value(&self, value: &mut Value, counts: &mut Counts) {
        match value {
            Value::String(text) => {
                let (masked, some) = self.masked(text);
                *text = masked;
                some.into_iter().for_each(|(kind, n)| *counts.entry(kind).or_default() += n);
            }
            Value::Array(all) => all.iter_mut().for_each(|it| self.masked_value(it, counts)),
            Value::Object(all) => all.values_mut().for_each(|it| self.masked_value(it, counts)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The known values of this length and more that are left in what a file holds.
    pub fn left_in(&self, bytes: &[u8], shortest: usize) -> Vec<(Kind, String)> {
        let text = String::from_utf8_lossy(bytes);
        let (search, values) = self.search(MatchKind::Standard);
        let found = search.iter().flat_map(|search| search.find_overlapping_iter(text.as_ref()));
        let mut left: Vec<_> = found
            .filter_map(|found| {
                let (value, (kind, _)) = &values[found.pattern()];
                let counts = value.len() >= shortest
                    && is_whole(*kind, value, &text, found.start(), found.end());
                counts.then(|| (*kind, (*value).clone()))
            })
            .collect();
        left.sort();
        left.dedup();
        left
    }

    /// Where known values stand in bytes that are not all text, and of which kind they are.
    pub fn found_in(&self, bytes: &[u8]) -> Vec<(Kind, Range<usize>)> {
        // One character a byte, so that places stay.
        let text: String = bytes
            .iter()
            .map(|byte| if byte.is_ascii() { char::from(*byte) } else { ' ' })
            .collect();
        let (search, values) = self.search(MatchKind::LeftmostLongest);
        let found = search.iter().flat_map(|search| search.find_iter(&text));
        let place = |found: aho_corasick::Match| {
            let (value, (kind, _)) = &values[found.pattern()];
            let is_whole = is_whole(*kind, value, &text, found.start(), found.end());
            is_whole.then(|| (*kind, found.range()))
        };
        found.filter_map(place).collect()
    }

    fn search(&self, kind: MatchKind) -> (Option<AhoCorasick>, Vec<Known<'_>>) {
        let values: Vec<_> = self.known.iter().collect();
        let search = AhoCorasick::builder()
            .match_kind(kind)
            .ascii_case_insensitive(true)
            .build(values.iter().map(|(value, _)| value.as_str()))
            .ok();
        (search.filter(|_| !values.is_empty()), values)
    }
}

/// Whether what was found is the value and not a part of a longer word: names are words, and so are
/// addresses; keys are masked wherever they stand.
fn is_whole(kind: Kind, value: &str, text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric());
    match kind {
        Kind::Key | Kind::Token | Kind::IcePassword if value.len() >= 2 * SHORTEST => true,
        Kind::PublicAddress => {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_hexdigit());
            !digit(before) && !digit(after)
        }
        // A short name is a word of every language: only where a path tells it.
        Kind::User | Kind::Ssid if value.len() < SHORTEST => {
            matches!(before, Some('/' | '\\' | '=' | '"')) && !is_word(after)
        }
        _ => !is_word(before) && !is_word(after),
    }
}

#[cfg(test)]
mod tests;
