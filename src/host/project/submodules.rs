//! The git submodules of a project: declared in `.gitmodules`, and checked out
//! or not. git itself is not run.

use std::path::{Component, Path};

use super::files::ProjectFiles;
use super::sources::relative;
use super::{LONGEST, MOST_TOLD, TEXT_LIMIT};
use crate::facts::{SourceLine, SubmoduleFacts};
use crate::host::machine::Machine;
use crate::text::redact::printable;

/// Words in the name of a submodule without which the driver does not work.
const OF_DRIVER: [&str; 3] = ["aioice", "aiortc", "webrtc"];

/// Every submodule that the project's `.gitmodules` files declare.
pub(super) fn look(machine: &dyn Machine, project: &ProjectFiles) -> Vec<SubmoduleFacts> {
    let mut found = Vec::new();
    for file in &project.submodules {
        let Some(repository) = file.parent() else { continue };
        let text = machine.read_text(file, TEXT_LIMIT).unwrap_or_default();
        for (number, line) in (1..).zip(text.lines()) {
            let Some((key, value)) = line.split_once('=') else { continue };
            let folder = Path::new(value.trim().trim_matches('"'));
            // git itself refuses any other path.
            let plain = folder.components().all(|part| matches!(part, Component::Normal(_)));
            if !key.trim().eq_ignore_ascii_case("path") || !plain || folder.as_os_str().is_empty() {
                continue;
            }
            let place = repository.join(folder);
            let last = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            let (file, text) = (relative(&project.root, file), printable(line.trim(), LONGEST));
            found.push(SubmoduleFacts {
                of_driver: OF_DRIVER.iter().any(|word| last.contains(word)),
                folder: relative(&project.root, &place),
                at: SourceLine { file, line: number, text },
                state: state(machine, &place).into(),
            });
        }
    }
    found.truncate(MOST_TOLD);
    found
}

fn state(machine: &dyn Machine, folder: &Path) -> &'static str {
    match machine.list(folder, 64) {
        _ if machine.kind(&folder.join(".git")).is_some() => "checked-out",
        Ok(entries) if !entries.is_empty() => "no-git",
        Ok(_) => "empty",
        Err(_) => "missing",
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::host::fake::FakeMachine;
    use crate::host::project::files::search;

    const MODULES: &str = "[submodule \"aioice\"]\n\tpath = sdk/external/aioice\n\turl = x\n\
                           [submodule \"docs\"]\n\tpath = docs\n\turl = y\n";

    fn found(machine: &FakeMachine) -> Vec<(String, String, bool)> {
        let until = Instant::now() + Duration::from_secs(60);
        let project = search(machine, Path::new("/w"), until);
        let told = look(machine, &project).into_iter();
        told.map(|it| (it.folder, it.state, it.of_driver)).collect()
    }

    #[test]
    fn a_submodule_is_checked_out_only_where_git_has_put_its_files() {
        let machine = FakeMachine::new()
            .file("/w/src/sdk/.gitmodules", MODULES)
            .file("/w/src/sdk/docs/.git", "gitdir: ../.git/modules/docs\n")
            .file("/w/src/sdk/docs/index.md", "");
        let aioice = "src/sdk/sdk/external/aioice".to_owned();
        let docs = ("src/sdk/docs".to_owned(), "checked-out".to_owned(), false);
        assert_eq!(found(&machine), [(aioice.clone(), "missing".to_owned(), true), docs.clone()]);
        let empty = machine.clone().folder("/w/src/sdk/sdk/external/aioice");
        assert_eq!(found(&empty)[0].1, "empty");
        let copied = machine.file("/w/src/sdk/sdk/external/aioice/setup.py", "");
        assert_eq!(found(&copied), [(aioice, "no-git".to_owned(), true), docs]);
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_not_followed() {
        let text = "[submodule \"x\"]\npath = ../aioice\npath = /etc\npath =\nurl = aioice\npath\n";
        assert_eq!(found(&FakeMachine::new().file("/w/.gitmodules", text)), []);
    }
}
