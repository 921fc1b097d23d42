//! SIGINT and SIGTERM: the report is still printed, the status is 130.

use std::fs;
use std::io::{BufRead, BufReader, PipeReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A check that waits in SCTP, started and seen to have finished DTLS.
fn waiting_in_sctp() -> (Child, impl BufRead) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["check", "--robot", "sim:sctp-silent"])
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("3/4 DTLS") {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).expect("it is UTF-8"), 0, "it ended early");
    }
    (child, stdout)
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([name, &pid]).status().expect("kill is there");
    assert!(sent.success());
}

#[test]
fn an_interrupted_check_still_reports() {
    for name in ["-INT", "-TERM", "-HUP", "-QUIT"] {
        let (mut child, mut stdout) = waiting_in_sctp();
        signal(&child, name);
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).expect("it is UTF-8");
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{rest}");
        assert!(rest.contains("phase 4/4 SCTP") && rest.contains("interrupted"), "{rest}");
        let mut told = String::new();
        let stderr = child.stderr.as_mut().expect("it is piped");
        stderr.read_to_string(&mut told).expect("it is UTF-8");
        assert!(told.contains("releasing the robot's slot (at most 2 s)"), "{told}");
        let last = rest.lines().last();
        assert_eq!(last, Some("Next  go2doctor check --robot sim:sctp-silent"), "{rest}");
    }
}

/// A robot in a process of its own, what it says, and its port.
fn robot_with(fault: &str) -> (Child, impl BufRead, String) {
    let mut robot = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["simulate", "--listen", "127.0.0.1:0", "--fault", fault])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let mut stdout = BufReader::new(robot.stdout.take().expect("it is piped"));
    stdout.read_line(&mut line).expect("it is UTF-8");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("it is ready");
    (robot, stdout, ready["signal_port"].to_string())
}

/// Runs `command` against a robot with that fault, and stops it for 3 s at the first such event of
/// that stage.
fn stopped_at(event: [&str; 2], command: &str, fault: &str) -> (Option<i32>, serde_json::Value) {
    let (mut robot, _listening, port) = robot_with(fault);
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args([command, "127.0.0.1", "--signal-port", &port, "--timeout", "2.5"])
        .args(["--format", "jsonl", "--no-history"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut last = serde_json::Value::Null;
    let mut stopped = false;
    for line in stdout.lines() {
        last = serde_json::from_str(&line.expect("it is UTF-8")).expect("an event");
        if !stopped && [&last["event"], &last["stage"]] == event {
            stopped = true;
            signal(&child, "-STOP");
            std::thread::sleep(Duration::from_secs(3));
            signal(&child, "-CONT");
        }
    }
    robot.kill().expect("it runs");
    robot.wait().expect("it ends");
    (child.wait().expect("it ends").code(), last["report"].clone())
}

/// Ctrl-Z and `fg`.
#[test]
fn time_in_which_the_process_was_stopped_does_not_count() {
    let (code, report) = stopped_at(["stage_started", "dtls"], "check", "dtls-silent:1.2");
    assert_eq!(code, Some(0), "{report:#}");
    assert!(report["stages"][5]["duration_ms"].as_f64() > Some(2900.0), "it was stopped in DTLS");
    // By then its deadline has begun.
    let waits = ["stage_progress", "http"];
    let (code, report) = stopped_at(waits, "probe-http", "con-notify-silent");
    let http = &report["stages"][2];
    assert_eq!((code, http["status"].as_str()), (Some(3), Some("inconclusive")), "{report:#}");
    assert!(http["summary"].to_string().contains("suspended for 3."), "{http:#}");
}

/// In WSL it asks Windows, which may take seconds. Nobody has to wait for that.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_look_at_this_machine_waits_for_no_other_program() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (program, asked) = (folder.path().join("powershell.exe"), folder.path().join("asked"));
    let script = format!("#!/bin/sh\n: > {}\nexec sleep 6\n", asked.display());
    fs::write(&program, script).expect("it can be written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it can be made so");
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["env", "--robot", "127.0.0.1"])
        .env_clear()
        .env("PATH", path)
        .env("WSL_DISTRO_NAME", "Ubuntu")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let started = Instant::now();
    while !asked.exists() {
        assert!(started.elapsed() < Duration::from_secs(20), "it never asked");
        assert!(child.try_wait().expect("it can be asked").is_none(), "it ended early");
        std::thread::yield_now();
    }
    signal(&child, "-INT");
    let mut rest = String::new();
    let stdout = child.stdout.as_mut().expect("it is piped");
    stdout.read_to_string(&mut rest).expect("it is UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(130), "{rest}");
    assert!(rest.contains("host") && rest.contains("interrupted"), "{rest}");
    assert!(!rest.contains("powershell"), "it was not waited for: {rest}");
}

/// Whoever should read the events does not, and the thread that does everything else hangs in its
/// write.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_stuck_ends_all_the_same() {
    let cases = [(1, Duration::from_secs(5)), (2, Duration::from_secs(2))];
    let with_driver: [&[&str]; 2] = [&[], &["--", "true"]];
    for ((signals, longest), driver) in
        cases.into_iter().flat_map(|case| with_driver.map(|driver| (case, driver)))
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
        command.args(["check", "--robot", "sim:sctp-silent", "--format", "jsonl"]).args(driver);
        let (_reader, mut child) = stuck(command.env_clear().env("PATH", "/usr/bin:/bin"));
        let began = Instant::now();
        for _ in 0..signals {
            signal(&child, "-INT");
            std::thread::sleep(Duration::from_millis(200));
        }
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
        let took = began.elapsed();
        assert!(took < longest, "{took:?} after {signals} signals, {driver:?}");
    }
}

/// What is not whole ends with the process, at its second signal as well.
#[cfg(target_os = "linux")]
#[test]
fn a_second_signal_leaves_no_part_of_a_picture() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let parts = || fs::read_dir(folder.path()).expect("it is there").count();
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    command.args(["flow", "--robot", "sim", "--video", "--save", "a.h264", "--format", "jsonl"]);
    let (_reader, mut child) = stuck(command.current_dir(folder.path()));
    assert_eq!(parts(), 1, "it is being written");
    for _ in 0..2 {
        signal(&child, "-INT");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(parts(), 0);
}

/// Starts it with a full pipe as stdout, at whose other end nobody reads, and waits until it has a
/// handler for SIGINT.
#[cfg(target_os = "linux")]
fn stuck(command: &mut Command) -> (PipeReader, Child) {
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(&[b'\n'; 64 * 1024]).expect("as much as a pipe holds");
    let child = command.stdout(writer).stderr(Stdio::null()).spawn();
    let mut child = child.expect("it starts");
    while !catches_interrupts(&child) {
        assert_eq!(child.try_wait().expect("it can be asked"), None, "it ended early");
        std::thread::sleep(Duration::from_millis(10));
    }
    (reader, child)
}

/// Whether it has a handler for SIGINT, the second bit of `SigCgt` (proc_pid_status(5)).
#[cfg(target_os = "linux")]
fn catches_interrupts(child: &Child) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|it| it & 2 == 2)
}
