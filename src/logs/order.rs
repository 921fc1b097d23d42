//! A log as it was before it was pasted: its last line came first, as `journalctl -r` writes it, or
//! its lines were broken where a terminal ends.

use super::clock::{Clock, Stamp};
use super::lines::{clean, lines_backwards, lines_of};

/// A log of more bytes is read as it stands: what is turned over has to be held.
pub(super) const MOST: u64 = 8 << 20;
const ASKED: usize = 400;
/// Steps back in time from which on it is no accident.
const STEPS: usize = 2;

const COLUMNS: usize = 80;

/// The log as it was written; `None` where it is as it was. The flag says that it was turned over.
pub(super) fn restored(text: &[u8]) -> Option<(Vec<u8>, bool)> {
    if is_reversed(text) {
        return Some((turned_over(text), true));
    }
    is_wrapped(text).then(|| (unwrapped(text), false))
}

fn columns(line: &[u8]) -> usize {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Whether no line is longer than a terminal, and several are just as long.
fn is_wrapped(text: &[u8]) -> bool {
    let mut full = 0;
    for line in lines_of(text) {
        match columns(line) {
            COLUMNS => full += 1,
            longer if longer > COLUMNS => return false,
            _ => {}
        }
    }
    full >= STEPS
}

/// Each line that fills the terminal joined with the one behind it. Empty lines stand for those that
/// were joined, so that every line keeps its number.
fn unwrapped(text: &[u8]) -> Vec<u8> {
    let (mut whole, mut joined) = (Vec::with_capacity(text.len()), 0);
    for line in lines_of(text) {
        whole.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        match columns(line) {
            COLUMNS => joined += 1,
            _ => {
                whole.push(b'\n');
                whole.resize(whole.len() + std::mem::take(&mut joined), b'\n');
            }
        }
    }
    whole
}

/// Whether its stamps run backwards, and never forwards.
fn is_reversed(text: &[u8]) -> bool {
    let mut clock = Clock::default();
    let stamps: Vec<Stamp> =
        lines_of(text).take(ASKED).filter_map(|line| clock.read(&clean(line))).collect();
    let later = |a: Stamp, b: Stamp| a.since(b).is_some_and(|ms| ms > 0.0);
    let back = stamps.windows(2).filter(|two| later(two[0], two[1])).count();
    let forth = stamps.windows(2).filter(|two| later(two[1], two[0])).count();
    back >= STEPS && forth == 0
}

/// The same, its first line first.
fn turned_over(text: &[u8]) -> Vec<u8> {
    lines_backwards(text).flat_map(|line| [line, b"\n"].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_a_terminal_broke_are_whole_again_and_keep_their_numbers() {
        let long = "x".repeat(COLUMNS);
        let log = format!("first\n{long}\n{long}\nend of it\nlast\n");
        let (whole, reversed) = restored(log.as_bytes()).expect("it was wrapped");
        assert!(!reversed);
        assert_eq!(
            String::from_utf8_lossy(&whole),
            format!("first\n{long}{long}end of it\n\n\nlast\n")
        );
        assert_eq!(restored(format!("{log}{long}x\n").as_bytes()), None);
    }

    #[test]
    fn only_stamps_that_run_backwards_throughout_turn_a_log_over() {
        let log = b"10:00:03 c\n10:00:02 b\nb again\n10:00:01 a\n";
        assert!(is_reversed(log));
        assert_eq!(turned_over(log), b"10:00:01 a\nb again\n10:00:02 b\n10:00:03 c\n");
        assert!(!is_reversed(&turned_over(log)));
        assert!(!is_reversed(b"10:00:03 c\n10:00:02 b\n10:00:01 a\n10:00:04 d\n"));
        assert!(!is_reversed(b"10:00:03 c\n10:00:02 b\n") && !is_reversed(b"c\nb\na\n"));
    }
}
