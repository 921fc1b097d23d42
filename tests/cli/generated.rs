//! Files that are generated from the definitions. `GO2DOCTOR_BLESS=1` rewrites them.

use std::path::Path;

use clap_complete::Shell;
use go2doctor::catalogue::catalogue;
use go2doctor::commands::completions::completions;
use go2doctor::commands::man_page::man_page;
use go2doctor::facts::Stage;
use go2doctor::report::json::schema;
use go2doctor::report::{comparison, control, dds, dialects, reconnect, repeat};

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
    agrees("docs/control.schema.json", control::schema().as_bytes());
    agrees("docs/dialects.schema.json", dialects::schema().as_bytes());
    agrees("docs/reconnect.schema.json", reconnect::schema().as_bytes());
    agrees("docs/dds.schema.json", dds::schema().as_bytes());
    agrees("docs/repeat.schema.json", repeat::schema().as_bytes());
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
        // clap_complete lists no values for two shells.
        let lists = !matches!(shell, Shell::PowerShell | Shell::Elvish);
        for value in ["sctp-silent", "aiortc-1.14-data"] {
            assert_eq!(script.contains(value), lists, "{shell}: {value}");
        }
        assert_eq!(script.contains("G2-SCTP-NOINITACK"), lists, "{shell}");
        let fault = if shell == Shell::Zsh { r"sim\\\:sctp-silent" } else { "sim:sctp-silent" };
        assert_eq!(script.contains(fault), lists, "{shell}");
    }
    let fish = String::from_utf8(completions(Shell::Fish)).expect("UTF-8");
    let of_explain = |line: &&str| line.contains("_subcommand explain\" -f -a '");
    let of_explain = fish.lines().filter(of_explain).count();
    assert_eq!(of_explain, catalogue().entries().len() + Stage::ALL.len());
    // They are suggestions: what takes seconds, several faults or words still does.
    go2doctor().args(["http", "sim:con-notify-404+no-data"]).assert().code(1);
    go2doctor().args(["explain", "stuck", "at", "connecting"]).assert().code(0);
}

/// Which interfaces there are, each shell asks when it completes.
#[test]
fn completions_ask_for_the_interfaces_of_this_machine() {
    for (shell, asks) in [
        (Shell::Bash, "compgen -W \"$names\""),
        (Shell::Zsh, "NAME|IP:_net_interfaces"),
        (Shell::Fish, "-l interface -d"),
    ] {
        let script = String::from_utf8(completions(shell)).expect("UTF-8");
        assert!(script.contains(asks), "{shell}");
        let options = script.lines().filter(|line| line.contains(" -l interface "));
        for option in options {
            assert!(option.ends_with(r#" -x -a "(__fish_print_interfaces)""#), "{option}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn bash_completes_an_interface_of_this_machine() {
    let script = r#"eval "$(cat)"; COMP_WORDS=(go2doctor check --interface l); COMP_CWORD=3
        _go2doctor_wrapped go2doctor l --interface; echo "${COMPREPLY[@]}""#;
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", script]);
    let completed =
        assert_cmd::Command::from_std(bash).write_stdin(completions(Shell::Bash)).assert().code(0);
    let stdout = String::from_utf8_lossy(&completed.get_output().stdout).into_owned();
    assert!(stdout.split_whitespace().any(|name| name == "lo"), "{stdout}");
}
