//! Whole machines from `tests/fixtures/hosts`: a manifest each, and a tree of the files that such a
//! system has.

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::fake::{Ending, FakeMachine};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hosts");

/// What `host.toml` of a system says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    system: String,
    /// Where each part comes from: recorded, or published by whom.
    origin: Vec<String>,
    os: String,
    /// The folder that go2doctor is started in.
    folder: Option<String>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    interfaces: Vec<Interface>,
    /// The kernel's source towards each address that is asked for; `none` where it has no way.
    sources: BTreeMap<IpAddr, String>,
    #[serde(default)]
    programs: Vec<Program>,
    #[serde(default)]
    links: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Interface {
    name: String,
    /// `192.168.12.222/24`, all of them, in the kernel's order.
    addresses: Vec<String>,
}

/// One of `output`, `file` and `ends`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Program {
    run: Vec<String>,
    output: Option<String>,
    file: Option<String>,
    /// `hangs` or `fails`.
    ends: Option<String>,
}

pub fn systems() -> Vec<String> {
    let entries = fs::read_dir(FOLDER).expect("the fixtures").map(|entry| entry.expect("an entry"));
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> =
        folders.map(|entry| entry.file_name().into_string().expect("a plain name")).collect();
    names.sort();
    names
}

pub fn machine(name: &str) -> FakeMachine {
    let folder = Path::new(FOLDER).join(name);
    let manifest = text(&folder.join("host.toml"));
    let manifest: Manifest =
        toml::from_str(&manifest).unwrap_or_else(|error| panic!("{name}/host.toml: {error}"));
    assert!(!manifest.system.is_empty() && !manifest.origin.is_empty(), "{name} says what it is");
    let mut machine = FakeMachine::new().running(&manifest.os);
    if let Some(folder) = &manifest.folder {
        machine = machine.started_in(folder);
    }
    for (name, value) in &manifest.variables {
        machine = machine.variable(name, value);
    }
    for (path, target) in &manifest.links {
        machine = machine.link(path, target);
    }
    for interface in &manifest.interfaces {
        for own in &interface.addresses {
            let (address, prefix) = own.split_once('/').expect("an address with its prefix");
            let prefix = prefix.parse().expect("a prefix");
            machine = machine.address(&interface.name, address, prefix);
        }
    }
    for (towards, source) in &manifest.sources {
        let source = (source != "none").then(|| source.parse().expect("an address"));
        machine = machine.source(*towards, source);
    }
    for program in &manifest.programs {
        let line: Vec<_> = program.run.iter().map(String::as_str).collect();
        machine = machine.command(&line, ending(program, &folder));
    }
    let root = folder.join("root");
    files(&root).into_iter().fold(machine, |machine, file| {
        let inside = file.strip_prefix(&root).expect("below the root");
        machine.file(&format!("/{}", inside.display()), &text(&file))
    })
}

fn ending(program: &Program, folder: &Path) -> Ending {
    match (&program.output, &program.file, program.ends.as_deref()) {
        (Some(output), None, None) => Ending::Output(output.clone()),
        (None, Some(file), None) => Ending::Output(text(&folder.join(file))),
        (None, None, Some("hangs")) => Ending::Hangs,
        (None, None, Some("fails")) => Ending::Fails,
        _ => panic!("one of output, file and ends: {program:?}"),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
