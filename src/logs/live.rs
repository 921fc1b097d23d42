//! A log that is still being written: bytes as they come, and what each line changes.
//!
//! ```text
//! bytes in any pieces ─► feed ─► lines ─► scanner ─► what stands now ─► changes
//! ```
//!
//! It reads nothing itself and knows no clock but the log's own, so that a file that grows and a
//! program's output are followed alike.

use crate::facts::Stage;
use crate::facts::outcome::Status;

use super::clock::Stamp;
use super::feed::Feed;
use super::lines::lines_of;
use super::scanner::{Scanner, Standing};
use super::signatures::Signatures;
use crate::facts::log_reading::LogReading;

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which attempt to connect, from 1.
    pub attempt: u64,
    /// The line that changed it, from 1; `None` of what was there before anybody followed.
    pub line: Option<u64>,
    /// The time of day of the last stamp up to there, as the log has it: `14:04:32`.
    pub time: Option<String>,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Began,
    /// What is to be said of a stage: that it is under way ([`Status::Inconclusive`] as long as
    /// nothing decides it), that it passed or that it broke. A stage that broke may still pass.
    Stage(Stage, Status),
}

#[derive(Debug, Clone)]
pub struct Live<'s> {
    scanner: Scanner<'s>,
    feed: Feed,
    told: Option<Standing>,
}

impl<'s> Live<'s> {
    pub fn new(signatures: &'s Signatures) -> Self {
        let mut scanner = Scanner::new(signatures);
        scanner.file();
        Self { scanner, feed: Feed::default(), told: None }
    }

    /// Takes bytes in that were there before anybody followed: at full speed, and without telling
    /// what each line changed. Where all that leads to, [`Self::changes`] tells.
    pub fn catch_up(&mut self, bytes: &[u8]) {
        let Self { scanner, feed, .. } = self;
        feed.take(bytes, |block| scanner.block(block));
    }

    /// Where the last attempt stands, as far as it was not told; without times and lines, since
    /// what is told did not happen now, nor at one line.
    pub fn changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        let now = Standing { last: None, ..self.scanner.standing() };
        compare(self.told.as_ref(), &now, &mut changes);
        changes.iter_mut().for_each(|change| change.line = None);
        self.told = Some(now);
        changes
    }

    /// Takes the next bytes in, cut anywhere, and says what the lines that are whole by now have
    /// changed, in their order.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Change> {
        let Self { scanner, feed, told } = self;
        let mut changes = Vec::new();
        feed.take(bytes, |block| follow(scanner, told, block, &mut changes));
        changes
    }

    /// What follows is another file of the same log, since the one before was rotated out or
    /// written anew. What stood there without a line's end counts as a line.
    pub fn next_file(&mut self) -> Vec<Change> {
        let Self { scanner, feed, told } = self;
        let mut changes = Vec::new();
        feed.finish(|block| follow(scanner, told, block, &mut changes));
        self.feed = Feed::default();
        self.scanner.file();
        changes
    }

    /// What is known of the last attempt, as if the log had ended with the last whole line.
    /// [`LogReading::earlier`] is empty.
    pub fn attempt(&self) -> LogReading {
        self.scanner.attempt()
    }

    pub fn finish(mut self) -> LogReading {
        self.feed.finish(|block| self.scanner.block(block));
        self.scanner.reading()
    }
}

fn follow(
    scanner: &mut Scanner<'_>,
    told: &mut Option<Standing>,
    block: &[u8],
    changes: &mut Vec<Change>,
) {
    for line in lines_of(block) {
        scanner.line(line);
        let now = scanner.standing();
        compare(told.as_ref(), &now, changes);
        *told = Some(now);
    }
}

/// Says what is new since `before`.
fn compare(before: Option<&Standing>, now: &Standing, changes: &mut Vec<Change>) {
    let before = before.filter(|before| before.attempt == now.attempt);
    let unknown = [Status::Skip; Stage::ALL.len()];
    let known = before.map_or(&unknown, |before| &before.statuses);
    let mut tell = |what| {
        let time = now.last.map(Stamp::time_of_day);
        changes.push(Change { attempt: now.attempt, line: Some(now.line), time, what });
    };
    // The first attempt begins with the first line that says anything of it.
    let spoken_of = |statuses: &[Status]| now.attempt > 1 || *statuses != unknown;
    if spoken_of(&now.statuses) && !before.is_some_and(|before| spoken_of(&before.statuses)) {
        tell(What::Began);
    }
    for ((stage, was), is) in Stage::ALL.into_iter().zip(known).zip(&now.statuses) {
        if is != was && *is != Status::Skip {
            tell(What::Stage(stage, *is));
        }
    }
}
