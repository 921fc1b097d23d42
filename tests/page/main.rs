//! The report as a web page, looked at in a real browser.
//!
//! Headless Chromium opens it at 360 and 1400 px, in light and dark, in both languages: axe-core
//! finds no serious fault, the console stays empty, and no request leaves. Without Chromium or
//! Node the tests print why they are skipped; with `CI` set they fail instead.

#[path = "../node/mod.rs"]
mod node;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use node::Packages;
use serde_json::{Value, json};

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const PACKAGES: Packages = Packages {
    name: "page-node",
    package: include_str!("node/package.json"),
    lock: include_str!("node/package-lock.json"),
    scripts: &[("look.mjs", include_str!("node/look.mjs"))],
};

fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let all = BROWSERS.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
    let found = all.into_iter().find(|program| program.is_file());
    if found.is_none() {
        // Past libtest's capture, which would keep it to itself.
        let _ = writeln!(std::io::stderr(), "skipped: no Chromium to look at pages with");
        assert!(std::env::var_os("CI").is_none(), "CI has to have Chromium");
    }
    found
}

fn run(arguments: &[&str]) -> Vec<u8> {
    let program = env!("CARGO_BIN_EXE_go2doctor");
    let done = Command::new(program).args(arguments).env_clear().output().expect("it runs");
    done.stdout
}

/// The faults of the page in that file.
fn looked_at(page: &Path) -> Option<Vec<String>> {
    let (browser, folder) = (browser()?, PACKAGES.folder()?);
    let done = Command::new("node")
        .args([folder.join("look.mjs").as_path(), browser.as_path(), page])
        .output()
        .expect("node runs");
    let told = String::from_utf8_lossy(&done.stderr);
    Some(serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}: {told}")))
}

fn checked(folder: &Path, robot: &str) -> (PathBuf, Value) {
    let path = folder.join("report.html");
    let export = format!("html={}", path.display());
    let robot = ["check", "-q", "--robot", robot, "--timeout", "2", "--format", "json"];
    let report = run(&[&robot[..], &["--export", &export]].concat());
    (path, serde_json::from_slice(&report).expect("it is JSON"))
}

#[test]
fn everybody_can_read_the_page_and_it_asks_for_nothing() {
    for robot in ["sim", "sim:sctp-silent"] {
        let folder = tempfile::tempdir().expect("it works");
        let (page, _) = checked(folder.path(), robot);
        let size = fs::metadata(&page).expect("it was written").len();
        assert!(size < 150_000, "{size} bytes");
        if let Some(faults) = looked_at(&page) {
            assert_eq!(faults, Vec::<String>::new(), "{robot}");
        }
    }
}

/// Every text of a report becomes one that wants to be markup.
fn hostile(value: &mut Value) {
    const HOSTILE: &str =
        "\"'></title></script><img src=x onerror=alert(1)><script>alert(2)</script>";
    match value {
        Value::Object(all) => {
            let keeps = ["name", "status", "verdict", "failed_stage", "code", "stage", "severity"];
            let more = ["side", "confidence", "standing", "skip_reason", "address", "client"];
            for (key, value) in all.iter_mut() {
                if value.is_string()
                    && !keeps.contains(&key.as_str())
                    && !more.contains(&key.as_str())
                {
                    let kept = value.take();
                    *value = json!(format!("{HOSTILE}{}", kept.as_str().unwrap_or_default()));
                } else {
                    hostile(value);
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(hostile),
        _ => {}
    }
}

#[test]
fn no_text_of_a_report_runs_in_the_page() {
    let folder = tempfile::tempdir().expect("it works");
    let (_, report) = checked(folder.path(), "sim");
    let mut tried = report.clone();
    tried["robot"]["host"] = json!("<img src=x onerror=alert(1)>");
    for stage in tried["stages"].as_array_mut().expect("an array") {
        // Texts that are no names of a fixed set.
        for field in ["url", "selected", "remote_candidates", "topics", "peer_certificate", "pairs"]
        {
            hostile(&mut stage["evidence"][field]);
        }
        if stage["evidence"]["url"].is_string() {
            stage["evidence"]["url"] = json!("</script><script>alert(3)</script>");
        }
    }
    let saved = folder.path().join("hostile.json");
    fs::write(&saved, tried.to_string()).expect("it works");
    let page = folder.path().join("hostile.html");
    let written = run(&["report", &saved.display().to_string(), "--format", "html"]);
    assert!(String::from_utf8_lossy(&written).contains("&lt;/script&gt;"), "it is told");
    fs::write(&page, written).expect("it works");
    if let Some(faults) = looked_at(&page) {
        assert_eq!(faults, Vec::<String>::new());
    }
}
