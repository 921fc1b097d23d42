//! The driver on this machine.

use std::str::FromStr;

use pep440_rs::Version;

use super::{MAX_TEXT, State, Tick};
use crate::diagnosis::case::Case;
use crate::facts::{DriverFacts, PinFacts, SourceLine};
use crate::host::project::SEVERAL_FINGERPRINTS;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

const COMPARED: &str = "sha-256";

fn facts<'a>(case: &Case<'a>) -> Option<&'a DriverFacts> {
    case.machine()?.driver.as_ref()
}

fn no_driver() -> Tick {
    Tick::unknown(phrase!(
        "no aiortc was found in the driver's Python",
        "驅動程式的 Python 中找不到 aiortc"
    ))
}

fn no_project() -> Tick {
    Tick::unknown(phrase!(
        "not known: run it in the folder of the driver's project",
        "不明：請在驅動程式的專案資料夾中執行"
    ))
}

pub(super) fn aiortc_version(case: &Case<'_>) -> Tick {
    let driver = facts(case);
    let Some((driver, version)) = driver.and_then(|it| Some((it, it.aiortc.as_deref()?))) else {
        return no_driver();
    };
    let version = printable(version, MAX_TEXT);
    let offered = driver.offered_fingerprints.as_deref();
    match offered.and_then(<[String]>::last) {
        None => Tick::unknown(phrase!(
            "aiortc {version}; what it offers cannot be told",
            "aiortc {version}；無法得知它會提供什麼"
        )),
        Some(last) if last == COMPARED && driver.sha256_patch == Some(true) => Tick::ok(phrase!(
            "aiortc {version}, reduced to sha-256",
            "aiortc {version}，已修補成只送 sha-256"
        )),
        Some(last) => Tick::of(last == COMPARED, Phrase::same(format!("aiortc {version}"))),
    }
}

pub(super) fn fingerprints(case: &Case<'_>) -> Tick {
    let Some(driver) = facts(case).filter(|driver| driver.aiortc.is_some()) else {
        return no_driver();
    };
    let offered = driver.offered_fingerprints.as_deref().unwrap_or_default();
    let Some(last) = offered.last() else {
        return Tick::unknown(phrase!(
            "what the driver offers cannot be told",
            "無法得知驅動程式會提供什麼"
        ));
    };
    let names = printable(offered.join(", "), MAX_TEXT);
    Tick::of(last == COMPARED, phrase!("it would offer {names}", "會提供 {names}"))
}

pub(super) fn aioice_version(case: &Case<'_>) -> Tick {
    let Some(driver) = facts(case) else { return no_driver() };
    let Some(version) = driver.aioice.as_deref() else {
        return Tick::unknown(phrase!(
            "no aioice was found in the driver's Python",
            "驅動程式的 Python 中找不到 aioice"
        ));
    };
    let fits = ["0.9.", "0.10."].iter().any(|series| version.starts_with(series));
    let named = [("aioice", &driver.aioice), ("aiortc", &driver.aiortc), ("numpy", &driver.numpy)];
    let known = named.into_iter().filter_map(|(name, version)| {
        Some(format!("{name} {}", printable(version.as_deref()?, MAX_TEXT)))
    });
    let known = known.collect::<Vec<_>>().join(", ");
    Tick::of(fits, Phrase::same(known))
}

pub(super) fn pins(case: &Case<'_>) -> Tick {
    let driver = facts(case).and_then(|driver| Some((driver, driver.pins.as_deref()?)));
    let Some((driver, pins)) = driver else { return no_project() };
    let of_aiortc = pins.iter().filter(|pin| pin.package == "aiortc");
    let patched = driver.sha256_patch == Some(true);
    let mut ticks: Vec<_> = of_aiortc.map(|one| pin(one, patched)).collect();
    // The worst counts: which of the files is installed from is not known.
    let worst_first = [State::Bad, State::NotMeasured, State::Ok];
    ticks.sort_by_key(|tick| worst_first.iter().position(|state| *state == tick.state));
    ticks.into_iter().next().unwrap_or_else(|| {
        Tick::unknown(phrase!(
            "no requirement of this project names aiortc",
            "此專案的版本需求沒有提到 aiortc"
        ))
    })
}

pub(super) fn build(case: &Case<'_>) -> Tick {
    let Some(workspace) = facts(case).and_then(|driver| driver.workspace.as_ref()) else {
        return Tick::unknown(phrase!(
            "not known: run it in a colcon workspace that was built",
            "不明：請在建置過的 colcon 工作區中執行"
        ));
    };
    let first =
        |names: &Option<Vec<String>>| names.as_ref()?.first().map(|name| printable(name, MAX_TEXT));
    match (first(&workspace.failed), first(&workspace.stale)) {
        (Some(name), _) => {
            Tick::bad(phrase!("the last build of {name} failed", "{name} 上次建置失敗"))
        }
        (_, Some(file)) => {
            Tick::bad(phrase!("{file} is newer than its installed copy", "{file} 比已安裝的版本新"))
        }
        _ if workspace.stale.is_none() => {
            Tick::unknown(phrase!("nothing could be compared", "沒有可以比對的檔案"))
        }
        _ => Tick::ok(phrase!("install agrees with src", "install 與 src 一致")),
    }
}

fn pin(pin: &PinFacts, patched: bool) -> Tick {
    let demand = demand(pin);
    match (pin.exact, pin.satisfied) {
        (_, Some(false)) => Tick::bad(phrase!(
            "{demand}, and another version is installed",
            "{demand}，但安裝的是別的版本"
        )),
        (Some(false), _) => {
            Tick::bad(phrase!("{demand} admits several versions", "{demand} 允許多個版本"))
        }
        (None, _) => Tick::unknown(phrase!("{demand} cannot be judged", "無法判斷 {demand}")),
        (Some(true), _) => match one_fingerprint(&pin.specifiers) {
            Some(false) if !patched => Tick::bad(phrase!(
                "{demand}: exact, but it sends three fingerprints",
                "{demand}：雖然精確，但會送出三行指紋"
            )),
            None if !patched => {
                Tick::unknown(phrase!("{demand} cannot be judged", "無法判斷 {demand}"))
            }
            _ => Tick::ok(Phrase::same(demand)),
        },
    }
}

/// Whether the version that `==VERSION` names is one that sends sha-256 alone by itself.
fn one_fingerprint(specifiers: &str) -> Option<bool> {
    let version = Version::from_str(specifiers.trim_start_matches('=').trim()).ok()?;
    Some(version < Version::new(SEVERAL_FINGERPRINTS))
}

/// `requirements.txt:3 aiortc==1.9.0`.
fn demand(pin: &PinFacts) -> String {
    let specifiers = printable(&pin.specifiers, MAX_TEXT);
    format!("{} {}{specifiers}", place(&pin.at), printable(&pin.package, MAX_TEXT))
}

fn place(at: &SourceLine) -> String {
    format!("{}:{}", printable(&at.file, MAX_TEXT), at.line)
}

pub(super) fn ice_servers(case: &Case<'_>) -> Tick {
    match facts(case).and_then(|driver| driver.ice_servers.as_deref()) {
        None => no_project(),
        Some([]) => Tick::ok(phrase!("none in the project's sources", "專案的原始碼中沒有")),
        Some([first, ..]) => {
            let (place, text) = (place(first), printable(&first.text, MAX_TEXT));
            Tick::bad(phrase!("{place}: {text}", "{place}：{text}"))
        }
    }
}
