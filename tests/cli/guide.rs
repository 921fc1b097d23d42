//! `check --guide`: the debugging guide's checklist between the ladder and the ending.

use go2doctor::guide::checklist::sections;
use serde_json::Value;

use crate::go2doctor;

/// A run that needs no robot: the simulated one, with its signalling port closed.
const CHECK: [&str; 3] = ["check", "--robot", "sim:port-refused"];

fn stdout(arguments: &[&str]) -> String {
    let output = go2doctor().args(CHECK).args(arguments).assert().code(1).get_output().clone();
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

#[test]
fn the_checklist_stands_between_the_ladder_and_the_ending() {
    let text = stdout(&["--guide"]);
    let plain = stdout(&[]);
    let line = |words: &str| text.lines().position(|line| line.contains(words)).expect(words);
    let first = line("The guide's checklist");
    assert!(line("skip   sdp") < first && first < line("as the guide expects"), "{text}");
    assert!(line("BAD    /con_notify answers") < line("Failed at http"), "{text}");
    let last = |text: &str| text.lines().last().map(str::to_owned);
    assert_eq!(last(&text), last(&plain));
    assert!(!plain.contains("checklist"), "{plain}");
}

#[test]
fn the_sections_come_in_the_guides_order_in_both_languages() {
    for language in ["en", "zh-TW"] {
        let text = stdout(&["--guide", "--lang", language]);
        let walked = sections().iter().filter(|section| section.walked().next().is_some());
        let places: Vec<_> = walked.map(|section| text.find(&section.heading)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
    }
}

#[test]
fn a_json_report_is_the_same_without_it() {
    let names = |text: &str| {
        let report: Value = serde_json::from_str(text).expect("it is JSON");
        report.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
    };
    let json = ["--format", "json"];
    assert_eq!(names(&stdout(&[&json[..], &["--guide"]].concat())), names(&stdout(&json)));
}

#[test]
fn only_check_takes_it() {
    go2doctor().args(["ping", "--robot", "sim", "--guide"]).assert().code(2);
}
