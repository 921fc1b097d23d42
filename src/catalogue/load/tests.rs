use std::collections::BTreeSet;

use super::*;
use crate::catalogue::template::PLACEHOLDERS;
use crate::text::language::Language;
use crate::text::phrase::Phrase;

/// The commands of the debugging guide, by section: `## SECTION`, `$ COMMAND`, `> ITS NEXT LINE`.
const GUIDE: &str = include_str!("../../../tests/fixtures/guide_commands.txt");

/// Section and command of everything that the guide tells to run.
fn guide_commands() -> Vec<(String, String)> {
    let (mut section, mut commands) = (String::new(), Vec::<(String, String)>::new());
    for line in GUIDE.lines() {
        match line.split_at_checked(2) {
            Some(("$ ", command)) => commands.push((section.clone(), command.into())),
            Some(("> ", more)) => {
                let (_, command) = commands.last_mut().expect("it continues a command");
                *command += &format!("\n{more}");
            }
            _ => section = line.strip_prefix("## ").expect("a section").into(),
        }
    }
    commands
}

/// Every text of an entry, with what it is.
fn texts(entry: &Entry) -> Vec<(&'static str, &Phrase)> {
    let mut texts =
        vec![("title", &entry.title), ("brief", &entry.brief), ("meaning", &entry.meaning)];
    texts.extend(entry.meanings.iter().map(|meaning| ("meaning", &meaning.text)));
    texts.extend(entry.background.iter().map(|text| ("background", text)));
    texts.extend(entry.undetected.iter().map(|text| ("undetected", text)));
    for cause in &entry.causes {
        texts.push(("cause", &cause.text));
        texts.extend(cause.confirm.iter().map(|check| ("check", &check.text)));
    }
    texts.extend(entry.remedies.iter().map(|remedy| ("remedy", &remedy.text)));
    texts.extend(entry.futile.iter().map(|text| ("futile", text)));
    texts.extend(entry.guide.iter().map(|guide| ("guide note", &guide.note)));
    texts
}

/// Every command of an entry that is filled in, not the guide's.
fn commands(entry: &Entry) -> impl Iterator<Item = &str> {
    let checks = entry.causes.iter().flat_map(|cause| &cause.confirm);
    checks
        .filter_map(|check| check.command.as_deref())
        .chain(entry.remedies.iter().flat_map(|remedy| &remedy.commands).map(String::as_str))
        .chain(entry.next.iter().map(|next| next.command.as_str()))
}

#[test]
fn every_file_loads_and_codes_are_spelt_exactly() {
    for (file, text) in FILES {
        let read: File = toml::from_str(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(!read.finding.is_empty(), "{file}");
    }
    assert!(catalogue().get("G2-SCTP-NOINITACK").is_some());
    assert!(catalogue().get("g2-sctp-noinitack").is_none());
}

#[test]
fn codes_are_distinct_and_well_formed() {
    let mut seen = BTreeSet::new();
    for entry in catalogue().entries() {
        assert!(seen.insert(&entry.code), "{} stands twice", entry.code);
        let well_formed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        assert!(entry.code.starts_with("G2-") && entry.code.chars().all(well_formed));
    }
}

#[test]
fn related_codes_exist_and_are_not_the_entry_itself() {
    for entry in catalogue().entries() {
        for related in &entry.related {
            assert!(catalogue().get(related).is_some(), "{}: {related}", entry.code);
            assert_ne!(related, &entry.code);
        }
    }
}

#[test]
fn what_follows_from_an_entry_exists_and_never_leads_back_to_it() {
    fn leads_to(from: &str, to: &str, depth: usize) -> bool {
        assert!(depth > 0, "{from} is explained in a circle");
        let entry = catalogue().get(from).unwrap_or_else(|| panic!("{from} is not listed"));
        entry.explains.iter().any(|code| code == to || leads_to(code, to, depth - 1))
    }
    for entry in catalogue().entries() {
        assert!(!leads_to(&entry.code, &entry.code, 8), "{} explains itself", entry.code);
        let distinct: BTreeSet<_> = entry.explains.iter().collect();
        assert_eq!(distinct.len(), entry.explains.len(), "{}", entry.code);
    }
}

#[test]
fn every_entry_explains_itself_in_both_languages() {
    for entry in catalogue().entries() {
        assert!(!entry.causes.is_empty(), "{} names no cause", entry.code);
        assert!(!entry.remedies.is_empty(), "{} names no remedy", entry.code);
        for (what, text) in texts(entry) {
            for language in Language::ALL {
                let text = text.get(language);
                assert!(!text.trim().is_empty(), "{}: empty {what}", entry.code);
                assert_eq!(text, text.trim(), "{}: {what}", entry.code);
                assert!(!text.contains('\n'), "{}: {what} has a line break", entry.code);
                assert!(!text.contains("  "), "{}: {what} has two spaces: {text}", entry.code);
            }
            let chinese = text.get(Language::Taiwan);
            assert_ne!(text.get(Language::English), chinese, "{}: {what}", entry.code);
            assert!(
                chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{}: {what} is not Chinese: {chinese}",
                entry.code
            );
        }
    }
}

/// Words of the mainland, or simplified characters, where Taiwan writes another.
const NOT_TAIWAN: [&str; 20] = [
    "网",
    "连",
    "数据",
    "信息",
    "软件",
    "默认",
    "端口",
    "固件",
    "通过率",
    "内核",
    "服务器",
    "接口",
    "字符串",
    "屏幕",
    "运行",
    "程序员",
    "鼠标",
    "缺省",
    "优化",
    "质量",
];

#[test]
fn the_chinese_is_that_of_taiwan() {
    for entry in catalogue().entries() {
        for (what, text) in texts(entry) {
            for word in NOT_TAIWAN {
                let chinese = text.get(Language::Taiwan);
                assert!(!chinese.contains(word), "{}: {what} says {word}", entry.code);
            }
        }
    }
}

#[test]
fn titles_and_meanings_fit_a_short_report() {
    for entry in catalogue().entries() {
        for language in Language::ALL {
            let width = |text: &Phrase| unicode_width::UnicodeWidthStr::width(text.get(language));
            assert!(width(&entry.title) <= 90, "{}: {}", entry.code, entry.title.get(language));
            assert!(width(&entry.brief) <= 130, "{}: {}", entry.code, width(&entry.brief));
            let own = entry.meanings.iter().map(|meaning| &meaning.text);
            for meaning in own.chain([&entry.meaning]) {
                assert!(width(meaning) <= 340, "{}: {}", entry.code, width(meaning));
            }
        }
    }
}

#[test]
fn each_entry_names_a_next_command_for_every_platform() {
    use crate::catalogue::entry::Platform;
    for entry in catalogue().entries() {
        let here = [
            Platform::Linux,
            Platform::Macos,
            Platform::Windows,
            Platform::Wsl,
            Platform::Container,
        ];
        for here in here {
            let found = entry.next.iter().any(|next| next.platform.serves(here));
            assert!(found, "{} has no next command on {here:?}", entry.code);
        }
    }
}

#[test]
fn commands_hold_no_placeholder_that_nothing_fills() {
    for entry in catalogue().entries() {
        for command in commands(entry) {
            assert!(!command.contains('\n'), "{}: {command}", entry.code);
            for (start, _) in command.match_indices('{') {
                let name = command[start + 1..].split('}').next().unwrap_or_default();
                assert!(PLACEHOLDERS.contains(&name), "{}: {{{name}}}", entry.code);
            }
        }
    }
}

#[test]
fn links_are_addresses() {
    for entry in catalogue().entries() {
        for link in &entry.links {
            assert!(link.starts_with("https://"), "{}: {link}", entry.code);
        }
    }
}

#[test]
fn each_command_of_the_guide_stands_verbatim_in_some_entry() {
    let quoted: BTreeSet<(&str, &str)> = catalogue()
        .entries()
        .iter()
        .flat_map(|entry| &entry.guide)
        .flat_map(|guide| {
            guide.commands.iter().map(|command| (guide.section.as_str(), command.as_str()))
        })
        .collect();
    let theirs = guide_commands();
    let of_guide: BTreeSet<(&str, &str)> =
        theirs.iter().map(|(section, command)| (section.as_str(), command.as_str())).collect();
    let missing: Vec<_> = of_guide.difference(&quoted).collect();
    assert!(missing.is_empty(), "no entry has {missing:#?}");
    let invented: Vec<_> = quoted.difference(&of_guide).collect();
    assert!(invented.is_empty(), "the guide does not have {invented:#?}");
}

#[test]
fn what_is_not_found_says_why() {
    for entry in catalogue().entries().iter().filter(|entry| entry.found.is_empty()) {
        assert!(entry.undetected.is_some(), "{}", entry.code);
    }
}

/// Every failure mode that users, drivers' sources and measurements have shown so far.
const FAILURE_MODES: &str = include_str!("../../../tests/fixtures/failure_modes.txt");

#[test]
fn every_known_failure_mode_has_its_entry() {
    assert_eq!(FAILURE_MODES.lines().count(), 97);
    for code in FAILURE_MODES.lines() {
        assert!(catalogue().get(code).is_some(), "{code}");
    }
}
