//! SIGINT and SIGTERM: the report is still printed, the status is 130.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

/// A check that waits in SCTP, started and seen to have finished DTLS.
fn waiting_in_sctp() -> (Child, impl BufRead) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["check", "--robot", "sim:sctp-silent"])
        .env_clear()
        .stdout(Stdio::piped())
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
    for name in ["-INT", "-TERM"] {
        let (mut child, mut stdout) = waiting_in_sctp();
        signal(&child, name);
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).expect("it is UTF-8");
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{rest}");
        assert!(rest.contains("phase 4/4 SCTP") && rest.contains("interrupted"), "{rest}");
        let last = rest.lines().last();
        assert_eq!(last, Some("Next  go2doctor check --robot sim:sctp-silent"), "{rest}");
    }
}
