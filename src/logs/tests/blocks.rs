//! Read in blocks a log gives what it gives line by line.

use crate::facts::log_reading::LogReading;
use std::borrow::Cow;
use std::collections::BTreeSet;

use regex::bytes::{Regex, RegexBuilder};

use super::*;
use crate::logs::feed::Feed;
use crate::logs::lines::{MAX_LINE, clean, lines_of};
use crate::logs::signatures::{BUILT_IN, Signature};

/// Every line through everything.
fn line_by_line(bytes: &[u8]) -> LogReading {
    let mut scanner = Scanner::default();
    scanner.file();
    lines_of(bytes).for_each(|line| scanner.line(line));
    scanner.reading()
}

/// In pieces of these sizes, over and over.
fn in_pieces(bytes: &[u8], sizes: &[usize]) -> LogReading {
    let (mut scanner, mut feed) = (Scanner::default(), Feed::default());
    scanner.file();
    let mut rest = bytes;
    for size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at(rest.len().min(*size));
        feed.take(piece, |block| scanner.block(block));
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    feed.finish(|block| scanner.block(block));
    scanner.reading()
}

fn assert_same(bytes: &[u8], rng: &mut fastrand::Rng, name: &str) {
    let expected = line_by_line(bytes);
    assert_eq!(read_bytes(bytes), expected, "{name}");
    let sizes: Vec<usize> = (0..50).map(|_| rng.usize(1..5000)).collect();
    assert_eq!(in_pieces(bytes, &sizes), expected, "{name} in pieces");
}

/// Lines of random bytes and worse.
fn noise(rng: &mut fastrand::Rng) -> Vec<u8> {
    let mut line: Vec<u8> = match rng.u8(..6) {
        0 => vec![0; rng.usize(..50)],
        1 => vec![b'x'; MAX_LINE - 2 + rng.usize(..5)],
        2 => [&vec![b'y'; MAX_LINE - 9][..], b" Connection refused"].concat(),
        3 => b"a\x1b[1mConn\x1b[0mection refused\0 #033[0mand \0Read timed out".to_vec(),
        4 => format!("1{}:00:00 then '\n2026-11-22 18:00:00,1", rng.u8(..10)).into_bytes(),
        _ => (0..rng.usize(..300)).map(|_| rng.u8(..)).collect(),
    };
    line.push(b'\n');
    line
}

#[test]
fn each_log_alone_and_all_of_them_in_one() {
    let mut rng = fastrand::Rng::with_seed(3);
    for log in LOGS {
        assert_same(log.bytes, &mut rng, log.name);
    }
    let all: Vec<&[u8]> = LOGS.iter().map(|log| log.bytes).collect();
    assert_same(&all.concat(), &mut rng, "all");
}

#[test]
fn with_colours_windows_line_ends_prefixes_and_noise() {
    let mut rng = fastrand::Rng::with_seed(4);
    for log in LOGS {
        let lines = || log.bytes.split_inclusive(|byte| *byte == b'\n');
        let windows = String::from_utf8_lossy(log.bytes).replace('\n', "\r\n");
        assert_same(windows.as_bytes(), &mut rng, "with CRLF");
        for prefix in ["\x1b[32m", "#033[32m", "driver-1  | ", "Nov 22 18:00:00 host node[1]: "] {
            // Now and then only: what is odd then stands between what is not.
            let now_and_then = rng.bool();
            let changed: Vec<u8> = lines()
                .flat_map(|line| {
                    let prefix = if now_and_then && rng.bool() { "" } else { prefix };
                    [prefix.as_bytes(), line].concat()
                })
                .collect();
            assert_same(&changed, &mut rng, prefix);
        }
        let noisy: Vec<u8> = lines()
            .flat_map(|line| match rng.u8(..8) {
                0 => [&noise(&mut rng), line].concat(),
                _ => line.to_vec(),
            })
            .collect();
        assert_same(&noisy, &mut rng, "with noise");
    }
}

#[test]
fn in_any_order_of_lines() {
    let mut rng = fastrand::Rng::with_seed(5);
    let all: Vec<u8> = LOGS.iter().flat_map(|log| [log.bytes, b"\n"].concat()).collect();
    let mut lines: Vec<&[u8]> = all.split_inclusive(|byte| *byte == b'\n').collect();
    for _ in 0..10 {
        rng.shuffle(&mut lines);
        assert_same(&lines.concat(), &mut rng, "shuffled");
    }
}

#[test]
fn a_signature_recognises_the_lines_that_its_pattern_does() {
    let whole = |one: &Signature| RegexBuilder::new(&one.pattern).unicode(false).build();
    let patterns: Vec<Regex> =
        BUILT_IN.all().iter().map(|one| whole(one).expect("a pattern")).collect();
    let logs = LOGS.iter().flat_map(|log| lines_of(log.bytes));
    let lines: BTreeSet<Cow<[u8]>> =
        logs.chain(lines_of(include_bytes!("lines.txt"))).map(clean).collect();
    for line in lines {
        let recognising = (0..patterns.len()).filter(|index| patterns[*index].is_match(&line));
        let shown = String::from_utf8_lossy(&line);
        let found = BUILT_IN.matcher.matches(&line).into_iter().map(|one| one.pattern);
        assert_eq!(found.collect::<Vec<_>>(), recognising.collect::<Vec<_>>(), "{shown}");
    }
}

#[test]
fn a_users_signatures_may_speak_of_a_lines_end() {
    let entry = |id: &str, pattern: &str| {
        format!(
            "[[signature]]\nid = '{id}'\nkind = 'cause'\nstage = 'flow'\npattern = '{pattern}'\n"
        )
    };
    let log = b"12\nit ends here\r\nit ends here, no\n\x1b[1mit ends \x1b[0mhere\nends";
    for (pattern, count) in [(r"ends here *$", 2), ("^it", 3), (r"^[0-9]+$", 1), (r"(?i)ENDS\z", 1)]
    {
        let own = BUILT_IN.and(&entry("own", pattern), |_| true).expect("a sound file");
        let [mut blocks, mut lines] = [Scanner::new(&own), Scanner::new(&own)];
        blocks.block(log);
        lines_of(log).for_each(|line| lines.line(line));
        let reading = blocks.reading();
        assert_eq!(reading, lines.reading(), "{pattern}");
        let met: u64 = reading.marks.iter().map(|mark| mark.mark.count).sum();
        assert_eq!(met, count, "{pattern}");
    }
}
