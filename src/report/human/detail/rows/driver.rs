//! The rows of the driver: its Python, its packages, its project.

use super::Rows;
use super::host::Sources;
use crate::facts::{
    DemandFacts, DriverFacts, LockFacts, PackageCopy, PinFacts, PythonPackages, SourceLine,
    SubmoduleFacts, UncompiledFacts, WorkspaceFacts,
};
use crate::text::format::listed;
use crate::text::language::{Language, say};

pub(super) fn driver(rows: &mut Rows, driver: &DriverFacts, sources: &Sources<'_>) {
    let language = rows.language;
    let python = driver.python.as_ref().map(|python| {
        let parts = [&python.executable, &python.version];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
    });
    rows.from("Python", "Python", python, sources.of("driver.python"));
    let versions = [
        ("aiortc", &driver.aiortc, "driver.aiortc"),
        ("aioice", &driver.aioice, "driver.aioice"),
        ("numpy", &driver.numpy, "driver.numpy"),
        ("av", &driver.av, "driver.av"),
        ("unitree driver", &driver.unitree_webrtc_connect, "driver.unitree_webrtc_connect"),
    ];
    for (name, version, fact) in versions {
        rows.from(name, name, version.clone(), sources.of(fact));
    }
    // What lies in another Python stands in that one's row.
    for copy in driver.copies.iter().flatten().filter(|copy| !copy.used && copy.on_path) {
        rows.add("another copy", "另一份", Some(another(copy, language)));
    }
    pythons(rows, driver);
    let fact = "driver.sha256_patch";
    rows.from(
        "sha-256 patch",
        "sha-256 修補",
        driver.sha256_patch.map(|yes| rows.yes_no(yes)),
        sources.of(fact),
    );
    if let Some(names) = &driver.offered_fingerprints {
        let source = sources.of("driver.offered_fingerprints");
        rows.from("would offer", "會提供", Some(names.join(", ")), source);
        rows.normally("sha-256");
    }
    let fact = "driver.credentials_shared";
    if let Some(shared) = driver.credentials_shared {
        let value = Some(rows.yes_no(shared));
        rows.from("one credential", "共用憑據", value, sources.of(fact));
        rows.normally(rows.yes_no(true));
    }
    let source = language.pick("the current folder", "目前的資料夾").to_owned();
    rows.from("project", "專案", driver.project.clone(), Some(source));
    project(rows, driver, sources);
    match driver.ice_servers.as_deref() {
        Some([]) => {
            rows.from(
                "STUN, TURN",
                "STUN、TURN",
                Some(language.pick("none configured", "沒有設定")),
                sources.of("driver.ice_servers"),
            );
        }
        lines => {
            for line in lines.unwrap_or_default() {
                rows.add(
                    "STUN, TURN",
                    "STUN、TURN",
                    Some(format!("{}: {}", place(line), line.text)),
                );
            }
        }
    }
}

/// The other Pythons that have something of the driver, and how many have nothing.
fn pythons(rows: &mut Rows, driver: &DriverFacts) {
    let language = rows.language;
    let others = || driver.pythons.iter().flatten().filter(|python| !python.used);
    let has = |python: &&PythonPackages| {
        [&python.aiortc, &python.aioice, &python.unitree_webrtc_connect]
            .iter()
            .any(|it| it.is_some())
    };
    for python in others().filter(has) {
        let source = found_by(&python.found_by, language);
        rows.from("another Python", "另一個 Python", Some(packages(python)), Some(source.into()));
    }
    let without = others().filter(|python| !has(python)).count();
    let without =
        (without > 0).then(|| say!(language, "{} without aiortc", "{} 個，都沒有 aiortc", without));
    rows.add("more Pythons", "其他 Python", without);
}

/// `~/env/bin/python3, 3.11.2: aiortc 1.9.0, aioice 0.10.1`.
fn packages(python: &PythonPackages) -> String {
    let place = [&python.executable, &python.version];
    let place = place.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let packages = [
        ("aiortc", &python.aiortc),
        ("aioice", &python.aioice),
        ("unitree driver", &python.unitree_webrtc_connect),
    ];
    let packages = packages
        .into_iter()
        .filter_map(|(name, version)| Some(format!("{name} {}", version.as_deref()?)));
    format!("{place}: {}", packages.collect::<Vec<_>>().join(", "))
}

fn found_by(found_by: &str, language: Language) -> &'static str {
    match found_by {
        "ros2-install" => language.pick("the installed node", "已安裝的節點"),
        "virtual-env" => "VIRTUAL_ENV",
        "conda" => "CONDA_PREFIX",
        "project" => language.pick("the project's own", "專案自己的"),
        "pyenv" => "pyenv",
        "pipx" => "pipx",
        "uv-tool" => "uv tool",
        "poetry" => "Poetry",
        "system" => language.pick("the system's own", "系統的"),
        _ => language.pick("the path", "PATH"),
    }
}

/// What the project's files say of its packages, and what was built of it.
fn project(rows: &mut Rows, driver: &DriverFacts, sources: &Sources<'_>) {
    let language = rows.language;
    // A line of a file is its own source.
    for pin in driver.pins.iter().flatten() {
        rows.add("requirement", "版本需求", Some(requirement(pin, language)));
    }
    for lock in driver.locks.iter().flatten() {
        rows.add("locked", "lock 檔", Some(locked(lock, language)));
    }
    // Which aioice fits is aiortc's own business.
    for demand in driver.demands_of_aiortc() {
        let source = Some(demand.file.clone());
        rows.from("demanded by", "要求者", Some(demanded(demand, language)), source);
    }
    let source = sources.of("driver.submodules");
    for submodule in driver.submodules.iter().flatten() {
        let state = state(submodule, language);
        let told = format!("{}: {state}", submodule.folder);
        rows.from("submodule", "子模組", Some(told), source.clone());
    }
    let source = sources.of("driver.uncompiled");
    match driver.uncompiled.as_deref() {
        Some([]) => {
            let none = language.pick("every file", "全部檔案");
            rows.from("compiles", "可編譯", Some(none), source);
        }
        files => {
            for file in files.unwrap_or_default() {
                rows.from("does not compile", "無法編譯", Some(uncompiled(file)), source.clone());
            }
        }
    }
    if let Some(workspace) = &driver.workspace {
        let source = sources.of("driver.workspace");
        rows.from("colcon", "colcon", Some(built(workspace, language)), source);
    }
}

fn another(copy: &PackageCopy, language: Language) -> String {
    let unknown = language.pick("of unknown version", "版本不明");
    let version = copy.version.as_deref().unwrap_or(unknown);
    let place = language.pick("behind it on the path", "在路徑上較後面");
    say!(language, "{} {}, {}: {}", "{} {}，{}：{}", copy.package, version, place, copy.location)
}

fn requirement(pin: &PinFacts, language: Language) -> String {
    let exact = match pin.exact {
        Some(true) => language.pick(", exact", "，精確版本"),
        Some(false) => language.pick(", not exact", "，不是精確版本"),
        None => "",
    };
    let met = match pin.satisfied {
        Some(false) => language.pick(", not met by what is installed", "，安裝的版本不符"),
        Some(true) | None => "",
    };
    format!("{}{}{exact}{met}: {}", pin.package, pin.specifiers, place(&pin.at))
}

fn place(line: &SourceLine) -> String {
    format!("{}:{}", line.file, line.line)
}

fn locked(lock: &LockFacts, language: Language) -> String {
    let differs = match (lock.installed, lock.demanded) {
        (_, Some(false)) => language.pick(", against the project's demand", "，與專案的條件不符"),
        (Some(false), _) => language.pick(", another one is installed", "，安裝的是別的版本"),
        _ => "",
    };
    format!("{} {}{differs}: {}", lock.package, lock.version, place(&lock.at))
}

/// `unitree-webrtc-connect 2.2.0: aiortc>=1.9.0`.
fn demanded(demand: &DemandFacts, language: Language) -> String {
    let version = demand.by_version.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
    let met = match demand.satisfied {
        Some(false) => language.pick(", not met by what is installed", "，安裝的版本不符"),
        Some(true) | None => "",
    };
    format!("{}{version}: {}{}{met}", demand.by, demand.package, demand.specifiers)
}

fn state(submodule: &SubmoduleFacts, language: Language) -> &'static str {
    match submodule.state.as_str() {
        "checked-out" => language.pick("checked out", "已取出"),
        "empty" => language.pick("empty, not checked out", "空的，尚未取出"),
        "no-git" => language.pick("there, but not from git", "存在，但不是由 git 取出"),
        _ => language.pick("missing", "不存在"),
    }
}

/// `go2_connection.py:257: TabError: inconsistent use of tabs and spaces in indentation`.
fn uncompiled(file: &UncompiledFacts) -> String {
    let line = file.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}: {}: {}", file.file, file.error, file.message)
}

fn built(workspace: &WorkspaceFacts, language: Language) -> String {
    let names = |names: &Option<Vec<String>>| names.clone().filter(|names| !names.is_empty());
    let told = [
        names(&workspace.stale).map(|names| {
            let names = listed(&names, language);
            say!(language, "not built since it changed: {}", "修改後尚未建置：{}", names)
        }),
        names(&workspace.failed)
            .map(|names| say!(language, "failed: {}", "建置失敗：{}", listed(&names, language))),
        names(&workspace.orphans).map(|names| {
            say!(
                language,
                "left of what is gone: {}",
                "已移除套件的殘留：{}",
                listed(&names, language)
            )
        }),
    ];
    let told: Vec<_> = told.into_iter().flatten().collect();
    match (told.is_empty(), workspace.linked, &workspace.stale) {
        (false, ..) => told.join(language.pick("; ", "；")),
        (true, Some(true), _) => language.pick("linked to src", "連結到 src").into(),
        (true, _, Some(_)) => language.pick("agrees with src", "與 src 一致").into(),
        (true, _, None) => language.pick("nothing to compare", "沒有可比對的檔案").into(),
    }
}
