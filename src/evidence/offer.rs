//! What a client's offer says, as far as the robot cares.
//!
//! The same facts are read from our own offer, from a profile of a real
//! client and from the offer that a driver wrote into its log. Passwords are
//! not among them: whether they are shared is all that matters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// The hash name that the robot compares with: the last one wins.
    pub fn effective_fingerprint(&self) -> Option<&str> {
        self.fingerprints.as_ref()?.last().map(String::as_str)
    }

    /// Whether there is an `m=application` section.
    pub fn has_application(&self) -> Option<bool> {
        let sections = self.sections.as_ref()?;
        Some(sections.iter().any(|kind| kind == "application"))
    }
}
