//! This machine and the driver on it.
//!
//! What a driver would offer is no failure of this run: it is a warning, and
//! becomes the answer only where a log or a second run shows it at work.

use crate::diagnosis::case::Case;
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::Severity;
use crate::diagnosis::phrase::{Phrase, phrase};
use crate::evidence::{DriverFacts, HostEvidence, PackageCopy, PinFacts, SourceLine, Stage};
use crate::redact::printable;

/// The most lines of a project that are quoted.
const MAX_QUOTED: usize = 3;

/// The longest quotation, in characters.
const MAX_TEXT: usize = 80;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    let Some(machine) = case.machine() else { return Vec::new() };
    let mut found = Vec::new();
    found.extend(no_route(case, machine));
    if let Some(driver) = &machine.driver {
        found.extend(fingerprints(driver));
        found.extend(credentials(driver));
        found.extend(two_copies(driver));
        found.extend(pins(driver));
        found.extend(ice_servers(driver));
    }
    found.extend(wsl(case, machine));
    found.extend(conn_type(machine));
    found
}

/// Needs the kernel's answer to the question for a route.
fn no_route(case: &Case<'_>, machine: &HostEvidence) -> Option<Conclusion> {
    if machine.route.as_ref()?.exists != Some(false) {
        return None;
    }
    // Where something answered all the same, the kernel was asked for the wrong address.
    let answered = case.went_beyond(Stage::Host);
    let conclusion = match answered {
        true => return None,
        false => Conclusion::certain("G2-LINK-SUBNET"),
    };
    Some(conclusion.at(Stage::Host).seen(phrase!(
        "the kernel has no route to the robot's address",
        "核心沒有通往機器人位址的路由"
    )))
}

/// Needs the fingerprints that the driver would offer.
fn fingerprints(driver: &DriverFacts) -> Option<Conclusion> {
    let offered = driver.offered_fingerprints.as_ref()?;
    let last = offered.last()?;
    if last == "sha-256" {
        return None;
    }
    let names = printable(offered.join(", "), MAX_TEXT);
    let version = driver.aiortc.as_deref().map(|version| printable(version, 20));
    Some(
        Conclusion::likely("G2-ENV-AIORTC-FPS")
            .rated(Severity::Warning)
            .seen(phrase!(
                "the driver here would offer the fingerprints {names}",
                "此處的驅動程式會提供的指紋：{names}"
            ))
            .seen_all(version.map(|version| phrase!("aiortc {version}", "aiortc {version}"))),
    )
}

/// Needs to know whether the driver's m-sections would share their credentials.
fn credentials(driver: &DriverFacts) -> Option<Conclusion> {
    if driver.credentials_shared != Some(false) {
        return None;
    }
    let versions = [("aiortc", &driver.aiortc), ("aioice", &driver.aioice)];
    let known = versions.into_iter().filter_map(|(name, version)| {
        let version = printable(version.as_deref()?, 20);
        Some(phrase!("{name} {version}", "{name} {version}"))
    });
    Some(
        Conclusion::likely("G2-ENV-PATCH-MISSING")
            .rated(Severity::Warning)
            .seen(phrase!(
                "the driver here would give each m-section credentials of its own",
                "此處的驅動程式會給每個 m 區段各自的認證資訊"
            ))
            .seen_all(known),
    )
}

/// Needs two copies of one package on the driver's path, of different versions.
fn two_copies(driver: &DriverFacts) -> Option<Conclusion> {
    let on_path = || driver.copies.iter().flatten().filter(|copy| copy.on_path);
    let hidden = on_path().find(|copy| {
        let used = on_path().find(|other| other.used && other.package == copy.package);
        used.is_some_and(|used| used.version != copy.version)
    })?;
    let of_package = on_path().filter(|copy| copy.package == hidden.package).take(MAX_QUOTED);
    Some(Conclusion::likely("G2-ENV-TWO-COPIES").seen_all(of_package.map(copy)))
}

fn copy(copy: &PackageCopy) -> Phrase {
    let package = printable(&copy.package, MAX_TEXT);
    let version = copy.version.as_deref().map_or("?".into(), |version| printable(version, 20));
    let place = printable(&copy.location, MAX_TEXT);
    match copy.used {
        true => phrase!(
            "{package} {version} in {place} is the one in use",
            "使用中：{package} {version}，位於 {place}"
        ),
        false => phrase!(
            "{package} {version} in {place} lies behind it",
            "被遮蔽：{package} {version}，位於 {place}"
        ),
    }
}

/// Needs the project's requirement on aiortc. Where the driver reduces any
/// aiortc to sha-256 by itself, an open requirement does no harm.
fn pins(driver: &DriverFacts) -> Option<Conclusion> {
    if driver.sha256_patch == Some(true) {
        return None;
    }
    let loose = |pin: &&PinFacts| pin.exact == Some(false) || pin.satisfied == Some(false);
    let of_aiortc = driver.pins.iter().flatten().filter(|pin| pin.package == "aiortc");
    let lines: Vec<_> = of_aiortc.filter(loose).take(MAX_QUOTED).map(pin).collect();
    (!lines.is_empty()).then(|| Conclusion::likely("G2-ENV-PINS").seen_all(lines))
}

fn pin(pin: &PinFacts) -> Phrase {
    let (file, line) = (printable(&pin.at.file, MAX_TEXT), pin.at.line);
    let package = printable(&pin.package, MAX_TEXT);
    let demand = printable(&pin.specifiers, MAX_TEXT);
    match pin.satisfied {
        Some(false) => phrase!(
            "{file}:{line} demands {package}{demand}, and another version is installed",
            "{file}:{line} 要求 {package}{demand}，但安裝的是別的版本"
        ),
        _ => phrase!(
            "{file}:{line} admits several versions: {package}{demand}",
            "{file}:{line} 允許多個版本：{package}{demand}"
        ),
    }
}

/// Needs the project's sources to have been searched.
fn ice_servers(driver: &DriverFacts) -> Option<Conclusion> {
    let lines = driver.ice_servers.as_ref().filter(|lines| !lines.is_empty())?;
    let quoted = lines.iter().take(MAX_QUOTED).map(source_line);
    Some(Conclusion::likely("G2-ICE-STUN-SLOW").at(Stage::Host).seen_all(quoted))
}

fn source_line(at: &SourceLine) -> Phrase {
    let (file, line) = (printable(&at.file, MAX_TEXT), at.line);
    let text = printable(&at.text, MAX_TEXT);
    phrase!("{file}:{line}: {text}", "{file}:{line}：{text}")
}

/// Needs WSL and its networking mode. Where the robot was reached all the same
/// it is not in the way, whatever it hides.
fn wsl(case: &Case<'_>, machine: &HostEvidence) -> Option<Conclusion> {
    let wsl = machine.wsl.as_ref()?;
    let mode = wsl.networking.as_deref();
    if wsl.version != Some(1) && mode != Some("nat") || case.passed(Stage::Dtls) {
        return None;
    }
    let version = wsl.version.map_or(String::new(), |version| version.to_string());
    let mode = mode.map_or("?".into(), |mode| printable(mode, 20));
    Some(
        Conclusion::possible("G2-ENV-WSL-NAT")
            .seen(phrase!("WSL{version}, networking mode {mode}", "WSL{version}，網路模式 {mode}")),
    )
}

/// Needs the variable.
fn conn_type(machine: &HostEvidence) -> Option<Conclusion> {
    let set = machine.conn_type.as_deref()?;
    if !set.eq_ignore_ascii_case("cyclonedds") {
        return None;
    }
    Some(
        Conclusion::likely("G2-ENV-CONN-TYPE")
            .seen(phrase!("CONN_TYPE=cyclonedds", "CONN_TYPE=cyclonedds")),
    )
}
