//! Whose files are overwritten: those of go2doctor, in every form that it writes, and no others.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::str::contains;

use crate::go2doctor;

fn capture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures/refused.pcap.gz")
}

/// Runs what writes a file to this path; nothing is sent.
type Write = Box<dyn Fn(&Path, &[&str]) -> assert_cmd::assert::Assert>;

/// Every form of a file that an option names. `--capture` and `--keylog` are in tests/capture.
fn forms() -> Vec<(String, Write)> {
    let mut forms: Vec<(String, Write)> = Vec::new();
    for format in ["human", "json", "jsonl", "markdown", "html", "junit"] {
        for language in ["en", "zh-TW"] {
            let write = move |path: &Path, more: &[&str]| {
                let export = format!("{format}={}", path.display());
                let mut command = go2doctor();
                command.arg("report").arg(capture()).args(["-q", "--lang", language]);
                command.args(["--export", &export]).args(more).assert()
            };
            forms.push((format!("{format}, {language}"), Box::new(write)));
        }
    }
    let bundle = |path: &Path, more: &[&str]| {
        let mut command = go2doctor();
        command.args(["bundle", "-q", "--from"]).arg(capture()).arg("-o").arg(path);
        command.args(more).assert()
    };
    forms.push(("bundle".into(), Box::new(bundle)));
    let check = |path: &Path, more: &[&str]| {
        let export = format!("human={}", path.display());
        let mut command = go2doctor();
        command.args(["probe-http", "sim:port-refused", "--no-history", "--export", &export]);
        command.args(more).assert()
    };
    forms.push(("a check for people".into(), Box::new(check)));
    forms
}

#[test]
fn files_of_ours_are_written_anew_and_those_of_others_only_with_force() {
    const THESIS: &str = "# Thesis\ngo2doctor said: check the robot. {\"name\": \"go2\"}\n";
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (form, write)) in forms().iter().enumerate() {
        let path = folder.path().join(number.to_string());
        let status = write(&path, &[]).get_output().status.code();
        assert_ne!(status, Some(2), "{form}");
        let first = fs::metadata(&path).unwrap_or_else(|error| panic!("{form}: {error}")).len();
        assert_eq!(write(&path, &[]).get_output().status.code(), status, "{form}, again");
        assert!(first > 0 && path.is_file(), "{form}");

        fs::write(&path, THESIS).expect("it is writable");
        write(&path, &[]).code(2).stdout("").stderr(contains("--force"));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), THESIS, "{form}");
        assert_eq!(write(&path, &["--force"]).get_output().status.code(), status, "{form}, forced");
        assert_ne!(fs::read(&path).expect("it is there"), THESIS.as_bytes(), "{form}");
    }
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, forms().len(), "nothing beside them");
}

#[test]
fn an_empty_file_is_nobodys_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("made by mktemp");
    fs::write(&path, "").expect("it is writable");
    let export = format!("json={}", path.display());
    go2doctor().arg("report").arg(capture()).args(["--export", &export]).assert().code(1);
    assert!(fs::metadata(&path).expect("it is there").len() > 0);
}
