//! What a place does to the packets of whoever runs there: data, each with its source.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::facts::HostEvidence;
use crate::text::phrase::Phrase;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// `wsl2-nat`, `container-bridge`.
    pub name: String,
    pub source: String,
    pub summary: Phrase,
    pub tcp: Phrase,
    pub udp: Phrase,
    pub multicast: Phrase,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    place: Vec<Place>,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("places.toml"))
        .expect("a test holds that the compiled-in places load");
    file.place
});

/// Where a machine is, from the innermost outwards. Where nothing stands between it and its card,
/// or where that is not known, there is none.
pub fn of(evidence: &HostEvidence) -> Vec<&'static Place> {
    names(evidence).iter().filter_map(|name| PLACES.iter().find(|it| it.name == *name)).collect()
}

fn names(evidence: &HostEvidence) -> Vec<String> {
    let mut names = Vec::new();
    let place = evidence.place.as_ref();
    let container = place.and_then(|place| place.container_network.as_deref());
    names.extend(container.map(|network| format!("container-{network}")));
    if let Some(wsl) = &evidence.wsl {
        names.extend(match (wsl.version, wsl.networking.as_deref()) {
            (Some(1), _) => Some("wsl1".to_owned()),
            (_, mode) => mode.map(|mode| format!("wsl2-{mode}")),
        });
    }
    if evidence.is_translated_guest() {
        names.push("guest-nat".into());
    }
    if place.is_some_and(|place| place.cloud.is_some()) {
        names.push("cloud".into());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{PlaceFacts, WslFacts};

    fn wsl(version: u8, mode: Option<&str>) -> HostEvidence {
        let networking = mode.map(Into::into);
        let wsl = WslFacts { version: Some(version), networking, inferred: None };
        HostEvidence { wsl: Some(wsl), ..HostEvidence::default() }
    }

    fn place(facts: PlaceFacts) -> HostEvidence {
        HostEvidence { place: Some(facts), ..HostEvidence::default() }
    }

    fn named(evidence: &HostEvidence) -> Vec<&'static str> {
        of(evidence).iter().map(|place| place.name.as_str()).collect()
    }

    #[test]
    fn every_mode_and_every_network_has_its_words_with_a_source() {
        for (evidence, expected) in [
            (wsl(1, None), vec!["wsl1"]),
            (wsl(2, Some("nat")), vec!["wsl2-nat"]),
            (wsl(2, Some("mirrored")), vec!["wsl2-mirrored"]),
            (wsl(2, Some("bridged")), vec!["wsl2-bridged"]),
            (wsl(2, Some("virtioproxy")), vec!["wsl2-virtioproxy"]),
            (wsl(2, Some("none")), vec!["wsl2-none"]),
            (wsl(2, None), vec![]),
            (wsl(2, Some("new")), vec![]),
            (HostEvidence::default(), vec![]),
        ] {
            assert_eq!(named(&evidence), expected);
        }
        for network in ["host", "bridge", "user", "desktop", "none"] {
            let facts =
                PlaceFacts { container_network: Some(network.into()), ..PlaceFacts::default() };
            assert_eq!(named(&place(facts)), [format!("container-{network}")]);
        }
        let guest = PlaceFacts {
            virtual_machine: Some("kvm".into()),
            virtual_network: Some("nat".into()),
            cloud: Some("aws".into()),
            ..PlaceFacts::default()
        };
        assert_eq!(named(&place(guest)), ["guest-nat", "cloud"]);
        assert!(PLACES.iter().all(|place| place.source.starts_with("https://")));
    }
}
