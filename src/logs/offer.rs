//! What of an offer matters to this robot.

use crate::evidence::OfferFacts;
use crate::redact::printable;
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_section::TransportAttributes;

/// Candidates and fingerprints that are told.
const MAX_LISTED: usize = 16;

/// The facts of an offer; `made_by` is the caller's to fill in.
pub fn facts(offer: &SessionDescription) -> OfferFacts {
    let sections: Vec<&TransportAttributes> =
        offer.sections.iter().map(|section| &section.transport).collect();
    let levels = || sections.iter().copied().chain([&offer.transport]);
    let last = sections.last().copied().filter(|last| !last.fingerprints.is_empty());
    let in_force = &last.unwrap_or(&offer.transport).fingerprints;
    let all: Vec<&str> =
        levels().flat_map(|t| &t.fingerprints).map(|line| line.value.as_str()).collect();
    let lower_case = |value: &&str| value.bytes().any(|byte| byte.is_ascii_lowercase());
    let credentials: Vec<_> = sections.iter().map(|t| (&t.ufrag, &t.pwd)).collect();
    let has_any = |t: &TransportAttributes| t.ufrag.is_some() || t.pwd.is_some();
    let in_sections = sections.iter().any(|t| has_any(t));
    OfferFacts {
        made_by: None,
        fingerprints: Some(
            in_force
                .iter()
                .take(MAX_LISTED)
                .map(|line| printable(line.algorithm.to_ascii_lowercase(), 16))
                .collect(),
        ),
        fingerprints_upper_case: (!all.is_empty()).then(|| !all.iter().any(lower_case)),
        credentials_shared: in_sections.then(|| credentials.windows(2).all(|two| two[0] == two[1])),
        credentials_session_only: Some(!in_sections && has_any(&offer.transport)),
        sections: Some(
            offer
                .sections
                .iter()
                .filter(|section| section.port != Some(0))
                .map(|section| printable(&section.kind, 16))
                .collect(),
        ),
        setup: offer.transport().setup.map(|setup| printable(setup, 16)),
        candidates: Some(
            offer.candidates().iter().take(MAX_LISTED).map(ToString::to_string).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> OfferFacts {
        facts(&SessionDescription::parse(text).expect("within the bounds"))
    }

    #[test]
    fn an_unpatched_offer_shows_both_its_faults() {
        let section = |kind: &str, ufrag: &str| {
            format!(
                "m={kind} 9 X 0\na=ice-ufrag:{ufrag}\na=ice-pwd:p\na=fingerprint:sha-256 AA\n\
                 a=fingerprint:SHA-512 BB\na=setup:actpass\n"
            )
        };
        let offer = of(&(section("audio", "one") + &section("application", "two")));
        assert_eq!(offer.fingerprints, Some(vec!["sha-256".into(), "sha-512".into()]));
        assert_eq!(offer.effective_fingerprint(), Some("sha-512"));
        assert_eq!(offer.fingerprints_upper_case, Some(true));
        assert_eq!(offer.credentials_shared, Some(false));
        assert_eq!(offer.credentials_session_only, Some(false));
        assert_eq!(offer.sections, Some(vec!["audio".into(), "application".into()]));
        assert_eq!(offer.setup.as_deref(), Some("actpass"));
    }

    #[test]
    fn session_level_values_count_where_the_section_has_none() {
        let offer =
            of("a=ice-ufrag:u\na=fingerprint:sha-256 ab\nm=audio 0 X 0\nm=application 9 X y\n");
        assert_eq!(offer.fingerprints, Some(vec!["sha-256".into()]));
        assert_eq!(offer.fingerprints_upper_case, Some(false));
        assert_eq!(offer.credentials_shared, None);
        assert_eq!(offer.credentials_session_only, Some(true));
        assert_eq!(offer.sections, Some(vec!["application".into()]));
    }
}
