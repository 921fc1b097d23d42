//! Entries whose texts contain the words that were typed, in either language, the best first.

use std::cmp::Reverse;

use super::catalogue;
use super::entry::Entry;
use crate::text::language::Language;
use crate::text::phrase::Phrase;

/// The most characters of what was typed that are looked at.
const MAX_TYPED: usize = 500;
const MAX_WORDS: usize = 16;

const STOP_WORDS: [&str; 26] = [
    "a", "an", "and", "are", "at", "but", "by", "do", "does", "for", "how", "i", "in", "is", "it",
    "its", "my", "of", "on", "or", "the", "to", "what", "when", "why", "with",
];

/// Lower case, one space between words, and one wherever Chinese and Latin letters meet.
fn normalised(text: &str) -> String {
    let mut words = String::new();
    let mut last = None;
    for c in text.to_lowercase().replace("wi-fi", "wifi").chars().filter(|c| *c != '\'') {
        let kind = c.is_alphanumeric().then(|| c.is_ascii());
        if kind != last {
            words.push(' ');
        }
        if kind.is_some() {
            words.push(c);
        }
        last = kind;
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words to look for; a plural finds its singular.
fn words(typed: &str) -> Vec<String> {
    let typed = normalised(&typed.chars().take(MAX_TYPED).collect::<String>());
    let telling = typed.split(' ').filter(|word| !word.is_empty() && !STOP_WORDS.contains(word));
    let singular = |word: &str| match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 => stem.to_owned(),
        _ => word.to_owned(),
    };
    telling.take(MAX_WORDS).map(singular).collect()
}

/// Whether a word of the text begins so; of Chinese, which has no spaces, whether it is there.
fn contains(text: &str, word: &str) -> bool {
    match word.is_ascii() {
        true => text.starts_with(word) || text.contains(&format!(" {word}")),
        false => text.contains(word),
    }
}

fn texts(entry: &Entry) -> Vec<(u32, String)> {
    let mut texts = vec![(6, normalised(&entry.code))];
    texts.extend(entry.also_called.iter().map(|name| (6, normalised(name))));
    let mut put = |weight, text: &Phrase| {
        texts.extend(Language::ALL.map(|language| (weight, normalised(text.get(language)))));
    };
    put(5, &entry.title);
    put(3, &entry.brief);
    put(3, &entry.meaning);
    entry.background.iter().for_each(|text| put(1, text));
    for cause in &entry.causes {
        put(2, &cause.text);
        cause.confirm.iter().for_each(|check| put(1, &check.text));
    }
    entry.remedies.iter().for_each(|remedy| put(1, &remedy.text));
    entry.futile.iter().for_each(|text| put(1, text));
    // The guide's readers look for the words of its headings.
    texts.extend(entry.guide.iter().map(|guide| (2, normalised(&guide.section))));
    texts
}

fn score(entry: &Entry, words: &[String]) -> (usize, u32) {
    let texts = texts(entry);
    let best = |word: &String| {
        let having = texts.iter().filter(|(_, text)| contains(text, word));
        having.map(|(weight, _)| *weight).max()
    };
    let scores: Vec<u32> = words.iter().filter_map(best).collect();
    let phrase = words.join(" ");
    let as_typed = texts.iter().filter(|(_, text)| words.len() > 1 && contains(text, &phrase));
    let bonus = as_typed.map(|(weight, _)| weight * 4).max().unwrap_or(0);
    (scores.len(), scores.iter().sum::<u32>() + bonus)
}

/// Entries with at least `share` of the words, the best first; what is equal in ladder order.
fn ranked(typed: &str, share: f64) -> Vec<&'static Entry> {
    let words = words(typed);
    let enough = (words.len() as f64 * share).ceil().max(1.0) as usize;
    let entries = catalogue().entries().iter();
    let mut found: Vec<_> = entries
        .map(|entry| (score(entry, &words), entry))
        .filter(|((count, _), _)| *count >= enough)
        .collect();
    found.sort_by_key(|(score, _)| Reverse(*score));
    found.into_iter().map(|(_, entry)| entry).collect()
}

pub(super) fn search(typed: &str) -> Vec<&'static Entry> {
    ranked(typed, 1.0)
}

/// Entries that have at least half of the words.
pub(super) fn nearest(typed: &str) -> Vec<&'static Entry> {
    ranked(typed, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(typed: &str) -> Vec<&'static str> {
        search(typed).into_iter().map(|entry| entry.code.as_str()).collect()
    }

    #[test]
    fn every_word_has_to_occur_and_empty_ones_do_not_count() {
        assert!(codes("fingerprint").len() > codes("fingerprint lower-case").len());
        assert_eq!(codes("why is the fingerprint"), codes("fingerprint"));
        assert!(codes("fingerprint volcano").is_empty());
        assert!(codes("").is_empty() && codes("?!").is_empty());
        assert!(nearest("fingerprint volcano").len() >= codes("fingerprint").len());
    }

    #[test]
    fn a_title_counts_more_than_a_background() {
        assert_eq!(codes("lower-case fingerprint")[0], "G2-SDP-FPCASE");
        assert_eq!(codes("point cloud")[0], "G2-DATA-LIDAR");
        assert_eq!(codes("COOKIE ECHO")[0], "G2-SCTP-COOKIE");
        assert_eq!(codes("SCTP InitChunk Timeout")[0], "G2-SCTP-NOINITACK");
    }

    #[test]
    fn letters_inside_of_a_word_are_not_it() {
        assert!(contains("a device on ice", "ice") && !contains("a device", "ice"));
        assert!(contains("initial", "init") && !contains("noise on a cable", "able"));
    }

    #[test]
    fn spelling_does_not_hide_a_word() {
        for (typed, text) in [
            ("fingerprints", "one fingerprint"),
            ("didn't", "it didn't open"),
            ("sha-256", "SHA-256 alone"),
            ("data_channel", "the data channel"),
            ("WIFI", "its Wi-Fi"),
            ("SCTP沒有回應", "SCTP 沒有回應"),
        ] {
            let text = normalised(text);
            assert!(words(typed).iter().all(|word| contains(&text, word)), "{typed}");
        }
    }

    #[test]
    fn the_words_of_users_lead_to_those_of_the_entries() {
        for (typed, code) in [
            ("init unanswered", "G2-SCTP-NOINITACK"),
            ("wifi drops", "G2-ICE-CONSENT"),
            ("no camera", "G2-DATA-NOVIDEO"),
            ("pointcloud", "G2-DATA-LIDAR"),
            ("busy", "G2-SIG-REJECT"),
            ("斷線", "G2-ICE-CONSENT"),
            ("密碼", "G2-SIG-AES-REQUIRED"),
            ("沒有畫面", "G2-DATA-NOVIDEO"),
            ("機器人不動", "G2-CTL-STANDLOCK"),
        ] {
            assert!(codes(typed).contains(&code), "{typed}: {:?}", codes(typed));
        }
        assert_eq!(codes("指紋")[0], codes("fingerprint")[0]);
    }

    #[test]
    fn a_book_on_the_command_line_costs_no_more_than_a_sentence() {
        assert_eq!(words(&"fingerprint ".repeat(100_000)).len(), MAX_WORDS);
        assert!(words(&"x".repeat(1_000_000)).len() == 1);
    }
}
