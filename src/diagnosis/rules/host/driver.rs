//! The driver on this machine: what it is made of, and what it would offer.

use super::{MAX_QUOTED, MAX_TEXT, pins, project, python};
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{DriverFacts, PackageCopy, SourceLine, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

type Rule = fn(&DriverFacts) -> Option<Finding>;

/// What matters because the robot compares the last fingerprint of an offer and no other.
const OF_FINGERPRINTS: [Rule; 4] =
    [fingerprints, unpatched_aiortc, pins::pins, pins::wheels_of_old_aiortc];

const OTHERS: [Rule; 7] = [
    credentials,
    project::uncompiled,
    python::other_environment,
    two_copies,
    project::stale_build,
    pins::wheels,
    ice_servers,
];

pub(super) fn conclude(case: &Case<'_>, driver: &DriverFacts) -> Vec<Finding> {
    let of_fingerprints = OF_FINGERPRINTS.iter().filter(|_| !compares_every_fingerprint(case));
    let of_driver = of_fingerprints.chain(&OTHERS).filter_map(|rule| rule(driver));
    of_driver.chain(searches_for_a_go2(case, driver)).collect()
}

/// The published driver before 2.2.0 knows one group alone. Whether it is to search at all, or is
/// given an address, is not looked at.
fn searches_for_a_go2(case: &Case<'_>, driver: &DriverFacts) -> Option<Finding> {
    let model = case.robot.model.filter(|model| model.is_humanoid())?;
    let version = driver.unitree_webrtc_connect.as_deref()?;
    if version_numbers(version)? >= (2, 2) {
        return None;
    }
    let version = printable(version, 20);
    Some(Finding::likely("G2-DISC-WRONG-GROUP").with_severity(Severity::Info).seen(phrase!(
        "unitree_webrtc_connect {version} searches 231.1.1.1 alone, and the robot is a {}",
        "unitree_webrtc_connect {version} 只在 231.1.1.1 搜尋，而機器人是 {}",
        model.title()
    )))
}

/// The robot's WebRTC library sends a DCEP ACK from the version on that compares every fingerprint
/// line (KVS 1.18.1): older ones never do.
fn compares_every_fingerprint(case: &Case<'_>) -> bool {
    case.sctp().is_some_and(|sctp| sctp.evidence.dcep_ack_received > Some(0))
}

fn fingerprints(driver: &DriverFacts) -> Option<Finding> {
    let offered =
        driver.offered_fingerprints.as_ref().filter(|_| driver.has_wrong_fingerprint())?;
    let names = printable(offered.join(", "), MAX_TEXT);
    let version = driver.aiortc.as_deref().map(|version| printable(version, 20));
    Some(
        Finding::likely("G2-ENV-AIORTC-FPS")
            .with_severity(Severity::Warning)
            .seen(phrase!(
                "the driver here would offer the fingerprints {names}",
                "此處的驅動程式會提供的指紋：{names}"
            ))
            .seen_all(version.map(|version| phrase!("aiortc {version}", "aiortc {version}")))
            .seen_all(pins::asked_for(driver)),
    )
}

/// Needs an aiortc with several fingerprints, and no program whose sources could tell whether it is
/// patched: without one, neither that it is nor that it is not was seen.
fn unpatched_aiortc(driver: &DriverFacts) -> Option<Finding> {
    let version = driver.aiortc.as_deref().filter(|version| has_several_fingerprints(version))?;
    let told = driver.offered_fingerprints.is_some() || driver.sha256_patch.is_some();
    let node = driver.pythons.iter().flatten().any(|it| it.used && it.found_by == "ros2-install");
    if told || node || driver.project.is_some() {
        return None;
    }
    let version = printable(version, 20);
    Some(
        Finding::possible("G2-ENV-AIORTC-FPS")
            .with_severity(Severity::Info)
            .because(phrase!(
                "this aiortc offers three fingerprints unless the program patches it: run this in the program's folder, or go2doctor check -- COMMAND",
                "除非程式修補過，這個 aiortc 會提供三行指紋：請在程式所在的資料夾執行，或用 go2doctor check -- 指令"
            ))
            .next_command("go2doctor check -- YOUR_DRIVER")
            .seen(phrase!(
                "aiortc {version} is installed, but this folder has no driver sources",
                "已安裝 aiortc {version}，這個資料夾裡沒有驅動程式的原始碼"
            )),
    )
}

/// aiortc 1.10.0 was the first.
fn has_several_fingerprints(version: &str) -> bool {
    version_numbers(version).is_some_and(|version| version >= (1, 10))
}

/// Major and minor of a version, 0 where there is no minor.
fn version_numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next().map_or(Some(0), |minor| minor.parse().ok())?;
    Some((major, minor))
}

/// Needs to know whether the driver's m-sections would share their credentials, or its submodules.
fn credentials(driver: &DriverFacts) -> Option<Finding> {
    let missing = driver.missing_submodules();
    let differ = driver.credentials_shared == Some(false);
    if missing.is_empty() && !differ {
        return None;
    }
    let versions = [("aiortc", &driver.aiortc), ("aioice", &driver.aioice)];
    let known = versions.into_iter().filter(|_| differ).filter_map(|(name, version)| {
        let version = printable(version.as_deref()?, 20);
        Some(phrase!("{name} {version}", "{name} {version}"))
    });
    let offer = differ.then(|| {
        phrase!(
            "the driver here would give each m-section its own credentials",
            "此處的驅動程式會給每個 m 區段各自的憑證資訊"
        )
    });
    let found = Finding::likely("G2-ENV-PATCH-MISSING")
        .with_severity(Severity::Warning)
        .seen_all(offer)
        .seen_all(missing.iter().take(MAX_QUOTED).map(|it| project::submodule(it)))
        .seen_all(known);
    Some(match (differ, missing.is_empty()) {
        (false, _) => found.because(phrase!(
            "the driver's patched library is a git submodule, and its folder is still empty",
            "驅動程式修補過的函式庫是 git 子模組，而它的資料夾還是空的"
        )),
        // Where every submodule is there, git has nothing to fetch.
        (true, true) if driver.submodules.as_ref().is_some_and(|all| !all.is_empty()) => found
            .next_command(
                "python3 -c \"import aioice, aiortc; print(aioice.__file__, aiortc.__file__)\"",
            ),
        (true, _) => found,
    })
}

/// Needs two copies of one package on the driver's path, of different versions.
fn two_copies(driver: &DriverFacts) -> Option<Finding> {
    let hidden = driver.shadowed_copy()?;
    let on_path = driver.copies.iter().flatten().filter(|copy| copy.on_path);
    let of_package = on_path.filter(|copy| copy.package == hidden.package).take(MAX_QUOTED);
    let by = driver.python.as_ref().and_then(|python| python.executable.as_deref()).map(|python| {
        let python = printable(python, MAX_TEXT);
        phrase!("it is imported by {python}", "由 {python} 匯入")
    });
    Some(Finding::likely("G2-ENV-TWO-COPIES").seen_all(of_package.map(copy)).seen_all(by))
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
            "{package} {version} in {place} is shadowed by it",
            "被遮蔽：{package} {version}，位於 {place}"
        ),
    }
}

/// Needs the project's sources to have been searched.
fn ice_servers(driver: &DriverFacts) -> Option<Finding> {
    let lines = driver.ice_servers.as_ref().filter(|lines| !lines.is_empty())?;
    let quoted = lines.iter().take(MAX_QUOTED).map(source_line);
    Some(Finding::likely("G2-ICE-STUN-SLOW").at_stage(Stage::Host).seen_all(quoted))
}

fn source_line(at: &SourceLine) -> Phrase {
    let (file, line) = (printable(&at.file, MAX_TEXT), at.line);
    let text = printable(&at.text, MAX_TEXT);
    phrase!("{file}:{line}: {text}", "{file}:{line}：{text}")
}
