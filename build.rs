//! What `--version` says of the build: the commit and the target.
//!
//! Only an optimised build looks for the commit. What is compiled while somebody works on the sources
//! is rarely the state of a commit, and would be compiled anew after each one.

use std::env;
use std::path::Path;
use std::process::Command;

/// What the program is made of.
const SOURCES: [&str; 4] = ["build.rs", "Cargo.toml", "Cargo.lock", "src"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let optimised = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = if optimised { commit() } else { "development build".to_owned() };
    let target = env::var("TARGET").expect("cargo sets it");
    println!("cargo::rustc-env=GO2DOCTOR_BUILD={commit}, {target}");
}

/// The commit, and whether the sources are still those of it.
fn commit() -> String {
    // An archive of the sources may lie in somebody else's repository.
    let ours = git(&["rev-parse", "--show-prefix"]).is_some_and(|below| below.is_empty());
    let Some(hash) = git(&["rev-parse", "--short=9", "HEAD"]).filter(|_| ours) else {
        return "commit unknown".to_owned();
    };
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name]).unwrap_or_default();
        // A path that is not there would be a reason to compile anew each time.
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    for path in SOURCES {
        println!("cargo::rerun-if-changed={path}");
    }
    let changes = git(&[&["status", "--porcelain", "--"], &SOURCES[..]].concat());
    let unchanged = changes.is_some_and(|changes| changes.is_empty());
    if unchanged { hash } else { hash + " with changes" }
}

/// What git prints for `arguments`; `None` where it fails or is not there.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
