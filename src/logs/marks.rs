//! Which signatures were met in a session, and where.

use std::collections::BTreeMap;

use crate::evidence::LogMark;

use super::clock::Stamp;
use super::excerpt::excerpt;
use super::signatures::Signature;

/// A moment in a log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The line, from 1.
    pub line: u64,
    /// Its stamp, where it has one.
    pub stamp: Option<Stamp>,
}

impl Moment {
    /// Milliseconds since an earlier moment, where both have comparable stamps.
    pub fn since(&self, earlier: Moment) -> Option<f64> {
        self.stamp?.since(earlier.stamp?)
    }
}

/// One mark a signature: bounded by their number, however long the log.
#[derive(Debug, Clone, Default)]
pub struct Marks(BTreeMap<usize, (Moment, LogMark)>);

impl Marks {
    /// Notes a line that the signature of this index recognised.
    pub fn add(&mut self, index: usize, signature: &Signature, at: Moment, line: &[u8]) {
        let fresh = || {
            let mark = LogMark {
                stage: signature.stage,
                sign: signature.sign,
                line: at.line,
                last_line: at.line,
                count: 0,
                at_ms: None,
                text: excerpt(line),
            };
            (at, mark)
        };
        let (_, mark) = self.0.entry(index).or_insert_with(fresh);
        mark.last_line = at.line;
        mark.count += 1;
    }

    /// All of them with their signatures' indices, in the order of their first lines.
    pub fn finish(self, start: Option<Stamp>) -> Vec<(usize, LogMark)> {
        let mut marks: Vec<_> = self
            .0
            .into_iter()
            .map(|(index, (at, mark))| {
                let at_ms = at.stamp.zip(start).and_then(|(stamp, start)| stamp.since(start));
                (index, LogMark { at_ms, ..mark })
            })
            .collect();
        marks.sort_by_key(|(index, mark)| (mark.line, *index));
        marks
    }
}
