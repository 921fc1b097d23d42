//! What the driver's offer would carry, told from the sources that would make it.
//!
//! aiortc has put sha-384 and sha-512 beside sha-256 since 1.10.0, and gives
//! all m-sections the same ICE credentials since 1.15.0. Drivers repair both
//! by replacing parts of aiortc and aioice when they are imported: the
//! published one does so since its first release, 2.0.0.

use std::path::Path;
use std::str::FromStr;

use pep508_rs::pep440_rs::Version;

use super::files::ProjectFiles;
use super::packages::Copy;
use super::sources::Sources;
use crate::facts::SourceLine;
use crate::host::machine::Machine;
use crate::host::notes::{Notes, shown_path};

/// What is read of one module.
const MODULE_LIMIT: usize = 256 * 1024;

/// The first aiortc with more than one fingerprint.
pub const SEVERAL_FINGERPRINTS: [u64; 3] = [1, 10, 0];

/// The first aiortc whose m-sections share their credentials.
const SHARED_CREDENTIALS: [u64; 3] = [1, 15, 0];

/// The packages that make the offer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Installed<'a> {
    /// The copy of aiortc that would be imported.
    pub aiortc: Option<&'a Copy>,
    /// Its version.
    pub aiortc_version: Option<&'a str>,
    /// The copy of the published driver that would be imported.
    pub published: Option<&'a Copy>,
}

/// What the offer would carry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Offer {
    /// Hash names of its fingerprints, in their order.
    pub fingerprints: Option<Vec<String>>,
    /// Whether something reduces a newer aiortc to sha-256.
    pub sha256_patch: Option<bool>,
    /// Whether all m-sections have the same ICE credentials.
    pub credentials_shared: Option<bool>,
}

/// Tells what the offer would carry.
pub(super) fn would_offer(
    machine: &dyn Machine,
    installed: &Installed<'_>,
    project: Option<&ProjectFiles>,
    sources: Option<&Sources>,
    notes: &mut Notes,
) -> Offer {
    let Some(aiortc) = installed.aiortc else { return Offer::default() };
    let version = installed.aiortc_version.and_then(|text| Version::from_str(text).ok());
    let since = |first: [u64; 3]| version.as_ref().map(|it| *it >= Version::new(first));
    let published = installed.published.map(|copy| published_patches(machine, copy));
    let case = Case { sources, published: installed.published, machine };
    let mut offer = Offer::default();

    let listed = hashes(machine, aiortc);
    let one_only = |hashes: &[String]| matches!(hashes, [one] if one == "sha-256");
    if since(SEVERAL_FINGERPRINTS) == Some(false) {
        notes.source("driver.offered_fingerprints", "aiortc before 1.10.0 offers sha-256 alone");
        offer.fingerprints = Some(vec!["sha-256".into()]);
    } else if listed.as_deref().is_some_and(one_only) {
        let place = shown_path(machine, &transport(aiortc));
        if since(SEVERAL_FINGERPRINTS) == Some(true) {
            notes.source("driver.sha256_patch", format_args!("changed in place: {place}"));
            offer.sha256_patch = Some(true);
        }
        notes.source("driver.offered_fingerprints", place);
        offer.fingerprints = listed;
    } else {
        let patches = published.as_ref().map(|patches| patches.sha256_patch.is_some());
        let own = sources.and_then(|sources| sources.sha256_patch.as_ref());
        offer.sha256_patch = case.in_force("driver.sha256_patch", own, patches, notes);
        offer.fingerprints = match offer.sha256_patch {
            Some(true) => Some(vec!["sha-256".into()]),
            Some(false) => listed,
            None => None,
        };
        if offer.fingerprints.is_some() {
            let place = shown_path(machine, &transport(aiortc));
            notes.source("driver.offered_fingerprints", format_args!("{place}, and the patch"));
        }
    }

    let fact = "driver.credentials_shared";
    match (since(SHARED_CREDENTIALS), project.and_then(|project| project.own_aioice.as_ref())) {
        (Some(true), _) => {
            notes.source(fact, "aiortc shares them since 1.15.0");
            offer.credentials_shared = Some(true);
        }
        (_, Some(own)) => notes.unread(
            fact,
            format_args!("the project has an aioice of its own: {}", shown_path(machine, own)),
        ),
        (None, None) => notes.unread(fact, "the version of aiortc is not known"),
        (Some(false), None) => {
            let patches = published.as_ref().map(|patches| patches.credentials_patch.is_some());
            let own = sources.and_then(|sources| sources.credentials_patch.as_ref());
            offer.credentials_shared = case.in_force(fact, own, patches, notes);
        }
    }
    offer
}

/// Where a patch may come from.
struct Case<'a> {
    sources: Option<&'a Sources>,
    published: Option<&'a Copy>,
    machine: &'a dyn Machine,
}

impl Case<'_> {
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
            notes.source(fact, format_args!("{}:{}", line.file, line.line));
            return Some(true);
        }
        let place = self.published.map(|copy| shown_path(self.machine, &init(copy)));
        let place = place.unwrap_or_default();
        let complete = self.sources.is_some_and(|sources| sources.complete);
        let by_itself = self.sources.and_then(|sources| sources.imports_aiortc.as_ref());
        let imports_it = self.sources.is_some_and(|sources| sources.imports_published.is_some());
        match (published, by_itself) {
            (Some(true), Some(line)) if !imports_it && complete => {
                let SourceLine { file, line, .. } = line;
                notes.source(
                    fact,
                    format_args!("{file}:{line} imports aiortc itself, not the patch in {place}"),
                );
                Some(false)
            }
            (Some(true), Some(_)) if !imports_it => {
                notes.unread(fact, "whether the project uses the patch that is installed");
                None
            }
            (Some(true), _) => {
                notes.source(fact, place);
                Some(true)
            }
            (None, _) if imports_it => {
                notes.unread(fact, "the project imports unitree_webrtc_connect, not installed");
                None
            }
            (_, Some(_)) if complete => {
                notes.source(fact, "nothing in the project and its Python replaces it");
                Some(false)
            }
            (Some(false), None) if complete || self.sources.is_none() => {
                notes.source(fact, format_args!("nothing replaces it in {place}"));
                Some(false)
            }
            _ => {
                notes.unread(fact, "no patch was found, but no driver's sources either");
                None
            }
        }
    }
}

fn init(copy: &Copy) -> std::path::PathBuf {
    copy.folder.join(copy.package).join("__init__.py")
}

fn transport(aiortc: &Copy) -> std::path::PathBuf {
    aiortc.folder.join("aiortc/rtcdtlstransport.py")
}

/// What the published driver replaces when it is imported.
fn published_patches(machine: &dyn Machine, copy: &Copy) -> Sources {
    let mut sources = Sources::default();
    let file = init(copy);
    let text = machine.read_text(&file, MODULE_LIMIT).unwrap_or_default();
    sources.take(&shown_path(machine, Path::new(&file)), &text);
    sources
}

/// The hash names of aiortc's own list, in their order; of a version without
/// one, the name that it has in the list's place.
fn hashes(machine: &dyn Machine, aiortc: &Copy) -> Option<Vec<String>> {
    let text = machine.read_text(&transport(aiortc), MODULE_LIMIT).ok()?;
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
