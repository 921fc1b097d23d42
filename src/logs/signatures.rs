//! The signatures: what lines mean, as data, and their matcher.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex_automata::util::captures::Captures;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};
use toml::Spanned;

use crate::facts::log_reading::SignatureKind;
use crate::facts::{BrokenAnswer, HttpReason, Level, LogSign, SdpReason, Stage};

use super::event::{Event, Layer, State};
use super::matcher::{Match, Matcher, compiled};
pub use super::signature_error::{Fault, SignatureError};

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("signatures/", $name, ".toml")))
    };
}

/// The built-in files, one a program, those that know best what a line means first.
const FILES: [(&str, &str); 20] = [
    file!("unitree_webrtc_connect"),
    file!("go2_ros2_sdk"),
    file!("go2_ros2_sdk_fork"),
    file!("go2_webrtc"),
    file!("dimos"),
    file!("aiortc"),
    file!("aioice"),
    file!("pion"),
    file!("webrtc_rs"),
    file!("str0m"),
    file!("libdatachannel"),
    file!("werift"),
    file!("gstreamer"),
    file!("kvs"),
    file!("libwebrtc"),
    file!("browser"),
    file!("python"),
    file!("any"),
    file!("ping"),
    file!("machine"),
];

/// Files of programs that speak to a robot's signalling, and write of no other.
pub const DRIVERS: [&str; 4] =
    ["unitree_webrtc_connect", "go2_ros2_sdk", "go2_ros2_sdk_fork", "go2_webrtc"];

/// Files of lines that are no program's own, so that they do not tell who wrote the log.
pub const ANYBODYS: [&str; 4] = ["python", "any", "machine", "ping"];

pub static BUILT_IN: LazyLock<Signatures> = LazyLock::new(|| {
    // The files are part of this program, and a test loads them.
    Signatures::built_in().unwrap_or_else(|error| unreachable!("they are tested: {error}"))
});

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The file's name without its ending.
    #[serde(skip)]
    pub id: &'static str,
    pub name: String,
    pub read: String,
    /// Whether it writes by Python's `logging`, so that advice for that serves.
    #[serde(default)]
    pub python: bool,
    pub shows: Vec<Stage>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Unique, kebab-case.
    pub id: String,
    /// Who writes it: the file's name; empty for a user's own signature.
    #[serde(skip)]
    pub program: &'static str,
    #[serde(default, rename = "source")]
    _source: Option<String>,
    pub kind: SignatureKind,
    pub stage: Stage,
    /// What the scanner does with it; only shown where there is none.
    pub event: Option<Event>,
    /// At which level such a line is written, where that tells what else the log would show.
    #[serde(default)]
    pub level: Level,
    /// Of what layer the event `state` tells.
    pub layer: Option<Layer>,
    /// The state that it tells, where no group named `state` does.
    pub state: Option<State>,
    /// What the group's words mean, where they are not everybody's.
    #[serde(default)]
    pub words: BTreeMap<String, State>,
    /// The evidence's reason, for events that a stage fails by.
    reason: Option<String>,
    pub sign: Option<LogSign>,
    pub code: Option<String>,
    /// A regular expression over bytes.
    pub(super) pattern: String,
    #[serde(default)]
    pub note: String,
    /// What a user calls it, in the user's language; see `--signatures`.
    pub title: Option<String>,
    pub text: Option<String>,
}

impl Signature {
    /// The reason, as one of `/con_notify`.
    pub fn http_reason(&self) -> Option<HttpReason> {
        HttpReason::deserialize(deserializer(self.reason.as_deref()?)).ok()
    }

    pub fn sdp_reason(&self) -> Option<SdpReason> {
        SdpReason::deserialize(deserializer(self.reason.as_deref()?)).ok()
    }

    /// How an answer that began fell short.
    pub fn broken(&self) -> Option<BrokenAnswer> {
        BrokenAnswer::deserialize(deserializer(self.reason.as_deref()?)).ok()
    }

    fn has_known_reason(&self) -> bool {
        self.http_reason().is_some() || self.sdp_reason().is_some() || self.broken().is_some()
    }
}

fn deserializer(text: &str) -> StrDeserializer<'_, ValueError> {
    text.into_deserializer()
}

#[derive(Debug)]
pub struct Signatures {
    programs: Vec<Program>,
    all: Vec<Signature>,
    pub(super) matcher: Matcher,
    built_in: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    program: Option<Program>,
    #[serde(rename = "signature")]
    signatures: Vec<Spanned<Signature>>,
}

impl Signatures {
    /// Reads the files that are part of this program.
    fn built_in() -> Result<Self, SignatureError> {
        let (mut programs, mut all) = (Vec::new(), Vec::new());
        for (id, text) in FILES {
            let (program, signatures) = parsed(text)?;
            programs.extend(program.map(|program| Program { id, ..program }));
            all.extend(signatures.into_iter().map(|(_, one)| Signature { program: id, ..one }));
        }
        Ok(Self::of(programs, all))
    }

    /// These and those of a user's file, which come after them; `is_code` knows the findings.
    pub fn and(&self, text: &str, is_code: impl Fn(&str) -> bool) -> Result<Self, SignatureError> {
        let mut all = self.all.clone();
        for (start, one) in parsed(text)?.1 {
            let at = |fault| SignatureError { line: Some(line_at(text, start)), fault };
            let pattern = compiled(&one.pattern)
                .map_err(|error| at(Fault::Pattern(one.id.clone(), error.to_string())))?;
            if all.iter().any(|known| known.id == one.id) {
                return Err(at(Fault::Twice(one.id)));
            }
            if let Some(code) = one.code.as_ref().filter(|code| !is_code(code)) {
                return Err(at(Fault::Code(one.id, code.clone())));
            }
            if let Some(reason) = one.reason.as_ref().filter(|_| !one.has_known_reason()) {
                return Err(at(Fault::Reason(one.id.clone(), reason.clone())));
            }
            // It would match every line.
            if pattern.is_match(b"") {
                return Err(at(Fault::Everything(one.id)));
            }
            all.push(one);
        }
        Ok(Self { built_in: self.built_in, ..Self::of(self.programs.clone(), all) })
    }

    fn of(programs: Vec<Program>, all: Vec<Signature>) -> Self {
        let matcher = Matcher::new(all.iter().map(|one| one.pattern.as_str()));
        Self { programs, built_in: all.len(), all, matcher }
    }

    pub fn all(&self) -> &[Signature] {
        &self.all
    }

    pub fn program(&self, id: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.id == id)
    }

    pub fn is_own(&self, index: usize) -> bool {
        index >= self.built_in
    }

    /// The signatures that recognise the line, in the order of the file. A line of which the user
    /// says that it means nothing is recognised by nothing else; of a line that the signatures of a
    /// program know, those of any program say no more, but for descriptions within it.
    pub fn matches(&self, line: &[u8]) -> Vec<Match> {
        let mut found = self.matcher.matches(line);
        let silences = |one: &Match| {
            self.is_own(one.pattern) && self.all[one.pattern].kind == SignatureKind::Nothing
        };
        if found.iter().any(silences) {
            found.retain(silences);
        }
        let is_any = |one: &Match| {
            let Signature { program, event, .. } = &self.all[one.pattern];
            *program == "any"
                && !matches!(event, Some(Event::Description | Event::DescriptionBegins))
        };
        if found.iter().any(|one| self.all[one.pattern].event.is_some() && !is_any(one)) {
            found.retain(|one| !is_any(one));
        }
        found
    }

    /// The groups of a signature that recognises the line.
    pub fn groups(&self, line: &[u8], found: Match) -> Captures {
        self.matcher.groups(line, found)
    }
}

/// A signature, and the byte of the file at which it begins.
type Placed = (usize, Signature);

/// The file's program and its signatures.
fn parsed(text: &str) -> Result<(Option<Program>, Vec<Placed>), SignatureError> {
    let file: File = toml::from_str(text).map_err(|error| SignatureError {
        line: error.span().map(|span| line_at(text, span.start)),
        fault: Fault::Form(error.message().to_owned()),
    })?;
    let placed = file.signatures.into_iter().map(|one| (one.span().start, one.into_inner()));
    Ok((file.program, placed.collect()))
}

/// The line of a byte, from 1.
fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::catalogue::catalogue;

    #[test]
    fn hardly_a_pattern_costs_every_line_a_search() {
        let others = BUILT_IN.matcher.others().iter().map(|other| BUILT_IN.all[*other].id.as_str());
        assert_eq!(others.collect::<Vec<_>>(), ["any-offer-begins"]);
    }

    #[test]
    fn the_built_in_signatures_are_sound() {
        let signatures = Signatures::built_in().expect("they load");
        let mut ids = HashSet::new();
        for one in signatures.all() {
            let id = &one.id;
            assert!(ids.insert(id), "{id} stands twice");
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            assert!(compiled(&one.pattern).is_ok(), "the pattern of {id}");
            assert!(!one.note.is_empty(), "{id} has no note");
            assert!(signatures.program(one.program).is_some(), "{id} is of no program");
            assert_eq!(one.event == Some(Event::State), one.layer.is_some(), "the layer of {id}");
            assert!(one.title.is_none() && one.text.is_none(), "{id} speaks one language only");
            assert_eq!(one.reason.is_some(), one.has_known_reason(), "the reason of {id}");
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
        let parse = |text: &str| BUILT_IN.and(text, |_| true).map(|_| ());
        assert!(parse(&entry("pattern = 'x'")).is_ok());
        assert!(parse(&entry("pattern = 'x'\ncolour = 'red'")).is_err());
        assert!(parse(&entry("pattern = 'x'\nevent = 'unheard-of'")).is_err());
        assert!(parse(&entry("")).is_err());
        let error = parse(&entry("pattern = '('")).expect_err("not a pattern");
        assert!(error.to_string().contains("line 1: a: pattern"), "{error}");
        assert!(parse(&entry("pattern = '(?=x)'")).is_err());
    }

    #[test]
    fn a_line_may_mean_several_things() {
        let line = b"RTCSctpTransport(client) x T1(InitChunk) expired 3";
        let found = BUILT_IN.matches(line).into_iter();
        let ids: Vec<_> = found.map(|one| BUILT_IN.all()[one.pattern].id.as_str()).collect();
        assert_eq!(ids, ["init-expired", "sctp-line"]);
        assert!(BUILT_IN.matches(b"nothing of ours \xff\xfe").is_empty());
    }
}
