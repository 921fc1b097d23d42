//! Every relative link leads to a file, and to a heading where it names one.

use std::fs;

use regex::Regex;

use crate::pages::{alone, pages};

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().trim().to_lowercase().replace(' ', "-")
}

fn has_heading(text: &str, wanted: &str) -> bool {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).any(|known| known == wanted)
}

#[test]
fn every_relative_link_leads_somewhere() {
    let _alone = alone();
    let link = Regex::new(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)").expect("it compiles");
    let mut broken = Vec::new();
    for page in pages() {
        for found in link.captures_iter(&page.text) {
            let path = &found[1];
            if path.contains("://") {
                continue;
            }
            let target = page.folder().join(path);
            let text = match path {
                "" => Some(page.text.clone()),
                _ if target.is_dir() => Some(String::new()),
                _ => {
                    fs::read(target).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                }
            };
            let heading = found.get(2).map(|heading| heading.as_str());
            let leads = text.is_some_and(|text| heading.is_none_or(|it| has_heading(&text, it)));
            if !leads {
                broken.push(format!("{}: {}", page.name(), &found[0]));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn anchors_are_those_of_github() {
    assert_eq!(anchor(" Reading it: `ok`, FAIL"), "reading-it-ok-fail");
    assert!(has_heading("# A\n## B c\n", "b-c"));
    assert!(!has_heading("B c\n", "b-c"));
}
