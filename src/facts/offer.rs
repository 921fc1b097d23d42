//! What a client's offer says, as far as the robot cares.
//!
//! The same facts are read from our own offer, from a profile of a real
//! client and from the offer that a driver wrote into its log. Passwords are
//! not among them: whether they are shared is all that matters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_section::TransportAttributes;
use crate::text::redact::printable;

/// Candidates and fingerprints that are told.
const MAX_LISTED: usize = 16;

/// An offer (RFC 8829), reduced to what decides whether this robot can serve it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfferFacts {
    /// Who made it, where known: a profile's name, or `aiortc 1.16.0`.
    pub made_by: Option<String>,
    /// Hash names of the `a=fingerprint` lines that stand in the last m-section
    /// (those of the session where it has none), in their order, lower case.
    /// The robot keeps the last one of the whole offer.
    pub fingerprints: Option<Vec<String>>,
    /// Whether every fingerprint is written in upper-case hex. The robot compares letter by letter.
    pub fingerprints_upper_case: Option<bool>,
    /// Whether all m-sections carry the same ICE user fragment and password.
    /// True for a single section; `None` where no section carries any.
    pub credentials_shared: Option<bool>,
    /// Whether the ICE credentials stand at session level and in no m-section.
    pub credentials_session_only: Option<bool>,
    /// The kinds of the m-sections that are not refused, in their order: `audio`, `video`,
    /// `application`.
    pub sections: Option<Vec<String>>,
    /// `a=setup`.
    pub setup: Option<String>,
    /// The candidates, `ip:port type`.
    pub candidates: Option<Vec<String>>,
}

impl OfferFacts {
    /// The facts of an offer; `made_by` is the caller's to fill in.
    pub fn of(offer: &SessionDescription) -> Self {
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
            credentials_shared: in_sections
                .then(|| credentials.windows(2).all(|two| two[0] == two[1])),
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

    /// The hash name that the robot compares with: the last one wins.
    pub fn effective_fingerprint(&self) -> Option<&str> {
        self.fingerprints.as_ref()?.last().map(String::as_str)
    }

    pub fn has_application(&self) -> Option<bool> {
        let sections = self.sections.as_ref()?;
        Some(sections.iter().any(|kind| kind == "application"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> OfferFacts {
        OfferFacts::of(&SessionDescription::parse(text).expect("within the bounds"))
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
