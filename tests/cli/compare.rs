//! `compare`: real logs and reports side by side.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

use crate::followed::is_sound;
use crate::go2doctor;

const SILENT: &str = "aiortc-1.16.0_data2-2_sctp-silent.log";
const HEALTHY: &str = "aiortc-1.9.0_data2-2_none.log";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs").join(name)
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// What is printed of the two, which must be comparable.
fn compared(a: &Path, b: &Path, arguments: &[&str]) -> String {
    let done = go2doctor().arg("compare").args([a, b]).args(arguments).assert().code(0).stderr("");
    String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8")
}

fn json(a: &Path, b: &Path) -> Value {
    let report = serde_json::from_str(&compared(a, b, &["--format", "json"])).expect("it is JSON");
    let schema =
        serde_json::from_str(&go2doctor::report::comparison::schema()).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a JSON schema");
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    report
}

/// The report of a check of a simulated robot.
fn check(folder: &TempDir, name: &str, robot: &str, format: &str) -> PathBuf {
    let path = folder.path().join(name);
    let export = format!("{format}={}", path.display());
    let mut command = go2doctor();
    command.args(["check", "-q", "--no-history", "--robot", robot, "--export", &export]);
    command.output().expect("it runs");
    path
}

#[test]
fn two_logs_in_both_languages() {
    for (language, name) in [("en", "two_logs"), ("zh-TW", "two_logs_in_chinese")] {
        let text = compared(&fixture(SILENT), &fixture(HEALTHY), &["--lang", language]);
        assert!(text.lines().count() <= 15, "{text}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn the_offer_that_explains_the_rung_is_named() {
    let text = compared(&fixture("plain-aiortc-1.16.0_media.log"), &fixture(HEALTHY), &[]);
    let offer = "Why   offered fingerprints: A sha-256, sha-384, sha-512; B sha-256.\n";
    assert!(text.contains(offer), "{text}");
    assert!(text.ends_with("Next  go2doctor explain G2-ENV-AIORTC-FPS\n"), "{text}");
    let report = json(&fixture("plain-aiortc-1.16.0_media.log"), &fixture(HEALTHY));
    let first: Value = serde_json::json!({"stage": "sctp", "kind": "status", "worse": "a"});
    assert_eq!(report["first_difference"], first);
    let cause = &report["differences"][0];
    assert_eq!((&cause["field"], &cause["role"]), (&"offer.fingerprints".into(), &"named".into()));
    assert_eq!(cause["codes"], serde_json::json!(["G2-ENV-AIORTC-FPS"]));
}

#[test]
fn a_log_and_a_check_that_blame_different_stages_are_said_to_be_of_two_times() {
    let folder = folder();
    let busy = check(&folder, "busy.json", "sim:busy", "json");
    let told = "B shows the past, A the time of its check.";
    let text = compared(&busy, &fixture(SILENT), &[]);
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(told), "{text}");
    assert!(text.lines().count() <= 15, "{text}");
    for (a, b) in [(fixture(SILENT), fixture(HEALTHY)), (busy.clone(), busy)] {
        assert!(!compared(&a, &b, &[]).contains("shows the past"), "two of a kind");
    }
}

#[test]
fn the_same_twice_differs_in_nothing() {
    for name in [SILENT, HEALTHY, "plain-aiortc-1.14.0_media.log", "guide_symptom-1.log"] {
        let text = compared(&fixture(name), &fixture(name), &[]);
        assert!(text.contains("No difference is known"), "{text}");
        assert!(!text.contains("\n> "), "{text}");
        let report = json(&fixture(name), &fixture(name));
        assert_eq!(report["first_difference"], Value::Null);
        assert_eq!(report["differences"], serde_json::json!([]));
    }
}

#[test]
fn any_form_that_logs_reads_compares_alike() {
    let folder = folder();
    let log = fs::read_to_string(fixture(SILENT)).expect("a log");
    let lines: Vec<&str> = log.split_inclusive('\n').collect();
    let wide: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let write = |name: &str, bytes: &[u8]| {
        fs::write(folder.path().join(name), bytes).expect("room");
    };
    write("wide.log", &wide);
    write("w.log.1", lines[..100].concat().as_bytes());
    write("w.log", lines[100..].concat().as_bytes());
    write("plain.log", log.as_bytes());
    let run = |files: &[&str]| {
        let done = go2doctor().arg("compare").args(files).current_dir(&folder).assert().code(0);
        String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8")
    };
    assert!(run(&["wide.log", "plain.log"]).contains("No difference is known"));
    assert!(run(&["w.log", "plain.log", "w.log.1"]).contains("No difference is known"));
    // Two files are two logs, whatever their names: before and after, for instance.
    assert!(run(&["w.log", "w.log.1"]).contains("B does not show how"));
    let from_pipe = go2doctor()
        .args(["compare", "-", "plain.log"])
        .current_dir(&folder)
        .write_stdin(log)
        .assert()
        .code(0);
    from_pipe.stdout(contains("No difference is known"));
}

#[test]
fn a_report_is_known_by_its_content_and_compared_with_a_log() {
    let folder = folder();
    let healthy = check(&folder, "report.log", "sim", "json");
    let refused = check(&folder, "report.txt", "sim:port-refused", "jsonl");
    let text = compared(&fixture(SILENT), &healthy, &[]);
    assert!(text.contains("report of check") && text.contains("log of unitree"), "{text}");
    assert!(text.contains("at phase 4/4 SCTP: A failed, B passed"), "{text}");
    assert!(text.contains("client: A unitree_webrtc_connect; B go2doctor"), "{text}");
    let text = compared(&healthy, &refused, &[]);
    assert!(text.contains("at http: A passed, B failed"), "{text}");
    assert!(text.ends_with("Next  go2doctor explain G2-HTTP-REFUSED\n"), "{text}");
    let report = json(&healthy, &refused);
    assert_eq!(
        (&report["a"]["kind"], &report["b"]["made_by"]),
        (&"report".into(), &"check".into())
    );
    assert_eq!(report["b"]["failed_stage"], "http");
}

#[test]
fn a_report_of_logs_stands_for_its_log() {
    let folder = folder();
    let done = go2doctor().args(["logs", "--format", "json"]).arg(fixture(SILENT)).assert();
    let path = folder.path().join("saved.json");
    fs::write(&path, &done.get_output().stdout).expect("room");
    let report = json(&path, &fixture(SILENT));
    assert_eq!(report["first_difference"], Value::Null, "{report:#}");
    assert_eq!(report["undecided"], Value::Null);
}

#[test]
fn a_log_that_ends_early_or_is_too_thin_is_said() {
    let folder = folder();
    let log = fs::read_to_string(fixture(HEALTHY)).expect("a log");
    let cut = log.split_inclusive('\n').take(150).collect::<String>();
    let path = folder.path().join("cut.log");
    fs::write(&path, cut).expect("room");
    let text = compared(&path, &fixture(HEALTHY), &[]);
    assert!(text.contains("A does not show how phase 2/4 ICE ended"), "{text}");
    assert!(!text.contains("\n> "), "{text}");
    let thin = fixture("fork_info_sctp-timeout.log");
    let text = compared(&thin, &fixture(HEALTHY), &[]);
    assert!(text.contains("Only B shows offered fingerprints: sha-256"), "{text}");
    assert!(text.ends_with(&format!("Next  go2doctor logs {}\n", thin.display())), "{text}");
}

#[test]
fn a_log_of_two_drivers_in_turns_is_said_and_its_own_report_comes_next() {
    let folder = folder();
    let log = fs::read_to_string(fixture(SILENT)).expect("a log");
    let named = log.lines().map(|line| format!("go2-1  | {line}\ngo2-2  | {line}\n"));
    let path = folder.path().join("mixed.log");
    fs::write(&path, named.collect::<String>()).expect("room");
    let text = compared(&path, &fixture(HEALTHY), &[]);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("several programs in turns"), "{text}");
    assert!(text.ends_with(&format!("Next  go2doctor logs {}\n", path.display())), "{text}");
    let told = json(&path, &fixture(HEALTHY))["a"]["mixed"].clone();
    assert_eq!(told, serde_json::json!(["go2-1", "go2-2"]));
    let done = go2doctor().arg("logs").arg(&path).assert();
    let text = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("go2-1, go2-2 talk to a robot by turns"), "{text}");
    assert!(words.contains("grep -F go2-1 FILE | go2doctor logs -"), "{text}");
}

#[test]
fn what_cannot_be_compared_is_status_2_with_the_remedy() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("room");
    write("newer.json", r#"{"schema_version": 99, "command": "check", "stages": []}"#);
    write("other.json", r#"{"schema_version": 1, "command": "discover", "robots": []}"#);
    write("cut.json", r#"{"schema_version": 1, "command": "check", "stages": [{"na"#);
    write(
        "form.json",
        "{\"schema_version\": 1, \"command\": \"check\", \"stages\": \"\\u001b[2J\"}",
    );
    write("events.jsonl", "{\"event\":\"run_started\",\"schema_version\":1}\n");
    write("prose.txt", "Dear diary,\n");
    write("empty", "");
    let run = |arguments: &[&str], words: &str| {
        let mut command = go2doctor();
        command.arg("compare").args(arguments).current_dir(&folder).write_stdin("");
        let told = contains(words).and(contains("\u{1b}").not());
        command.assert().code(2).stdout("").stderr(told);
    };
    let log = fixture(HEALTHY).display().to_string();
    let cases = [
        ("newer.json", "schema_version 99", "schema_version 是 99"),
        ("other.json", "`discover`", "`discover` 的報告"),
        ("cut.json", "--export json=FILE", "並非完整的 JSON"),
        ("form.json", "--export json=FILE", "無法讀取這份報告"),
        ("events.jsonl", "no run_finished", "沒有 run_finished"),
        ("prose.txt", "neither a go2doctor report, a capture nor a driver's log", "沒有連線的記錄"),
        ("empty", "neither a go2doctor report", "沒有連線的記錄"),
        ("missing.log", "standard input", "標準輸入"),
    ];
    for (name, english, taiwan) in cases {
        run(&[name, &log], english);
        run(&[&log, name], english);
        run(&[&log, name, "--lang", "zh-TW"], taiwan);
    }
    run(&["-", "-"], "not both");
    run(&["a.log", "b.log", "c.log"], "these files make 3: a.log, b.log, c.log");
    run(&[&log], "required arguments");
}

#[test]
fn the_next_command_can_be_pasted_and_names_the_robot() {
    let folder = folder();
    let healthy = check(&folder, "healthy.json", "sim:kvs-2022", "json");
    let refused = check(&folder, "refused.json", "sim:port-refused", "json");
    let interrupted = check(&folder, "mute.json", "sim:con-notify-unknown-data2", "json");
    let logs = [SILENT, HEALTHY, "plain-aiortc-1.14.0_media.log", "guide_symptom-1.log"];
    let logs = logs.map(fixture);
    let mut sides: Vec<&PathBuf> = vec![&healthy, &refused, &interrupted];
    sides.extend(&logs);
    for a in &sides {
        for b in &sides {
            let next = json(a, b)["next"].as_str().expect("a command").to_owned();
            let of = format!("{} and {}", a.display(), b.display());
            let robots =
                ["sim:kvs-2022", "sim:port-refused", "sim:con-notify-unknown-data2", "ROBOT"];
            let robot =
                robots.into_iter().find(|robot| next.contains(robot)).unwrap_or("127.0.0.1");
            is_sound(&next, robot, &of);
            assert!(!next.starts_with("go2doctor compare"), "{of}: {next}");
        }
    }
    let next = json(&healthy, &healthy)["next"].clone();
    assert_eq!(next, "go2doctor check --robot sim:kvs-2022");
}

#[test]
fn a_capture_is_compared_with_another_and_with_a_report() {
    let folder = folder();
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    let silent = captures.join("sctp-silent.pcap.gz");
    let report = check(&folder, "ours.json", "sim", "json");
    let told = json(&silent, &report);
    assert_eq!(told["a"]["kind"], "capture", "{told:#}");
    assert_eq!(told["first_difference"]["stage"], "sctp", "{told:#}");
    let told = json(&silent, &captures.join("dtls-silent.pcap.gz"));
    assert_eq!(told["first_difference"]["stage"], "dtls", "{told:#}");
    assert_eq!(told["b"]["attempts"], 1, "{told:#}");
}
