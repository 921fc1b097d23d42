use std::time::{Duration, Instant};

use super::*;
use crate::host::fake::FakeMachine;
use crate::host::project::files::search;

const UV: &str = r#"version = 1
requires-python = ">=3.10"

[[package]]
name = "aiortc"
version = "1.14.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "aioice" },
    { name = "av" },
]

[[package]]
name = "unitree-webrtc-connect"
version = "2.2.0"
dependencies = [
    { name = "aiortc" },
]

[[package]]
name = "bot"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "aiortc" },
]

[package.metadata]
requires-dist = [{ name = "aiortc", specifier = ">=1.9" }]
"#;

const POETRY: &str = r#"[[package]]
name = "aiortc"
version = "1.9.0"

[package.dependencies]
aioice = ">=0.9.0,<1.0.0"
av = ">=9,<13"

[[package]]
name = "unitree_webrtc_connect"
version = "2.1.0"

[package.dependencies]
aiortc = "*"
"#;

const PDM: &str = r#"[[package]]
name = "dimos"
version = "0.0.1"
dependencies = [
    "aiortc[dev]>=1.10",
    "aioice>=1.0; python_version < \"3.9\"",
    "numpy",
]
"#;

const PIPFILE: &str = r#"{
    "_meta": {"hash": {"sha256": "00"}},
    "default": {
        "aioice": {"hashes": ["sha256:00"], "version": "==0.9.0"},
        "requests": {"version": "==2.0"}
    },
    "develop": {"av": {"version": "==12.3.0"}}
}"#;

fn read_one(name: &str, text: &str) -> Locks {
    of_file(Path::new(name), name, text).unwrap_or_else(|| panic!("{name}"))
}

fn locked(locks: &Locks) -> Vec<(&str, &str, u64)> {
    let told = locks.locked.iter();
    told.map(|it| (it.package.as_str(), it.version.as_str(), it.at.line)).collect()
}

fn demands(locks: &Locks) -> Vec<(&str, &str, &str)> {
    let told = locks.demands.iter();
    told.map(|it| (it.by.as_str(), it.package.as_str(), it.specifiers.as_str())).collect()
}

#[test]
fn each_form_of_lock_file_tells_its_versions_and_who_demands_them() {
    let uv = read_one("uv.lock", UV);
    let driver = ("unitree-webrtc-connect", "2.2.0", 14);
    assert_eq!(locked(&uv), [("aiortc", "1.14.0", 5), driver]);
    let by_driver = ("unitree-webrtc-connect", "aiortc", "");
    assert_eq!(demands(&uv), [("aiortc", "aioice", ""), by_driver, ("bot", "aiortc", ">=1.9")]);
    let poetry = read_one("poetry.lock", POETRY);
    assert_eq!(locked(&poetry)[0], ("aiortc", "1.9.0", 2));
    let aioice = ("aiortc", "aioice", ">=0.9.0,<1.0.0");
    assert_eq!(demands(&poetry), [aioice, ("unitree_webrtc_connect", "aiortc", "")]);
    assert_eq!(demands(&read_one("pdm.lock", PDM)), [("dimos", "aiortc", ">=1.10")]);
    let pipfile = read_one("Pipfile.lock", PIPFILE);
    assert_eq!(locked(&pipfile), [("aioice", "0.9.0", 4), ("av", "12.3.0", 7)]);
    let pylock = "lock-version = \"1.0\"\n[[packages]]\nname = \"aiortc\"\nversion = \"1.9.0\"\n";
    assert_eq!(locked(&read_one("pylock.robot.toml", pylock)), [("aiortc", "1.9.0", 3)]);
}

#[test]
fn a_lock_is_held_against_what_is_demanded_and_what_is_installed() {
    let machine = FakeMachine::new()
        .file("/w/uv.lock", UV)
        .file("/w/poetry.lock", "not a lock [")
        .file("/w/pyproject.toml", "[project]\ndependencies = [\"aiortc>=1.9,<1.10\"]\n");
    let project = search(&machine, Path::new("/w"), Instant::now() + Duration::from_secs(60));
    let installed = |name: &str| (name == "aiortc").then(|| "1.9.0".to_owned());
    let pins = crate::host::project::requirements::pins(&machine, &project, &installed);
    let locks = read(&machine, &project, &pins, &installed);
    let aiortc = &locks.locked[0];
    assert_eq!((aiortc.installed, aiortc.demanded), (Some(false), Some(false)));
    let driver = &locks.locked[1];
    assert_eq!((driver.installed, driver.demanded), (None, None), "nothing is known of it");
    assert_eq!(locks.unread, ["poetry.lock"]);
    assert_eq!(locks.demands[1].satisfied, Some(true), "any version will do");
}

#[test]
fn hostile_lock_files_are_bounded_and_harmless() {
    let many = "[[package]]\nname = \"aiortc\"\nversion = \"1\\u001b[2J\"\n".repeat(100);
    let machine = FakeMachine::new().file("/w/uv.lock", &many);
    let project = search(&machine, Path::new("/w"), Instant::now() + Duration::from_secs(60));
    let locks = read(&machine, &project, &[], &|_| None);
    assert_eq!(locks.locked.len(), MOST_TOLD);
    assert!(!locks.locked[0].version.contains('\u{1b}'));
    for text in ["", "[[package]]", "package = 3", "[[package]]\nname = 3\n"] {
        assert_eq!(read_one("uv.lock", text), Locks::default(), "{text:?}");
    }
    for text in ["", "[]", "3"] {
        assert_eq!(of_file(Path::new("Pipfile.lock"), "Pipfile.lock", text), None, "{text:?}");
    }
}

#[test]
fn a_lock_is_not_held_against_the_demand_of_another_package() {
    let lock = "[[package]]\nname = \"aiortc\"\nversion = \"1.9\"\n";
    let machine = FakeMachine::new()
        .file("/w/src/one/uv.lock", lock)
        .file("/w/src/one/app/requirements.txt", "aiortc<1.10\n")
        .file("/w/src/two/requirements.txt", "aiortc>=1.14\n");
    let project = search(&machine, Path::new("/w"), Instant::now() + Duration::from_secs(60));
    let installed = |name: &str| (name == "aiortc").then(|| "1.9.0".to_owned());
    let pins = crate::host::project::requirements::pins(&machine, &project, &installed);
    assert_eq!(pins.len(), 2);
    let locked = &read(&machine, &project, &pins, &installed).locked[0];
    assert_eq!((locked.demanded, locked.installed), (Some(true), Some(true)), "1.9 is 1.9.0");
}
