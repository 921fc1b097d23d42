//! What the driver's offer would carry, told from the sources that would make it.
//!
//! aiortc has put sha-384 and sha-512 beside sha-256 since 1.10.0, and gives all m-sections the
//! same ICE credentials since 1.15.0. Drivers repair both by replacing parts of aiortc and aioice
//! when they are imported: the published one does so since its first release, 2.0.0.

use std::path::Path;
use std::str::FromStr;

use pep440_rs::Version;

use super::TEXT_LIMIT;
use super::files::ProjectFiles;
use super::packages::{Copy, used};
use super::sources::Sources;
use crate::facts::{DriverFacts, SourceLine};
use crate::host::machine::Machine;
use crate::host::notes::{Notes, shown_path};
use crate::text::phrase::{Phrase, phrase};

pub const SEVERAL_FINGERPRINTS: [u64; 3] = [1, 10, 0];

/// The first aiortc whose m-sections share their credentials.
const SHARED_CREDENTIALS: [u64; 3] = [1, 15, 0];

/// Fills in what the driver would offer with the aiortc among its copies of packages, whose version
/// is filled in already.
pub(super) fn would_offer(
    machine: &dyn Machine,
    own: &[Copy],
    project: Option<&ProjectFiles>,
    sources: Option<&Sources>,
    facts: &mut DriverFacts,
    notes: &mut Notes,
) {
    let Some(aiortc) = used(own, "aiortc") else { return };
    let version = facts.aiortc.as_deref().and_then(|text| Version::from_str(text).ok());
    let since = |first: [u64; 3]| version.as_ref().map(|it| *it >= Version::new(first));
    let published = used(own, "unitree_webrtc_connect");
    let patches = published.map(|copy| published_patches(machine, copy));

    let listed = hashes(machine, aiortc);
    let place = shown_path(machine, &transport(aiortc));
    let case = Case { listed: listed.as_deref(), sources, published, machine };
    let one_only = |hashes: &[String]| matches!(hashes, [one] if one == "sha-256");
    let fact = "driver.offered_fingerprints";
    if since(SEVERAL_FINGERPRINTS) == Some(false) {
        let source = phrase!(
            "aiortc before 1.10.0 offers sha-256 alone",
            "1.10.0 以前的 aiortc 只提供 sha-256"
        );
        notes.source(fact, source);
        facts.offered_fingerprints = Some(vec!["sha-256".into()]);
    } else if listed.as_deref().is_some_and(one_only) {
        if since(SEVERAL_FINGERPRINTS) == Some(true) {
            let source = phrase!("changed in place: {place}", "直接修改過：{place}");
            notes.source("driver.sha256_patch", source);
            facts.sha256_patch = Some(true);
        }
        notes.source(fact, Phrase::same(place));
        facts.offered_fingerprints.clone_from(&listed);
    } else {
        let patches = patches.as_ref().map(|patches| patches.sha256_patch.is_some());
        let own = sources.and_then(|sources| sources.sha256_patch.as_ref());
        facts.sha256_patch = case.in_force("driver.sha256_patch", own, patches, notes);
        facts.offered_fingerprints = match facts.sha256_patch {
            Some(true) => Some(vec!["sha-256".into()]),
            Some(false) => listed.clone(),
            None => None,
        };
        if facts.offered_fingerprints.is_some() {
            notes.source(fact, phrase!("{place}, and the patch", "{place}，以及修補"));
        }
    }

    let fact = "driver.credentials_shared";
    let own_aioice = project.and_then(|project| project.own_aioice.as_ref());
    facts.credentials_shared = match (since(SHARED_CREDENTIALS), own_aioice) {
        (Some(true), _) => {
            let source = phrase!("aiortc shares them since 1.15.0", "aiortc 自 1.15.0 起共用");
            notes.source(fact, source);
            Some(true)
        }
        (_, Some(own)) => {
            let place = shown_path(machine, own);
            let reason =
                phrase!("the project has its own aioice: {place}", "專案自帶 aioice：{place}");
            notes.missing(fact, reason)
        }
        (None, None) => {
            notes.missing(fact, phrase!("the version of aiortc is not known", "aiortc 的版本不明"))
        }
        (Some(false), None) => {
            let patches = patches.as_ref().map(|patches| patches.credentials_patch.is_some());
            let own = sources.and_then(|sources| sources.credentials_patch.as_ref());
            case.in_force(fact, own, patches, notes)
        }
    };
}

/// Where a patch may come from.
struct Case<'a> {
    listed: Option<&'a [String]>,
    sources: Option<&'a Sources>,
    published: Option<&'a Copy>,
    machine: &'a dyn Machine,
}

impl Case<'_> {
    /// No patch was found, and no driver that could have one. Of an aiortc that offers several
    /// fingerprints one has to know what the program makes of it.
    fn without_sources(&self, fact: &str) -> Phrase {
        match self.listed {
            Some(listed) if fact == "driver.sha256_patch" && listed.len() > 1 => phrase!(
                "this aiortc offers {} fingerprints unless the program patches it: run this where \
                 the driver is, or go2doctor check -- CMD",
                "這個 aiortc 會提供 {} 個指紋，除非程式修補它：請在驅動程式的資料夾執行，或用 go2doctor check -- CMD",
                listed.len()
            ),
            _ => phrase!(
                "no patch was found, but no driver's sources either",
                "沒有找到修補，也沒有找到驅動程式的原始碼"
            ),
        }
    }

    /// Whether a patch is in force: `own` is the project's, `published` whether
    /// the published driver, if installed, has it. Being installed is not
    /// enough: a project that uses aiortc by itself never runs its code.
    fn in_force(
        &self,
        fact: &str,
        own: Option<&SourceLine>,
        published: Option<bool>,
        notes: &mut Notes,
    ) -> Option<bool> {
        if let Some(line) = own {
            notes.source(fact, Phrase::same(format!("{}:{}", line.file, line.line)));
            return Some(true);
        }
        let place = self.published.map(|copy| shown_path(self.machine, &init(copy)));
        let place = place.unwrap_or_default();
        let complete = self.sources.is_some_and(|sources| sources.complete);
        let by_itself = self.sources.and_then(|sources| sources.imports_aiortc.as_ref());
        let imports_it = self.sources.is_some_and(|sources| sources.imports_published.is_some());
        let (in_force, why) = match (published, by_itself) {
            (Some(true), Some(line)) if !imports_it && complete => {
                let SourceLine { file, line, .. } = line;
                let why = phrase!(
                    "{file}:{line} imports aiortc itself, not the patch in {place}",
                    "{file}:{line} 直接匯入 aiortc，沒有用 {place} 的修補"
                );
                (false, why)
            }
            (Some(true), Some(_)) if !imports_it => {
                let reason = phrase!(
                    "whether the project uses the patch that is installed",
                    "專案是否使用已安裝的修補"
                );
                return notes.missing(fact, reason);
            }
            (Some(true), _) => (true, Phrase::same(place)),
            (None, _) if imports_it => {
                let reason = phrase!(
                    "the project imports unitree_webrtc_connect, not installed",
                    "專案匯入 unitree_webrtc_connect，但沒有安裝"
                );
                return notes.missing(fact, reason);
            }
            (_, Some(_)) if complete => {
                let why = phrase!(
                    "nothing in the project and its Python replaces it",
                    "專案與它的 Python 都沒有取代它"
                );
                (false, why)
            }
            (Some(false), None) if complete || self.sources.is_none() => {
                (false, phrase!("nothing replaces it in {place}", "{place} 沒有取代它"))
            }
            _ => return notes.missing(fact, self.without_sources(fact)),
        };
        notes.source(fact, why);
        Some(in_force)
    }
}

fn init(copy: &Copy) -> std::path::PathBuf {
    copy.folder.join(copy.package).join("__init__.py")
}

fn transport(aiortc: &Copy) -> std::path::PathBuf {
    aiortc.folder.join("aiortc/rtcdtlstransport.py")
}

fn published_patches(machine: &dyn Machine, copy: &Copy) -> Sources {
    let mut sources = Sources::default();
    let file = init(copy);
    let text = machine.read_text(&file, TEXT_LIMIT).unwrap_or_default();
    sources.take(&shown_path(machine, Path::new(&file)), &text);
    sources
}

/// The hash names of aiortc's own list, in their order; of a version without
/// one, the name that it has in the list's place.
fn hashes(machine: &dyn Machine, aiortc: &Copy) -> Option<Vec<String>> {
    let text = machine.read_text(&transport(aiortc), TEXT_LIMIT).ok()?;
    let list = match text.split_once("\nX509_DIGEST_ALGORITHMS = {") {
        Some((_, rest)) => rest.split_once('}')?.0,
        None => return text.contains("algorithm=\"sha-256\"").then(|| vec!["sha-256".into()]),
    };
    let names: Vec<String> = list
        .lines()
        .flat_map(|line| line.split('#').next().unwrap_or_default().split(','))
        .filter_map(|entry| entry.split_once(':'))
        .map(|(name, _)| name.trim().trim_matches(['"', '\'']).to_ascii_lowercase())
        .filter(|name| name.starts_with("sha-") && name.len() <= 16)
        .collect();
    (!names.is_empty()).then_some(names)
}

#[cfg(test)]
mod tests;
