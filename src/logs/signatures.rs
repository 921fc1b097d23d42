//! The signatures: what lines mean, as data, and their matcher.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use toml::Spanned;

use crate::catalogue::catalogue;
use crate::facts::log_reading::SignatureKind;
use crate::facts::{HttpReason, LogSign, SdpReason, Stage};

use super::event::Event;
use super::filter::{Candidate, Filter};
use super::pattern::Pattern;
pub use super::signature_error::{Fault, SignatureError};

/// The signatures that are compiled in.
pub static BUILT_IN: LazyLock<Signatures> = LazyLock::new(|| {
    // The file is part of this program, and a test loads it.
    Signatures::parse(include_str!("signatures.toml"))
        .unwrap_or_else(|error| unreachable!("the built-in signatures are tested: {error}"))
});

/// Who writes lines of this form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A user's own program, or whatever the user does not say.
    #[default]
    Own,
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

/// One form of line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Unique, kebab-case.
    pub id: String,
    /// Who writes it.
    #[serde(default)]
    pub source: Source,
    /// What it is worth.
    pub kind: SignatureKind,
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
    /// Another, for groups that stand behind what the first one recognises.
    more: Option<String>,
    /// Why, in a sentence.
    #[serde(default)]
    pub note: String,
    /// What a user calls it, in the user's language; see `--signatures`.
    pub title: Option<String>,
    /// What the user says of it.
    pub text: Option<String>,
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

#[cfg(test)]
impl Signature {
    /// Its pattern as it is written.
    pub fn written(&self) -> &str {
        &self.pattern
    }
}

fn deserializer(text: &str) -> StrDeserializer<'_, ValueError> {
    text.into_deserializer()
}

/// Signatures with their patterns compiled.
#[derive(Debug)]
pub struct Signatures {
    all: Vec<Signature>,
    patterns: Vec<Pattern>,
    filter: Filter,
    built_in: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "signature")]
    signatures: Vec<Spanned<Signature>>,
}

impl Signatures {
    /// Reads and compiles a file of signatures.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        let (all, patterns) = parsed(text)?.into_iter().map(|(_, one, it)| (one, it)).unzip();
        Self::of(all, patterns)
    }

    /// These and those of a user's file, which come after them.
    pub fn and(&self, text: &str) -> Result<Self, SignatureError> {
        let (mut all, mut patterns) = (self.all.clone(), self.patterns.clone());
        for (line, one, pattern) in parsed(text)? {
            let at = |fault| SignatureError { line: Some(line), fault };
            if all.iter().any(|known| known.id == one.id) {
                return Err(at(Fault::Twice(one.id)));
            }
            if let Some(code) = one.code.as_ref().filter(|code| catalogue().get(code).is_none()) {
                return Err(at(Fault::Code(one.id, code.clone())));
            }
            let known = one.http_reason().is_some() || one.sdp_reason().is_some();
            if let Some(reason) = one.reason.as_ref().filter(|_| !known) {
                return Err(at(Fault::Reason(one.id.clone(), reason.clone())));
            }
            // It would match every line.
            if pattern.is_match(b"") {
                return Err(at(Fault::Everything(one.id)));
            }
            all.push(one);
            patterns.push(pattern);
        }
        Ok(Self { built_in: self.built_in, ..Self::of(all, patterns)? })
    }

    fn of(all: Vec<Signature>, patterns: Vec<Pattern>) -> Result<Self, SignatureError> {
        let filter = Filter::new(all.iter().map(|one| one.pattern.as_str())).map_err(|error| {
            SignatureError { line: None, fault: Fault::Size(error.to_string()) }
        })?;
        Ok(Self { built_in: all.len(), all, patterns, filter })
    }

    /// Every signature.
    pub fn all(&self) -> &[Signature] {
        &self.all
    }

    /// What finds the lines that one of these may recognise, and by which.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether a signature is the user's own.
    pub fn is_own(&self, index: usize) -> bool {
        index >= self.built_in
    }

    /// The signatures that recognise the line, in the order of the file, by their index. A line
    /// of which the user says that it means nothing is recognised by nothing else.
    pub fn matches(&self, line: &[u8]) -> Vec<usize> {
        self.matches_of(self.filter.candidates(line), line)
    }

    /// The same of a line whose candidates are known.
    pub fn matches_of(&self, mut candidates: Vec<Candidate>, line: &[u8]) -> Vec<usize> {
        candidates.retain(|one| one.certain || self.patterns[one.signature].is_match(line));
        let mut all: Vec<usize> = candidates.into_iter().map(|one| one.signature).collect();
        let silences =
            |at: &usize| self.is_own(*at) && self.all[*at].kind == SignatureKind::Nothing;
        if all.iter().any(silences) {
            all.retain(silences);
        }
        all
    }

    /// The compiled pattern of a signature.
    pub fn pattern(&self, index: usize) -> &Pattern {
        &self.patterns[index]
    }
}

/// Each signature of a file with the number of its first line.
fn parsed(text: &str) -> Result<Vec<(usize, Signature, Pattern)>, SignatureError> {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let file: File = toml::from_str(text).map_err(|error| SignatureError {
        line: error.span().map(|span| line(span.start)),
        fault: Fault::Form(error.message().to_owned()),
    })?;
    let compiled = file.signatures.into_iter().map(|one| {
        let at = line(one.span().start);
        let one = one.into_inner();
        let pattern = Pattern::new(&one.pattern, one.more.as_deref()).map_err(|error| {
            let fault = Fault::Pattern(one.id.clone(), error.to_string());
            SignatureError { line: Some(at), fault }
        });
        pattern.map(|pattern| (at, one, pattern))
    });
    compiled.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

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
            assert_ne!(one.source, Source::Own, "{id} has no source");
            assert!(one.title.is_none() && one.text.is_none(), "{id} speaks one language only");
            let known = one.http_reason().is_some() || one.sdp_reason().is_some();
            assert_eq!(one.reason.is_some(), known, "the reason of {id}");
            if let Some(code) = &one.code {
                assert!(catalogue().get(code).is_some(), "{id} points at {code}");
                assert!(matches!(one.kind, SignatureKind::Symptom | SignatureKind::Cause), "{id}");
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
        assert!(error.to_string().contains("line 1: a: pattern"), "{error}");
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
