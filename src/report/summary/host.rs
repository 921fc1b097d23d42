//! The decisive facts of `host`.

use crate::facts::{DriverFacts, HostEvidence, RouteFacts, WslFacts};
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn host(evidence: &HostEvidence) -> Phrase {
    let route = evidence.route.as_ref();
    if route.and_then(|route| route.exists) == Some(false) {
        return phrase!(
            "no address of this machine can reach the robot",
            "這台電腦沒有能到達機器人的位址"
        );
    }
    let mut parts = Vec::new();
    parts.extend(evidence.driver.as_ref().and_then(driver));
    parts.extend(evidence.wsl.as_ref().map(wsl));
    parts.extend(route.and_then(way));
    if parts.is_empty() {
        return phrase!("no route to a robot was looked up", "未查詢往機器人的路由");
    }
    Phrase::listed(parts)
}

fn driver(driver: &DriverFacts) -> Option<Phrase> {
    let version = printable(driver.aiortc.as_deref()?);
    let extra: Vec<_> =
        driver.offered_fingerprints.iter().flatten().filter(|name| *name != "sha-256").collect();
    Some(match (extra.len(), driver.credentials_shared) {
        (0, Some(false)) => {
            phrase!(
                "aiortc {} with credentials that differ",
                "aiortc {}，各區段憑證資訊不同",
                version
            )
        }
        (0, _) => Phrase::same(format!("aiortc {version}")),
        (more, _) => phrase!(
            "aiortc {} offers {}",
            "aiortc {} 提供 {}",
            version,
            Phrase::count(more as u64 + 1, "fingerprint", "個指紋")
        ),
    })
}

/// `WSL2 (nat: only answers come in)`.
fn wsl(wsl: &WslFacts) -> Phrase {
    let version = wsl.version.map(|version| version.to_string()).unwrap_or_default();
    let inferred = (wsl.inferred == Some(true)).then(|| phrase!("inferred", "推斷"));
    let mode = wsl.networking.as_deref().map(|mode| Phrase::same(printable(mode)));
    let effect = wsl.is_translated().then(|| phrase!("only answers come in", "只有回應進得來"));
    let known = Phrase::listed([mode, inferred, effect].into_iter().flatten());
    match known.is_empty() {
        true => Phrase::same(format!("WSL{version}")),
        false => phrase!("WSL{} ({})", "WSL{}（{}）", version, known),
    }
}

fn way(route: &RouteFacts) -> Option<Phrase> {
    let source = printable(route.source.as_deref()?);
    Some(match &route.interface {
        Some(interface) => {
            phrase!("from {} ({})", "來源位址 {}（{}）", source, printable(interface))
        }
        None => phrase!("from {}", "來源位址 {}", source),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::text::language::Language;

    #[test]
    fn what_may_break_the_rest_comes_first() {
        let mut evidence = fixtures::host();
        assert_eq!(
            host(&evidence).get(Language::English),
            "aiortc 1.9.0, from 192.168.12.222 (wlan0)"
        );
        let driver = evidence.driver.as_mut().expect("the fixture has one");
        driver.credentials_shared = Some(false);
        driver.aiortc = Some("1.14.0".into());
        assert!(
            host(&evidence)
                .get(Language::English)
                .starts_with("aiortc 1.14.0 with credentials that differ")
        );
        let driver = evidence.driver.as_mut().expect("the fixture has one");
        driver.offered_fingerprints =
            Some(["sha-256", "sha-384", "sha-512"].map(String::from).into());
        assert!(
            host(&evidence)
                .get(Language::English)
                .starts_with("aiortc 1.14.0 offers 3 fingerprints")
        );
        evidence.wsl = Some(WslFacts {
            version: Some(2),
            networking: Some("nat".into()),
            ..WslFacts::default()
        });
        assert!(
            host(&evidence).get(Language::English).contains("WSL2 (nat, only answers come in)")
        );
        evidence.route = Some(RouteFacts { exists: Some(false), ..RouteFacts::default() });
        assert_eq!(
            host(&evidence).get(Language::English),
            "no address of this machine can reach the robot"
        );
    }
}
