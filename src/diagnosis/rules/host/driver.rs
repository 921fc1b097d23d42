//! The driver on this machine: what it is made of, and what it would offer.

use super::{MAX_QUOTED, MAX_TEXT};
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::Severity;
use crate::diagnosis::phrase::{Phrase, phrase};
use crate::evidence::{DriverFacts, PackageCopy, PinFacts, SourceLine, Stage};
use crate::redact::printable;

pub(super) fn conclude(driver: &DriverFacts) -> Vec<Conclusion> {
    [fingerprints, credentials, two_copies, pins, ice_servers]
        .iter()
        .filter_map(|rule| rule(driver))
        .collect()
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
