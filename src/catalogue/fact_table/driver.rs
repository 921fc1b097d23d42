//! The rows of the driver: its Python, its packages, its project.

use super::Table;
use super::shown::Shown;
use crate::facts::{
    DemandFacts, DriverFacts, LockFacts, PackageCopy, PinFacts, PythonPackages, SourceLine,
    SubmoduleFacts, UncompiledFacts, WorkspaceFacts,
};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, driver: &DriverFacts) {
    let python = driver.python.as_ref().map(|python| place([&python.executable, &python.version]));
    table.tell("driver.python", Phrase::same("Python"), python.map(Phrase::same));
    table
        .add("driver.aiortc", Phrase::same("aiortc"), &driver.aiortc)
        .exactly(phrase!("installed aiortc", "已安裝的 aiortc"), &[]);
    table.add("driver.aioice", Phrase::same("aioice"), &driver.aioice);
    table.add("driver.numpy", Phrase::same("numpy"), &driver.numpy);
    table.add("driver.av", Phrase::same("av"), &driver.av);
    let name = "driver.unitree_webrtc_connect";
    table.add(name, Phrase::same("unitree driver"), &driver.unitree_webrtc_connect).exactly(
        phrase!("installed unitree_webrtc_connect", "已安裝的 unitree_webrtc_connect"),
        &[],
    );
    // What lies in another Python stands in that one's row.
    let copies = driver.copies.iter().flatten().filter(|copy| !copy.used && copy.on_path);
    table.tell("driver.copies", phrase!("another copy", "另一份"), copies.map(copy)).source(None);
    pythons(table, driver);
    let label = phrase!("sha-256 patch", "sha-256 修補");
    table.add("driver.sha256_patch", label, &driver.sha256_patch);
    let offered = driver.offered_fingerprints.as_ref();
    table
        .tell(
            "driver.offered_fingerprints",
            phrase!("would offer", "會提供"),
            offered.map(|names| Phrase::same(names.join(", "))),
        )
        .normally(Phrase::same("sha-256"))
        .value(offered)
        .exactly(
            phrase!(
                "fingerprints of the installed driver's offer",
                "已安裝的驅動程式 offer 的 fingerprint"
            ),
            &[],
        );
    let label = phrase!("one credential", "共用憑證資訊");
    table
        .add("driver.credentials_shared", label, &driver.credentials_shared)
        .normally(true.shown());
    table
        .add("driver.project", phrase!("project", "專案"), &driver.project)
        .source(Some(phrase!("the current folder", "目前的資料夾")));
    table.add("driver.in_git", phrase!("git work tree", "git 工作目錄"), &driver.in_git).minor();
    project(table, driver);
    let label = phrase!("STUN, TURN", "STUN、TURN");
    match driver.ice_servers.as_deref() {
        Some([]) => {
            table.tell("driver.ice_servers", label, [phrase!("none configured", "沒有設定")]);
        }
        lines => {
            let lines = lines.unwrap_or_default().iter();
            let told = lines.map(|line| Phrase::same(format!("{}: {}", at(line), line.text)));
            table.tell("driver.ice_servers", label, told).source(None);
        }
    }
}

fn pythons(table: &mut Table<'_>, driver: &DriverFacts) {
    let others = driver.pythons.iter().flatten().filter(|python| !python.used);
    let (with, without): (Vec<_>, Vec<_>) = others.partition(|python| {
        let packages = [&python.aiortc, &python.aioice, &python.unitree_webrtc_connect];
        packages.iter().any(|it| it.is_some())
    });
    let label = phrase!("another Python", "另一個 Python");
    let row = table.tell("driver.pythons", label, with.iter().map(|python| packages(python)));
    for (line, python) in row.lines.iter_mut().zip(with) {
        line.source = Some(found_by(&python.found_by));
    }
    let without = (!without.is_empty())
        .then(|| phrase!("{} without aiortc", "{} 個，都沒有 aiortc", without.len()));
    table.tell("driver.pythons", phrase!("more Pythons", "其他 Python"), without).source(None);
}

/// `~/env/bin/python3, 3.11.2: aiortc 1.9.0, aioice 0.10.1`.
fn packages(python: &PythonPackages) -> Phrase {
    let packages = [
        ("aiortc", &python.aiortc),
        ("aioice", &python.aioice),
        ("unitree driver", &python.unitree_webrtc_connect),
    ];
    let packages = packages
        .into_iter()
        .filter_map(|(name, version)| Some(format!("{name} {}", version.as_deref()?)));
    let packages = packages.collect::<Vec<_>>().join(", ");
    Phrase::same(format!("{}: {packages}", place([&python.executable, &python.version])))
}

fn place(known: [&Option<String>; 2]) -> String {
    known.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
}

fn found_by(found_by: &str) -> Phrase {
    match found_by {
        "ros2-install" => phrase!("the installed node", "已安裝的節點"),
        "virtual-env" => Phrase::same("VIRTUAL_ENV"),
        "conda" => Phrase::same("CONDA_PREFIX"),
        "project" => phrase!("the project's own", "專案自己的"),
        "pyenv" => Phrase::same("pyenv"),
        "pipx" => Phrase::same("pipx"),
        "uv-tool" => Phrase::same("uv tool"),
        "poetry" => Phrase::same("Poetry"),
        "system" => phrase!("the system's own", "系統的"),
        _ => phrase!("the path", "PATH"),
    }
}

/// What the project's files say of its packages, and what was built of it.
fn project(table: &mut Table<'_>, driver: &DriverFacts) {
    // A line of a file is its own source.
    let pins = driver.pins.iter().flatten().map(requirement);
    table.tell("driver.pins", phrase!("requirement", "版本需求"), pins).source(None);
    let locks = driver.locks.iter().flatten().map(locked);
    table.tell("driver.locks", phrase!("locked", "lock 檔"), locks).source(None);
    // Which aioice fits is aiortc's own business.
    let demands: Vec<_> = driver.demands_of_aiortc().collect();
    let label = phrase!("required by", "要求者");
    let row = table.tell("driver.demands", label, demands.iter().map(|demand| demanded(demand)));
    for (line, demand) in row.lines.iter_mut().zip(demands) {
        line.source = Some(Phrase::same(demand.file.as_str()));
    }
    let submodules = driver.submodules.iter().flatten().map(submodule);
    table.tell("driver.submodules", phrase!("submodule", "子模組"), submodules);
    match driver.uncompiled.as_deref() {
        Some([]) => {
            let every = phrase!("every file", "全部檔案");
            table.tell("driver.uncompiled", phrase!("compiles", "可編譯"), [every]);
        }
        files => {
            let files = files.unwrap_or_default().iter().map(uncompiled);
            table.tell("driver.uncompiled", phrase!("does not compile", "無法編譯"), files);
        }
    }
    let workspace = driver.workspace.as_ref().map(built);
    table.tell("driver.workspace", Phrase::same("colcon"), workspace);
}

fn copy(copy: &PackageCopy) -> Phrase {
    let version = copy.version.as_ref().map(Shown::shown);
    let version = version.unwrap_or_else(|| phrase!("of unknown version", "版本不明"));
    phrase!(
        "{} {}, later on the path: {}",
        "{} {}，在路徑上較後面：{}",
        copy.package,
        version,
        copy.location
    )
}

fn requirement(pin: &PinFacts) -> Phrase {
    let exact = match pin.exact {
        Some(true) => phrase!(", exact", "，精確版本"),
        Some(false) => phrase!(", not exact", "，不是精確版本"),
        None => Phrase::default(),
    };
    let (package, specifiers, place) = (&pin.package, &pin.specifiers, at(&pin.at));
    let met = met(pin.satisfied);
    let via = match pin.via.as_deref().map(|via| via.join(", ")) {
        Some(via) => phrase!(", because of {via}", "，來自 {via}"),
        None => Phrase::default(),
    };
    phrase!(
        "{package}{specifiers}{}{}{}: {place}",
        "{package}{specifiers}{}{}{}: {place}",
        exact,
        met,
        via
    )
}

fn met(satisfied: Option<bool>) -> Phrase {
    match satisfied {
        Some(false) => phrase!(", not met by what is installed", "，安裝的版本不符"),
        Some(true) | None => Phrase::default(),
    }
}

fn at(line: &SourceLine) -> String {
    format!("{}:{}", line.file, line.line)
}

fn locked(lock: &LockFacts) -> Phrase {
    let differs = match (lock.installed, lock.demanded) {
        (_, Some(false)) => phrase!(", against the project's requirement", "，與專案的條件不符"),
        (Some(false), _) => phrase!(", another one is installed", "，安裝的是別的版本"),
        _ => Phrase::default(),
    };
    let (package, version, place) = (&lock.package, &lock.version, at(&lock.at));
    phrase!("{package} {version}{}: {place}", "{package} {version}{}: {place}", differs)
}

/// `unitree-webrtc-connect 2.2.0: aiortc>=1.9.0`.
fn demanded(demand: &DemandFacts) -> Phrase {
    let version = demand.by_version.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
    let demand_text = format!("{}{version}: {}{}", demand.by, demand.package, demand.specifiers);
    phrase!("{demand_text}{}", "{demand_text}{}", met(demand.satisfied))
}

fn submodule(submodule: &SubmoduleFacts) -> Phrase {
    let state = match submodule.state.as_str() {
        "checked-out" => phrase!("checked out", "已取出"),
        "empty" => phrase!("empty, not checked out", "空的，尚未取出"),
        "no-git" => phrase!("there, but not from git", "存在，但不是由 git 取出"),
        _ => phrase!("missing", "不存在"),
    };
    phrase!("{}: {}", "{}: {}", submodule.folder, state)
}

/// `go2_connection.py:257: TabError: inconsistent use of tabs and spaces in indentation`.
fn uncompiled(file: &UncompiledFacts) -> Phrase {
    let line = file.line.map(|line| format!(":{line}")).unwrap_or_default();
    Phrase::same(format!("{}{line}: {}: {}", file.file, file.error, file.message))
}

fn built(workspace: &WorkspaceFacts) -> Phrase {
    let names = |names: &Option<Vec<String>>| {
        let names = names.as_ref().filter(|names| !names.is_empty())?;
        Some(Phrase::names(names))
    };
    let wrong: Vec<_> = [
        names(&workspace.stale)
            .map(|names| phrase!("changed since the last build: {}", "修改後尚未建置：{}", names)),
        names(&workspace.failed).map(|names| phrase!("failed: {}", "建置失敗：{}", names)),
        names(&workspace.orphans).map(|names| {
            phrase!("left over from removed packages: {}", "已移除套件的殘留：{}", names)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    match (wrong.is_empty(), workspace.linked, &workspace.stale) {
        (false, ..) => Phrase::join(wrong, &phrase!("; ", "；")),
        (true, Some(true), _) => phrase!("linked to src", "連結到 src"),
        (true, _, Some(_)) => phrase!("agrees with src", "與 src 一致"),
        (true, _, None) => phrase!("nothing to compare", "沒有可比對的檔案"),
    }
}
