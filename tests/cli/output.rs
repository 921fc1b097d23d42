//! Reports of real runs: where they go, and that they keep their form.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::go2doctor;

/// A run that needs no robot: the simulated one, with its signalling port closed.
const REFUSED: [&str; 3] = ["check", "--robot", "sim:port-refused"];

fn schema() -> jsonschema::Validator {
    let schema = serde_json::from_str(&go2doctor::report::json::schema()).expect("it is JSON");
    jsonschema::validator_for(&schema).expect("it is a JSON schema")
}

fn stdout(arguments: &[&str]) -> String {
    let output = go2doctor().args(REFUSED).args(arguments).assert().get_output().clone();
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

#[test]
fn a_json_report_fits_the_schema() {
    let report: Value = serde_json::from_str(&stdout(&["--format", "json"])).expect("it is JSON");
    let validator = schema();
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(report["robot"]["host"], "sim:port-refused");
}

#[test]
fn the_schema_refuses_what_is_not_a_report() {
    let mut report: Value =
        serde_json::from_str(&stdout(&["--format", "json"])).expect("it is JSON");
    report["stages"][0]["status"] = "fine".into();
    assert!(!schema().is_valid(&report));
    let mut report: Value =
        serde_json::from_str(&stdout(&["--format", "json"])).expect("it is JSON");
    report.as_object_mut().expect("an object").remove("verdict");
    assert!(!schema().is_valid(&report));
}

#[test]
fn the_last_line_of_jsonl_carries_a_report_that_fits_the_schema() {
    let text = stdout(&["--format", "jsonl"]);
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(lines.first().expect("there are lines")["event"], "run_started");
    let last = lines.last().expect("there are lines");
    assert_eq!(last["event"], "run_finished");
    assert!(schema().is_valid(&last["report"]));
}

#[test]
fn reports_go_to_files_as_well() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    let export = |format: &str, name: &str| format!("--export={format}={}", path(name).display());
    let exports = [export("json", "r.json"), export("jsonl", "r.jsonl"), export("human", "r.txt")];
    let shown = stdout(&exports.each_ref().map(String::as_str));
    let read = |name: &str| std::fs::read_to_string(path(name)).expect("it was written");
    let report: Value = serde_json::from_str(&read("r.json")).expect("it is JSON");
    assert!(schema().is_valid(&report));
    assert!(read("r.jsonl").lines().count() > 2);
    assert_eq!(read("r.txt").lines().next(), shown.lines().next());
}

#[test]
fn colour_is_for_those_who_want_it() {
    assert!(!stdout(&[]).contains('\x1b'));
    assert!(stdout(&["--color", "always"]).contains('\x1b'));
    let forced = go2doctor().args(REFUSED).env("CLICOLOR_FORCE", "1").assert().get_output().clone();
    assert!(forced.stdout.contains(&0x1b));
    let never = go2doctor()
        .args(REFUSED)
        .args(["--color", "never"])
        .env("CLICOLOR_FORCE", "1")
        .assert()
        .get_output()
        .clone();
    assert!(!never.stdout.contains(&0x1b));
}

#[test]
fn a_pipe_gets_no_progress() {
    let output = go2doctor().args(REFUSED).assert().get_output().clone();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(REFUSED)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let status = child.wait().expect("it ends");
    let mut complaint = String::new();
    let mut stderr = child.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut complaint).expect("it is UTF-8");
    assert_eq!(complaint, "");
    assert_ne!(status.code(), Some(70));
    assert!(status.code().is_some(), "no signal ended it: {status}");
}

#[test]
fn the_stock_client_is_named_and_the_next_step_is_our_own() {
    let call = ["sctp", "--robot", "sim", "--client", "stock", "--timeout", "1"];
    let output = go2doctor().args(call).arg("--format=json").assert().code(1).get_output().clone();
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert!(schema().is_valid(&report));
    assert_eq!((&report["client"], &report["offer"]), (&"stock".into(), &"stock".into()));
    let output = go2doctor().args(call).assert().code(1).get_output().clone();
    let text = String::from_utf8(output.stdout).expect("reports are UTF-8");
    assert_eq!(
        text.lines().last(),
        Some("Next  go2doctor sctp --client go2doctor --robot sim"),
        "{text}"
    );
}

#[test]
fn the_stock_client_makes_its_own_offer() {
    go2doctor()
        .args(["sctp", "--robot", "sim", "--client", "stock", "--offer", "data-only"])
        .assert()
        .code(2);
}

/// What a run logs of itself is for `-vv`.
#[test]
fn a_verbose_report_has_no_traces_between_its_lines() {
    let done = go2doctor().args(["probe-http", "-v", "--robot", "sim"]).assert().success();
    let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert_eq!(told, "");
}
