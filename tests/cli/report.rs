//! `report`: what was measured once, told again.

use std::fs;
use std::path::PathBuf;

use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

use crate::go2doctor;

/// The report of a check of a simulated robot, in a folder of its own.
fn checked(robot: &str, format: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("report");
    let export = format!("{format}={}", path.display());
    let mut command = go2doctor();
    command.args(["check", "-q", "--robot", robot, "--timeout", "3", "--export", &export]);
    command.output().expect("it runs");
    (folder, path)
}

#[test]
fn a_report_is_told_again_with_its_status_in_every_format() {
    let (_folder, path) = checked("sim:port-refused", "json");
    let told = |format: &str| {
        let done = go2doctor().arg("report").arg(&path).args(["--format", format]).assert().code(1);
        String::from_utf8(done.stderr("").get_output().stdout.clone()).expect("UTF-8")
    };
    assert!(told("human").contains("Failed at http"));
    assert!(told("markdown").starts_with("### go2doctor check sim:port-refused\n"));
    assert!(told("html").starts_with("<!doctype html>"));
    assert!(told("junit").contains("failures=\"1\""));
    let before: Value =
        serde_json::from_slice(&fs::read(&path).expect("it is there")).expect("JSON");
    let mut again: Value = serde_json::from_str(&told("json")).expect("JSON");
    assert_eq!(again["diagnosed_by"]["name"], "go2doctor");
    again.as_object_mut().expect("an object").remove("diagnosed_by");
    assert_eq!(again, before);
}

#[test]
fn events_are_read_as_well_and_the_findings_of_then_can_stay() {
    let (_folder, path) = checked("sim:port-refused", "jsonl");
    let mut command = go2doctor();
    command.arg("report").arg(&path).args(["--no-rediagnose", "--format", "json"]);
    let done = command.assert().code(1);
    let report: Value = serde_json::from_slice(&done.get_output().stdout).expect("JSON");
    assert_eq!(report["failed_stage"], "http");
    assert_eq!(report["diagnosed_by"], Value::Null);
}

#[test]
fn a_report_without_the_fields_of_today_is_read() {
    let (_folder, path) = checked("sim:port-refused", "json");
    let mut old: Value =
        serde_json::from_slice(&fs::read(&path).expect("it is there")).expect("JSON");
    let fields = old.as_object_mut().expect("an object");
    for later in ["offer_facts", "interrupted", "slot", "client", "proof", "timeline"] {
        fields.remove(later);
    }
    fs::write(&path, old.to_string()).expect("it works");
    go2doctor().arg("report").arg(&path).assert().code(1).stdout(contains("Failed at http"));
}

#[test]
fn what_is_no_report_is_status_2_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("driver.log");
    fs::write(&path, "DEBUG:aioice.ice:Connection(0) x\n").expect("it works");
    let done = go2doctor().arg("report").arg(&path).assert().code(2).stdout("");
    done.stderr(contains("go2doctor logs FILE"));
    go2doctor().args(["report", "/no/such/file"]).assert().code(2);
}

#[test]
fn a_jobs_summary_is_appended_to_and_another_file_is_replaced_by_force() {
    let (folder, path) = checked("sim:port-refused", "json");
    for (variable, kept) in [("GITHUB_STEP_SUMMARY", true), ("OTHER", false)] {
        let summary = folder.path().join(variable);
        fs::write(&summary, "before\n").expect("it works");
        let export = format!("markdown={}", summary.display());
        let mut command = go2doctor();
        command.env(variable, &summary).arg("report").arg(&path).args(["--export", &export]);
        command.args((!kept).then_some("--force"));
        command.assert().code(1);
        let text = fs::read_to_string(&summary).expect("it is there");
        assert_eq!(text.starts_with("before\n"), kept);
        assert!(text.contains("### go2doctor check"));
    }
}

/// What Chrome saves, in one line: the events, then each statistic as a series.
const DUMP: &str = concat!(
    r#"{"getUserMedia":[],"PeerConnections":{"12-1":{"pid":12,"url":"http://localhost/","#,
    r#""updateLog":[{"time":"11/29/2026, 11:00:01","type":"createOffer","value":""},"#,
    r#"{"time":"11/29/2026, 11:00:01","type":"signalingstatechange","value":"stable"},"#,
    r#"{"time":"11/29/2026, 11:00:02","type":"iceconnectionstatechange","value":"checking"},"#,
    r#"{"time":"11/29/2026, 11:00:02","type":"iceconnectionstatechange","value":"connected"}],"#,
    r#""stats":{"T01-iceState":{"startTime":"2026-11-29T11:00:02.000Z","statsType":"transport","#,
    r#""values":"[\"checking\",\"connected\"]"},"T01-dtlsState":{"startTime":"#,
    r#""2026-11-29T11:00:02.000Z","statsType":"transport","values":"[\"new\",\"connecting\",\"failed\"]"},"#,
    r#""T01-selectedCandidatePairId":{"statsType":"transport","values":"[\"CP1\"]"}}}}}"#
);

/// `getStats()`, as rtcstats writes it.
const STATISTICS: &str = concat!(
    r#"[{"id":"CP1","type":"candidate-pair","nominated":true,"state":"succeeded"},"#,
    r#"{"id":"T01","type":"transport","dtlsState":"failed","selectedCandidatePairId":"CP1"}]"#
);

#[test]
fn a_browsers_dump_is_blamed_by_the_state_of_its_transport() {
    for (name, dump) in [("dump", DUMP), ("statistics", STATISTICS)] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(name);
        fs::write(&path, dump).expect("it is writable");
        let done = go2doctor().arg("report").arg(&path).args(["--format", "json"]).assert().code(1);
        let told: Value = serde_json::from_slice(&done.get_output().stdout).expect("JSON");
        assert_eq!((&told["command"], &told["failed_stage"]), (&"report".into(), &"dtls".into()));
        let ice = told["stages"].as_array().expect("stages").iter().find(|it| it["name"] == "ice");
        assert_eq!(ice.expect("it is listed")["status"], "pass", "{name}: {told:#}");
    }
}
