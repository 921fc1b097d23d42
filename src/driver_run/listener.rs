//! What the driver writes, read as a log.

use crate::facts::Stage;
use crate::facts::log_reading::LogReading;
use crate::facts::outcome::Status;
use crate::logs::MAX_LINE;
use crate::logs::live::{Change, Live, What};
use crate::logs::signatures::BUILT_IN;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Out,
    Err,
}

/// Reads both streams of a driver as one log, line by line in the order in which lines end.
pub(super) struct Listener {
    log: Live<'static>,
    begun: [Vec<u8>; 2],
    bytes: u64,
    last: Option<u8>,
}

impl Default for Listener {
    fn default() -> Self {
        Self { log: Live::new(&BUILT_IN), begun: Default::default(), bytes: 0, last: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct News {
    pub(super) stage: Stage,
    pub(super) status: Status,
    /// Which attempt to connect, from 1.
    pub(super) attempt: u64,
}

impl Listener {
    /// Takes what came from a stream: whole lines, parts of one, or both.
    pub(super) fn take(&mut self, stream: Stream, bytes: &[u8]) -> Vec<News> {
        self.bytes += bytes.len() as u64;
        self.last = bytes.last().copied().or(self.last);
        let Self { log, begun, .. } = self;
        let begun = &mut begun[stream as usize];
        // Whole lines go as they are; what stands at either side of them belongs to others.
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (whole, rest) = bytes.split_at(whole);
        let mut changes = Vec::new();
        if !whole.is_empty() {
            if !begun.is_empty() {
                changes.extend(log.take(begun));
                begun.clear();
            }
            changes.extend(log.take(whole));
        }
        let room = MAX_LINE.saturating_sub(begun.len());
        begun.extend_from_slice(&rest[..rest.len().min(room)]);
        changes.into_iter().filter_map(ended).collect()
    }

    /// What the log has told, its bytes, and whether they ended within a line.
    pub(super) fn finish(mut self) -> (LogReading, u64, bool) {
        let in_line = self.last.is_some_and(|last| last != b'\n');
        for begun in self.begun.iter_mut().filter(|begun| !begun.is_empty()) {
            begun.push(b'\n');
            self.log.take(begun);
        }
        (self.log.finish(), self.bytes, in_line)
    }
}

fn ended(change: Change) -> Option<News> {
    match change.what {
        What::Stage(stage, status @ (Status::Pass | Status::Warn | Status::Fail)) => {
            Some(News { stage, status, attempt: change.attempt })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A real log of a driver whose INITs were not answered.
    const SILENT: &[u8] =
        include_bytes!("../../tests/fixtures/logs/aiortc-1.16.0_data2-2_sctp-silent.log");

    #[test]
    fn a_line_of_one_stream_is_not_cut_by_the_other() {
        let whole = crate::logs::read(SILENT).expect("memory does not fail");
        for chunk in [1, 7, 4096] {
            let mut listener = Listener::default();
            for (number, part) in SILENT.chunks(chunk).enumerate() {
                listener.take(Stream::Err, part);
                let noise = if number == 0 { &b"of a progress bar"[..] } else { b"." };
                listener.take(Stream::Out, noise);
            }
            let (reading, bytes, in_line) = listener.finish();
            assert!(in_line);
            assert!(bytes > SILENT.len() as u64);
            assert_eq!(reading.outcomes, whole.outcomes, "{chunk} at a time");
            assert_eq!(reading.lines, whole.lines + 1);
        }
    }

    #[test]
    fn each_end_of_a_stage_is_news_once() {
        let mut listener = Listener::default();
        let mut news = Vec::new();
        for part in SILENT.chunks(100) {
            news.extend(listener.take(Stream::Err, part));
        }
        let news: Vec<_> =
            news.into_iter().map(|each| (each.stage, each.status, each.attempt)).collect();
        let expected = [
            (Stage::Http, Status::Pass, 1),
            (Stage::Sdp, Status::Pass, 1),
            (Stage::Ice, Status::Pass, 1),
            (Stage::Dtls, Status::Pass, 1),
            (Stage::Sctp, Status::Fail, 1),
        ];
        assert_eq!(news, expected);
    }

    #[test]
    fn a_line_without_an_end_takes_no_more_room_than_any() {
        let mut listener = Listener::default();
        for _ in 0..40 {
            listener.take(Stream::Out, &[b'x'; 4096]);
        }
        assert!(listener.begun[0].len() <= MAX_LINE);
        assert_eq!(listener.finish().0.lines, 1);
    }
}
