//! The signatures: what lines mean, as data, and their matcher.

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use crate::evidence::{HttpReason, LogSign, SdpReason, Stage};

use super::event::Event;

/// The signatures that are compiled in.
pub static BUILT_IN: LazyLock<Signatures> = LazyLock::new(|| {
    // The file is part of this program, and a test loads it.
    Signatures::parse(include_str!("signatures.toml"))
        .unwrap_or_else(|error| unreachable!("the built-in signatures are tested: {error}"))
});

/// Who writes lines of this form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The WebRTC library of every Python driver.
    Aiortc,
    /// Its ICE half.
    Aioice,
    /// The published driver.
    UnitreeWebrtcConnect,
    /// The ROS 2 driver.
    Go2Ros2Sdk,
    /// Its fork with Chinese lines.
    Go2Ros2SdkFork,
    /// Python itself, requests, urllib3, pip.
    Python,
}

/// What a line of this form is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A mark on the way up the ladder.
    Progress,
    /// Something did not work; the reason may lie anywhere below.
    Symptom,
    /// It names what is wrong.
    Cause,
    /// It looks like an error and is none.
    Nothing,
}

/// One form of line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Unique, kebab-case.
    pub id: String,
    /// Who writes it.
    pub source: Source,
    /// What it is worth.
    pub kind: Kind,
    /// The rung that it speaks of.
    pub stage: Stage,
    /// What the scanner does with it; only shown where there is none.
    pub event: Option<Event>,
    /// The evidence's reason, for events that a stage fails by.
    reason: Option<String>,
    /// What the diagnosis looks for beside the evidence.
    pub sign: Option<LogSign>,
    /// The finding that it points at.
    pub code: Option<String>,
    /// A regular expression over bytes.
    pattern: String,
    /// Why, in a sentence.
    pub note: String,
}

impl Signature {
    /// The reason, as one of `/con_notify`.
    pub fn http_reason(&self) -> Option<HttpReason> {
        HttpReason::deserialize(deserializer(self.reason.as_deref()?)).ok()
    }

    /// The reason, as one of offer and answer.
    pub fn sdp_reason(&self) -> Option<SdpReason> {
        SdpReason::deserialize(deserializer(self.reason.as_deref()?)).ok()
    }
}

fn deserializer(text: &str) -> StrDeserializer<'_, ValueError> {
    text.into_deserializer()
}

/// A set of signatures cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// It is not of the form that is documented.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A pattern is no regular expression, or too large a one.
    #[error("signature {id}: {error}")]
    Pattern {
        /// Whose pattern.
        id: String,
        /// What is wrong with it.
        error: Box<regex::Error>,
    },
}

/// Signatures with their patterns compiled.
#[derive(Debug)]
pub struct Signatures {
    all: Vec<Signature>,
    patterns: Vec<Regex>,
    set: RegexSet,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "signature")]
    signatures: Vec<Signature>,
}

impl Signatures {
    /// Reads and compiles a file of signatures.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        let all = toml::from_str::<File>(text)?.signatures;
        let wrong =
            |id: &str, error| SignatureError::Pattern { id: id.to_owned(), error: Box::new(error) };
        let patterns = all
            .iter()
            // Over bytes: a log that is not quite UTF-8 is read all the same.
            .map(|one| RegexBuilder::new(&one.pattern).unicode(false).build())
            .zip(&all)
            .map(|(pattern, one)| pattern.map_err(|error| wrong(&one.id, error)))
            .collect::<Result<_, _>>()?;
        let set = RegexSetBuilder::new(all.iter().map(|one| &one.pattern))
            .unicode(false)
            .build()
            .map_err(|error| wrong("all together", error))?;
        Ok(Self { all, patterns, set })
    }

    /// Every signature.
    pub fn all(&self) -> &[Signature] {
        &self.all
    }

    /// The signatures that recognise the line, in the order of the file, by their index.
    pub fn matches(&self, line: &[u8]) -> Vec<usize> {
        self.set.matches(line).into_iter().collect()
    }

    /// The compiled pattern of a signature.
    pub fn pattern(&self, index: usize) -> &Regex {
        &self.patterns[index]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::catalogue::catalogue;

    use super::*;

    #[test]
    fn the_built_in_signatures_are_sound() {
        let signatures = Signatures::parse(include_str!("signatures.toml")).expect("they load");
        let mut ids = HashSet::new();
        for one in signatures.all() {
            let id = &one.id;
            assert!(ids.insert(id), "{id} stands twice");
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            assert!(!one.note.is_empty(), "{id} has no note");
            let known = one.http_reason().is_some() || one.sdp_reason().is_some();
            assert_eq!(one.reason.is_some(), known, "the reason of {id}");
            if let Some(code) = &one.code {
                assert!(catalogue().get(code).is_some(), "{id} points at {code}");
                assert!(matches!(one.kind, Kind::Symptom | Kind::Cause), "{id}");
            }
        }
    }

    #[test]
    fn what_a_file_may_not_hold_is_refused() {
        let entry = |more: &str| {
            format!(
                "[[signature]]\nid = 'a'\nsource = 'python'\nkind = 'cause'\nstage = 'sctp'\n\
                 note = 'n'\n{more}\n"
            )
        };
        assert!(Signatures::parse(&entry("pattern = 'x'")).is_ok());
        assert!(Signatures::parse(&entry("pattern = 'x'\ncolour = 'red'")).is_err());
        assert!(Signatures::parse(&entry("pattern = 'x'\nevent = 'unheard-of'")).is_err());
        assert!(Signatures::parse(&entry("")).is_err());
        let error = Signatures::parse(&entry("pattern = '('")).expect_err("not a pattern");
        assert!(error.to_string().contains("signature a"), "{error}");
        assert!(Signatures::parse(&entry("pattern = '(?=x)'")).is_err());
    }

    #[test]
    fn a_line_may_mean_several_things() {
        let line = b"RTCSctpTransport(client) x T1(InitChunk) expired 3";
        let ids: Vec<_> =
            BUILT_IN.matches(line).into_iter().map(|i| BUILT_IN.all()[i].id.as_str()).collect();
        assert_eq!(ids, ["init-expired", "sctp-line"]);
        assert!(BUILT_IN.matches(b"nothing of ours \xff\xfe").is_empty());
    }
}
