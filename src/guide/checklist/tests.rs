use std::collections::BTreeSet;

use super::*;
use crate::catalogue::catalogue;
use crate::cli::definition::definition;
use crate::text::language::Language;

/// Every heading of the guide, with its hashes, in its order.
const HEADINGS: &str = include_str!("../../../tests/fixtures/guide_headings.txt");

/// The guide's commands, by section.
const COMMANDS: &str = include_str!("../../../tests/fixtures/guide_commands.txt");

/// Headings that only hold others, or hold no advice.
const WITHOUT_ADVICE: [&str; 7] = [
    "🔴 快速診斷清單",
    "🔍 症狀與根本原因對應表",
    "🛠️ 故障排除詳細步驟",
    "🔧 進階除錯技巧",
    "🎯 預防未來 WebRTC 問題",
    "📚 相關文件",
    "📝 更新歷史",
];

fn items() -> impl Iterator<Item = &'static Item> {
    sections().iter().flat_map(|section| &section.items)
}

#[test]
fn the_items_load_and_an_unknown_key_does_not() {
    let text = include_str!("../items.toml");
    assert!(read(text).is_ok());
    assert!(read(&text.replacen("standing", "standign", 1)).is_err());
    assert!(read(&text.replacen("measure = \"ice\"", "measure = \"luck\"", 1)).is_err());
    assert!(read(&text.replacen("note.zh-TW", "note.zh-CN", 1)).is_err());
}

#[test]
fn every_heading_that_gives_advice_occurs_in_the_guides_order() {
    let headings: Vec<_> =
        HEADINGS.lines().map(|line| line.trim_start_matches('#').trim_start()).collect();
    let advice: Vec<_> =
        headings.iter().filter(|heading| !WITHOUT_ADVICE.contains(heading)).copied().collect();
    let ours: Vec<_> = sections().iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(ours, advice);
    assert!(WITHOUT_ADVICE.iter().all(|heading| headings.contains(heading)));
}

#[test]
fn items_have_names_of_their_own_and_texts_in_both_languages() {
    let mut seen = BTreeSet::new();
    for item in items() {
        assert!(seen.insert(&item.id), "{} stands twice", item.id);
        for text in [Some(&item.asks), item.note.as_ref(), item.beyond.as_ref()] {
            let Some(text) = text else { continue };
            for language in Language::ALL {
                let text = text.get(language);
                assert!(!text.is_empty() && text == text.trim(), "{}: {text:?}", item.id);
            }
        }
    }
}

#[test]
fn a_correction_says_what_is_so_instead() {
    for item in items().filter(|item| item.standing == Standing::Corrected) {
        assert!(item.note.is_some(), "{}", item.id);
    }
}

#[test]
fn an_item_is_measured_or_says_why_it_cannot_be_but_not_both() {
    for item in items() {
        assert!(item.measure.is_none() || item.beyond.is_none(), "{}", item.id);
    }
}

#[test]
fn every_measurement_ticks_something() {
    let used: Vec<_> = items().filter_map(|item| item.measure).collect();
    for measure in Measure::ALL {
        assert!(used.contains(measure), "{measure:?} ticks nothing");
    }
}

#[test]
fn what_does_it_is_a_sound_command_line() {
    for call in items().flat_map(|item| &item.done) {
        let words = ["go2doctor"].into_iter().chain(call.split(' '));
        let parsed = definition(Language::English).try_get_matches_from(words);
        assert!(parsed.is_ok(), "{call}");
        if let Some(code) = call.strip_prefix("explain ") {
            assert!(catalogue().get(code).is_some(), "{code}");
        }
    }
}

#[test]
fn commands_are_the_guides_own() {
    let (mut section, mut theirs) = ("", BTreeSet::new());
    let mut command = String::new();
    for line in COMMANDS.lines().chain(["## "]) {
        match line.split_at_checked(2) {
            Some(("> ", more)) => command += &format!("\n{more}"),
            Some((mark, rest)) => {
                theirs.insert((section, std::mem::take(&mut command)));
                match mark {
                    "$ " => command = rest.into(),
                    _ => section = line.strip_prefix("## ").unwrap_or(""),
                }
            }
            None => {}
        }
    }
    for section in sections() {
        for command in section.items.iter().flat_map(|item| &item.commands) {
            let own = (section.heading.as_str(), command.clone());
            assert!(theirs.contains(&own), "{}: {command}", section.heading);
        }
    }
}
