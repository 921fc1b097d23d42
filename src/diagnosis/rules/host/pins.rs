//! What is demanded of aiortc, what is locked, and what of that can be installed.

use super::{MAX_QUOTED, MAX_TEXT};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{DemandFacts, DriverFacts, LockFacts, PinFacts};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Needs a requirement, a lock file or installed metadata that speaks of aiortc. Where the driver
/// reduces any aiortc to sha-256 by itself, an open requirement does no harm.
pub(super) fn pins(driver: &DriverFacts) -> Option<Finding> {
    let (open, locks) = (driver.open_pins(), driver.differing_locks());
    let unmet = driver.unmet_demands();
    if open.is_empty() && locks.is_empty() && unmet.is_empty() {
        return None;
    }
    // A lock that differs is told beside the demand that it was made from.
    let demanded = driver.pins.iter().flatten().filter(|pin| pin.package == "aiortc");
    let beside_a_lock = open.is_empty() && !locks.is_empty();
    let demanded = demanded.filter(|_| beside_a_lock);
    let installed = driver.aiortc.as_deref().map(|version| {
        let version = printable(version, 20);
        phrase!("aiortc {version} is installed", "安裝的是 aiortc {version}")
    });
    let raisers = driver.demands_of_aiortc().filter(|it| it.satisfied == Some(true));
    let raisers = raisers.filter(|it| !it.specifiers.starts_with("=="));
    Some(
        Finding::likely("G2-ENV-PINS")
            .seen_all(open.into_iter().chain(demanded).take(MAX_QUOTED).map(pin))
            .seen_all(locks.into_iter().take(MAX_QUOTED).map(lock))
            .seen_all(installed)
            .seen_all(asked_for(driver))
            .seen_all(unmet.into_iter().take(MAX_QUOTED).map(unmet_demand))
            .seen_all(raisers.take(MAX_QUOTED).map(raiser)),
    )
}

/// Needs the Python's version, and a demand or a lock that names an old aiortc or av.
pub(super) fn wheels(driver: &DriverFacts) -> Option<Finding> {
    let (pins, locks) = driver.without_wheels();
    if pins.is_empty() && locks.is_empty() {
        return None;
    }
    Some(
        Finding::likely("G2-ENV-PY-WHEELS")
            .seen(python_version(driver)?)
            .seen_all(pins.into_iter().take(MAX_QUOTED).map(demand))
            .seen_all(locks.into_iter().take(MAX_QUOTED).map(lock)),
    )
}

/// Needs the Python's version, and an offer against which aiortc 1.9.0 would be the remedy.
pub(super) fn wheels_of_old_aiortc(driver: &DriverFacts) -> Option<Finding> {
    let wanted = driver.is_without_wheels() && driver.has_wrong_fingerprint();
    if !wanted || wheels(driver).is_some() {
        return None;
    }
    Some(
        Finding::possible("G2-ENV-PY-WHEELS")
            .with_severity(Severity::Info)
            .seen(python_version(driver)?)
            .because(phrase!(
                "keep this aiortc and use the published driver, which offers sha-256 alone; aiortc 1.9.0 would need Python 3.10 to 3.12",
                "保留這個 aiortc，改用只提供 sha-256 的公開驅動程式；若要 aiortc 1.9.0，需要 Python 3.10 到 3.12"
            )),
    )
}

/// Who asked for the aiortc that is installed, as a compiled requirements file says.
pub(super) fn asked_for(driver: &DriverFacts) -> Option<Phrase> {
    let of_aiortc = |pin: &&PinFacts| pin.package == "aiortc" && pin.satisfied != Some(false);
    let pin = driver.pins.iter().flatten().filter(of_aiortc).find(|pin| pin.via.is_some())?;
    let by: Vec<_> =
        pin.via.iter().flatten().take(MAX_QUOTED).map(|name| printable(name, MAX_TEXT)).collect();
    let (file, line, by) = (printable(&pin.at.file, MAX_TEXT), pin.at.line, by.join(", "));
    let specifiers = printable(&pin.specifiers, MAX_TEXT);
    Some(phrase!(
        "{file}:{line} has aiortc{specifiers} because of {by}",
        "{file}:{line} 的 aiortc{specifiers} 來自 {by}"
    ))
}

fn python_version(driver: &DriverFacts) -> Option<Phrase> {
    let version = printable(driver.python.as_ref()?.version.as_deref()?, 20);
    Some(phrase!("the driver's Python is {version}", "驅動程式的 Python 是 {version}"))
}

fn pin(pin: &PinFacts) -> Phrase {
    let (file, line) = (printable(&pin.at.file, MAX_TEXT), pin.at.line);
    let package = printable(&pin.package, MAX_TEXT);
    let specifiers = printable(&pin.specifiers, MAX_TEXT);
    match (pin.satisfied, pin.exact) {
        (Some(false), _) => phrase!(
            "{file}:{line} requires {package}{specifiers}, but another version is installed",
            "{file}:{line} 要求 {package}{specifiers}，但安裝的是別的版本"
        ),
        (_, Some(true)) => demand(pin),
        _ => phrase!(
            "{file}:{line} allows several versions: {package}{specifiers}",
            "{file}:{line} 允許多個版本：{package}{specifiers}"
        ),
    }
}

fn demand(pin: &PinFacts) -> Phrase {
    let (file, line) = (printable(&pin.at.file, MAX_TEXT), pin.at.line);
    let package = printable(&pin.package, MAX_TEXT);
    let specifiers = printable(&pin.specifiers, MAX_TEXT);
    phrase!(
        "{file}:{line} requires {package}{specifiers}",
        "{file}:{line} 要求 {package}{specifiers}"
    )
}

fn lock(lock: &LockFacts) -> Phrase {
    let (file, line) = (printable(&lock.at.file, MAX_TEXT), lock.at.line);
    let (package, version) = (printable(&lock.package, MAX_TEXT), printable(&lock.version, 20));
    match lock.demanded {
        Some(false) => phrase!(
            "{file}:{line} locks {package} to {version}, which the project's requirement excludes",
            "{file}:{line} 把 {package} 鎖在 {version}，但專案的條件排除這個版本"
        ),
        _ => phrase!(
            "{file}:{line} locks {package} to {version}",
            "{file}:{line} 把 {package} 鎖在 {version}"
        ),
    }
}

/// `unitree-webrtc-connect 2.2.0`.
fn by(demand: &DemandFacts) -> String {
    let name = printable(&demand.by, MAX_TEXT);
    match &demand.by_version {
        Some(version) => format!("{name} {}", printable(version, 20)),
        None => name,
    }
}

fn unmet_demand(demand: &DemandFacts) -> Phrase {
    let (by, specifiers) = (by(demand), printable(&demand.specifiers, MAX_TEXT));
    phrase!(
        "{by} requires aiortc{specifiers}: installing it again will replace the current one",
        "{by} 要求 aiortc{specifiers}：下次安裝它時會換掉現有的版本"
    )
}

fn raiser(demand: &DemandFacts) -> Phrase {
    let (by, specifiers) = (by(demand), printable(&demand.specifiers, MAX_TEXT));
    let specifiers = if specifiers.is_empty() { "*".into() } else { specifiers };
    phrase!(
        "{by} requires aiortc {specifiers}: installing it may upgrade aiortc again",
        "{by} 要求 aiortc {specifiers}：安裝它可能再次拉高 aiortc"
    )
}
