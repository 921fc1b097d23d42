//! What the simulated robot sees: one JSON object a line, for whoever watches.
//!
//! Texts that came from a client are cut to a length and made printable.

use std::net::SocketAddr;
use std::time::Instant;

use serde::Serialize;
use tokio::sync::mpsc;

use crate::clock;
use crate::text::redact::printable;

use super::slot::{ClientId, FreedBy};

/// Entries that wait to be written; a reader too slow for them misses some.
const BACKLOG: usize = 4096;
/// Texts from the wire are shown to so many characters.
const MAX_TEXT: usize = 120;

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum RobotEvent {
    Http {
        from: SocketAddr,
        method: String,
        path: String,
    },
    Searched {
        from: SocketAddr,
        replied: bool,
    },
    OfferAnswered,
    Rejected,
    OfferUnusable {
        why: String,
    },
    /// A candidate pair was selected; where the client is.
    IceConnected {
        peer: SocketAddr,
    },
    DtlsConnected,
    AssociationUp,
    /// A DCEP OPEN; `ignored` when the robot makes no channel of it.
    ChannelOpened {
        id: u16,
        label: String,
        ignored: bool,
    },
    Challenged,
    Validated,
    /// A wrong answer to the challenge, or something else before a right one.
    ValidationNeeded,
    Subscribed {
        topic: String,
    },
    Unsubscribed {
        topic: String,
    },
    /// A track, or the LiDAR.
    Switched {
        what: String,
        on: bool,
    },
    Request {
        topic: String,
        api_id: i64,
        code: i64,
    },
    Closed,
    /// Another client took the slot, and keeps it.
    TakenOver,
    Failed {
        why: String,
    },
    SlotFree {
        after: FreedBy,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    #[serde(flatten)]
    pub event: RobotEvent,
    /// Milliseconds since the robot started.
    pub at_ms: f64,
    /// Number of the client, from 1; null where none is known yet.
    pub client: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct Journal {
    start: Instant,
    entries: mpsc::Sender<Entry>,
}

impl Journal {
    /// A journal that begins now, and its reader's end.
    pub fn new() -> (Self, mpsc::Receiver<Entry>) {
        let (entries, reader) = mpsc::channel(BACKLOG);
        (Self { start: clock::now(), entries }, reader)
    }

    /// Notes what was seen just now. Nobody has to read it.
    pub fn note(&self, client: Option<ClientId>, event: RobotEvent) {
        let at_ms = clock::since(self.start).as_micros() as f64 / 1000.0;
        let _ = self.entries.try_send(Entry { event, at_ms, client: client.map(|id| id.0) });
    }
}

/// A text from the wire, fit for a journal: short and printable.
pub fn shown(text: &str) -> String {
    printable(text, MAX_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_line_of_json_whatever_the_client_sent() {
        let (journal, mut reader) = Journal::new();
        let topic = shown(&format!("rt/\u{1b}[2J\n{}", "x".repeat(1000)));
        journal.note(Some(ClientId(3)), RobotEvent::Subscribed { topic });
        let line = serde_json::to_string(&reader.try_recv().unwrap()).unwrap();
        assert!(
            line.starts_with(r#"{"event":"subscribed","topic":"rt/\\u{1b}[2J\\nxxx"#),
            "{line}"
        );
        assert!(line.ends_with(r#""client":3}"#), "{line}");
        assert!(line.len() < 300);
        assert!(!line.contains(|c: char| c.is_control()));
    }

    #[test]
    fn a_journal_without_a_reader_never_blocks() {
        let (journal, reader) = Journal::new();
        for _ in 0..2 * BACKLOG {
            journal.note(None, RobotEvent::Rejected);
        }
        drop(reader);
        journal.note(None, RobotEvent::Rejected);
    }
}
