use clap::FromArgMatches;

use super::*;
use crate::cli::definition::definition;
use crate::cli::{Cli, Command};

const KEY: &str = "00112233445566778899aabbccddeeff";

/// Resolves `words` of a `check`, or of `sctp`, with those variables set.
fn resolved(words: &[&str], variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let matches =
        definition(Language::English).try_get_matches_from(["go2doctor"].iter().chain(words));
    let cli = Cli::from_arg_matches(&matches.expect("clap takes it")).expect("clap takes it");
    let environment = |name: &str| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    };
    match cli.command {
        Command::Check(options) => resolve("check", None, options.robot, &cli.common, &environment),
        Command::Sctp(options) => {
            resolve("sctp", Some(Stage::Sctp), options, &cli.common, &environment)
        }
        other => panic!("neither check nor sctp: {other:?}"),
    }
}

fn host(words: &[&str], variables: &[(&str, &str)]) -> String {
    resolved(words, variables).expect("it is sound").target.to_string()
}

#[test]
fn an_option_comes_before_its_variables_and_they_before_the_default() {
    let all = [
        ("GO2DOCTOR_ROBOT", "10.0.0.1"),
        ("ROBOT_IP", "10.0.0.2"),
        ("UNITREE_ROBOT_IP", "10.0.0.3"),
    ];
    assert_eq!(host(&["check", "--robot", "10.0.0.9"], &all), "10.0.0.9");
    assert_eq!(host(&["check"], &all), "10.0.0.1");
    assert_eq!(host(&["check"], &all[1..]), "10.0.0.2");
    assert_eq!(host(&["check"], &all[2..]), "10.0.0.3");
    assert_eq!(host(&["check"], &[]), "192.168.12.1");
}

#[test]
fn an_empty_variable_counts_as_absent() {
    let empty = [
        ("GO2DOCTOR_ROBOT", ""),
        ("ROBOT_IP", "10.0.0.2"),
        ("GO2DOCTOR_SIGNAL_PORT", ""),
        ("UNITREE_AES_128_KEY", ""),
        ("ROBOT_AES_KEY", ""),
        ("GO2_AES_KEY", KEY),
        ("GO2DOCTOR_LOG", ""),
    ];
    let settings = resolved(&["check"], &empty).expect("it is sound");
    assert_eq!(settings.target.to_string(), "10.0.0.2");
    assert_eq!(settings.plan.signal_port, 9991);
    assert!(settings.plan.device_key.is_some());
    assert_eq!(settings.output.log_filter, None);
}

#[test]
fn the_key_comes_from_the_first_variable_that_is_set() {
    let other = "ff112233445566778899aabbccddeeff";
    let variables = [("GO2_AES_KEY", other), ("UNITREE_AES_128_KEY", KEY)];
    let settings = resolved(&["check"], &variables).expect("it is sound");
    assert_eq!(settings.plan.device_key, Some(KEY.parse().expect("a key")));
    let typed = resolved(&["check", "--aes-key", other], &variables).expect("it is sound");
    assert_eq!(typed.plan.device_key, Some(other.parse().expect("a key")));
}

#[test]
fn what_is_malformed_is_refused_by_the_name_it_came_under() {
    type Variables = &'static [(&'static str, &'static str)];
    let cases: [(&[&str], Variables, &str); 13] = [
        (&["--robot", "a,b"], &[], "--robot: names 2 robots"),
        (&["--robot", "a", "--robot", "b"], &[], "--robot: names 2 robots"),
        (&["--robot", ""], &[], "--robot: \"\""),
        (&["--robot", "10.0.0"], &[], "four numbers"),
        (&["--robot", "sim:hungry"], &[], "--robot: no fault is called `hungry`"),
        (
            &[],
            &[("ROBOT_IP", "10.0.0.1,10.0.0.2")],
            "environment variable ROBOT_IP: names 2 robots",
        ),
        (&[], &[("UNITREE_ROBOT_IP", "http://x")], "unset UNITREE_ROBOT_IP"),
        (&["--signal-port", "0"], &[], "--signal-port: \"0\" is not a port"),
        (&["--legacy-port", "65536"], &[], "--legacy-port"),
        (&[], &[("GO2DOCTOR_LEGACY_PORT", "http")], "environment variable GO2DOCTOR_LEGACY_PORT"),
        (&["--aes-key", "0011"], &[], "unitree-fetch-aes-key"),
        (&[], &[("ROBOT_AES_KEY", "nonsense")], "environment variable ROBOT_AES_KEY"),
        (&["--interface", "a/b"], &[], "--interface"),
    ];
    for (options, variables, message) in cases {
        let words: Vec<_> = ["check"].iter().chain(options).copied().collect();
        let error = resolved(&words, variables).expect_err(message).to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn a_malformed_key_is_not_repeated() {
    let error = resolved(&["check", "--aes-key", "fedcba987654321"], &[]).expect_err("too short");
    assert!(!format!("{error} {error:?}").contains("fedcba"), "{error}");
}

#[test]
fn a_timeout_is_that_of_the_stage_the_command_names() {
    let settings = resolved(&["sctp", "--timeout", "2.5"], &[]).expect("it is sound");
    assert_eq!(settings.plan.deadlines.of(Stage::Sctp), Duration::from_millis(2500));
    assert_eq!(settings.plan.deadlines.of(Stage::Http), Duration::from_secs(5));
    assert_eq!(settings.plan.last_stage, Stage::Sctp);
}

#[test]
fn a_timeout_on_check_is_that_of_http_to_flow() {
    let settings = resolved(&["check", "--timeout", "3"], &[]).expect("it is sound");
    for stage in Stage::ALL {
        let expected = match stage {
            Stage::Host => 1,
            Stage::Ping => 2,
            _ => 3,
        };
        assert_eq!(settings.plan.deadlines.of(stage), Duration::from_secs(expected), "{stage}");
    }
    assert_eq!(settings.plan.last_stage, Stage::Flow);
}

#[test]
fn without_a_timeout_each_stage_has_its_own() {
    let settings = resolved(&["check"], &[]).expect("it is sound");
    let seconds = Stage::ALL.map(|stage| settings.plan.deadlines.of(stage).as_secs());
    assert_eq!(seconds, [1, 2, 5, 10, 10, 10, 30, 10, 5]);
}

#[test]
fn the_next_command_repeats_what_was_typed_and_not_the_environment() {
    let words = ["check", "--robot", "10.0.0.7", "--offer", "data-only", "--aes-key", KEY];
    let settings = resolved(&words, &[("GO2DOCTOR_SIGNAL_PORT", "9992")]).expect("it is sound");
    let expected = "go2doctor sdp --robot 10.0.0.7 --aes-key HEX32 --offer data-only";
    assert_eq!(settings.output.invocation.command("sdp"), expected);
    assert_eq!(settings.plan.signal_port, 9992);
}

#[test]
fn a_wait_for_the_slot_outlasts_a_dead_client_and_ends_after_50_s() {
    let seconds = |words: &[&str]| {
        let settings = resolved(words, &[]).expect("it is sound");
        let tries = settings.plan.busy_retries;
        assert!(tries.is_sorted());
        (tries.len(), tries.last().map(std::time::Duration::as_secs))
    };
    assert_eq!(seconds(&["check"]), (0, None));
    assert_eq!(seconds(&["check", "--retry-busy"]), (4, Some(48)));
    assert_eq!(seconds(&["check", "--wait-slot"]), (24, Some(50)));
}

#[test]
fn what_was_just_run_is_kept_for_the_advice() {
    let words = ["sctp", "--retry-busy", "--timeout", "12.5", "--format", "json", "-v"];
    let settings = resolved(&words, &[]).expect("it is sound");
    let ran = settings.output.invocation.ran.expect("it was run");
    assert_eq!(ran.command, "sctp");
    let options = ["--retry-busy", "--timeout 12.5", "--format json", "-v"];
    assert_eq!(ran, Ran::of("sctp", &options));
}
