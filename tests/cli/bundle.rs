//! `bundle`: from a failure to a clean bug report with one command.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use predicates::prelude::*;
use predicates::str::contains;
use serde_json::Value;

use crate::go2doctor;

const LOG: &str = "x ROBOT_AES_KEY=00112233445566778899aabbccddeeff\n\
                   /home/janedoe/ws: a=ice-pwd:ZgbV1fpujFe0U7lcAuyWRe from 3c:22:fb:01:02:03\n";
const SECRETS: [&str; 6] = [
    "00112233445566778899aabbccddeeff",
    "ffeeddccbbaa99887766554433221100",
    "janedoe",
    "ZgbV1fpujFe0U7lcAuyWRe",
    "3c:22:fb:01:02:03",
    "hunter22",
];

/// The files of a zip, by their names.
fn unpacked(path: &Path) -> Vec<(String, String)> {
    let file = File::open(path).expect("it was written");
    let mut zip = zip::ZipArchive::new(file).expect("it is a zip");
    let count = zip.len();
    let read = |index| {
        let mut file = zip.by_index(index).expect("it is there");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it is whole");
        (file.name().to_owned(), String::from_utf8_lossy(&bytes).into_owned())
    };
    (0..count).map(read).collect()
}

#[test]
fn a_check_and_a_log_become_one_clean_zip() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("hunter22 by janedoe.log");
    fs::write(&log, format!("{LOG}password=hunter22\n")).expect("it works");
    let mut command = go2doctor();
    command.current_dir(folder.path()).env("USER", "janedoe");
    command.args(["bundle", "--robot", "sim:port-refused", "-o", "bug.zip", "--log"]).arg(&log);
    command.args(["--aes-key", "ffeeddccbbaa99887766554433221100"]);
    command.assert().code(0).stderr(contains("nothing was sent"));
    let files = unpacked(&folder.path().join("bug.zip"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["manifest.json", "issue.md", "report.json", "report.md", "report.html"] {
        assert!(names.contains(&name), "{names:?}");
    }
    for (name, text) in &files {
        for secret in SECRETS {
            assert!(!text.contains(secret) && !name.contains(secret), "{secret} in {name}");
        }
    }
    let manifest: Value = serde_json::from_str(&files[0].1).expect("JSON");
    assert_eq!(manifest["files"].as_array().expect("an array").len(), files.len() - 1);
    let issue = &files.iter().find(|(name, _)| name == "issue.md").expect("it is there").1;
    assert!(issue.starts_with("# WebRTC HTTP failed - complete logs and versions"), "{issue}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join("bug.zip")).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
}

#[test]
fn a_dry_run_lists_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("x.log"), LOG).expect("it works");
    let mut command = go2doctor();
    command.current_dir(folder.path());
    command.args(["check", "-q", "--robot", "sim:port-refused", "--export", "json=r.json"]);
    command.output().expect("it runs");
    let mut command = go2doctor();
    command.current_dir(folder.path());
    command.args(["bundle", "--from", "r.json", "--log", "x.log", "--dry-run"]);
    let listed = contains("logs/1-x.log").and(contains("1 MAC address"));
    command.assert().code(0).stdout(listed).stderr("");
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 2);
}

#[test]
fn a_capture_goes_in_without_secrets_and_can_be_reported() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bundle = |arguments: &[&str]| {
        let mut command = go2doctor();
        command.current_dir(folder.path()).arg("bundle").args(arguments);
        command.assert()
    };
    let check = ["--robot", "sim:sctp-silent", "--timeout", "2", "--capture", "-o"];
    bundle(&[&check[..], &["a.zip"]].concat()).code(0);
    let files = unpacked(&folder.path().join("a.zip"));
    let of = |files: &[(String, String)]| -> String {
        files.iter().find(|(name, _)| name == "capture.pcapng").expect("it is there").1.clone()
    };
    assert!(of(&files).contains("UFRAG-1:UFRAG-2") && !of(&files).contains("CLIENT_RANDOM"));
    bundle(&[&check[..], &["b.zip", "--with-secrets"]].concat())
        .code(0)
        .stderr(contains("whoever has the zip reads"));
    let secret = of(&unpacked(&folder.path().join("b.zip")));
    assert!(secret.contains("CLIENT_RANDOM") && !secret.contains("UFRAG-1"));
    // What went in comes out, and may go in again.
    let zip = File::open(folder.path().join("a.zip")).expect("it was written");
    let mut zip = zip::ZipArchive::new(zip).expect("it is a zip");
    zip.extract(folder.path()).expect("it is whole");
    bundle(&["--from", "capture.pcapng", "-o", "c.zip"]).code(0);
    let again = unpacked(&folder.path().join("c.zip"));
    assert!(of(&again).contains("UFRAG-1:UFRAG-2"));
    let issue = &again.iter().find(|(name, _)| name == "issue.md").expect("it is there").1;
    assert!(issue.starts_with("# WebRTC SCTP handshake failed"), "{issue}");
    bundle(&["--robot", "sim", "--capture", "--capture-media"]).code(2).stderr(contains("picture"));
    bundle(&["--robot", "sim", "--with-secrets"]).code(2).stderr(contains("--capture"));
}

#[test]
fn nothing_of_the_signalling_is_in_the_capture_of_a_bundle() {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    let path = captures.join("healthy.pcap.gz");
    let mut whole = Vec::new();
    let mut file = flate2::read::GzDecoder::new(File::open(&path).expect("it is there"));
    file.read_to_end(&mut whole).expect("it is whole");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let zip = folder.path().join("a.zip");
    go2doctor().args(["bundle", "--from"]).arg(&path).arg("-o").arg(&zip).assert().code(0);
    let files = unpacked(&zip);
    let packets = &files.iter().find(|(name, _)| name == "capture.pcapng").expect("it is there").1;
    // The bodies of con_notify and con_ing hold the robot's key and the sealed offer.
    for word in ["POST /con_notify", "POST /con_ing_", "Content-Length"] {
        assert!(String::from_utf8_lossy(&whole).contains(word), "{word} was captured");
        assert!(!packets.contains(word), "{word}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_recorded_driver_writes_goes_in_masked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = go2doctor();
    command.current_dir(folder.path()).args(["bundle", "--robot", "sim:port-refused"]);
    command.args(["-o", "r.zip", "--record", "--", "sh", "-c"]);
    command.arg("echo password=hunter22; echo /home/janedoe >&2; exit 3");
    command.assert().code(0).stderr(contains("password=hunter22"));
    let files = unpacked(&folder.path().join("r.zip"));
    for (name, text) in &files {
        assert!(!text.contains("hunter22") && !text.contains("janedoe"), "{name}: {text}");
    }
    let log = &files.iter().find(|(name, _)| name == "logs/1-driver.log").expect("it is there").1;
    let marks = log.lines().filter(|line| line.starts_with("# go2doctor: recording"));
    assert_eq!(marks.count(), 2, "{log}");
    assert!(log.contains("password=***") && log.contains("/home/USER-1"), "{log}");
    let report = &files.iter().find(|(name, _)| name == "report.json").expect("it is there").1;
    let report: Value = serde_json::from_str(report).expect("JSON");
    assert_eq!(report["driver"]["exit_status"], 3);
}
