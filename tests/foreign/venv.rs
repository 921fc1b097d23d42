//! Virtual environments for the Python peers, made once and then shared.
//!
//! Each lives in `target/foreign-venvs/<hash>`, the hash being over its
//! requirements and the interpreter's version, so that a changed pin makes a
//! new one. A file lock keeps tests that run at the same time from making
//! the same one twice.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Which set of pinned packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packages {
    /// A robot on aiortc 1.9.0 and the libraries of its time.
    Aiortc19,
    /// A client on aiortc 1.13.0.
    Aiortc113,
    /// A client on aiortc 1.14.0.
    Aiortc114,
    /// A client on aiortc 1.15.0.
    Aiortc115,
    /// A robot on aiortc 1.16.0 and the newest libraries.
    Aiortc116,
    /// The published client.
    Client,
    /// The published client as it was in 2025.
    Client20,
    /// Participants on Cyclone DDS.
    CycloneDds,
}

impl Packages {
    fn requirements(self) -> &'static str {
        match self {
            Self::Aiortc19 => include_str!("python/requirements-aiortc-1.9.txt"),
            Self::Aiortc113 => include_str!("python/requirements-aiortc-1.13.txt"),
            Self::Aiortc114 => include_str!("python/requirements-aiortc-1.14.txt"),
            Self::Aiortc115 => include_str!("python/requirements-aiortc-1.15.txt"),
            Self::Aiortc116 => include_str!("python/requirements-aiortc-1.16.txt"),
            Self::Client => include_str!("python/requirements-client.txt"),
            Self::Client20 => include_str!("python/requirements-client-2.0.txt"),
            Self::CycloneDds => include_str!("python/requirements-dds.txt"),
        }
    }
}

/// The interpreter of the environment that holds `packages`.
///
/// `None` where this machine has no Python 3.11 or 3.12: the caller then
/// skips its test, and the reason stands on stderr. Under `CI=true` that is a
/// failure instead, so that a misconfigured CI cannot pass by skipping.
pub(crate) fn interpreter(packages: Packages) -> Option<PathBuf> {
    static PYTHON: LazyLock<Option<Python>> = LazyLock::new(|| {
        let python = find_python();
        if python.is_none() {
            // Past libtest's capture, which would keep it to itself.
            let _ = writeln!(std::io::stderr(), "skipping tests with Python peers: {MISSING}");
        }
        python
    });
    let python = PYTHON.as_ref();
    assert!(python.is_some() || std::env::var("CI").as_deref() != Ok("true"), "{MISSING}");
    python.map(|python| environment(python, packages))
}

const MISSING: &str =
    "none of python3.12, python3.11 and python3 is a Python 3.11 or 3.12 with venv";

/// Where the Python peers' scripts lie.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/python").join(name)
}

/// A base interpreter.
struct Python {
    command: &'static str,
    version: String,
}

/// The first interpreter that runs and has a version the pins are proven on.
///
/// Its own word counts, not its name: version managers leave commands on the
/// path that only say that they are not installed.
fn find_python() -> Option<Python> {
    const VERSION: &str = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";
    ["python3.12", "python3.11", "python3"].into_iter().find_map(|command| {
        let output = Command::new(command).args(["-c", VERSION]).output().ok()?;
        let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        ["3.11", "3.12"].contains(&version.as_str()).then_some(Python { command, version })
    })
}

/// The environment's interpreter; the environment is made if it is not there.
fn environment(python: &Python, packages: Packages) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("foreign-venvs");
    fs::create_dir_all(&root).unwrap();
    let name = name(python, packages);
    let home = root.join(&name);
    let complete = home.join("complete");

    let lock = File::create(root.join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    if !complete.exists() {
        // What an interrupted run left behind is not worth mending.
        let _ = fs::remove_dir_all(&home);
        succeed(Command::new(python.command).args(["-m", "venv"]).arg(&home));
        let requirements = home.join("requirements.txt");
        fs::write(&requirements, packages.requirements()).unwrap();
        succeed(
            Command::new(home.join("bin/python"))
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args(["--no-deps", "--requirement"])
                .arg(&requirements),
        );
        fs::write(&complete, "").unwrap();
    }
    home.join("bin/python")
}

fn name(python: &Python, packages: Packages) -> String {
    let mut hash = Sha256::new();
    hash.update(&python.version);
    hash.update(packages.requirements());
    hash.finalize()[..8].iter().fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

fn succeed(command: &mut Command) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(
        status.success(),
        "{command:?}: {status}\n{}{}",
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr)
    );
}
