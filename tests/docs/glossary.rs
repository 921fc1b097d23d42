//! The Chinese of the program keeps to `docs/glossary.md`.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::pages::top;

/// The words that the glossary forbids.
fn forbidden() -> Vec<String> {
    let page = fs::read_to_string(top().join("docs/glossary.md")).expect("the page is there");
    let rows = page.lines().skip_while(|line| *line != "<!-- glossary -->").skip(3);
    let last = rows.map_while(|row| row.strip_prefix('|')?.strip_suffix('|')?.rsplit('|').next());
    let words = last.flat_map(|cell| cell.split('、'));
    words.map(|word| word.trim().to_owned()).collect()
}

/// Sources with text for people; what drivers and systems print is not ours to word.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let foreign = name.starts_with("signatures") || name.starts_with("tests");
        match path.extension().and_then(|extension| extension.to_str()) {
            _ if foreign => {}
            None if path.is_dir() => sources(&path, found),
            Some("rs" | "toml") => found.push(path),
            _ => {}
        }
    }
}

#[test]
fn the_chinese_keeps_to_the_glossary() {
    let half_width = Regex::new(r"\p{Han}[,;:!?]\s?\p{Han}").expect("it compiles");
    // Words that hold a forbidden one and are right, and clap's own `[default: …]`.
    let right = ["這台機器人", "用戶端", "[預設: "];
    let forbidden = forbidden();
    let mut paths = vec![top().join("README.zh-TW.md")];
    sources(&top().join("src"), &mut paths);
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a source is UTF-8");
        for (line, number) in text.lines().zip(1..) {
            // What users may type is theirs to word.
            if line.starts_with("also_called") {
                continue;
            }
            let rest = right.iter().fold(line.to_owned(), |line, word| line.replace(word, ""));
            let forbidden = forbidden.iter().any(|word| rest.contains(word.as_str()));
            if forbidden || half_width.is_match(&rest) {
                wrong.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(!forbidden.is_empty());
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

/// Each English text of a source with the Chinese beside it.
fn pairs(text: &str) -> Vec<(String, String)> {
    let said = r#""((?:[^"\\]|\\.)*)""#;
    let long = r#""""(.*?)""""#;
    let forms = [
        format!(r"{said},\s*{said}"),
        format!(r"en = {said}[\s,]+[\w.]*zh-TW = {said}"),
        format!(r"(?s)en = {long}\s+[\w.]*zh-TW = {long}"),
    ];
    let found = forms.iter().flat_map(|form| {
        let form = Regex::new(form).expect("it compiles");
        let pairs = form.captures_iter(text).map(|pair| (pair[1].to_owned(), pair[2].to_owned()));
        pairs.collect::<Vec<_>>()
    });
    found.filter(|(_, chinese)| chinese.chars().any(|letter| letter > '\u{2e80}')).collect()
}

/// Both are called 通道 by many, and only one is what a VPN makes.
#[test]
fn a_tunnel_and_a_channel_are_not_one_word() {
    let mut paths = Vec::new();
    sources(&top().join("src"), &mut paths);
    let (mut tunnels, mut wrong) = (0, Vec::new());
    for path in paths {
        let text = fs::read_to_string(&path).expect("a source is UTF-8");
        for (english, chinese) in pairs(&text) {
            let tunnel = english.to_lowercase().contains("tunnel");
            tunnels += usize::from(tunnel);
            let channel = english.to_lowercase().contains("channel");
            let is_channel = chinese.contains("通道") && !channel;
            if tunnel && (is_channel || !chinese.contains("隧道")) {
                wrong.push(format!("{}: {english} / {chinese}", path.display()));
            }
        }
    }
    assert!(tunnels > 20, "only {tunnels}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
