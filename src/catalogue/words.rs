//! Which entries speak of what was typed: words and phrases, in both languages.
//!
//! Chinese is written without spaces, so a run of it is one word here; it counts as well
//! where most of its pairs of characters stand in one text.

use super::catalogue;
use super::entry::Entry;
use crate::text::language::Language;
use crate::text::phrase::Phrase;

/// The most characters of what was typed that are looked at.
const MAX_TYPED: usize = 500;

/// The most words of it.
const MAX_WORDS: usize = 16;

/// Words that say nothing about a fault.
const EMPTY: [&str; 40] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from",
    "get", "gets", "how", "i", "in", "is", "it", "its", "me", "my", "of", "on", "or", "so", "that",
    "the", "there", "this", "to", "was", "what", "when", "why", "with", "you", "your",
];

/// Words of users, and what the entries say in their place; all in the form of [`folded`].
const ALIKE: [(&str, &[&str]); 24] = [
    ("unanswered", &["not answered", "no answer", "silent"]),
    ("stuck", &["hangs", "stays", "keeps the channel", "for ever"]),
    ("hang", &["stuck", "no answer", "for ever"]),
    ("drop", &["lost", "dies", "died", "closes", "closed"]),
    ("disconnect", &["lost", "dies", "died", "closes", "closed"]),
    ("slow", &["late", "less often", "seconds lost"]),
    ("lag", &["late", "less often"]),
    ("camera", &["video", "picture"]),
    ("image", &["video", "picture"]),
    ("discover", &["search for robots", "multicast"]),
    ("discovery", &["search for robots", "multicast"]),
    ("pointcloud", &["point cloud"]),
    ("password", &["key", "credentials"]),
    ("upgrade", &["update", "updated"]),
    ("timeout", &["silent", "no answer", "not answered", "expire", "gave up"]),
    ("busy", &["reject", "another client"]),
    ("沉默", &["沒有回應", "沒有回覆", "沉默"]),
    ("無回應", &["沒有回應", "沒有回覆"]),
    ("卡住", &["停在", "一直等", "永遠"]),
    ("斷線", &["中斷", "關閉"]),
    ("超時", &["逾時", "沒有回應"]),
    ("畫面", &["影像"]),
    ("佔線", &["佔用", "reject"]),
    ("密碼", &["金鑰", "認證資訊"]),
];

/// How well a word fits a text, best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Another form of it, or most of a run of Chinese.
    Loose = 1,
    /// A word begins so.
    Begins = 3,
    /// It stands there.
    Whole = 4,
}

/// One word of what was typed, in the form of [`folded`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// Letters and digits, with the stem where that is another.
    Latin(String, Option<String>),
    /// A run of characters that need no spaces between them.
    Chinese(String),
}

impl Word {
    /// How well it fits a folded text, where it does.
    fn fit(&self, text: &str) -> Option<Fit> {
        let loose = match self {
            Word::Latin(word, stem) => match begun(text, word) {
                Some(fit) => return Some(fit),
                None => stem.as_ref().is_some_and(|stem| begun(text, stem).is_some()),
            },
            Word::Chinese(run) if text.contains(run.as_str()) => return Some(Fit::Whole),
            Word::Chinese(run) => mostly(text, run),
        };
        (loose || self.alike().any(|other| begun(text, other).is_some())).then_some(Fit::Loose)
    }

    /// What the entries say in its place.
    fn alike(&self) -> impl Iterator<Item = &'static str> {
        let is = |typed: &&(&str, &[&str])| match self {
            Word::Latin(word, stem) => word == typed.0 || stem.as_deref() == Some(typed.0),
            Word::Chinese(run) => run == typed.0,
        };
        ALIKE.iter().find(is).into_iter().flat_map(|(_, others)| others.iter().copied())
    }
}

/// Where a word of the text begins with `word`. Two letters have to be a whole word.
fn begun(text: &str, word: &str) -> Option<Fit> {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let fits = text.match_indices(word).filter_map(|(at, found)| {
        if inside(text[..at].chars().next_back()) {
            return None;
        }
        match inside(text[at + found.len()..].chars().next()) {
            false => Some(Fit::Whole),
            true => (word.len() > 2).then_some(Fit::Begins),
        }
    });
    fits.max()
}

/// Whether three in five of the pairs of a run stand in the text.
fn mostly(text: &str, run: &str) -> bool {
    let characters: Vec<char> = run.chars().collect();
    let pairs = characters.windows(2);
    let all = pairs.len();
    let there = pairs.filter(|pair| text.contains(&pair.iter().collect::<String>())).count();
    all > 1 && there * 5 >= all * 3
}

/// As texts are compared: small letters, no apostrophes, and spaces for what joins two words.
fn folded(text: &str) -> String {
    let joined = |c: char| if matches!(c, '-' | '_') { ' ' } else { c };
    let text = text.to_lowercase().replace("wi-fi", "wifi");
    text.chars().filter(|c| *c != '\'').map(joined).collect()
}

/// The words of what was typed; those that say nothing only where there are no others.
fn words(typed: &str) -> Vec<Word> {
    let typed: String = typed.chars().filter(|c| *c != '\'').take(MAX_TYPED).collect();
    let latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let chinese = |c: char| c.is_alphanumeric() && !c.is_ascii();
    let mut all = Vec::new();
    let mut rest = typed.as_str();
    while let Some(first) = rest.chars().next() {
        let run = match first {
            _ if latin(first) => rest.find(|c| !latin(c)),
            _ if chinese(first) => rest.find(|c| !chinese(c)),
            _ => rest.find(|c| latin(c) || chinese(c)),
        };
        let (word, later) = rest.split_at(run.unwrap_or(rest.len()));
        rest = later;
        let word = folded(word.trim_matches(|c: char| !c.is_alphanumeric()));
        if word.is_empty() {
            continue;
        }
        all.push(match latin(first) {
            true => Word::Latin(word.clone(), stem(&word)),
            false => Word::Chinese(word),
        });
    }
    let empty =
        |word: &Word| matches!(word, Word::Latin(word, _) if EMPTY.contains(&word.as_str()));
    if !all.iter().all(empty) {
        all.retain(|word| !empty(word));
    }
    all.truncate(MAX_WORDS);
    all
}

/// An English word without its ending, where four letters are left.
fn stem(word: &str) -> Option<String> {
    if !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let endings = ["ing", "ed", "es", "s"].into_iter();
    endings
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|stem| stem.len() >= 4)
        .map(str::to_owned)
}

/// The texts of an entry that are searched, in either language, with what a hit in each counts.
fn fields(entry: &Entry) -> Vec<(u32, String)> {
    let mut fields = vec![(60, folded(&entry.code))];
    fields.extend(entry.stage.map(|stage| (20, stage.name().to_owned())));
    let mut put = |weight, text: &Phrase| {
        fields.extend(Language::ALL.map(|language| (weight, folded(text.get(language)))));
    };
    put(50, &entry.title);
    put(30, &entry.brief);
    put(25, &entry.meaning);
    entry.background.iter().for_each(|text| put(12, text));
    for cause in &entry.causes {
        put(15, &cause.text);
        cause.confirm.iter().for_each(|check| put(8, &check.text));
    }
    entry.remedies.iter().for_each(|remedy| put(8, &remedy.text));
    entry.futile.iter().for_each(|text| put(4, text));
    fields
}

/// How many of the words an entry speaks of, and how well it fits.
fn rated(entry: &Entry, words: &[Word], phrase: &str) -> (usize, u32) {
    let fields = fields(entry);
    let best = |word: &Word| {
        let fits = fields.iter().filter_map(|(weight, text)| Some(weight * word.fit(text)? as u32));
        fits.max()
    };
    let scores: Vec<u32> = words.iter().filter_map(best).collect();
    let as_typed = fields.iter().filter(|(_, text)| words.len() > 1 && text.contains(phrase));
    let bonus = as_typed.map(|(weight, _)| weight * 4).max().unwrap_or(0);
    (scores.len(), scores.iter().sum::<u32>() + bonus)
}

/// Entries with how many words they speak of, the best first; those that speak of none left out.
fn ranked(typed: &str) -> (usize, Vec<(usize, &'static Entry)>) {
    let words = words(typed);
    let phrase = folded(typed.trim());
    let mut rated: Vec<_> = catalogue()
        .entries()
        .iter()
        .map(|entry| (rated(entry, &words, &phrase), entry))
        .filter(|((count, _), _)| *count > 0)
        .collect();
    // Stable: what is equal stays in ladder order.
    rated.sort_by_key(|(rating, _)| std::cmp::Reverse(*rating));
    (words.len(), rated.into_iter().map(|((count, _), entry)| (count, entry)).collect())
}

/// Entries that speak of every word, the best first.
pub(super) fn search(typed: &str) -> Vec<&'static Entry> {
    let (wanted, ranked) = ranked(typed);
    ranked.into_iter().filter(|(count, _)| *count == wanted).map(|(_, entry)| entry).collect()
}

/// Entries that speak of at least half of the words, the best first.
pub(super) fn nearest(typed: &str) -> Vec<&'static Entry> {
    let (wanted, ranked) = ranked(typed);
    ranked.into_iter().filter(|(count, _)| count * 2 >= wanted).map(|(_, entry)| entry).collect()
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
    }

    #[test]
    fn letters_inside_of_a_word_are_not_it() {
        assert_eq!(begun("a device on ice", "ice"), Some(Fit::Whole));
        assert_eq!(begun("a device", "ice"), None);
        assert_eq!(begun("initial", "init"), Some(Fit::Begins));
        assert_eq!(begun("noise", "no"), None);
    }

    #[test]
    fn forms_of_a_word_find_each_other() {
        let word = |typed: &str| words(typed).remove(0);
        assert_eq!(word("fingerprints").fit("one fingerprint"), Some(Fit::Loose));
        assert_eq!(word("Refused").fit("the port refuses"), Some(Fit::Loose));
        assert_eq!(word("didn't").fit(&folded("it didn't open")), Some(Fit::Whole));
        assert_eq!(word("sha-256").fit(&folded("SHA-256 alone")), Some(Fit::Whole));
        assert_eq!(word("data_channel").fit("the data channel"), Some(Fit::Whole));
    }

    #[test]
    fn the_words_of_users_lead_to_those_of_the_entries() {
        assert!(codes("init unanswered").contains(&"G2-SCTP-NOINITACK"));
        assert!(codes("wifi drops").contains(&"G2-ICE-CONSENT"));
        assert!(codes("no camera").contains(&"G2-DATA-NOVIDEO"));
        for (typed, others) in ALIKE {
            assert_eq!(folded(typed), typed);
            assert!(words(typed).len() == 1 && !others.is_empty(), "{typed}");
            let said = |other: &&str| {
                catalogue()
                    .entries()
                    .iter()
                    .any(|entry| fields(entry).iter().any(|(_, text)| begun(text, other).is_some()))
            };
            for other in others {
                assert!(said(other), "no entry says {other}, for {typed}");
            }
        }
    }

    #[test]
    fn chinese_is_found_without_spaces() {
        assert_eq!(codes("指紋")[0], codes("fingerprint")[0]);
        assert!(codes("機器人不動").iter().any(|code| code.starts_with("G2-CTL-")));
        assert_eq!(words("SCTP沒有回應").len(), 2);
        assert!(!mostly("憑證", "憑證過期"));
    }

    #[test]
    fn a_book_on_the_command_line_costs_no_more_than_a_sentence() {
        assert_eq!(words(&"fingerprint ".repeat(100_000)).len(), MAX_WORDS);
        assert!(words(&"x".repeat(1_000_000)).len() == 1);
    }
}
