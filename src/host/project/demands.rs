//! Which installed packages demand aiortc and aioice: what would raise them
//! again at the next installation.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::packages::{MOST_ENTRIES, metadata_head};
use super::requirements::{Requirement, admits};
use super::{LONGEST, MOST_TOLD, TEXT_LIMIT};
use crate::facts::DemandFacts;
use crate::host::machine::Machine;
use crate::host::notes::shown_path;
use crate::text::redact::printable;

const MOST_PACKAGES: usize = 1500;

/// What the packages in these folders demand of aiortc and aioice, and whether
/// all of them were read before `until`.
pub(super) fn of_installed(
    machine: &dyn Machine,
    folders: &[PathBuf],
    installed: &dyn Fn(&str) -> Option<String>,
    until: Instant,
) -> (Vec<DemandFacts>, bool) {
    let mut demands: Vec<DemandFacts> = Vec::new();
    let (mut left, mut complete) = (MOST_PACKAGES, true);
    for folder in folders {
        let entries = machine.list(folder, MOST_ENTRIES).unwrap_or_default();
        let mut entries: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
        entries.retain(|name| name.ends_with(".dist-info") || name.ends_with(".egg-info"));
        entries.sort_unstable();
        complete &= entries.len() <= left;
        entries.truncate(left);
        left -= entries.len();
        for entry in entries {
            if Instant::now() >= until {
                complete = false;
                break;
            }
            // The first metadata on the path is the one that counts.
            let mut new = of_package(machine, folder, &entry, installed);
            let known = |it: &DemandFacts| {
                demands.iter().any(|known| known.by == it.by && known.package == it.package)
            };
            new.retain(|it| !known(it));
            demands.append(&mut new);
        }
    }
    demands.truncate(MOST_TOLD);
    (demands, complete)
}

fn of_package(
    machine: &dyn Machine,
    folder: &Path,
    entry: &str,
    installed: &dyn Fn(&str) -> Option<String>,
) -> Vec<DemandFacts> {
    let place = folder.join(entry);
    let Some(head) = metadata_head(machine, &place) else { return Vec::new() };
    let field = |name: &str| {
        let line = head.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| printable(value.trim(), LONGEST))
    };
    let stem = entry.split('-').next().unwrap_or_default();
    let by = field("Name").unwrap_or_else(|| printable(stem, LONGEST)).to_ascii_lowercase();
    let by = by.replace(['_', '.'], "-");
    let written = head.iter().filter_map(|line| line.strip_prefix("Requires-Dist:"));
    let mut written: Vec<String> = written.map(Into::into).collect();
    if written.is_empty() {
        // setuptools' older form has them in a file of their own, extras below a heading.
        let file = place.join("requires.txt");
        let text = machine.read_text(&file, TEXT_LIMIT).unwrap_or_default();
        let lines = text.lines().take_while(|line| !line.starts_with('['));
        written.extend(lines.map(str::to_owned));
    }
    let demand = |line: &String| {
        let requirement = Requirement::parse(line)?;
        let (package, specifiers) = (requirement.package, requirement.told());
        // One of an extra is demanded only by who asks for that.
        if !["aiortc", "aioice"].contains(&package) || requirement.marker.contains("extra") {
            return None;
        }
        // Another marker may restrict it to other Pythons.
        let installed = installed(package).filter(|_| requirement.marker.is_empty());
        Some(DemandFacts {
            package: package.into(),
            by: by.clone(),
            by_version: field("Version"),
            satisfied: installed.and_then(|version| admits(&specifiers, &version)),
            specifiers,
            file: shown_path(machine, &place),
        })
    };
    written.iter().filter_map(demand).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    fn demands(machine: &FakeMachine, folders: &[&str]) -> Vec<(String, String, Option<bool>)> {
        let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
        let installed = |name: &str| (name == "aiortc").then(|| "1.9.0".to_owned());
        let until = Instant::now() + std::time::Duration::from_secs(60);
        let (told, complete) = of_installed(machine, &folders, &installed, until);
        assert!(complete);
        let late = of_installed(machine, &folders, &installed, Instant::now());
        assert_eq!(late, (Vec::new(), false), "where time has run out, that is said");
        let words =
            |it: DemandFacts| (it.by, format!("{}{}", it.package, it.specifiers), it.satisfied);
        told.into_iter().map(words).collect()
    }

    fn metadata(name: &str, requires: &str) -> String {
        format!("Metadata-Version: 2.1\nName: {name}\nVersion: 2.2.0\n{requires}\nA text\n")
    }

    #[test]
    fn who_demands_aiortc_is_read_from_the_metadata_of_what_is_installed() {
        let machine = FakeMachine::new()
            .file(
                "/s/unitree_webrtc_connect-2.2.0.dist-info/METADATA",
                &metadata(
                    "unitree_webrtc_connect",
                    "Requires-Dist: aiortc\nRequires-Dist: numpy\n",
                ),
            )
            .file(
                "/s/dimos-0.1.dist-info/METADATA",
                &metadata("dimos", "Requires-Dist: aiortc (>=1.10,<2.0)\n"),
            )
            .file(
                "/s/other-1.dist-info/METADATA",
                &metadata(
                    "other",
                    "Requires-Dist: aiortc>=1 ; extra == 'video'\n\nRequires-Dist: aiortc\n",
                ),
            )
            .file(
                "/s/marked-1.dist-info/METADATA",
                &metadata("marked", "Requires-Dist: aiortc>=1.14; python_version >= \"3.13\"\n"),
            )
            .file("/s/old.egg-info/PKG-INFO", &metadata("old", ""))
            .file("/s/old.egg-info/requires.txt", "aiortc==1.9.0\n[x]\naioice\n");
        let told = demands(&machine, &["/s"]);
        let expected = [
            ("dimos", "aiortc>=1.10, <2.0", Some(false)),
            ("marked", "aiortc>=1.14", None),
            ("old", "aiortc==1.9.0", Some(true)),
            ("unitree-webrtc-connect", "aiortc", Some(true)),
        ];
        let expected = expected.map(|(by, what, met)| (by.to_owned(), what.to_owned(), met));
        assert_eq!(told, expected);
    }

    #[test]
    fn of_two_copies_of_a_package_the_first_on_the_path_speaks() {
        let with = |folder: &str, demand: &str, machine: FakeMachine| {
            let text = metadata("bot", &format!("Requires-Dist: aiortc{demand}\n"));
            machine.file(&format!("{folder}/bot-1.dist-info/METADATA"), &text)
        };
        let machine = with("/b", ">=1.10", with("/a", "==1.9.0", FakeMachine::new()));
        assert_eq!(demands(&machine, &["/a", "/b"]).len(), 1);
        assert_eq!(demands(&machine, &["/a", "/b"])[0].1, "aiortc==1.9.0");
        assert_eq!(demands(&machine, &["/b", "/a"])[0].1, "aiortc>=1.10");
    }
}
