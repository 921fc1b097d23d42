//! What a file is that `report` was given, by its beginning.

use super::saved;
use crate::capture::is_capture;
use crate::logs::{beginning, is_dump};

/// How much of a file has to be seen to tell, bytes.
pub const HEAD: u64 = saved::HEAD as u64;

/// A file that can be told as a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A report of go2doctor: one JSON object, or the events of a run.
    Report,
    /// Packets: pcap or pcapng.
    Capture,
    /// What a browser saved of its peer connections: a dump of chrome://webrtc-internals, or the
    /// JSON of `getStats()`.
    Dump,
}

impl Kind {
    /// `None` for anything else. `head` is the file's beginning, packed or not.
    pub fn of(head: &[u8]) -> Option<Self> {
        if is_capture(head) {
            return Some(Self::Capture);
        }
        let text = beginning(head, head.len());
        if saved::is_report(&text) {
            return Some(Self::Report);
        }
        is_dump(&text).then_some(Self::Dump)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_beginning() {
        assert_eq!(Kind::of(b" {\n  \"schema_version\": 1,"), Some(Kind::Report));
        assert_eq!(Kind::of(b"{\"event\":\"run_finished\""), Some(Kind::Report));
        assert_eq!(Kind::of(b"{\"PeerConnections\": {}}"), Some(Kind::Dump));
        assert_eq!(Kind::of(b"[{\"type\":\"transport\",\"dtlsState\":\"new\"}]"), Some(Kind::Dump));
        for magic in [b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\n\r\r\n"] {
            assert_eq!(Kind::of(magic), Some(Kind::Capture));
        }
        for other in [&b"DEBUG:aioice.ice"[..], b"", b"{\"log\": 1}", b"\x1f\x8b", b"\xd4\xc3"] {
            assert_eq!(Kind::of(other), None);
        }
    }
}
