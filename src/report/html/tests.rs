use super::words::plain;
use super::*;
use crate::facts::outcome::{RunOutcome, StageOutcome, Status};
use crate::report::fixtures;
use crate::report::reader::Reader;

fn shown(run: &RunOutcome) -> String {
    html(&Document::of(run, &Reader::default()))
}

#[test]
fn a_page_is_small_and_asks_for_nothing() {
    for (name, run) in fixtures::failures().into_iter().chain([("".into(), fixtures::healthy())]) {
        let page = shown(&run);
        assert!(page.len() < 150_000, "{name}: {} bytes", page.len());
        for request in ["src=", "@import", "url(", "<iframe", "href=\"http", "fetch("] {
            assert!(!page.contains(request), "{name}: {request}");
        }
    }
}

#[test]
fn a_robot_cannot_write_into_the_page() {
    let hostile = "\"'></title></style></script><script>alert(1)</script><img src=x onerror=y>";
    for (_, mut run) in fixtures::failures() {
        fixtures::hostile(&mut run, hostile);
        let page = shown(&run);
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert_eq!(page.matches("</title>").count(), page.matches("<title ").count());
        assert!(!page.contains("<img"));
    }
}

#[test]
fn nothing_but_its_own_style_and_script_may_run() {
    let page = shown(&fixtures::healthy());
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let inside = page.split_once(start).and_then(|(_, rest)| rest.split_once(end));
        let (inside, _) = inside.expect("it is there");
        assert!(page.contains(&hash(inside)), "{start}");
    }
    assert!(page.contains("default-src &#39;none&#39;"));
    assert!(!page.contains(" style=\"") && !page.contains(" onclick="));
}

#[test]
fn every_text_is_there_in_both_languages() {
    let page = shown(&fixtures::sctp_silent("check"));
    for text in ["The ladder", "各階段", "Run this next", "下一步", "DTLS is up, but SCTP"] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn every_row_of_the_table_of_facts_is_told() {
    for (name, run) in fixtures::failures() {
        let page = shown(&run);
        for stage in ran(&run) {
            for fact in crate::report::document::rows(&stage.facts) {
                for line in &fact.lines {
                    let mut escaped = Markup::default();
                    escaped.text(&plain(line.text.get(Language::English)));
                    let escaped = escaped.into_string();
                    assert!(page.contains(&escaped), "{name}: {} {escaped}", fact.name);
                }
            }
        }
    }
}

fn ran(run: &RunOutcome) -> impl Iterator<Item = &StageOutcome> {
    run.stages.iter().filter(|stage| stage.status != Status::Skip)
}

#[test]
fn a_hash_has_no_character_that_is_escaped() {
    assert!(!hash(STYLE).contains(['&', '<', '>', '"', '\'']));
}
