//! What a file is that `report` was given, by its beginning.

use super::saved;

/// How much of a file has to be seen to tell, bytes.
pub const HEAD: u64 = saved::HEAD as u64;

/// A file that can be told as a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A report of go2doctor: one JSON object, or the events of a run.
    Report,
}

impl Kind {
    /// `None` for anything else. `head` is the beginning, unpacked.
    pub fn of(head: &[u8]) -> Option<Self> {
        saved::is_report(head).then_some(Kind::Report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_known_by_its_beginning() {
        assert_eq!(Kind::of(b" {\n  \"schema_version\": 1,"), Some(Kind::Report));
        assert_eq!(Kind::of(b"{\"event\":\"run_finished\""), Some(Kind::Report));
        for other in
            [&b"{\"PeerConnections\": {}}"[..], b"DEBUG:aioice.ice", b"", b"\xd4\xc3\xb2\xa1"]
        {
            assert_eq!(Kind::of(other), None);
        }
    }
}
