//! The comparison as people see it.

use super::*;
use crate::comparison::compare;
use crate::facts::outcome::RunOutcome;
use crate::logs::sets::LogSet;
use crate::report::fixtures;
use crate::report::model::Report;
use crate::report::reader::Reader;

fn side(name: &str, run: &RunOutcome, language: Language) -> Side {
    let file = LogSet { name: name.into(), files: vec![name.into()] };
    Side::of_report(&file, &Report::new(run, &Reader::default()), language)
}

fn shown(a: &RunOutcome, b: &RunOutcome, language: Language, columns: Option<usize>) -> String {
    let look = Look { language, columns, symbols: columns.is_some(), ..Look::PLAIN };
    let (a, b) = (side("wsl2/report.json", a, language), side("ubuntu/report.json", b, language));
    lines(&look, &a, &b, &compare(&a.subject, &b.subject)).join("\n")
}

#[test]
fn every_comparison_fits_and_ends_in_one_command() {
    let runs = [fixtures::healthy(), fixtures::sctp_silent("check"), fixtures::sctp_silent("sctp")];
    for language in Language::ALL {
        for (a, b) in runs.iter().flat_map(|a| runs.iter().map(move |b| (a, b))) {
            for columns in [60, 80, 100] {
                let text = shown(a, b, language, Some(columns));
                assert!(columns < 80 || text.lines().count() <= MOST_LINES, "{text}");
                assert!(text.lines().all(|line| columns_of(line) <= columns), "{text}");
                let next = Phrase::new("Next  go2doctor ", "下一步  go2doctor ");
                let next = next.get(language);
                assert_eq!(text.matches(next).count(), 1, "{text}");
                assert!(text.lines().last().is_some_and(|line| line.starts_with(next)), "{text}");
            }
        }
    }
}

#[test]
fn a_silent_sctp_beside_a_healthy_one() {
    let (ill, well) = (fixtures::sctp_silent("check"), fixtures::healthy());
    insta::assert_snapshot!(shown(&ill, &well, Language::English, None));
}

#[test]
fn a_silent_sctp_beside_a_healthy_one_in_chinese_at_60_columns() {
    let (ill, well) = (fixtures::sctp_silent("check"), fixtures::healthy());
    insta::assert_snapshot!(shown(&ill, &well, Language::Taiwan, Some(60)));
}

#[test]
fn the_first_difference_is_marked_once() {
    let (ill, well) = (fixtures::sctp_silent("check"), fixtures::healthy());
    let text = shown(&well, &ill, Language::English, None);
    let marked: Vec<_> = text.lines().filter(|line| line.starts_with("> ")).collect();
    assert_eq!(marked.len(), 1, "{text}");
    assert!(marked[0].contains("phase 4/4 SCTP") && marked[0].contains("FAIL"), "{text}");
    let alike = shown(&well, &well, Language::English, None);
    assert!(!alike.contains("\n> "), "{alike}");
}

#[test]
fn names_from_outside_cannot_steer_a_terminal() {
    let (mut a, b) = (
        side("a.json", &fixtures::healthy(), Language::English),
        side("b.json", &fixtures::healthy(), Language::English),
    );
    a.report.name = "a\u{1b}[2J.json".into();
    let text = lines(&Look::PLAIN, &a, &b, &compare(&a.subject, &b.subject)).join("\n");
    assert!(!text.contains('\u{1b}') && text.contains("a\\u{1b}[2J.json"), "{text}");
}
