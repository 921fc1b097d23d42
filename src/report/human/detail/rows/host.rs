//! The rows of `host`: each fact, and with -v what it was taken from.

use super::{Rows, yes_no};
use crate::evidence::{
    DriverFacts, FactNote, HostEvidence, PackageCopy, PinFacts, RouteFacts, SourceLine,
};

pub(super) fn host(rows: &mut Rows, evidence: &HostEvidence) {
    let sources = Sources(evidence.sources.as_deref().unwrap_or_default());
    if let Some(route) = &evidence.route {
        rows.from("way to the robot", Some(way(route)), sources.of("route"));
    }
    if let Some(wsl) = &evidence.wsl {
        let version = wsl.version.map(|version| version.to_string());
        rows.from("WSL", Some(version.unwrap_or_else(|| "yes".into())), sources.of("wsl"));
        rows.from("WSL networking", wsl.networking.clone(), sources.of("wsl.networking"));
    }
    let container = evidence.container.clone().filter(|kind| kind != "none");
    rows.from("container", container, sources.of("container"));
    rows.from("CONN_TYPE", evidence.conn_type.clone(), Some("the environment".into()));
    if let Some(facts) = &evidence.driver {
        driver(rows, facts, &sources);
    }
    for note in evidence.unread.iter().flatten() {
        rows.add("not known", Some(format!("{}: {}", short(&note.fact), note.note)));
    }
}

fn driver(rows: &mut Rows, driver: &DriverFacts, sources: &Sources<'_>) {
    let python = driver.python.as_ref().map(|python| {
        let parts = [&python.executable, &python.version];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
    });
    rows.from("Python", python, sources.of("driver.python"));
    let versions = [
        ("aiortc", &driver.aiortc, "driver.aiortc"),
        ("aioice", &driver.aioice, "driver.aioice"),
        ("numpy", &driver.numpy, "driver.numpy"),
        ("published driver", &driver.unitree_webrtc_connect, "driver.unitree_webrtc_connect"),
    ];
    for (name, version, fact) in versions {
        rows.from(name, version.clone(), sources.of(fact));
    }
    for copy in driver.copies.iter().flatten().filter(|copy| !copy.used) {
        rows.add("another copy", Some(another(copy)));
    }
    let fact = "driver.sha256_patch";
    rows.from("sha-256 patch", driver.sha256_patch.map(yes_no), sources.of(fact));
    let names = driver.offered_fingerprints.as_ref().map(|names| names.join(", "));
    rows.from("would offer", names, sources.of("driver.offered_fingerprints"));
    rows.normally("would offer", "sha-256");
    let fact = "driver.credentials_shared";
    let shared = |shared| if shared { "shared" } else { "differ between sections" };
    rows.from("ICE credentials", driver.credentials_shared.map(shared), sources.of(fact));
    rows.normally("ICE credentials", "shared");
    rows.from("project", driver.project.clone(), Some("the current folder".into()));
    for pin in driver.pins.iter().flatten() {
        rows.add("requirement", Some(requirement(pin)));
    }
    match driver.ice_servers.as_deref() {
        Some([]) => {
            rows.from("STUN, TURN", Some("none configured"), sources.of("driver.ice_servers"));
        }
        lines => {
            for line in lines.unwrap_or_default() {
                rows.add("STUN, TURN", Some(format!("{}: {}", place(line), line.text)));
            }
        }
    }
}

fn way(route: &RouteFacts) -> String {
    if route.exists == Some(false) {
        return "none".into();
    }
    let mut parts = Vec::new();
    parts.extend(route.source.as_ref().map(|source| format!("from {source}")));
    parts.extend(route.interface.as_ref().map(|interface| format!("by {interface}")));
    parts.extend(route.gateway.as_ref().map(|gateway| format!("through {gateway}")));
    parts.extend(route.on_link.filter(|on_link| *on_link).map(|_| "attached network".into()));
    parts.join(", ")
}

fn another(copy: &PackageCopy) -> String {
    let version = copy.version.as_deref().unwrap_or("of unknown version");
    let place = if copy.on_path { "behind it on the path" } else { "of another Python" };
    format!("{} {version}, {place}: {}", copy.package, copy.location)
}

fn requirement(pin: &PinFacts) -> String {
    let exact = match pin.exact {
        Some(true) => ", exact",
        Some(false) => ", not exact",
        None => "",
    };
    let met = if pin.satisfied == Some(false) { ", not met by what is installed" } else { "" };
    format!("{}{}{exact}{met}: {}", pin.package, pin.specifiers, place(&pin.at))
}

fn place(line: &SourceLine) -> String {
    format!("{}:{}", line.file, line.line)
}

/// `aiortc` of `driver.aiortc`.
fn short(fact: &str) -> &str {
    fact.strip_prefix("driver.").unwrap_or(fact)
}

struct Sources<'a>(&'a [FactNote]);

impl Sources<'_> {
    fn of(&self, fact: &str) -> Option<String> {
        self.0.iter().find(|note| note.fact == fact).map(|note| note.note.clone())
    }
}
