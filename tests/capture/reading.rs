//! Captures of checks of simulated robots, read by tshark.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::go2doctor;
use crate::tshark::{field, is_here};

/// A check with its capture, its key log and its report.
struct Captured {
    folder: TempDir,
    report: Value,
}

impl Captured {
    fn of(robot: &str, command: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name| folder.path().join(name);
        let output = go2doctor()
            .args([command, robot, "--format", "json", "--timeout", "4"])
            .arg("--capture")
            .arg(path("wire.pcapng"))
            .arg("--keylog")
            .arg(path("keys.log"))
            .output()
            .expect("it runs");
        let report = serde_json::from_slice(&output.stdout).expect("a report");
        Self { folder, report }
    }

    fn capture(&self) -> PathBuf {
        self.folder.path().join("wire.pcapng")
    }

    fn field(&self, options: &[&str], name: &str) -> Vec<String> {
        field(&self.capture(), options, name)
    }

    /// How often the run's own timeline has messages of this name.
    fn counted(&self, layer: &str, name: &str) -> u64 {
        let events = self.report["timeline"]["events"].as_array().expect("a timeline");
        let alike = events.iter().filter(|event| event["layer"] == layer && event["name"] == name);
        alike.map(|event| event["count"].as_u64().expect("a number")).sum()
    }
}

fn times(values: &[String], value: &str) -> u64 {
    values.iter().filter(|it| *it == value).count() as u64
}

#[test]
fn tshark_reads_a_whole_check_without_a_complaint() {
    if !is_here() {
        return;
    }
    let captured = Captured::of("sim", "check");
    assert_eq!(captured.report["verdict"], "pass", "{}", captured.report);
    // Checksums are not verified unless asked for.
    let checked = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"];
    let malformed = [&checked[..], &["-Y", "_ws.malformed || _ws.expert.severity >= 0x600000"]];
    let complaints = captured.field(&malformed.concat(), "_ws.expert.message");
    assert!(complaints.is_empty(), "{complaints:?}");
    let bad = captured.field(
        &[&checked[..], &["-Y", "ip.checksum.status == 0 || udp.checksum.status == 0"]].concat(),
        "frame.number",
    );
    assert!(bad.is_empty(), "checksums of {bad:?}");

    let stun = captured.field(&[], "stun.type");
    let requests = times(&stun, "0x0001");
    assert!(requests > 0);
    assert_eq!(requests, captured.counted("stun", "Binding request"));
    assert_eq!(times(&stun, "0x0101"), captured.counted("stun", "Binding success"));

    // Numbers of RFC 9260: INIT, INIT-ACK, COOKIE-ECHO, COOKIE-ACK.
    let chunks = captured.field(&[], "sctp.chunk_type");
    for (number, name) in
        [("1", "INIT"), ("2", "INIT-ACK"), ("10", "COOKIE-ECHO"), ("11", "COOKIE-ACK")]
    {
        assert!(times(&chunks, number) > 0, "{name}: {chunks:?}");
        assert_eq!(times(&chunks, number), captured.counted("sctp", name), "{name}");
    }
    // DATA_CHANNEL_OPEN is DCEP's message 3 (RFC 8832).
    assert!(times(&captured.field(&[], "rtcdc.message_type"), "3") > 0);
}

#[test]
fn tshark_decrypts_dtls_by_the_secrets_in_the_capture_and_by_the_key_log() {
    if !is_here() {
        return;
    }
    let captured = Captured::of("sim", "sctp");
    let keys = captured.folder.path().join("keys.log");
    let decrypted = |capture: &Path, options: &[&str]| {
        let seen = field(capture, options, "dtls.handshake.type");
        // Finished, of both ends: it is encrypted.
        times(&seen, "20")
    };
    assert_eq!(decrypted(&captured.capture(), &[]), 2);

    // The same capture without its secrets, which lie in a block of comments' length.
    let mut bytes = fs::read(captured.capture()).expect("it was written");
    let place = bytes.windows(14).position(|at| at == b"CLIENT_RANDOM ").expect("it is there");
    bytes[place] = b'#';
    let bare = captured.folder.path().join("bare.pcapng");
    fs::write(&bare, bytes).expect("it is writable");
    assert_eq!(decrypted(&bare, &[]), 0);
    let option = format!("tls.keylog_file:{}", keys.display());
    assert_eq!(decrypted(&bare, &["-o", &option]), 2);
}

#[test]
fn a_handshake_that_fails_is_in_the_capture_as_it_was() {
    if !is_here() {
        return;
    }
    let captured = Captured::of("sim:sctp-silent", "sctp");
    assert_eq!(captured.report["failed_stage"], "sctp");
    let inits = times(&captured.field(&[], "sctp.chunk_type"), "1");
    assert!(inits > 1, "an INIT that nobody answers is sent again");
    assert_eq!(inits, captured.counted("sctp", "INIT"));
    assert!(times(&captured.field(&[], "dtls.handshake.type"), "1") > 0, "a ClientHello");
}
