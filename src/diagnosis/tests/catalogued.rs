//! Every code that a rule may name stands in the catalogue, and renders.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::next_step::{against, blanks};
use super::*;
use crate::catalogue::catalogue;
use crate::catalogue::entry::Platform;
use crate::cli::Cli;
use crate::facts::invocation::Invocation;
use crate::report::finding::FindingReport;
use crate::report::fixtures;
use crate::text::language::Language;
use clap::Parser;

/// Every `"G2-…"` in the sources of the diagnosis, its tests left out.
fn codes_of_the_diagnosis() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnosis")];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).expect("the sources are there") {
            let path = file.expect("a file").path();
            if path.file_stem().is_some_and(|name| name == "tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = std::fs::read_to_string(path).expect("it is UTF-8");
                let source = source.split("#[cfg(test)]").next().unwrap_or_default();
                let quoted = source.split('"').filter(|text| text.starts_with("G2-"));
                codes.extend(quoted.map(str::to_owned));
            }
        }
    }
    assert!(codes.len() > 40, "only {} codes were found", codes.len());
    codes
}

#[test]
fn every_code_of_a_rule_has_its_entry() {
    for code in codes_of_the_diagnosis() {
        assert!(catalogue().get(&code).is_some(), "{code}");
    }
}

#[test]
fn an_entry_says_that_it_is_found_exactly_where_a_rule_names_it() {
    let codes = codes_of_the_diagnosis();
    for entry in catalogue().entries() {
        let named = codes.contains(&entry.code);
        assert_eq!(named, !entry.found.is_empty(), "{}: {:?}", entry.code, entry.found);
    }
}

#[test]
fn every_finding_renders_in_both_languages() {
    for (name, run) in fixtures::failures() {
        let case = case(&run);
        let blanks = blanks(&case, &Invocation::default());
        for finding in diagnose(&case) {
            for language in Language::ALL {
                let told = FindingReport::of(&finding, &blanks, language);
                assert!(!told.title.is_empty() && !told.summary.is_empty(), "{name}");
                let brief = finding.brief().get(language);
                assert!(unicode_width::UnicodeWidthStr::width(brief) <= 130, "{name}: {brief}");
                let commands = told.remedies.iter().flat_map(|remedy| &remedy.commands);
                for text in commands.chain(told.causes.iter().flat_map(|cause| &cause.confirm)) {
                    assert!(!text.contains("{host}") && !text.contains("{url}"), "{name}: {text}");
                }
                assert!(
                    told.causes.iter().map(|cause| cause.rank).eq(1..=told.causes.len() as u32)
                );
            }
        }
    }
}

#[test]
fn every_call_of_ours_in_the_catalogue_is_a_sound_command_line() {
    let run = fixtures::healthy();
    let blanks = blanks(&case(&run), &Invocation::default());
    for entry in catalogue().entries() {
        let checks = entry.causes.iter().flat_map(|cause| &cause.confirm);
        let commands = checks
            .filter_map(|check| check.command.as_ref())
            .chain(entry.remedies.iter().flat_map(|remedy| &remedy.commands))
            .chain(entry.next.iter().map(|next| &next.command));
        for command in commands {
            let filled = blanks.fill(command);
            for call in filled.split(" && ").filter(|call| call.starts_with("go2doctor ")) {
                let parsed = Cli::try_parse_from(call.split(' '));
                assert!(parsed.is_ok(), "{}: {call}: {:?}", entry.code, parsed.err());
            }
        }
    }
}

#[test]
fn every_failure_ends_in_one_command_line() {
    let invocation = Invocation { robot: Some("10.0.0.7".into()), ..Default::default() };
    for (name, run) in fixtures::failures() {
        let case = case(&run);
        let found = diagnose(&case);
        let first = found.first().unwrap_or_else(|| panic!("{name} has no finding"));
        for platform in [Platform::Linux, Platform::Macos, Platform::Windows] {
            let next = against(first, &blanks(&case, &invocation), platform);
            assert!(!next.contains('\n') && !next.contains("  "), "{name}: {next}");
            assert!(!next.contains('{') || next.contains("print"), "{name}: {next}");
            for call in next.split(" && ").filter(|call| call.starts_with("go2doctor ")) {
                assert!(Cli::try_parse_from(call.split(' ')).is_ok(), "{name}: {call}");
            }
        }
    }
}

#[test]
fn the_next_step_keeps_the_options_that_name_the_robot() {
    let (_, run) = fixtures::failures()
        .into_iter()
        .find(|(name, _)| name == "sdp Busy")
        .expect("it is among the failures");
    let case = case(&run);
    let invocation = Invocation { robot: Some("10.0.0.7".into()), ..Default::default() };
    let found = diagnose(&case);
    let next = against(&found[0], &blanks(&case, &invocation), Platform::Linux);
    assert_eq!(next, "go2doctor check --wait-slot --robot 10.0.0.7");
}
