//! `--model`: a G1 and an R1 have topics, requests and a search of their own.

use serde_json::Value;

use crate::go2doctor;

fn check(arguments: &[&str], environment: &[(&str, &str)]) -> (Value, Option<i32>) {
    let mut command = go2doctor();
    command.args(["check", "--format", "json"]).args(arguments).envs(environment.iter().copied());
    let output = command.output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{text}"));
    (report, output.status.code())
}

fn flow(report: &Value) -> &Value {
    let stages = report["stages"].as_array().expect("an array");
    &stages.iter().find(|stage| stage["name"] == "flow").expect("it is there")["evidence"]
}

#[test]
fn a_humanoid_is_asked_for_its_own_topics_and_state() {
    for model in ["g1", "r1"] {
        let (report, status) = check(&["sim", "--model", model, "--window", "2.5"], &[]);
        assert_eq!(status, Some(0), "{report:#}");
        assert_eq!([&report["robot"]["model"], &report["robot"]["model_by"]], [model, "given"]);
        let topics = flow(&report)["topics"].as_array().expect("an array");
        let names: Vec<_> = topics.iter().map(|topic| &topic["name"]).collect();
        assert_eq!(names, ["rt/lf/lowstate", "rt/lf/bmsstate"]);
        assert!(topics.iter().all(|topic| topic["messages"].as_u64() > Some(0)), "{report:#}");
        let request = &flow(&report)["request"];
        assert_eq!([&request["api_id"], &request["code"]], [7001, 0]);
    }
}

#[test]
fn a_go2_is_recognised_by_its_state_and_nothing_is_told_of_what_was_not() {
    let (report, _) = check(&["sim"], &[]);
    assert_eq!([&report["robot"]["model"], &report["robot"]["model_by"]], ["go2", "state"]);
    let (report, _) = check(&["sim:sctp-silent", "--timeout", "1"], &[]);
    assert_eq!(report["robot"].get("model"), None);
}

#[test]
fn the_variable_stands_in_for_the_option_and_a_wrong_name_is_status_2() {
    let (report, _) = check(&["sim"], &[("GO2DOCTOR_MODEL", "G1")]);
    assert_eq!(report["robot"]["model"], "g1");
    for command in ["check", "discover", "simulate"] {
        let output = go2doctor().args([command, "--model", "b2"]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("go2, g1 or r1"));
    }
}

#[test]
fn the_key_tool_is_called_for_the_model() {
    let arguments = ["sim:device-key", "--model", "r1", "--timeout", "2"];
    let (report, _) = check(&arguments, &[]);
    let text = report["findings"].to_string();
    assert!(text.contains("--device-type R1"), "{text}");
    assert!(!text.contains("--device-type Go2"), "{text}");
}
