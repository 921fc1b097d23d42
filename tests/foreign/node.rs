//! The drivers in JavaScript and the WebRTC stacks beneath them, installed once and then shared.
//!
//! They live in `target/foreign-node/<hash>`, the hash being over the lock file and the version of
//! Node, so that a changed pin makes a new one. A file lock keeps tests that run at the same time
//! from making the same one twice.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

const PACKAGE: &str = include_str!("node/package.json");
const LOCK: &str = include_str!("node/package-lock.json");
const SCRIPTS: [(&str, &str); 2] = [
    ("driver.mjs", include_str!("node/driver.mjs")),
    ("signalling.mjs", include_str!("node/signalling.mjs")),
];

/// Where `driver.mjs` lies beside the packages that it uses; `None` where this machine has no Node
/// with npm, and then the reason stands on stderr.
pub(crate) fn folder() -> Option<PathBuf> {
    let version = |program| Some(Command::new(program).arg("--version").output().ok()?.stdout);
    let versions = [version("node"), version("npm")];
    let [Some(node), Some(_)] = versions else {
        // Past libtest's capture, which would keep it to itself.
        let _ = writeln!(std::io::stderr(), "skipping drivers in JavaScript: no node with npm");
        return None;
    };
    let mut hash = Sha256::new();
    hash.update(node);
    hash.update(LOCK);
    let name = hash.finalize()[..8].iter().fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    });
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("foreign-node");
    fs::create_dir_all(&root).unwrap();
    let lock = File::create(root.join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    let home = root.join(name);
    if !home.join("complete").exists() {
        // What an interrupted run left behind is not worth mending.
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        fs::write(home.join("package.json"), PACKAGE).unwrap();
        fs::write(home.join("package-lock.json"), LOCK).unwrap();
        let npm = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
        let Output { status, stdout, stderr } =
            Command::new("npm").args(npm).current_dir(&home).output().unwrap();
        let told = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(status.success(), "npm {npm:?}: {status}\n{}", told.concat());
        fs::write(home.join("complete"), "").unwrap();
    }
    for (name, text) in SCRIPTS {
        fs::write(home.join(name), text).unwrap();
    }
    Some(home)
}
