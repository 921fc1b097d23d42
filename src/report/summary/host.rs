//! The decisive facts of `host`.

use crate::facts::{DriverFacts, HostEvidence, RouteFacts, WslFacts};
use crate::text::format::printable;
use crate::text::language::{Language, say};

pub(super) fn host(evidence: &HostEvidence, language: Language) -> String {
    let route = evidence.route.as_ref();
    if route.and_then(|route| route.exists) == Some(false) {
        return language
            .pick(
                "no address of this machine can reach the robot",
                "這台機器沒有能到達機器人的位址",
            )
            .into();
    }
    let mut parts = Vec::new();
    parts.extend(evidence.driver.as_ref().and_then(|facts| driver(facts, language)));
    parts.extend(evidence.wsl.as_ref().map(|facts| wsl(facts, language)));
    parts.extend(route.and_then(|route| way(route, language)));
    if parts.is_empty() {
        return language.pick("nothing is known of this machine", "對這台機器一無所知").into();
    }
    parts.join(language.pick(", ", "，"))
}

fn driver(driver: &DriverFacts, language: Language) -> Option<String> {
    let version = printable(driver.aiortc.as_deref()?);
    let extra: Vec<_> =
        driver.offered_fingerprints.iter().flatten().filter(|name| *name != "sha-256").collect();
    Some(match (extra.len(), driver.credentials_shared) {
        (0, Some(false)) => {
            say!(
                language,
                "aiortc {} with credentials that differ",
                "aiortc {}，各區段憑據不同",
                version
            )
        }
        (0, _) => format!("aiortc {version}"),
        (more, _) => say!(
            language,
            "aiortc {} offers {} fingerprints",
            "aiortc {} 提供 {} 個指紋",
            version,
            more + 1
        ),
    })
}

/// `WSL2 (nat: only answers come in)`.
fn wsl(wsl: &WslFacts, language: Language) -> String {
    let version = wsl.version.map(|version| version.to_string()).unwrap_or_default();
    let inferred = wsl.inferred.filter(|inferred| *inferred);
    let inferred = inferred.map(|_| language.pick("inferred", "推斷").to_owned());
    let mode = wsl.networking.as_deref().map(printable);
    let effect = match wsl.is_translated() {
        true => Some(language.pick("only answers come in", "只有回應進得來").to_owned()),
        false => None,
    };
    let known: Vec<_> = [mode, inferred, effect].into_iter().flatten().collect();
    match known[..] {
        [] => format!("WSL{version}"),
        _ => format!("WSL{version} ({})", known.join(language.pick(", ", "，"))),
    }
}

fn way(route: &RouteFacts, language: Language) -> Option<String> {
    let source = printable(route.source.as_deref()?);
    Some(match &route.interface {
        Some(interface) => {
            say!(language, "from {} ({})", "來源位址 {}（{}）", source, printable(interface))
        }
        None => say!(language, "from {}", "來源位址 {}", source),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn what_may_break_the_rest_comes_first() {
        let mut evidence = fixtures::host();
        assert_eq!(host(&evidence, Language::English), "aiortc 1.9.0, from 192.168.12.222 (wlan0)");
        let driver = evidence.driver.as_mut().expect("the fixture has one");
        driver.credentials_shared = Some(false);
        driver.aiortc = Some("1.14.0".into());
        assert!(
            host(&evidence, Language::English)
                .starts_with("aiortc 1.14.0 with credentials that differ")
        );
        let driver = evidence.driver.as_mut().expect("the fixture has one");
        driver.offered_fingerprints =
            Some(["sha-256", "sha-384", "sha-512"].map(String::from).into());
        assert!(
            host(&evidence, Language::English).starts_with("aiortc 1.14.0 offers 3 fingerprints")
        );
        evidence.wsl = Some(WslFacts {
            version: Some(2),
            networking: Some("nat".into()),
            ..WslFacts::default()
        });
        assert!(host(&evidence, Language::English).contains("WSL2 (nat, only answers come in)"));
        evidence.route = Some(RouteFacts { exists: Some(false), ..RouteFacts::default() });
        assert_eq!(
            host(&evidence, Language::English),
            "no address of this machine can reach the robot"
        );
    }
}
