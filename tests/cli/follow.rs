//! `logs --follow`: told as it is written, reported at the end.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use predicates::str::contains;

use crate::go2doctor;

/// How long a line may take to be told. A busy machine needs longer than an idle one, of which
/// 0.2 s are asked; how long it took is printed.
const PATIENCE: Duration = Duration::from_secs(5);

/// The lines of a real log whose INITs were not answered, in two halves: up to DTLS, and the rest.
fn halves() -> (Vec<u8>, Vec<u8>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/logs/aiortc-1.16.0_data2-2_sctp-silent.log");
    let log = fs::read(path).expect("a log");
    let lines: Vec<&[u8]> = log.split_inclusive(|byte| *byte == b'\n').collect();
    let (before, after) = lines.split_at(200);
    (before.concat(), after.concat())
}

/// A doctor that follows, and what it tells.
struct Following {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Following {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
            .args(["logs", "--follow"])
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut following = Self { child, stderr };
        following.told("Following");
        following
    }

    /// Waits for a line that holds this.
    fn told(&mut self, wanted: &str) -> String {
        let mut line = String::new();
        while !line.contains(wanted) {
            line.clear();
            let read = self.stderr.read_line(&mut line).expect("UTF-8");
            assert_ne!(read, 0, "it ended before it told of {wanted}");
        }
        line
    }

    /// The same, at once after `write`.
    fn told_soon(&mut self, wanted: &str, write: impl FnOnce()) -> String {
        let started = Instant::now();
        write();
        let line = self.told(wanted);
        let took = started.elapsed();
        eprintln!("{wanted:?} was told after {} ms", took.as_millis());
        assert!(took < PATIENCE, "{took:?}");
        line
    }

    /// What it reports, and its status.
    fn end(mut self) -> (String, Option<i32>) {
        drop(self.child.stdin.take());
        let mut report = String::new();
        let mut stdout = self.child.stdout.take().expect("it is piped");
        stdout.read_to_string(&mut report).expect("UTF-8");
        (report, self.child.wait().expect("it ends").code())
    }

    #[cfg(unix)]
    fn interrupted(self) -> (String, Option<i32>) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().expect("kill is there");
        assert!(sent.success());
        self.end()
    }
}

fn append(path: &Path, bytes: &[u8]) {
    let file = File::options().append(true).create(true).open(path);
    file.expect("it opens").write_all(bytes).expect("room");
}

fn new_log() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("w.log");
    (folder, log)
}

#[cfg(unix)]
#[test]
fn a_file_is_followed_from_before_it_is_there_until_ctrl_c() {
    let (_folder, log) = new_log();
    let (before, after) = halves();
    let mut following = Following::start(&[log.to_str().expect("UTF-8")]);
    let passed = following.told_soon("3/4 DTLS", || append(&log, &before));
    assert!(passed.starts_with("14:04:33  ok"), "the log's own time: {passed}");
    let broke = following.told_soon("4/4 SCTP", || append(&log, &after));
    assert!(broke.starts_with("14:04:42  FAIL"), "{broke}");
    let finding = following.told("G2-");
    assert!(finding.contains("G2-SCTP-NOINITACK"), "{finding}");
    let (report, status) = following.interrupted();
    assert_eq!(status, Some(130), "{report}");
    let whole = go2doctor().arg("logs").arg(&log).assert().code(1);
    assert_eq!(report, String::from_utf8_lossy(&whole.get_output().stdout));
}

#[cfg(unix)]
#[test]
fn a_rotated_and_an_emptied_log_go_on() {
    let (folder, log) = new_log();
    let (before, after) = halves();
    append(&log, &before);
    let mut following = Following::start(&[log.to_str().expect("UTF-8"), "--format", "json"]);
    // What was there already has no time of its own.
    assert!(following.told("3/4 DTLS").starts_with("   "));
    following.told_soon("4/4 SCTP", || {
        fs::rename(&log, folder.path().join("w.log.1")).expect("a rotation");
        append(&log, &after);
    });
    following.told_soon("attempt 2", || {
        fs::write(&log, b"").expect("it is emptied");
        // As long as a look takes, so that it is seen empty.
        std::thread::sleep(Duration::from_millis(400));
        append(&log, &before);
    });
    let (report, status) = following.interrupted();
    assert_eq!(status, Some(130));
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON and nothing else");
    assert_eq!(report["log"]["attempts"][0]["failed_stage"], "sctp", "{report}");
    assert_eq!(report["log"]["attempts"][1]["reached"], "dtls");
}

#[test]
fn the_standard_input_is_followed_to_its_end() {
    let (before, after) = halves();
    let mut following = Following::start(&["-"]);
    let mut stdin = following.child.stdin.take().expect("it is piped");
    following.told_soon("3/4 DTLS", || stdin.write_all(&before).expect("it reads"));
    following.told_soon("4/4 SCTP", || stdin.write_all(&after).expect("it reads"));
    drop(stdin);
    let (report, status) = following.end();
    assert_eq!(status, Some(1), "its verdict");
    assert!(report.contains("G2-SCTP-NOINITACK"), "{report}");
}

#[test]
fn quiet_leaves_the_report_alone() {
    let (before, _) = halves();
    let done = go2doctor().args(["-q", "logs", "-f", "-"]).write_stdin(before).assert().code(3);
    done.stderr("").stdout(contains("3/4 DTLS"));
}

#[test]
fn what_cannot_be_followed_is_status_2() {
    let follow = |files: &[&str], input: &[u8]| {
        let mut command = go2doctor();
        command
            .args(["logs", "--follow"])
            .args(files)
            .write_stdin(input)
            .assert()
            .code(2)
            .stdout("")
    };
    follow(&["a.log", "b.log"], b"").stderr(contains("one log at a time"));
    follow(&["-"], &[0x1f, 0x8b, 8, 0, 0]).stderr(contains("compressed"));
    follow(&["."], b"").stderr(contains("cannot read"));
    follow(&["--format", "jsonl", "-"], b"").stderr(contains("jsonl"));
}
