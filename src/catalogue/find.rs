//! From what was typed to the findings that are meant: a code, a stage, words, a line of a log.

use super::catalogue;
use super::entry::Entry;
use super::search::{nearest, search};
use crate::facts::Stage;

/// The most findings that are listed for words.
const MAX_HITS: usize = 12;

const MAX_SUGGESTIONS: usize = 3;

const OTHER_NAMES: [(&str, Stage); 2] =
    [("probe-http", Stage::Http), ("validate", Stage::Validation)];

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    One(&'static Entry),
    OfStage(Vec<&'static Entry>),
    /// Those that fit, the best first, and how many more there are.
    Several {
        best: Vec<&'static Entry>,
        left_out: usize,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no finding fits `{asked}`")]
pub struct NotFound {
    /// What was asked for, control characters escaped.
    pub asked: String,
    /// The codes that come near it, the nearest first.
    pub suggestions: Vec<&'static str>,
}

/// The findings that `asked` means: a code in any case, with or without its `G2-`, the name of a
/// stage, or words of their texts in either language. `read_in_it` are the codes at which the
/// scanner of logs points where `asked` is a line of a log; they go before any search.
///
/// # Errors
/// [`NotFound`], with the codes that come near.
pub fn find(asked: &str, read_in_it: &[&str]) -> Result<Answer, NotFound> {
    let asked = asked.trim();
    let wanted = normalised(asked);
    if let Some(entry) = catalogue().get(&wanted) {
        return Ok(Answer::One(entry));
    }
    if let Some(stage) = stage_named(asked) {
        let of_stage = catalogue().entries().iter().filter(|entry| entry.stage == Some(stage));
        return Ok(Answer::OfStage(of_stage.collect()));
    }
    let read: Vec<_> = read_in_it.iter().filter_map(|code| catalogue().get(code)).collect();
    let mut best = if read.is_empty() { search(asked) } else { read };
    match &best[..] {
        [] => Err(NotFound {
            asked: crate::text::redact::printable(asked, 60),
            suggestions: suggestions(asked, &wanted),
        }),
        [single] => Ok(Answer::One(single)),
        several => {
            let left_out = several.len().saturating_sub(MAX_HITS);
            best.truncate(MAX_HITS);
            Ok(Answer::Several { best, left_out })
        }
    }
}

/// As a code is spelt, quotes and brackets around it left out.
fn normalised(asked: &str) -> String {
    let bare = asked.trim_matches(|c: char| !c.is_alphanumeric());
    let joined = |c: char| if c.is_whitespace() || c == '_' { '-' } else { c.to_ascii_uppercase() };
    let upper: String = bare.chars().map(joined).collect();
    if upper.starts_with("G2-") { upper } else { format!("G2-{upper}") }
}

fn stage_named(asked: &str) -> Option<Stage> {
    let own = Stage::ALL.into_iter().map(|stage| (stage.name(), stage));
    own.chain(OTHER_NAMES)
        .find(|(name, _)| name.eq_ignore_ascii_case(asked))
        .map(|(_, stage)| stage)
}

/// Codes at a small distance, then entries that speak of some of the words.
fn suggestions(asked: &str, wanted: &str) -> Vec<&'static str> {
    // What is asked for comes from a command line and may be long; codes are short.
    let wanted: &str = &wanted.chars().take(64).collect::<String>();
    let mut near: Vec<(usize, &'static str)> = catalogue()
        .entries()
        .iter()
        .filter_map(|entry| {
            let far = strsim::levenshtein(wanted, &entry.code);
            // A third of the letters may differ: beyond that it is another word.
            (far <= entry.code.len() / 3).then_some((far, entry.code.as_str()))
        })
        .collect();
    near.sort();
    let mut codes: Vec<_> = near.into_iter().map(|(_, code)| code).collect();
    codes.extend(nearest(asked).into_iter().map(|entry| entry.code.as_str()));
    let mut kept = Vec::new();
    for code in codes {
        if kept.len() < MAX_SUGGESTIONS && !kept.contains(&code) {
            kept.push(code);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(asked: &str) -> Vec<&'static str> {
        match find(asked, &[]) {
            Ok(Answer::One(entry)) => vec![&entry.code],
            Ok(Answer::OfStage(rows) | Answer::Several { best: rows, .. }) => {
                rows.into_iter().map(|row| row.code.as_str()).collect()
            }
            Err(NotFound { .. }) => Vec::new(),
        }
    }

    fn near(asked: &str) -> Vec<&'static str> {
        find(asked, &[]).expect_err("there is none").suggestions
    }

    #[test]
    fn a_code_is_found_however_it_is_spelt() {
        for code in [
            "G2-SCTP-NOINITACK",
            "g2-sctp-noinitack",
            "sctp-noinitack",
            " Sctp_NoInitAck ",
            "[G2-SCTP-NOINITACK]",
            "sctp noinitack",
        ] {
            match find(code, &[]) {
                Ok(Answer::One(found)) => assert_eq!(found.code, "G2-SCTP-NOINITACK"),
                other => panic!("{code}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_stage_lists_what_shows_there_and_nothing_else() {
        for (name, stage) in [("sctp", Stage::Sctp), ("DTLS", Stage::Dtls), ("flow", Stage::Flow)] {
            let Ok(Answer::OfStage(rows)) = find(name, &[]) else {
                panic!("{name} is a stage");
            };
            assert!(rows.len() > 3 && rows.iter().all(|row| row.stage == Some(stage)), "{name}");
        }
        assert_eq!(codes("validate"), codes("validation"));
        assert_eq!(codes("probe-http"), codes("http"));
    }

    #[test]
    fn a_phrase_finds_what_it_is_about() {
        for (asked, code) in [
            ("INIT unanswered", "G2-SCTP-NOINITACK"),
            ("stuck at connecting", "G2-DTLS-NOHELLO"),
            ("point cloud", "G2-DATA-LIDAR"),
            ("robot does not move", "G2-CTL-STANDLOCK"),
            ("code 3203", "G2-CTL-MODE3203"),
            ("non-existing PPS 0 referenced", "G2-DATA-H264"),
            ("validation silent", "G2-VAL-WEDGED"),
            ("指紋 小寫", "G2-SDP-FPCASE"),
        ] {
            assert!(codes(asked).contains(&code), "{asked}: {:?}", codes(asked));
        }
        assert_eq!(codes("noinitack"), ["G2-SCTP-NOINITACK"]);
    }

    #[test]
    fn a_line_of_a_log_goes_before_its_words() {
        let read = |codes: &[&str]| find("open in time", codes);
        match read(&["G2-DC-TIMEOUT"]) {
            Ok(Answer::One(found)) => assert_eq!(found.code, "G2-DC-TIMEOUT"),
            other => panic!("{other:?}"),
        }
        match read(&["G2-DC-TIMEOUT", "G2-NO-SUCH", "G2-ICE-CONSENT"]) {
            Ok(Answer::Several { best: rows, left_out: 0 }) => {
                let codes: Vec<_> = rows.iter().map(|row| &row.code).collect();
                assert_eq!(codes, ["G2-DC-TIMEOUT", "G2-ICE-CONSENT"]);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_word_that_is_everywhere_lists_the_best_and_counts_the_rest() {
        let Ok(Answer::Several { best: rows, left_out }) = find("robot", &[]) else {
            panic!("it is in many texts");
        };
        assert_eq!(rows.len(), MAX_HITS);
        assert!(left_out > MAX_HITS, "{left_out}");
    }

    #[test]
    fn what_does_not_exist_brings_the_nearest() {
        assert_eq!(near("G2-SCTP-NOINITACKK")[0], "G2-SCTP-NOINITACK");
        assert_eq!(near("fingerprint volcano").len(), MAX_SUGGESTIONS);
        assert!(near("xyzzy-plugh").is_empty());
        assert!(near("").is_empty());
    }

    #[test]
    fn what_was_typed_cannot_steer_the_terminal() {
        let error = find(&"\x1b[31m".repeat(100), &[]).expect_err("none");
        assert!(!error.to_string().contains('\x1b') && error.to_string().len() < 120);
    }
}
