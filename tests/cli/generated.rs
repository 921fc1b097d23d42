//! Files that are generated from the definitions. `GO2DOCTOR_BLESS=1` rewrites them.

use std::path::Path;

use clap_complete::Shell;
use go2doctor::commands::completions::completions;
use go2doctor::commands::man_page::man_page;
use go2doctor::report::comparison;
use go2doctor::report::json::schema;

use crate::go2doctor;
use crate::guide_coverage::markdown;

fn agrees(path: &str, generated: &[u8]) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("GO2DOCTOR_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder");
        std::fs::write(&file, generated).expect("the file can be written");
    }
    let committed = std::fs::read(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "{path} differs from what the definitions generate; \
         run GO2DOCTOR_BLESS=1 cargo test --test cli generated"
    );
}

#[test]
fn the_completions_are_those_of_the_definitions() {
    let shells = [
        (Shell::Bash, "completions/go2doctor.bash"),
        (Shell::Zsh, "completions/_go2doctor"),
        (Shell::Fish, "completions/go2doctor.fish"),
        (Shell::PowerShell, "completions/_go2doctor.ps1"),
        (Shell::Elvish, "completions/go2doctor.elv"),
    ];
    for (shell, path) in shells {
        agrees(path, &completions(shell));
    }
}

#[test]
fn the_man_page_is_that_of_the_definitions() {
    agrees("docs/go2doctor.1", &man_page().expect("a vector takes everything"));
}

#[test]
fn the_coverage_of_the_guide_is_that_of_its_items() {
    agrees("docs/guide-coverage.md", markdown().as_bytes());
}

#[test]
fn the_schema_is_that_of_the_types() {
    agrees("docs/report.schema.json", schema().as_bytes());
    agrees("docs/compare.schema.json", comparison::schema().as_bytes());
}

#[test]
fn the_binary_prints_the_same() {
    let output = go2doctor().args(["completions", "zsh"]).assert().code(0).get_output().clone();
    assert_eq!(output.stdout, completions(Shell::Zsh));
    let output = go2doctor().arg("man").assert().code(0).get_output().clone();
    assert_eq!(output.stdout, man_page().expect("a vector takes everything"));
}

#[test]
fn the_man_page_names_each_shared_option_once_and_every_variable() {
    let page = String::from_utf8(man_page().expect("a vector takes everything")).expect("UTF-8");
    let page = page.replace("\\-", "-");
    let sections: Vec<_> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    let expected = ["COMMANDS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"];
    assert_eq!(&sections[3..], expected);
    for option in ["--aes-key", "--robot", "--lang", "--window", "--help"] {
        let entry = format!("\\fB{option}\\fR");
        let (_, options) = page.split_once(".SH OPTIONS").expect("the section");
        assert_eq!(options.matches(&entry).count(), 1, "{option}");
    }
    let (_, environment) = page.split_once(".SH ENVIRONMENT").expect("the section");
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = words.split("[env: ").skip(1).filter_map(|rest| rest.split_once(']'));
    let names: Vec<_> = told.flat_map(|(names, _)| names.split(", ")).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names.iter().filter(|name| !name.contains(' ')) {
        assert!(environment.contains(name), "{name}");
    }
}

/// What `mandoc -T lint` of `.ci/run` would say, for machines without it.
#[test]
fn the_man_page_has_no_long_line_and_no_space_at_an_end() {
    let page = String::from_utf8(man_page().expect("a vector takes everything")).expect("UTF-8");
    for line in page.lines() {
        assert!(line.len() <= 80 && !line.ends_with(' ') && !line.is_empty(), "{line:?}");
    }
}

#[test]
fn completions_suggest_faults_codes_stages_and_offers() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
        let script = String::from_utf8(completions(shell)).expect("UTF-8");
        // clap_complete lists no values of options for two shells, and none of arguments for fish.
        let lists = !matches!(shell, Shell::PowerShell | Shell::Elvish);
        for value in ["sctp-silent", "aiortc-1.14-data"] {
            assert_eq!(script.contains(value), lists, "{shell}: {value}");
        }
        let codes = lists && shell != Shell::Fish;
        assert_eq!(script.contains("G2-SCTP-NOINITACK"), codes, "{shell}");
        let fault = if shell == Shell::Zsh { r"sim\\\:sctp-silent" } else { "sim:sctp-silent" };
        assert_eq!(script.contains(fault), lists, "{shell}");
    }
    // They are suggestions: what takes seconds, several faults or words still does.
    go2doctor().args(["http", "sim:con-notify-404+no-data"]).assert().code(1);
    go2doctor().args(["explain", "stuck", "at", "connecting"]).assert().code(0);
}
