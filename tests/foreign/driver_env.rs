//! What `env` says of real virtual environments, held against what their own
//! Python says: versions, offers, who demands what, which files compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::venv::{self, Packages};

/// A driver of one's own, as most are.
const OWN: &str = "from aiortc import RTCPeerConnection\n";

/// One that goes through the published driver.
const PUBLISHED: &str = "from unitree_webrtc_connect import UnitreeWebRTCConnection\n";

/// One that repairs aiortc by itself.
const REPAIRED: &str = "import aioice, aiortc\naioice.Connection = Connection\n\
                        aiortc.rtcdtlstransport.X509_DIGEST_ALGORITHMS = ONE\n";

/// A project with one source file.
fn project(source: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("requirements.txt"), "aiortc>=1.9.0\n").unwrap();
    fs::write(folder.path().join("driver.py"), source).unwrap();
    folder
}

/// The facts of `env` with that environment active, started in that folder.
fn driver(python: &Path, folder: &Path) -> Value {
    let environment = python.parent().and_then(Path::parent).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["env", "--robot", "127.0.0.1", "--format", "json"])
        .env_clear()
        .env("VIRTUAL_ENV", environment)
        .current_dir(folder)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let host = &report["stages"][0];
    assert_eq!(host["name"], "host");
    host["evidence"]["driver"].clone()
}

/// What the environment's own Python prints.
fn says(python: &Path, script: &str) -> String {
    let output = Command::new(python).args(["-c", script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn assert_versions(python: &Path, driver: &Value) {
    for package in ["aiortc", "aioice", "unitree_webrtc_connect"] {
        let script = format!(
            "import importlib.metadata as m\ntry: print(m.version('{package}'))\n\
             except m.PackageNotFoundError: print('none')"
        );
        let told = driver[package].as_str().unwrap_or("none");
        assert_eq!(told, says(python, &script), "{package}");
    }
    let version = says(python, "import platform; print(platform.python_version())");
    assert_eq!(driver["python"]["version"], version.as_str());
    assert_eq!(driver["python"]["found_by"], "virtual-env");
}

fn environment(packages: Packages) -> Option<PathBuf> {
    venv::interpreter(packages)
}

#[test]
fn aiortc_1_9_offers_one_fingerprint() {
    let Some(python) = environment(Packages::Aiortc19) else { return };
    let seen = driver(&python, project(OWN).path());
    assert_versions(&python, &seen);
    assert_eq!(seen["offered_fingerprints"], serde_json::json!(["sha-256"]));
    assert_eq!(seen["sha256_patch"], Value::Null, "there is nothing to patch");
    assert_eq!(seen["credentials_shared"], false);
    assert_eq!(seen["pins"][0]["exact"], false);
    assert_eq!(seen["pins"][0]["satisfied"], true);
}

#[test]
fn aiortc_1_14_offers_three_unless_the_project_repairs_it() {
    let Some(python) = environment(Packages::Aiortc114) else { return };
    let seen = driver(&python, project(OWN).path());
    assert_versions(&python, &seen);
    assert_eq!(seen["offered_fingerprints"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        (&seen["sha256_patch"], &seen["credentials_shared"]),
        (&false.into(), &false.into())
    );
    let seen = driver(&python, project(REPAIRED).path());
    assert_eq!(seen["offered_fingerprints"], serde_json::json!(["sha-256"]));
    assert_eq!((&seen["sha256_patch"], &seen["credentials_shared"]), (&true.into(), &true.into()));
}

#[test]
fn the_hashes_of_aiortc_1_16_are_those_that_it_has() {
    let Some(python) = environment(Packages::Aiortc116) else { return };
    let seen = driver(&python, project(OWN).path());
    assert_versions(&python, &seen);
    let has = "from aiortc.rtcdtlstransport import X509_DIGEST_ALGORITHMS as names\n\
               print(' '.join(names))";
    let told = seen["offered_fingerprints"].as_array().unwrap().iter();
    let told: Vec<_> = told.filter_map(Value::as_str).collect();
    assert_eq!(told.join(" "), says(&python, has));
    assert_eq!((&seen["sha256_patch"], &seen["credentials_shared"]), (&false.into(), &true.into()));
}

#[test]
fn the_published_client_repairs_aiortc_where_it_is_used() {
    let Some(python) = environment(Packages::Client) else { return };
    let seen = driver(&python, project(PUBLISHED).path());
    assert_versions(&python, &seen);
    assert_eq!(seen["sha256_patch"], true);
    assert_eq!(seen["offered_fingerprints"], serde_json::json!(["sha-256"]));
    let unused = driver(&python, project(OWN).path());
    assert_eq!(unused["sha256_patch"], false, "installed, and not imported");
    assert_eq!(unused["offered_fingerprints"].as_array().map(Vec::len), Some(3));
}

#[test]
fn files_that_do_not_compile_are_named_by_the_environments_python_and_nothing_is_written() {
    let Some(python) = environment(Packages::Aiortc19) else { return };
    let project = project("import aiortc\nif True:\n        a = 1\n\tb = 2\n");
    let ran = project.path().join("ran");
    let run = format!("from aiortc import x\nopen({ran:?}, 'w')\nraise SystemExit(3)\n");
    fs::write(project.path().join("sound.py"), run).unwrap();
    fs::write(project.path().join("other.py"), "print 'Python 2, and no driver'\n").unwrap();
    fs::write(project.path().join("half.py"), "import aioice\ndef f(:\n").unwrap();
    let seen = driver(&python, project.path());
    let mut told: Vec<_> = seen["uncompiled"].as_array().unwrap().iter().collect();
    told.sort_by_key(|it| it["file"].to_string());
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!((&told[0]["file"], &told[0]["line"]), (&"driver.py".into(), &4.into()));
    assert_eq!(told[0]["error"], "TabError");
    assert_eq!(told[0]["message"], "inconsistent use of tabs and spaces in indentation");
    assert_eq!((&told[1]["file"], &told[1]["error"]), (&"half.py".into(), &"SyntaxError".into()));
    let version = says(&python, "import sys; print('%d.%d' % sys.version_info[:2])");
    assert!(told.iter().all(|it| it["judge"] == version.as_str()));
    let mut left: Vec<_> = fs::read_dir(project.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let files = ["driver.py", "half.py", "other.py", "requirements.txt", "sound.py"];
    assert_eq!(left, files, "nothing was run and nothing was written");
}

#[test]
fn who_demands_aiortc_is_what_the_environments_python_says() {
    let Some(python) = environment(Packages::Client) else { return };
    let seen = driver(&python, project(PUBLISHED).path());
    let demands = seen["demands"].as_array().unwrap();
    let of_driver = demands.iter().find(|it| it["by"] == "unitree-webrtc-connect").unwrap();
    let script = "import importlib.metadata as m\n\
                  print([r for r in m.requires('unitree_webrtc_connect') if r.startswith('aiortc')][0])";
    let told = format!("aiortc{}", of_driver["specifiers"].as_str().unwrap());
    assert_eq!(told, says(&python, script));
    assert_eq!(of_driver["satisfied"], true);
    let aiortc = demands.iter().find(|it| it["by"] == "aiortc").unwrap();
    assert_eq!(aiortc["package"], "aioice");
}

#[test]
fn a_lock_file_and_a_second_environment_are_told_beside_the_one_in_use() {
    let (Some(old), Some(new)) =
        (environment(Packages::Aiortc19), environment(Packages::Aiortc114))
    else {
        return;
    };
    let project = project(OWN);
    let lock = "[[package]]\nname = \"aiortc\"\nversion = \"1.14.0\"\n";
    fs::write(project.path().join("uv.lock"), lock).unwrap();
    let other = new.parent().and_then(Path::parent).unwrap();
    std::os::unix::fs::symlink(other, project.path().join("second")).unwrap();
    let seen = driver(&old, project.path());
    let locked = &seen["locks"][0];
    assert_eq!((&locked["version"], &locked["installed"]), (&"1.14.0".into(), &false.into()));
    assert_eq!(locked["demanded"], true, ">=1.9.0 admits it");
    let pythons = seen["pythons"].as_array().unwrap();
    let told = |python: &Value| (python["found_by"].clone(), python["aiortc"].clone());
    assert_eq!(told(&pythons[0]), ("virtual-env".into(), "1.9.0".into()));
    assert!(
        pythons.iter().any(|it| told(it) == ("project".into(), "1.14.0".into())),
        "{pythons:?}"
    );
    assert_eq!(pythons.iter().filter(|it| it["used"] == true).count(), 1);
}
