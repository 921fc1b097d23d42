//! Which program wrote a line, where a launcher or a collector wrote its name before it.

use memchr::memchr;

use crate::text::redact::printable;

/// The longest name that compose writes before a line, with its padding.
const SERVICE: usize = 64;
/// Names that may stand one behind another: journald's, docker's, a launcher's.
const NESTED: usize = 4;

/// The name before a line, the innermost of several: `driver-1` of `driver-1  | `,
/// `[go2_driver_node-1]` of what ROS launches, `python3[1234]` of journald's short forms.
pub(super) fn origin(line: &[u8]) -> Option<&[u8]> {
    let (mut rest, mut innermost) = (line, None);
    for _ in 0..NESTED {
        rest = without_rfc3339(rest);
        let found = service(rest).or_else(|| node(rest)).or_else(|| process(rest));
        let Some((name, after)) = found else { break };
        innermost = Some(name);
        rest = after;
    }
    innermost
}

/// Where a byte stands first, if that is near enough to be of a name.
fn near(byte: u8, line: &[u8]) -> Option<usize> {
    memchr(byte, &line[..line.len().min(SERVICE)])
}

/// `driver-1  | `
fn service(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = near(b'|', line)?;
    let name = line[..at].trim_ascii_end();
    let is_name = !name.is_empty() && !name.iter().any(u8::is_ascii_whitespace);
    (is_name && name.len() < at).then(|| (name, line[at + 1..].trim_ascii_start()))
}

/// `[go2_driver_node-1] `, not `[INFO] ` nor `[1763432463.117] `.
fn node(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = line.strip_prefix(b"[")?;
    let end = near(b']', inner)?;
    let dash = inner[..end].iter().rposition(|byte| *byte == b'-')?;
    let (name, number) = (&inner[..dash], &inner[dash + 1..end]);
    let numbered = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
    let named = name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte));
    let after = inner[end + 1..].strip_prefix(b" ")?;
    (numbered && named).then_some((&line[..end + 2], after))
}

/// `Nov 22 18:00:00 host python3[1234]: `, or with RFC 3339, which [`origin`] has taken away.
fn process(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let syslog = line.len() > 16 && line[3] == b' ' && line[6] == b' ' && line[9] == b':';
    let rest = if syslog { &line[16..] } else { line };
    let host = near(b' ', rest)?;
    let rest = &rest[host + 1..];
    let end = near(b' ', rest)?;
    let name = rest[..end].strip_suffix(b":")?;
    let inner = name.strip_suffix(b"]")?;
    let open = inner.iter().rposition(|byte| *byte == b'[')?;
    let pid = &inner[open + 1..];
    let is_pid = !pid.is_empty() && pid.iter().all(u8::is_ascii_digit) && open > 0;
    is_pid.then(|| (name, &rest[end + 1..]))
}

/// Without the `2026-11-22T10:00:00.123456789Z ` that docker and journald may begin with.
fn without_rfc3339(line: &[u8]) -> &[u8] {
    let stamped = line.len() > 19 && line.starts_with(b"20") && line[10] == b'T';
    match near(b' ', line).filter(|end| stamped && *end < 40) {
        Some(end) => &line[end + 1..],
        None => line,
    }
}

/// Programs that are told apart; of more, the first.
const MOST: usize = 8;

/// Who has spoken to a robot so far, by the names before their lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Speakers {
    known: Vec<Vec<u8>>,
    last: usize,
    in_turns: bool,
}

impl Speakers {
    /// Takes in a line that only a program connected to a robot writes.
    pub(super) fn heard(&mut self, line: &[u8]) {
        let Some(name) = origin(line).filter(|name| is_instance(name)) else { return };
        if self.known.get(self.last).is_some_and(|last| last == name) {
            return;
        }
        match self.known.iter().position(|known| known == name) {
            // It is back: the other one did not come after it, but beside it.
            Some(at) => (self.last, self.in_turns) = (at, true),
            None if self.known.len() < MOST => {
                self.last = self.known.len();
                self.known.push(name.to_vec());
            }
            None => {}
        }
    }

    /// The names of those that spoke in turns; none where one came after the other.
    pub(super) fn mixed(&self) -> Vec<String> {
        let names = self.known.iter().filter(|_| self.in_turns);
        names.map(|name| printable(name, SERVICE)).collect()
    }
}

/// Whether it is the name of one of possibly several: it ends in a number. What stands before a
/// `|` may as well be the level or the logger of a line.
fn is_instance(name: &[u8]) -> bool {
    let name = name.strip_suffix(b"]").unwrap_or(name);
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let before = name.len().checked_sub(digits + 1).map(|at| name[at]);
    digits > 0 && before.is_some_and(|byte| b"-_[".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_who_speak_in_turns_are_mixed() {
        let mixed = |lines: &[&str]| {
            let mut speakers = Speakers::default();
            lines.iter().for_each(|line| speakers.heard(line.as_bytes()));
            speakers.mixed()
        };
        let [one, other] = ["go2-1  | x", "go2-2  | x"];
        assert_eq!(mixed(&[one, other, one]), ["go2-1", "go2-2"]);
        assert_eq!(mixed(&[one, one, other, other]), [""; 0]);
        assert_eq!(mixed(&["DEBUG | x", "INFO | x", "DEBUG | x"]), [""; 0]);
        assert_eq!(mixed(&["x", one, "x", one]), [""; 0]);
    }

    #[test]
    fn a_name_is_what_launchers_and_collectors_write() {
        for (line, name) in [
            ("driver-1  | DEBUG:x", Some("driver-1")),
            ("[go2_driver_node-1] DEBUG:x", Some("[go2_driver_node-1]")),
            ("Nov 22 18:00:00 host python3[1234]: DEBUG:x", Some("python3[1234]")),
            ("2026-11-22T18:00:00+0800 host python3[1234]: x", Some("python3[1234]")),
            ("2026-11-22T10:00:00.123456789Z x", None),
            ("Nov 22 18:00:00 host dockerd[99]: go2-1  | x", Some("go2-1")),
            ("go2-1  | 2026-11-22T10:00:00.1Z [node-2] x", Some("[node-2]")),
            ("2026-11-22 18:00:00.486 DEBUG:aioice.ice:x[1]: y", None),
            ("[INFO] [1763432463.117204511] [go2_driver_node]: x", None),
            ("[aioice.ice] ICE completed", None),
            ("INFO:aioice.ice:Connection(0) Check a[0]: b", None),
            ("a | b | c", Some("b")),
            ("v=0", None),
            ("", None),
        ] {
            let found = origin(line.as_bytes()).map(|name| String::from_utf8_lossy(name));
            assert_eq!(found.as_deref(), name, "{line}");
        }
    }
}
