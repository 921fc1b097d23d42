//! Session descriptions in a log: spread over lines, or escaped within one.

use std::cell::OnceCell;

use super::lines::text_of;
use super::origin::origin;
use crate::stack::sdp::SessionDescription;

/// Lines of a description that are kept; the parser's own bound is below.
const MAX_LINES: usize = 2000;

/// How far into a line a description's may begin: what journald, docker and a launcher write
/// before it, one after another.
const PREFIX: usize = 160;

/// Lines of something else, one after another, behind which an unfinished description is taken
/// for finished.
const MOST_BETWEEN: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Offer,
    Answer,
}

#[derive(Debug)]
pub(super) struct Description {
    pub kind: Kind,
    pub content: SessionDescription,
    /// Whether it is what went over the wire: aiortc prints its offer before it
    /// has gathered candidates.
    pub as_sent: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Collector {
    /// Whose they are; `None` where nobody announced them, until they tell it themselves.
    announced: Option<Kind>,
    origin: Option<Vec<u8>>,
    text: String,
    content: OnceCell<Option<SessionDescription>>,
    lines: usize,
    between: usize,
}

impl Collector {
    pub(super) fn new(announced: Option<Kind>, announcement: &[u8]) -> Self {
        let origin = origin(announcement).map(<[u8]>::to_vec);
        Self {
            announced,
            origin,
            text: String::new(),
            content: OnceCell::new(),
            lines: 0,
            between: 0,
        }
    }

    /// Whether another program wrote the line, which then neither belongs to the description nor
    /// ends it.
    pub(super) fn is_foreign(&self, line: &[u8]) -> bool {
        let ours = self.origin.as_deref();
        ours.is_some() && origin(line).is_some_and(|origin| Some(origin) != ours)
    }

    /// Whether a line that is none of it, and means nothing, ends the description. In the midst of
    /// one it is somebody else's, or only the half of a line.
    pub(super) fn is_ended(&mut self) -> bool {
        self.between += 1;
        self.lines == 0 || self.between > MOST_BETWEEN || self.is_whole()
    }

    /// Takes a line in; false where it is none of a description.
    pub(super) fn take(&mut self, line: &[u8]) -> bool {
        let Some(line) = description_line(line).filter(|_| self.lines < MAX_LINES) else {
            return false;
        };
        self.text.push_str(&text_of(line));
        self.text.push('\n');
        self.content.take();
        self.lines += 1;
        self.between = 0;
        true
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.announced.or_else(|| kind_of(self.content()?))
    }

    pub(super) fn is_announced_as(&self, kind: Kind) -> bool {
        self.announced == Some(kind)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// Whether the last line of a description may have been read: that of the data channels comes
    /// last in every offer and answer known, and has its role and its port.
    pub(super) fn is_whole(&self) -> bool {
        let last = self.content().and_then(|content| content.sections.last());
        last.is_some_and(|last| {
            let told = last.transport.setup.is_some() && !last.transport.fingerprints.is_empty();
            last.is_application() && told && last.sctp_port.is_some()
        })
    }

    fn content(&self) -> Option<&SessionDescription> {
        self.content.get_or_init(|| SessionDescription::parse(&self.text).ok()).as_ref()
    }

    pub(super) fn finish(self) -> Option<Description> {
        if self.lines == 0 {
            return None;
        }
        let kind = self.kind()?;
        self.content();
        let content = self.content.into_inner().flatten()?;
        let as_sent = kind == Kind::Answer || self.announced.is_none();
        Some(Description { kind, content, as_sent })
    }
}

/// Whose description it is, by who begins DTLS: an offer leaves that open (RFC 5763, section 5).
fn kind_of(content: &SessionDescription) -> Option<Kind> {
    match content.sections.last()?.transport.setup.as_deref()? {
        "actpass" => Some(Kind::Offer),
        "active" | "passive" => Some(Kind::Answer),
        _ => None,
    }
}

/// The part of a line from `x=` on, behind what a launcher writes before it.
fn description_line(line: &[u8]) -> Option<&[u8]> {
    let begins = |text: &[u8]| matches!(text, [b'a'..=b'z', b'=', ..]);
    if begins(line) {
        return Some(line);
    }
    let at = line
        .windows(3)
        .take(PREFIX)
        .position(|w| matches!(w[0], b' ' | b']' | b':' | b'"' | b'\'') && begins(&w[1..]))?;
    Some(&line[at + 1..])
}

/// A description escaped within one line, as JSON and Python write it, with its kind.
pub(super) fn within_line(line: &[u8]) -> Option<Description> {
    let line = text_of(line);
    // Within JSON that stands in a string itself everything is escaped once more.
    let line = if line.contains(r"v=0\\r\\n") { line.replace(r"\\", r"\").into() } else { line };
    let start = line.find(r"v=0\r\n").or_else(|| line.find(r"v=0\n"))?;
    let quote = line[..start].chars().next_back().filter(|c| !c.is_alphanumeric())?;
    // Without the quote that closes it the line was cut.
    let text = &line[start..start + line[start..].find(quote)?];
    let around = [&line[..start], &line[start + text.len()..]];
    // `"type": "offer"`, `type='offer'` and the like.
    let says = |kind: &str| {
        let mut behind = around.iter().flat_map(|part| part.split("type").skip(1));
        behind.any(|text| text.trim_start_matches(['"', '\'', ':', '=', ' ']).starts_with(kind))
    };
    let text = text.replace(r"\r", "").replace(r"\n", "\n").replace(r"\/", "/");
    let content = SessionDescription::parse(text.trim_end_matches('\\')).ok()?;
    let kind = match (says("offer"), says("answer")) {
        (true, false) => Kind::Offer,
        (false, true) => Kind::Answer,
        _ => kind_of(&content)?,
    };
    Some(Description { kind, content, as_sent: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_collected_until_something_else_comes() {
        let mut collector = Collector::new(Some(Kind::Offer), b"offer");
        for line in ["v=0", "m=application 9 DTLS/SCTP 5000", "a=ice-ufrag:abcd"] {
            assert!(collector.take(line.as_bytes()));
        }
        assert!(!collector.take(b""));
        let found = collector.finish().expect("a description");
        assert_eq!((found.kind, found.as_sent), (Kind::Offer, false));
        assert_eq!(found.content.transport().ufrag, Some("abcd"));
        assert!(Collector::new(Some(Kind::Answer), b"answer").finish().is_none());
    }

    #[test]
    fn a_launchers_prefix_does_no_harm() {
        assert_eq!(description_line(b"[go2_driver_node-1] a=mid:0"), Some(&b"a=mid:0"[..]));
        assert_eq!(description_line(b"Nov 22 12:00:00 h p[1]: a=mid:0"), Some(&b"a=mid:0"[..]));
        assert_eq!(description_line(b"2026-11-22 DEBUG:aioice.ice:x"), None);
        assert_eq!(description_line(b""), None);
    }

    #[test]
    fn json_and_python_are_read_within_a_line() {
        let json =
            br#"x {"sdp": "v=0\r\nm=application 9 X y\r\na=setup:active\r\n", "type": "answer"}"#;
        let answer = within_line(json).expect("an answer");
        assert_eq!(answer.content.transport().setup, Some("active"));
        assert_eq!(answer.kind, Kind::Answer);
        let python =
            br"Local SDP created: {'id': '', 'sdp': 'v=0\r\nm=audio 9 X 0\r\n', 'type': 'offer'}";
        let offer = within_line(python).expect("an offer");
        assert_eq!((offer.kind, offer.as_sent), (Kind::Offer, true));
        assert!(within_line(br#"{"sdp": "v=0\r\nm=audio 9 X 0\r\n"}"#).is_none());
        assert!(within_line(br#"{"sdp": "v=0\r\nm=aud"#).is_none());
    }
}
