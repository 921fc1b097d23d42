//! The sha-256 fingerprint alone, in upper case: the robot takes the last line, and compares it
//! with the upper-case SHA-256 of the certificate letter by letter (measured on KVS).

use super::Mended;
use super::levels::{levels, line_end, value};
use crate::facts::proxy::{Change, Mending, Unmended};
use crate::stack::sdp_section::Fingerprint;
use crate::text::redact::printable;

/// SHA-256 in hex with colons.
const LENGTH: usize = 32 * 3 - 1;

/// Of each level that has a sha-256 line, the others are left out. A level without one stays as it
/// is: nothing is made up.
pub fn mend(offer: &str) -> Mended {
    let (mut text, mut before, mut after) = (String::new(), Vec::new(), Vec::new());
    let (mut any, mut kept) = (false, false);
    for level in levels(offer) {
        let has_one = level.iter().any(|line| sha256(line).is_some());
        let here: Vec<_> = level.iter().filter_map(|line| shown(line)).collect();
        any |= !here.is_empty();
        kept |= has_one;
        let mut left = Vec::new();
        for line in level {
            match (value(line, "fingerprint"), sha256(line)) {
                (Some(_), None) if has_one => continue,
                (Some(written), Some(print)) if has_one => {
                    let name = written.split(' ').next().unwrap_or_default();
                    let hash = print.value.to_ascii_uppercase();
                    let line = format!("a=fingerprint:{name} {hash}{}", line_end(line));
                    left.extend(shown(&line));
                    text.push_str(&line);
                }
                _ => text.push_str(line),
            }
        }
        if has_one && here != left && before.is_empty() {
            (before, after) = (here, left);
        }
    }
    let unmended = (any && !kept).then_some(Unmended::NoSha256);
    if before.is_empty() {
        return Mended::untouched(offer, unmended);
    }
    let change =
        Change { kind: Mending::Fingerprints, before: before.join(", "), after: after.join(", ") };
    Mended { text, change: Some(change), unmended }
}

/// A sha-256 fingerprint that is one.
fn sha256(line: &str) -> Option<Fingerprint> {
    let print = Fingerprint::parse(value(line, "fingerprint")?)?;
    let hex = |(at, byte): (usize, u8)| match at % 3 {
        2 => byte == b':',
        _ => byte.is_ascii_hexdigit(),
    };
    let well_formed = print.value.len() == LENGTH && print.value.bytes().enumerate().all(hex);
    (print.is_sha256() && well_formed).then_some(print)
}

/// The hash's name and how its value begins, which tells upper from lower case.
fn shown(line: &str) -> Option<String> {
    let print = Fingerprint::parse(value(line, "fingerprint")?)?;
    let start: String = print.value.chars().take(8).collect();
    Some(printable(format!("{} {start}…", print.algorithm), 40))
}
