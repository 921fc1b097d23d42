use unicode_width::UnicodeWidthStr;

use super::*;
use crate::facts::outcome::RunOutcome;
use crate::report::fixtures;
use crate::text::language::Language;

fn shown(run: &RunOutcome, look: Look) -> String {
    lines(&look, &Case::live(&run.stages, &run.robot)).join("\n")
}

fn terminal(columns: usize, language: Language) -> Look {
    Look { columns: Some(columns), symbols: true, language, ..Look::PLAIN }
}

#[test]
fn a_healthy_robot_at_100_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), terminal(100, Language::English)));
}

#[test]
fn a_healthy_robot_at_60_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), terminal(60, Language::English)));
}

#[test]
fn a_healthy_robot_in_chinese_at_100_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), terminal(100, Language::Taiwan)));
}

#[test]
fn a_healthy_robot_in_chinese_at_60_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), terminal(60, Language::Taiwan)));
}

#[test]
fn a_silent_sctp_at_100_columns() {
    let run = fixtures::sctp_silent("check");
    insta::assert_snapshot!(shown(&run, terminal(100, Language::English)));
}

#[test]
fn a_silent_sctp_in_chinese_at_60_columns() {
    let run = fixtures::sctp_silent("check");
    insta::assert_snapshot!(shown(&run, terminal(60, Language::Taiwan)));
}

#[test]
fn with_v_the_guides_commands_stand_below_their_items() {
    let look = Look { verbose: true, ..terminal(100, Language::English) };
    let text = shown(&fixtures::healthy(), look);
    assert!(text.lines().any(|line| line.trim() == "ping -c 4 192.168.12.1"), "{text}");
    let plain = shown(&fixtures::healthy(), terminal(100, Language::English));
    assert!(!plain.contains("ping -c 4"), "{plain}");
}

#[test]
fn a_pipe_gets_a_line_an_item_with_words_for_marks() {
    let text = shown(&fixtures::sctp_silent("check"), Look::PLAIN);
    let line = |words: &str| text.lines().find(|line| line.contains(words)).expect("it is there");
    assert!(line("answers ping").starts_with("ok     The robot"), "{text}");
    assert!(line("answers INIT").starts_with("BAD    Phase 4"), "{text}");
    assert!(line("answers INIT").contains("INIT-ACK: none came"), "{text}");
    assert!(line("stands up").starts_with("n/a    The robot"), "{text}");
}

#[test]
fn every_walked_item_is_counted_once() {
    let text = shown(&fixtures::healthy(), Look::PLAIN);
    let walked = sections().iter().flat_map(Section::walked).count();
    let last = text.lines().last().expect("there is text");
    let numbers =
        last.split(|c: char| !c.is_ascii_digit()).filter_map(|it| it.parse::<usize>().ok());
    assert_eq!(numbers.sum::<usize>(), walked, "{last}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for (name, run) in fixtures::failures() {
        for language in Language::ALL {
            for columns in [40, 60, 79, 80, 100] {
                for line in shown(&run, terminal(columns, language)).lines() {
                    assert!(line.width() <= columns, "{name} at {columns}: {line}");
                }
            }
        }
    }
}
