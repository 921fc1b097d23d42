//! What nothing finds has its reason on the page of findings, and nothing else has.

use std::collections::BTreeSet;

use go2doctor::catalogue::catalogue;

use crate::pages::pages;

const HEADING: &str = "## Explained only";

#[test]
fn every_finding_that_is_explained_only_has_its_reason() {
    let pages = pages();
    let page = pages.iter().find(|page| page.name().ends_with("findings.md")).expect("it is there");
    let lines = page.lines();
    let rows = lines.iter().skip_while(|line| *line != HEADING);
    let codes = rows.filter_map(|row| row.strip_prefix("| `")?.split_once("` | "));
    let told: BTreeSet<&str> = codes.map(|(code, _)| code).collect();
    let unfound = catalogue().entries().iter().filter(|entry| entry.found.is_empty());
    let unfound: BTreeSet<&str> = unfound.map(|entry| entry.code.as_str()).collect();
    assert_eq!(told, unfound);
}
