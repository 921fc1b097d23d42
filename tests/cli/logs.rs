//! `logs`: the files it takes, and what it says of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Tool;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;
use tempfile::TempDir;

use crate::go2doctor;

/// A real log of a driver whose INITs were not answered.
const SILENT: &str = "aiortc-1.16.0_data2-2_sctp-silent.log";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs").join(name)
}

fn log() -> Vec<u8> {
    fs::read(fixture(SILENT)).expect("a log")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// What is told of the file, without the first line, which names it.
fn told(folder: &TempDir, files: &[&str]) -> String {
    let done = go2doctor().arg("logs").args(files).current_dir(folder).assert().code(1);
    let text = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
    text.split_once('\n').expect("several lines").1.to_owned()
}

#[test]
fn gzip_zstd_and_utf_16_are_told_like_the_plain_file() {
    let folder = folder();
    let write =
        |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("room");
    let text = String::from_utf8(log()).expect("UTF-8");
    write("plain", text.as_bytes());
    write("bom", format!("\u{feff}{text}").as_bytes());
    let windows = text.replace('\n', "\r\n");
    let wide: Vec<u8> = windows.encode_utf16().flat_map(u16::to_le_bytes).collect();
    write("wide", &wide);
    write("powershell", &[&[0xff, 0xfe][..], &wide].concat());
    let plain = told(&folder, &["plain"]);
    assert!(plain.contains("G2-SCTP-NOINITACK"), "{plain}");
    for name in ["bom", "wide", "powershell"] {
        assert_eq!(told(&folder, &[name]), plain, "{name}");
    }
    // The tools that people have; where one is missing, the unit tests stand in.
    for (tool, arguments) in
        [("gzip", &["-k9"][..]), ("zstd", &["-qk"]), ("zstd", &["-qkf", "-19"])]
    {
        let ending = if tool == "gzip" { "gz" } else { "zst" };
        let made = Tool::new(tool).args(arguments).arg("plain").current_dir(&folder).status();
        if made.is_ok_and(|status| status.success()) {
            assert_eq!(told(&folder, &[&format!("plain.{ending}")]), plain, "{tool}");
        }
    }
}

#[test]
fn a_rotated_set_is_one_log_and_other_files_stay_apart() {
    let folder = folder();
    let log = log();
    let lines: Vec<&[u8]> = log.split_inclusive(|byte| *byte == b'\n').collect();
    for (name, part) in
        [("w.log.2", &lines[..80]), ("w.log.1", &lines[80..200]), ("w.log", &lines[200..])]
    {
        fs::write(folder.path().join(name), part.concat()).expect("room");
    }
    let set = go2doctor()
        .args(["logs", "-v", "w.log", "w.log.1", "w.log.2"])
        .current_dir(&folder)
        .assert()
        .code(1)
        .stdout(contains("logs w.log\n"));
    let set = String::from_utf8_lossy(&set.get_output().stdout).into_owned();
    let words = set.split_whitespace().collect::<Vec<_>>().join(" ");
    let files = "3 files, read as one log: w.log.2 from line 1, w.log.1 from line 81, \
                 w.log from line 201";
    assert!(words.contains(files), "{set}");
    fs::write(folder.path().join("whole"), &log).expect("room");
    let whole = told(&folder, &["-v", "whole"]);
    assert!(set.ends_with(&whole), "{set}\n{whole}");
    let apart = told(&folder, &["whole", "w.log"]);
    assert_eq!(apart.matches("go2doctor 0.1.0: logs w.log\n").count(), 1, "{apart}");
}

#[test]
fn the_standard_input_may_be_compressed_as_well() {
    let Ok(packed) = Tool::new("gzip").arg("-c").arg(fixture(SILENT)).output() else { return };
    go2doctor()
        .args(["logs", "-"])
        .write_stdin(packed.stdout.clone())
        .assert()
        .code(1)
        .stdout(contains("G2-SCTP-NOINITACK"));
    go2doctor()
        .args(["logs", "-"])
        .write_stdin(&packed.stdout[..packed.stdout.len() / 2])
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("cut short").and(contains("gzip -dc")));
}

#[test]
fn a_file_that_is_not_there_is_status_2_with_the_remedy() {
    go2doctor()
        .args(["logs", "/no/such.log"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("/no/such.log").and(contains("standard input")));
    go2doctor()
        .args(["logs", "/no/such.log", "--lang", "zh-TW"])
        .assert()
        .code(2)
        .stderr(contains("無法讀取").and(contains("標準輸入")));
}

/// The blocks of docs/logs.md that are marked so, beneath the heading of the signatures.
fn documented(mark: &str) -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/logs.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, page) = page.split_once("## Your own signatures").expect("the heading");
    let begin = format!("```{mark}\n");
    let blocks = page.split(&begin).skip(1);
    blocks.map(|rest| rest.split("```").next().expect("an end").to_owned()).collect()
}

#[test]
fn the_documented_signatures_tell_what_the_page_says() {
    let folder = folder();
    let [file, texts] = [documented("toml"), documented("text")];
    fs::write(folder.path().join("ours.toml"), &file[0]).expect("room");
    fs::write(folder.path().join("bridge.log"), &texts[0]).expect("room");
    go2doctor()
        .args(["logs", "bridge.log"])
        .current_dir(&folder)
        .assert()
        .code(3)
        .stdout(contains("Nothing of a driver's connection"));
    go2doctor()
        .args(["logs", "--signatures", "ours.toml", "bridge.log"])
        .current_dir(&folder)
        .assert()
        .code(1)
        .stdout(contains(&texts[1]).and(contains("Failed at flow")))
        .stdout(contains("lidar").not().and(contains("G2-").not()))
        .stdout(contains("Next  go2doctor check --robot ROBOT\n"));
}

#[test]
fn a_wrong_file_of_signatures_is_status_2_with_its_line_and_the_remedy() {
    let folder = folder();
    let write = |text: &str| fs::write(folder.path().join("ours.toml"), text).expect("room");
    let run = |language: &str| {
        let mut command = go2doctor();
        command.args(["logs", "--lang", language, "--signatures", "ours.toml", "-"]);
        command.current_dir(&folder).write_stdin("").assert().code(2).stdout("")
    };
    run("en").stderr(contains("ours.toml").and(contains("docs/logs.md")));
    write("[[signature]]\nid = 'a'\nkind = 'cause'\nstage = 'sctp'\npattern = '('\n");
    run("en").stderr(contains("ours.toml: line 1: a: pattern").and(contains("single quotes")));
    run("zh-TW").stderr(contains("第 1 行").and(contains("單引號")));
    #[cfg(unix)]
    go2doctor()
        .args(["logs", "--signatures", "/dev/zero", "-"])
        .write_stdin("")
        .assert()
        .code(2)
        .stderr(contains("/dev/zero: file too large"));
    write("[[signature]]\nid = 'a'\nkind = 'colour'\n");
    run("en").stderr(contains("line 3").and(contains("docs/logs.md")));
}

/// Three attempts of the published client: one whose offer was rejected, a healthy one, and one
/// whose INITs were not answered.
fn three_attempts(folder: &TempDir) {
    let logs = ["aiortc-1.9.0_data2-2_reject.log", "aiortc-1.9.0_data2-2_none.log", SILENT];
    let all = logs.map(|name| fs::read(fixture(name)).expect("a log")).concat();
    fs::write(folder.path().join("w.log"), all).expect("room");
}

#[test]
fn several_attempts_have_a_line_each_and_the_last_is_told_in_full() {
    let folder = folder();
    three_attempts(&folder);
    let run = |arguments: &[&str]| {
        let done =
            go2doctor().args(["logs", "w.log"]).args(arguments).current_dir(&folder).assert();
        String::from_utf8(done.code(1).get_output().stdout.clone()).expect("UTF-8")
    };
    let text = run(&[]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1], "Written by unitree_webrtc_connect, aiortc, aioice.", "{text}");
    assert_eq!(lines[2], "3 attempts to connect:", "{text}");
    let row = |line: &str, starts: &str, holds: &str| {
        assert!(line.starts_with(starts) && line.contains(holds), "{line}");
        assert!(line.chars().filter(|c| *c == ':').count() >= 2, "when it began: {line}");
    };
    row(lines[3], "  1  ", "broke at phase 1/4 SDP: G2-SIG-REJECT");
    row(lines[4], "  2  ", "got as far as flow");
    row(lines[5], "  3  ", "broke at phase 4/4 SCTP: G2-SCTP-NOINITACK");
    assert!(lines[6].starts_with("Attempt 3, lines "), "{text}");
    assert_eq!(text.matches("\nAttempt ").count(), 1, "{text}");
    let verbose = run(&["-v"]);
    assert_eq!(verbose.matches("\nAttempt ").count(), 3, "{verbose}");
    assert!(run(&["--lang", "zh-TW"]).contains("共 3 次連線嘗試"));
}

#[test]
fn the_json_report_is_that_of_the_last_attempt_and_lists_them_all() {
    let folder = folder();
    three_attempts(&folder);
    let done = go2doctor()
        .args(["logs", "--format", "json", "w.log"])
        .current_dir(&folder)
        .assert()
        .code(1);
    let report: Value = serde_json::from_slice(&done.get_output().stdout).expect("it is JSON");
    let schema = serde_json::from_str(&go2doctor::report::json::schema()).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a JSON schema");
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(report["failed_stage"], "sctp");
    let log = &report["log"];
    assert_eq!(log["name"], "w.log");
    assert_eq!(log["files"][0]["first_line"], 1);
    let attempts = log["attempts"].as_array().expect("an array");
    let told: Vec<_> = attempts
        .iter()
        .map(|one| (one["number"].clone(), one["failed_stage"].clone(), one["finding"].clone()))
        .collect();
    let expected: [(Value, Value, Value); 3] = [
        (1.into(), "sdp".into(), "G2-SIG-REJECT".into()),
        (2.into(), Value::Null, Value::Null),
        (3.into(), "sctp".into(), "G2-SCTP-NOINITACK".into()),
    ];
    assert_eq!(told, expected);
    assert_eq!(log["attempts"][2]["last_line"], log["lines"]);
}

#[test]
fn a_log_too_thin_to_tell_says_what_to_add() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/logs.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, rest) = page.split_once("```python\n").expect("the lines to add");
    let add: Vec<&str> = rest.split("```").next().expect("an end").lines().collect();
    let told = |name: &str, language: &str| {
        let mut command = go2doctor();
        command.args(["logs", "--lang", language]).arg(fixture(&format!("{name}.log")));
        String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8")
    };
    let asks = |text: &str| add.iter().all(|line| text.contains(line));
    let cases = [
        ("fork_info_sctp-timeout", true),
        ("sdk_info_channel-connecting", true),
        // At DEBUG, or broken where every level tells enough, or not broken at all.
        ("aiortc-1.16.0_data2-2_sctp-silent", false),
        ("plain-aiortc-1.16.0_media", false),
        ("sdk_info_con-notify-timeout", false),
        ("aiortc-1.9.0_data2-2_reject", false),
        ("sdk_info_healthy", false),
    ];
    for (name, thin) in cases {
        for language in ["en", "zh-TW"] {
            let text = told(name, language);
            assert_eq!(asks(&text), thin, "{text}");
        }
    }
    let nothing = go2doctor().args(["logs", "-"]).write_stdin("hello\n").assert().code(3);
    let text = String::from_utf8_lossy(&nothing.get_output().stdout).into_owned();
    // Who wrote it is not known, and so neither how to make it say more.
    assert!(!asks(&text) && text.contains("in this log of 1 line."), "{text}");
}

#[test]
fn the_step_to_run_next_stays_the_last_line() {
    let done = go2doctor().arg("logs").arg(fixture("fork_info_sctp-timeout.log")).assert().code(1);
    let text = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    let (thin, next) = (text.find("\nThin"), text.find("\nNext"));
    assert!(thin.is_some() && thin < next, "{text}");
}

#[test]
fn a_failure_fits_15_lines_and_ends_in_one_command() {
    let logs = fs::read_dir(fixture("")).expect("the fixtures");
    for log in logs.map(|entry| entry.expect("a log").path()) {
        for (language, next) in [("en", "Next  "), ("zh-TW", "下一步  ")] {
            let done = go2doctor().args(["logs", "--lang", language]).arg(&log).assert();
            let text = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
            if done.get_output().status.code() == Some(1) {
                assert!(text.lines().count() <= 15, "{}:\n{text}", log.display());
                assert_eq!(text.lines().filter(|line| line.starts_with(next)).count(), 1, "{text}");
                assert!(text.lines().last().is_some_and(|last| last.starts_with(next)), "{text}");
            }
        }
    }
}

/// Runs a program on a terminal of its own, sends end-of-file once it has said something, and prints
/// what stood there.
const ON_A_TERMINAL: &str = "
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
said = os.read(terminal, 4096)
os.write(terminal, b'\\x04')
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    if not more:
        break
    said += more
os.waitpid(child, 0)
sys.stdout.buffer.write(said)
";

#[test]
#[cfg(unix)]
fn on_a_terminal_it_says_what_it_waits_for() {
    let done = Tool::new("python3")
        .args(["-c", ON_A_TERMINAL, env!("CARGO_BIN_EXE_go2doctor"), "logs"])
        .output()
        .expect("Python runs");
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(
        text.contains("reading a log from this terminal"),
        "{text}{}",
        String::from_utf8_lossy(&done.stderr)
    );
}
