//! Help texts, as they are printed.

use std::env;

use go2doctor::stages::plan::BUSY_RETRIES;

use crate::go2doctor;

fn help(arguments: &[&str]) -> String {
    let output =
        go2doctor().args(arguments).env("COLUMNS", "100").assert().code(0).get_output().clone();
    assert!(output.stderr.is_empty());
    String::from_utf8(output.stdout).expect("help is UTF-8")
}

#[test]
fn the_main_help_lists_commands_under_their_headings() {
    insta::assert_snapshot!(help(&["--help"]));
}

#[test]
fn the_help_of_check() {
    insta::assert_snapshot!(help(&["check", "--help"]));
}

#[test]
fn the_help_names_the_times_at_which_a_busy_robot_is_asked_again() {
    let [first, second, third, last] = BUSY_RETRIES.map(|after| after.as_secs());
    // The robot gives a dead client up after 46.1 s.
    assert!(last >= 48);
    let words = help(&["check", "--help"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("after {first}, {second}, {third} and {last} s")), "{words}");
}

#[test]
fn the_help_of_simulate() {
    insta::assert_snapshot!(help(&["simulate", "--help"]));
}

#[test]
fn the_main_help_in_chinese() {
    insta::assert_snapshot!(help(&["--lang", "zh-TW", "--help"]));
}

#[test]
fn the_short_help_of_check_in_chinese() {
    insta::assert_snapshot!(help(&["check", "-h", "--lang=zh-TW"]));
}

#[test]
fn both_names_of_a_command_lead_to_it() {
    assert_eq!(help(&["http", "-h"]), help(&["probe-http", "-h"]));
    assert_eq!(help(&["validation", "-h"]), help(&["validate", "-h"]));
}

/// `-V` is for scripts and stays as it is; a bug report wants to know more.
#[test]
fn the_version_is_one_line_and_its_long_form_names_the_build() {
    let short = format!("go2doctor {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(help(&["-V"]), format!("{short}\n"));
    let long = help(&["--version"]);
    let build = long.strip_prefix(&format!("{short} (")).expect("the same version");
    let build = build.strip_suffix(")\n").expect("one line");
    let (commit, target) = build.split_once(", ").expect("commit and target");
    assert!(commit.split(' ').count() == 2 || commit.len() == 9, "{commit}");
    assert!(target.contains(env::consts::ARCH) && target.contains(env::consts::OS), "{target}");
    assert_eq!(help(&["version"]), long);
}
