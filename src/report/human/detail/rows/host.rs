//! The rows of `host`: each fact, and with -v what it was taken from.

use super::{Rows, network, others, place};
use crate::evidence::{DriverFacts, FactNote, HostEvidence, PackageCopy, PinFacts, SourceLine};
use crate::language::{Language, say};

pub(super) fn host(rows: &mut Rows, evidence: &HostEvidence) {
    let language = rows.language;
    let sources = Sources(evidence.sources.as_deref().unwrap_or_default());
    if let Some(route) = &evidence.route {
        rows.from(
            "way to the robot",
            "到機器人的路",
            Some(network::way(route, rows.language)),
            sources.of("route"),
        );
    }
    for each in evidence.interfaces.iter().flatten() {
        let leased = each.addresses.iter().any(|own| own.dynamic.is_some());
        let facts = [Some("interfaces"), leased.then_some("interfaces.dynamic")];
        let source = facts.into_iter().flatten().filter_map(|fact| sources.of(fact));
        let source = source.reduce(|one, other| format!("{one}; {other}"));
        rows.from("interface", "介面", Some(network::interface(each, language)), source);
    }
    network::multicast(rows, evidence, sources.of("multicast"));
    network::firewall(rows, evidence, sources.of("firewall"));
    place::place(rows, evidence, &sources);
    rows.from(
        "CONN_TYPE",
        "CONN_TYPE",
        evidence.conn_type.clone(),
        Some(language.pick("the environment", "環境變數").into()),
    );
    if let Some(facts) = &evidence.driver {
        driver(rows, facts, &sources);
    }
    for each in evidence.others.iter().flatten() {
        let source = sources.of("others");
        rows.from("also here", "本機另有", Some(others::other(each, language)), source);
    }
    for note in evidence.unread.iter().flatten() {
        let text = Some(format!("{}: {}", short(&note.fact), note.note));
        // The clock stands in nobody's way to the robot.
        match note.fact.starts_with("clock.") {
            true => rows.minor("not known", "不明", text, None),
            false => rows.add("not known", "不明", text),
        }
    }
}

fn driver(rows: &mut Rows, driver: &DriverFacts, sources: &Sources<'_>) {
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
        ("unitree driver", &driver.unitree_webrtc_connect, "driver.unitree_webrtc_connect"),
    ];
    for (name, version, fact) in versions {
        rows.from(name, name, version.clone(), sources.of(fact));
    }
    for copy in driver.copies.iter().flatten().filter(|copy| !copy.used) {
        rows.add("another copy", "另一份", Some(another(copy, language)));
    }
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
    for pin in driver.pins.iter().flatten() {
        rows.add("requirement", "版本需求", Some(requirement(pin, language)));
    }
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

fn another(copy: &PackageCopy, language: Language) -> String {
    let unknown = language.pick("of unknown version", "版本不明");
    let version = copy.version.as_deref().unwrap_or(unknown);
    let place = match copy.on_path {
        true => language.pick("behind it on the path", "在路徑上較後面"),
        false => language.pick("of another Python", "屬於另一個 Python"),
    };
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

/// `aiortc` of `driver.aiortc`, `virtual_machine` of `place.virtual_machine`.
fn short(fact: &str) -> &str {
    ["driver.", "place."].iter().find_map(|room| fact.strip_prefix(room)).unwrap_or(fact)
}

pub(super) struct Sources<'a>(&'a [FactNote]);

impl Sources<'_> {
    pub(super) fn of(&self, fact: &str) -> Option<String> {
        self.0.iter().find(|note| note.fact == fact).map(|note| note.note.clone())
    }
}
