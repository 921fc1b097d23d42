//! Each line of the threat model is held by a test that exists.

use std::fs;

use regex::Regex;

use crate::pages::top;

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let page = fs::read_to_string(top().join("docs/threat-model.md")).expect("it is there");
    let name = Regex::new(r"`([a-z_/]+\.rs)::([a-z0-9_]+)`").expect("it compiles");
    let named: Vec<_> = name.captures_iter(&page).collect();
    assert!(named.len() > 40, "only {} tests are named", named.len());
    let missing = named.iter().filter(|found| {
        let file = fs::read_to_string(top().join(&found[1])).unwrap_or_default();
        let declared = format!(
            r"#\[(?:tokio::)?test[^\n]*\]\s*(?:#\[[^\n]*\]\s*)*(?:async )?fn {}\(",
            &found[2]
        );
        !Regex::new(&declared).expect("it compiles").is_match(&file)
    });
    let missing: Vec<_> = missing.map(|found| found[0].to_owned()).collect();
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
}
