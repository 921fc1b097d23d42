//! Packages of npm that tests use, installed once and then shared.
//!
//! They live in `target/<name>/<hash>`, the hash being over the lock file and the version of
//! Node, so that a changed pin makes a new one. A file lock keeps tests that run at the same time
//! from making the same one twice.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

/// What is installed, and the scripts of ours beside it.
pub(crate) struct Packages {
    /// Its folder in `target/`.
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) lock: &'static str,
    pub(crate) scripts: &'static [(&'static str, &'static str)],
}

impl Packages {
    /// Where the scripts lie beside the packages that they use; `None` where this machine has no
    /// Node with npm, and then the reason stands on stderr.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        let version = |program| Some(Command::new(program).arg("--version").output().ok()?.stdout);
        let versions = [version("node"), version("npm")];
        let [Some(node), Some(_)] = versions else {
            // Past libtest's capture, which would keep it to itself.
            let _ = writeln!(std::io::stderr(), "skipped: no node with npm");
            return None;
        };
        let mut hash = Sha256::new();
        hash.update(node);
        hash.update(self.lock);
        let name = hash.finalize()[..8].iter().fold(String::new(), |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        });
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name(self.name);
        fs::create_dir_all(&root).expect("it works");
        let lock = File::create(root.join(format!("{name}.lock"))).expect("it works");
        lock.lock().expect("it works");
        let home = root.join(name);
        if !home.join("complete").exists() {
            // What an interrupted run left behind is not worth mending.
            let _ = fs::remove_dir_all(&home);
            fs::create_dir_all(&home).expect("it works");
            fs::write(home.join("package.json"), self.package).expect("it works");
            fs::write(home.join("package-lock.json"), self.lock).expect("it works");
            let npm = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
            let Output { status, stdout, stderr } =
                Command::new("npm").args(npm).current_dir(&home).output().expect("it works");
            let told = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
            assert!(status.success(), "npm {npm:?}: {status}\n{}", told.concat());
            fs::write(home.join("complete"), "").expect("it works");
        }
        for (name, text) in self.scripts {
            fs::write(home.join(name), text).expect("it works");
        }
        Some(home)
    }
}
