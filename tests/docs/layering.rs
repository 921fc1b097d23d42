//! Every import of the sources runs downwards, and no files of a room import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::floors::floor_of;
use crate::pages::top;

/// `["stages", "net"]`; the crate itself is empty.
type Module = Vec<String>;

/// Comments, characters and strings.
static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r##"//[^\n]*|'(?:\\.|[^'\\])'|r#+"(?s:.*?)"#+|r"[^"]*"|"(?:\\.|[^"\\])*""##)
});
static DECLARATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^(?:pub(?:\([^)]*\))? )?mod (\w+);"));
static USE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\buse ((?:crate|super|self|go2doctor)::[^;]*);"));
static PATH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:crate|super|self|go2doctor)(?:::\w+)+"));

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("it compiles")
}

/// The modules of the library and the program, those for tests left out, each with its text without
/// comments and strings.
fn modules() -> BTreeMap<Module, String> {
    let mut modules = BTreeMap::new();
    walk(Vec::new(), &top().join("src/lib.rs"), &mut modules);
    walk(vec!["main".to_owned()], &top().join("src/main.rs"), &mut modules);
    modules
}

fn walk(module: Module, file: &Path, modules: &mut BTreeMap<Module, String>) {
    let text = fs::read_to_string(file).expect("a module has its file");
    let text = NOISE.replace_all(&text, "\"\"");
    let text = without_tests(&text);
    let folder = match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") => file.with_file_name(""),
        _ => file.with_extension(""),
    };
    for name in DECLARATION.captures_iter(&text).map(|found| found[1].to_owned()) {
        let candidates = [folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")];
        let file: Option<PathBuf> = candidates.into_iter().find(|file| file.exists());
        let child = module.iter().cloned().chain([name]).collect();
        walk(child, &file.expect("a declared module has its file"), modules);
    }
    modules.insert(module, text);
}

/// What is compiled without `cfg(test)`.
fn without_tests(text: &str) -> String {
    let Some((before, item)) = text.split_once("#[cfg(test)]") else { return text.to_owned() };
    let mut depth = 0;
    let end = item.char_indices().find(|(_, character)| {
        depth += i32::from(*character == '{') - i32::from(*character == '}');
        depth == 0 && matches!(character, ';' | '}')
    });
    let end = end.map_or(item.len(), |(at, _)| at + 1);
    before.to_owned() + &without_tests(&item[end..])
}

/// The modules that a module names by `crate::`, `super::` or `self::`.
fn imports(module: &Module, text: &str, all: &BTreeMap<Module, String>) -> BTreeSet<Module> {
    let trees = USE.captures_iter(text).flat_map(|found| branches(&found[1]));
    let rest = USE.replace_all(text, "");
    let paths = trees.chain(PATH.find_iter(&rest).map(|found| found.as_str().to_owned()));
    let named: BTreeSet<_> = paths.map(|path| resolved(module, &path, all)).collect();
    named.into_iter().filter(|named| named != module && !named.is_empty()).collect()
}

/// Every path of a tree `a::{b, c::{d, e}}`.
fn branches(tree: &str) -> Vec<String> {
    let Some((stem, rest)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let inner = &rest[..rest.rfind('}').unwrap_or(rest.len())];
    let mut depth = 0;
    let parts = inner.split(|character| {
        depth += i32::from(character == '{') - i32::from(character == '}');
        character == ',' && depth == 0
    });
    parts.flat_map(branches).map(|branch| stem.trim().to_owned() + &branch).collect()
}

/// The innermost module on a path.
fn resolved(module: &Module, path: &str, all: &BTreeMap<Module, String>) -> Module {
    let mut at = Vec::new();
    for word in path.split("::") {
        match word {
            "crate" | "go2doctor" => at.clear(),
            "self" => at.clone_from(module),
            "super" if at.is_empty() => at = module[..module.len() - 1].to_vec(),
            "super" => drop(at.pop()),
            name => {
                at.push(name.to_owned());
                if !all.contains_key(&at) {
                    at.pop();
                    break;
                }
            }
        }
    }
    at
}

fn graph() -> BTreeMap<Module, BTreeSet<Module>> {
    let all = modules();
    all.iter().map(|(module, text)| (module.clone(), imports(module, text, &all))).collect()
}

#[test]
fn every_import_runs_downwards() {
    let floors = floor_of();
    let mut upwards = Vec::new();
    for (module, named) in graph() {
        let Some(room) = module.first() else { continue };
        let floor = floors.get(room.as_str());
        let floor = *floor.unwrap_or_else(|| panic!("{room} stands on no floor"));
        for other in named.iter().filter(|other| other[0] != *room) {
            if floors.get(other[0].as_str()).is_none_or(|below| *below >= floor) {
                upwards.push(format!("{} -> {}", module.join("/"), other.join("/")));
            }
        }
    }
    assert!(upwards.is_empty(), "imports that do not run downwards:\n{}", upwards.join("\n"));
}

#[test]
fn no_files_of_a_room_import_each_other_in_a_circle() {
    let mut graph = graph();
    for (module, named) in &mut graph {
        // A module and its own children are one thing in several files.
        let kin = |other: &Module| other.starts_with(module) || module.starts_with(other);
        named.retain(|other| other[0] == module[0] && !kin(other));
    }
    let circle = |start: &Module| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(module) = next.pop() {
            next.extend(graph[module].iter().filter(|other| seen.insert((*other).clone())));
        }
        seen.contains(start)
    };
    let circles: Vec<_> =
        graph.keys().filter(|module| circle(module)).map(|m| m.join("/")).collect();
    assert!(circles.is_empty(), "files in a circle:\n{}", circles.join("\n"));
}
