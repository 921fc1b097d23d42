//! The pages and the blocks in them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A page of the documents.
pub(crate) struct Page {
    path: PathBuf,
    /// Its text.
    pub text: String,
}

impl Page {
    /// The path from the repository's top, for messages.
    pub(crate) fn name(&self) -> String {
        self.path.strip_prefix(top()).unwrap_or(&self.path).display().to_string()
    }

    /// The folder that its links start from.
    pub(crate) fn folder(&self) -> &Path {
        self.path.parent().expect("a page is in a folder")
    }

    /// Its lines, without line ends.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.text.lines().map(str::to_owned).collect()
    }

    /// Writes other lines in its place.
    pub(crate) fn rewrite(&self, lines: &[String]) {
        fs::write(&self.path, lines.join("\n") + "\n").expect("the page can be written");
    }
}

/// The repository's top folder.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Both READMEs and every page of `docs/`, decisions included.
pub(crate) fn pages() -> Vec<Page> {
    let mut paths = vec![top().join("README.md"), top().join("README.zh-TW.md")];
    for folder in ["docs", "docs/decisions"] {
        let entries = fs::read_dir(top().join(folder)).expect("the folder is there");
        let files = entries.map(|entry| entry.expect("it can be read").path());
        paths.extend(files.filter(|path| path.extension().is_some_and(|it| it == "md")));
    }
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a page is UTF-8");
        Page { path, text }
    };
    paths.into_iter().map(read).collect()
}

/// Held by every test that reads pages, for another may rewrite them.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static PAGES: Mutex<()> = Mutex::new(());
    PAGES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether what has drifted is to be rewritten.
pub(crate) fn blessing() -> bool {
    std::env::var_os("GO2DOCTOR_BLESS").is_some()
}

/// The lines between each line that `opens` and the next that `closes`, both left out, with what
/// `opens` made of the opening line.
pub(crate) fn between<T>(
    lines: &[String],
    opens: impl Fn(&str) -> Option<T>,
    closes: impl Fn(&str) -> bool,
) -> Vec<(T, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        at += 1;
        let Some(opening) = opens(&lines[at - 1]) else { continue };
        let length = lines[at..].iter().position(|line| closes(line));
        let end = at + length.expect("what is opened is closed");
        found.push((opening, at..end));
        at = end + 1;
    }
    found
}
