//! `check -- CMD ARG…`: the driver's output, its signals, and one verdict on both.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::go2doctor;

/// A real log of a driver whose INITs were not answered.
const SILENT: &str = "aiortc-1.16.0_data2-2_sctp-silent.log";

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs").join(name);
    path.to_str().expect("UTF-8").to_owned()
}

/// What `check` makes of a driver beside a healthy robot; its status, report and stderr.
fn beside_a_healthy_robot(driver: &[&str]) -> (Option<i32>, Value, Vec<u8>) {
    let done = go2doctor()
        .args(["check", "-q", "--robot", "sim", "--format", "json", "--"])
        .args(driver)
        .output()
        .expect("it runs");
    let report = serde_json::from_slice(&done.stdout).expect("stdout is the report alone");
    (done.status.code(), report, done.stderr)
}

#[test]
fn output_is_passed_on_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("noise");
    // 10 MB of every byte, few line ends, none at the end.
    let bytes: Vec<u8> = (0..10_000_000_u32)
        .map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()[3])
        .chain([b'x'])
        .collect();
    fs::write(&file, &bytes).expect("room");
    let path = file.to_str().expect("UTF-8");
    let (status, report, stderr) = beside_a_healthy_robot(&["cat", path]);
    assert!(stderr == bytes, "{} of {} bytes", stderr.len(), bytes.len());
    assert_eq!(status, Some(3), "nothing of a connection: not judged");
    assert_eq!(report["driver"]["bytes"], bytes.len());
    assert_eq!(report["driver"]["verdict"], Value::Null);
}

#[test]
fn both_streams_come_on_stderr_and_the_exit_status_in_the_report() {
    let script = "echo to stdout; echo to stderr >&2; exit 7";
    let (status, report, stderr) = beside_a_healthy_robot(&["sh", "-c", script]);
    let text = String::from_utf8(stderr).expect("UTF-8");
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["to stderr", "to stdout"]);
    assert_eq!(report["driver"]["exit_status"], 7);
    assert_eq!(report["driver"]["signal"], Value::Null);
    assert_eq!(report["driver"]["lines"], 2);
    assert_eq!(status, Some(3));
}

#[test]
fn a_driver_that_breaks_beside_a_healthy_robot_is_blamed() {
    let (status, report, _) = beside_a_healthy_robot(&["cat", &fixture(SILENT)]);
    assert_eq!(status, Some(1));
    assert_eq!((&report["verdict"], &report["failed_stage"]), (&"fail".into(), &"sctp".into()));
    assert_eq!(report["findings"][0]["code"], "G2-SCTP-NOINITACK");
    assert_eq!(report["findings"][0]["side"], "host");
    let passed = |stages: &Value| {
        let stages = stages.as_array().expect("an array").iter();
        // What this machine itself is warned of is no part of this.
        stages.filter(|stage| stage["status"] == "pass" || stage["status"] == "warn").count()
    };
    assert_eq!(passed(&report["stages"]), 9);
    assert_eq!(report["driver"]["failed_stage"], "sctp");
    assert_eq!(report["driver"]["reached"], "dtls");
    assert_eq!(passed(&report["driver"]["stages"]), 4);
}

#[test]
fn a_program_that_cannot_be_run_is_wrong_usage_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = folder.path().join("text");
    fs::write(&text, "no program").expect("room");
    let report = folder.path().join("report.json");
    for driver in ["no-such-driver", text.to_str().expect("UTF-8"), "/"] {
        go2doctor()
            .args(["check", "--robot", "sim", "--export"])
            .arg(format!("json={}", report.display()))
            .args(["--", driver])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("cannot run").and(contains("nothing was sent")));
        assert!(!report.exists(), "it was not even begun");
    }
    go2doctor()
        .args(["check", "--lang", "zh-TW", "--", "no-such-driver"])
        .assert()
        .code(2)
        .stderr(contains("沒有這個程式"));
}

#[test]
fn a_start_that_the_system_refuses_is_told_in_the_report() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("driver");
    fs::write(&file, "#!/no/such/interpreter\n").expect("room");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&file, mode).expect("ours");
    let (status, report, _) = beside_a_healthy_robot(&[file.to_str().expect("UTF-8")]);
    assert_eq!(status, Some(1));
    assert_eq!(report["verdict"], "fail");
    assert_eq!(report["driver"]["exit_status"], Value::Null);
    let error = report["driver"]["error"].as_str().expect("why");
    assert!(error.contains("No such file"), "{error}");
}

#[test]
fn stdin_is_the_drivers() {
    go2doctor()
        .args(["check", "-q", "--robot", "sim", "--", "cat"])
        .write_stdin("typed by the user")
        .assert()
        .stderr("typed by the user");
}

#[test]
fn python_does_not_hold_back_what_it_prints() {
    let print = ["sh", "-c", "echo unbuffered=$PYTHONUNBUFFERED"];
    let (_, _, stderr) = beside_a_healthy_robot(&print);
    assert_eq!(stderr, b"unbuffered=1\n");
    go2doctor()
        .env("PYTHONUNBUFFERED", "")
        .args(["check", "-q", "--robot", "sim", "--"])
        .args(print)
        .assert()
        .stderr("unbuffered=\n");
}

#[test]
fn secrets_of_its_command_line_stand_nowhere() {
    let key = "00112233445566778899aabbccddeeff";
    let done = go2doctor()
        .args(["check", "-v", "--robot", "sim", "--format", "jsonl", "--"])
        .args(["true", "--aes-key", key, "--token=abcdef"])
        .output()
        .expect("it runs");
    for stream in [&done.stdout, &done.stderr] {
        let text = String::from_utf8_lossy(stream);
        assert!(!text.contains(key) && !text.contains("abcdef"), "{text}");
        assert!(text.contains("***"), "{text}");
    }
}

#[test]
fn its_stages_are_events_as_they_come() {
    let done = go2doctor()
        .args(["check", "-q", "--robot", "sim", "--format", "jsonl", "--", "cat", &fixture(SILENT)])
        .output()
        .expect("it runs");
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let driver: Vec<_> = lines
        .filter(|line| line["event"].as_str().is_some_and(|name| !name.starts_with("stage")))
        .map(|line| {
            let stage = line["stage"].as_str().map(|stage| format!(" {stage}"));
            let status = line["status"].as_str().map(|status| format!(" {status}"));
            let name = line["event"].as_str().expect("each has one").to_owned();
            name + &stage.unwrap_or_default() + &status.unwrap_or_default()
        })
        .collect();
    let expected = [
        "run_started",
        "driver_started",
        "driver_stage http pass",
        "driver_stage sdp pass",
        "driver_stage ice pass",
        "driver_stage dtls pass",
        "driver_stage sctp fail",
        "driver_finished",
        "run_finished",
    ];
    assert_eq!(driver, expected);
}

#[test]
fn the_report_for_people_sets_both_side_by_side() {
    for (language, passed, next) in [
        ("en", "The robot and the network serve a correct client", "Next"),
        ("zh-TW", "機器人與網路", "下一步"),
    ] {
        let done = go2doctor()
            .args(["check", "--lang", language, "--robot", "sim", "--", "cat", &fixture(SILENT)])
            .assert()
            .code(1)
            .stderr(contains("go2doctor: "));
        let text = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
        assert!(text.contains(passed) && text.lines().count() <= 15, "{text}");
        assert!(text.lines().last().is_some_and(|line| line.starts_with(next)), "{text}");
    }
}

#[test]
fn a_reader_that_has_gone_stops_neither_driver_nor_report() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["check", "--robot", "sim", "--format", "json", "--"])
        .args(["sh", "-c", "yes | head -c 1000000; echo done > /dev/null; exit 5"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stderr.take());
    let mut text = String::new();
    let mut stdout = child.stdout.take().expect("it is piped");
    stdout.read_to_string(&mut text).expect("UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["driver"]["bytes"], 1_000_000);
    assert_eq!(report["driver"]["exit_status"], 5, "it was not killed by a closed pipe");
}

/// A check whose driver runs, and has said `ready`.
struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    fn start(script: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
            .args(["check", "--robot", "sim", "--format", "json", "--", "sh", "-c", script])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut running = Self { child, stderr };
        running.until("ready");
        running
    }

    fn until(&mut self, word: &str) {
        let mut line = String::new();
        while !line.contains(word) {
            line.clear();
            assert_ne!(self.stderr.read_line(&mut line).expect("UTF-8"), 0, "it ended early");
        }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &pid]).status().expect("kill is there");
        assert!(sent.success());
    }

    /// The exit status, the report if there is one, and the rest of stderr.
    fn end(mut self) -> (Option<i32>, Value, String) {
        let (mut report, mut rest) = (String::new(), String::new());
        let mut stdout = self.child.stdout.take().expect("it is piped");
        stdout.read_to_string(&mut report).expect("UTF-8");
        self.stderr.read_to_string(&mut rest).expect("UTF-8");
        let status = self.child.wait().expect("it ends").code();
        (status, serde_json::from_str(&report).unwrap_or_default(), rest)
    }
}

/// Waits for its end a tenth of a second at a time, so that a trap is not held up.
const WAIT: &str = "echo ready; while :; do sleep 0.1; done";

#[test]
fn a_signal_is_passed_on_and_the_drivers_end_is_waited_for() {
    for name in ["INT", "TERM", "HUP"] {
        let trap = format!("trap 'sleep 0.3; echo goodbye to {name}; exit 4' {name}; {WAIT}");
        let running = Running::start(&trap);
        running.signal(&format!("-{name}"));
        let (status, report, stderr) = running.end();
        assert!(stderr.contains(&format!("goodbye to {name}")), "{stderr}");
        assert!(stderr.contains("waiting up to 5 s"), "{stderr}");
        assert_eq!(report["driver"]["exit_status"], 4, "{name}");
        assert_eq!(status, Some(130), "{name}");
    }
}

#[test]
fn a_driver_that_dies_of_the_signal_is_told_by_its_name() {
    let running = Running::start(WAIT);
    running.signal("-TERM");
    let (status, report, _) = running.end();
    assert_eq!((status, report["driver"]["signal"].as_str()), (Some(130), Some("SIGTERM")));
}

#[test]
fn a_driver_that_does_not_listen_is_killed_in_the_end() {
    let running = Running::start(&format!("trap '' TERM; {WAIT}"));
    let asked = Instant::now();
    running.signal("-TERM");
    let (status, report, stderr) = running.end();
    assert!(asked.elapsed() >= Duration::from_secs(5), "{:?}", asked.elapsed());
    assert!(stderr.contains("killed"), "{stderr}");
    assert_eq!((status, report["driver"]["signal"].as_str()), (Some(130), Some("SIGKILL")));
}

#[test]
fn a_second_signal_ends_both_at_once() {
    let mut running = Running::start(&format!("trap '' INT; echo $$; {WAIT}"));
    let asked = Instant::now();
    running.signal("-INT");
    running.until("waiting");
    running.signal("-INT");
    let (status, report, _) = running.end();
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!((status, report), (Some(130), Value::Null));
}

#[test]
fn a_signal_during_the_ladder_starts_no_driver() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["check", "-vv", "--robot", "sim:sctp-silent", "--format", "json"])
        .args(["--", "sh", "-c", "echo driver was here"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
    let mut running = Running { child, stderr };
    running.until("sctp: started");
    running.signal("-HUP");
    let (status, report, stderr) = running.end();
    assert_eq!(status, Some(130));
    assert_eq!(report.get("driver"), None);
    assert!(!stderr.contains("driver was here"), "{stderr}");
}
