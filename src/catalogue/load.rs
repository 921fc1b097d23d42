//! The catalogue, read once from what was compiled in.

use std::sync::LazyLock;

use serde::Deserialize;

use super::entry::Entry;

/// One file a stage, in ladder order, `host` in two; what belongs to none comes last.
const FILES: [(&str, &str); 16] = [
    ("host", include_str!("entries/host.toml")),
    ("machine", include_str!("entries/machine.toml")),
    ("project", include_str!("entries/project.toml")),
    ("ping", include_str!("entries/ping.toml")),
    ("http", include_str!("entries/http.toml")),
    ("sdp", include_str!("entries/sdp.toml")),
    ("ice", include_str!("entries/ice.toml")),
    ("dtls", include_str!("entries/dtls.toml")),
    ("sctp", include_str!("entries/sctp.toml")),
    ("validation", include_str!("entries/validation.toml")),
    ("flow", include_str!("entries/flow.toml")),
    ("control", include_str!("entries/control.toml")),
    ("discovery", include_str!("entries/discovery.toml")),
    ("dds", include_str!("entries/dds.toml")),
    ("beyond", include_str!("entries/beyond.toml")),
    ("any", include_str!("entries/any.toml")),
];

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::read().expect("a test holds that the compiled-in entries load"));

pub fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

#[derive(Debug, thiserror::Error)]
#[error("entries/{file}.toml: {source}")]
pub struct LoadError {
    file: &'static str,
    source: toml::de::Error,
}

/// Every finding that this version knows, in ladder order.
#[derive(Debug)]
pub struct Catalogue {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    finding: Vec<Entry>,
}

impl Catalogue {
    fn read() -> Result<Self, LoadError> {
        let mut entries = Vec::new();
        for (file, text) in FILES {
            let read: File = toml::from_str(text).map_err(|source| LoadError { file, source })?;
            entries.extend(read.finding);
        }
        Ok(Self { entries })
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn get(&self, code: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.code == code)
    }
}

#[cfg(test)]
mod tests;
