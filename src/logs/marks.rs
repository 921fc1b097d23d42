//! Which signatures were met in a session, and where.

use std::collections::BTreeMap;

use crate::facts::{LogMark, LogSign, Stage};

use super::clock::Stamp;
use super::excerpt::{around, excerpt, joined};
use super::matcher::Match;
use super::signatures::Signature;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    /// The line, from 1.
    pub line: u64,
    pub stamp: Option<Stamp>,
}

impl Moment {
    /// Milliseconds since an earlier moment, where both have comparable stamps.
    pub(super) fn since(&self, earlier: Moment) -> Option<f64> {
        self.stamp?.since(earlier.stamp?)
    }
}

/// One mark a signature: bounded by their number, however long the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    noted: BTreeMap<usize, Noted>,
    /// The one whose message goes on in the next line.
    open: Option<usize>,
}

/// A mark, and when its first and its last line were written.
#[derive(Debug, Clone)]
struct Noted {
    first: Moment,
    last: Moment,
    /// The beginning of the first line. Most attempts of a long log are forgotten, and what is
    /// shown of their lines need not be made.
    line: Vec<u8>,
    mark: LogMark,
}

impl Noted {
    fn shown(&self) -> LogMark {
        LogMark { text: excerpt(&self.line), ..self.mark.clone() }
    }
}

impl Marks {
    /// Notes a line that the signature recognised; `after` is the highest stage that has passed by
    /// then.
    pub(super) fn add(
        &mut self,
        found: Match,
        signature: &Signature,
        at: Moment,
        line: &[u8],
        after: Option<Stage>,
    ) {
        let fresh = || Noted {
            first: at,
            last: at,
            mark: LogMark {
                stage: signature.stage,
                sign: signature.sign,
                line: at.line,
                last_line: at.line,
                count: 0,
                at_ms: None,
                last_at_ms: None,
                after: None,
                text: String::new(),
            },
            line: around(line, found.start).into_owned(),
        };
        let noted = self.noted.entry(found.pattern).or_insert_with(fresh);
        if noted.mark.count == 0 && line.trim_ascii_end().ends_with(b":") {
            self.open = Some(found.pattern);
        }
        noted.last = at;
        noted.mark.last_line = at.line;
        noted.mark.after = after;
        noted.mark.count += 1;
    }

    /// Takes the next line in, with which a message that ended in a colon goes on.
    pub(super) fn goes_on(&mut self, line: &[u8]) {
        let Some(pattern) = self.open.filter(|_| !line.trim_ascii().is_empty()) else { return };
        if let Some(noted) = self.noted.get_mut(&pattern) {
            noted.line = joined(&noted.line, line);
        }
        self.open = None;
    }

    pub(super) fn of(&self, sign: LogSign) -> Option<LogMark> {
        self.noted.values().find(|noted| noted.mark.sign == Some(sign)).map(Noted::shown)
    }

    /// All of them with their signatures' indices, in the order of their first lines.
    pub(super) fn finish(self, start: Option<Stamp>) -> Vec<(usize, LogMark)> {
        let since = |at: Moment| at.stamp.zip(start).and_then(|(stamp, start)| stamp.since(start));
        let mut marks: Vec<_> = self
            .noted
            .into_iter()
            .map(|(index, noted)| {
                let (at_ms, last_at_ms) = (since(noted.first), since(noted.last));
                (index, LogMark { at_ms, last_at_ms, ..noted.shown() })
            })
            .collect();
        marks.sort_by_key(|(index, mark)| (mark.line, *index));
        marks
    }
}
