use unicode_width::UnicodeWidthStr;

use crate::facts::outcome::RunOutcome;
use crate::report::fixtures::{
    DRIVER_LOGS, driver, events, failures, healthy, sctp_silent, with_driver,
};
use crate::report::human::HumanSink;
use crate::report::human::look::Look;
use crate::report::reader::Reader;
use crate::report::sinks::Sink;
use crate::text::language::Language;

fn shown(run: &RunOutcome, look: Look) -> String {
    let mut written = Vec::new();
    let command = driver("nothing").command;
    let mut sink = HumanSink::new(&mut written, look, Reader::default());
    sink.driver = Some(command);
    for event in events(run) {
        sink.event(&event).expect("a vector takes everything");
    }
    drop(sink);
    String::from_utf8(written).expect("we write UTF-8")
}

fn terminal(columns: usize, language: Language) -> Look {
    Look { columns: Some(columns), symbols: true, language, ..Look::PLAIN }
}

#[test]
fn a_driver_that_breaks_where_the_ladder_passed() {
    let run = with_driver(healthy(), "three fingerprints");
    insta::assert_snapshot!(shown(&run, terminal(80, Language::English)));
}

#[test]
fn a_driver_that_breaks_where_the_ladder_passed_in_chinese_at_60_columns() {
    let run = with_driver(healthy(), "sctp silent");
    insta::assert_snapshot!(shown(&run, terminal(60, Language::Taiwan)));
}

#[test]
fn both_break_alike() {
    let run = with_driver(sctp_silent("check"), "sctp silent");
    insta::assert_snapshot!(shown(&run, terminal(80, Language::English)));
}

#[test]
fn both_are_well() {
    insta::assert_snapshot!(shown(&with_driver(healthy(), "healthy"), Look::PLAIN));
}

#[test]
fn a_driver_that_tells_nothing() {
    insta::assert_snapshot!(shown(&with_driver(healthy(), "nothing"), Look::PLAIN));
}

#[test]
fn a_driver_that_asked_another_robot() {
    let mut run = with_driver(healthy(), "sctp silent");
    let driver = run.driver.as_mut().expect("it was run");
    driver.reading.robot.address = Some([192, 168, 123, 161].into());
    insta::assert_snapshot!(shown(&run, terminal(80, Language::English)));
}

#[test]
fn a_ladder_that_was_interrupted_is_told_without_a_driver() {
    let run = RunOutcome { interrupted: true, ..sctp_silent("check") };
    let text = shown(&run, terminal(80, Language::English));
    assert!(text.contains("phase 3/4 DTLS") && text.contains("Interrupted"), "{text}");
}

#[test]
fn a_report_on_both_fits_15_lines_and_ends_in_one_command() {
    let ladders = failures().into_iter().map(|(name, run)| (name.to_string(), run));
    for (name, run) in ladders.chain([("healthy".to_owned(), healthy())]) {
        for (log, _) in DRIVER_LOGS {
            if name == "healthy" && log == "healthy" {
                continue;
            }
            for (language, next) in [(Language::English, "Next  "), (Language::Taiwan, "下一步")]
            {
                let text = shown(&with_driver(run.clone(), log), terminal(80, language));
                let rows: usize = text.lines().map(|line| line.width().div_ceil(80).max(1)).sum();
                assert!(rows <= 15, "{name} / {log}: {rows}\n{text}");
                let commands = text.lines().filter(|line| line.starts_with(next)).count();
                assert_eq!(commands, 1, "{name} / {log}\n{text}");
                let last = text.lines().last().unwrap_or_default();
                assert!(last.starts_with(next), "{name} / {log}\n{text}");
            }
        }
    }
}
