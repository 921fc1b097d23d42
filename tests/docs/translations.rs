//! Which texts still wait for their translation.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pages::top;

#[test]
fn every_text_is_translated() {
    let sources = sources(&top().join("src"));
    assert!(sources.len() > 100, "the sources were not found");
    let mut missing = Vec::new();
    for path in sources {
        let source = fs::read_to_string(&path).expect("a source is UTF-8");
        let texts = untranslated(&source).into_iter();
        missing.extend(texts.map(|text| format!("{}: {text}", path.display())));
    }
    assert!(missing.is_empty(), "no Traditional Chinese beside:\n{}", missing.join("\n"));
}

#[test]
fn a_text_in_english_alone_is_found() {
    let source = r#"phrase!("one \"1\"", "一"); phrase!("two"); phrase!(
        "three {}",
        number
    ); phrase!("four {}", "四 {}", number,)"#;
    assert_eq!(untranslated(source), ["two", "three {}"]);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        // The macro's own documentation and tests show what it does then.
        .filter(|path| {
            path.extension().is_some_and(|it| it == "rs") && !path.ends_with("phrase.rs")
        })
        .collect()
}

/// The English of every `phrase!` that has no second text.
fn untranslated(source: &str) -> Vec<&str> {
    source
        .split("phrase!(")
        .skip(1)
        .filter_map(|call| {
            let text = call.trim_start().strip_prefix('"')?;
            let quote = |(at, _): &(usize, char)| text[..*at].trim_end_matches('\\').len() == *at;
            let end = text.char_indices().filter(|(_, c)| *c == '"').find(quote)?.0;
            let rest = text[end + 1..].trim_start_matches([',', ' ', '\n', '\\']);
            (!rest.starts_with('"')).then(|| &text[..end])
        })
        .collect()
}
