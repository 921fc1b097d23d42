//! Files that are generated from the definitions. `GO2DOCTOR_BLESS=1` rewrites them.

use std::path::Path;

use clap_complete::Shell;
use go2doctor::commands::generated::{completions, man_page};
use go2doctor::guide::coverage::markdown;
use go2doctor::report::comparison;
use go2doctor::report::json::schema;

use crate::go2doctor;

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
