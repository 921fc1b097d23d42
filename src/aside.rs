//! A file that is there in whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is being written now.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What is written beside a path until it is whole.
pub struct Aside {
    path: PathBuf,
    unfinished: PathBuf,
}

impl Aside {
    /// Opens the file that will be `path`'s, by these options. One that is there stays until the end.
    /// A path that is being written already is `ResourceBusy`.
    pub fn beside(path: &Path, options: &OpenOptions) -> io::Result<(File, Self)> {
        let mut name = path.file_name().ok_or(io::ErrorKind::NotFound)?.to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let unfinished = path.with_file_name(name);
        let mut all = all_unfinished();
        // However its folder is spelt.
        if unfinished.canonicalize().is_ok_and(|it| all.contains(&it)) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let file = options.open(&unfinished)?;
        let unfinished = unfinished.canonicalize()?;
        all.push(unfinished.clone());
        Ok((file, Self { path: path.to_owned(), unfinished }))
    }

    /// Opens a file that a user named. One that is no regular file (`/dev/stdout`, a pipe) is written
    /// at once, and there is nothing to finish.
    pub fn create(path: &Path) -> io::Result<(File, Option<Self>)> {
        Self::create_with(path, OpenOptions::new().write(true).create_new(true))
    }

    /// The same, for its owner alone to read (mode 0600 where there are modes).
    pub fn create_private(path: &Path) -> io::Result<(File, Option<Self>)> {
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::create_with(path, options.write(true).create_new(true))
    }

    fn create_with(path: &Path, options: &OpenOptions) -> io::Result<(File, Option<Self>)> {
        // Elsewhere it is standard output; a file of that name is meant by nobody.
        if path == Path::new("-") {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        // Through links, so that they stay; and what may not be written is refused at once.
        let path = match OpenOptions::new().write(true).open(path) {
            Ok(file) if !file.metadata()?.is_file() => return Ok((file, None)),
            Ok(_) => path.canonicalize()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => behind_links(path),
            Err(error) => return Err(error),
        };
        let (file, aside) = Self::beside(&path, options)?;
        Ok((file, Some(aside)))
    }

    pub fn finish(self) -> io::Result<()> {
        fs::rename(&self.unfinished, &self.path)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let mut all = all_unfinished();
        all.retain(|each| *each != self.unfinished);
        // Of a finished one nothing is left under that name.
        let _ = fs::remove_file(&self.unfinished);
    }
}

/// Removes what is not whole, for a process that ends at once.
pub fn remove_unfinished() {
    for path in all_unfinished().drain(..) {
        let _ = fs::remove_file(path);
    }
}

fn all_unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a link leads whose end does not exist yet. Of a circle the opening tells.
fn behind_links(path: &Path) -> PathBuf {
    match (fs::read_link(path), path.parent()) {
        (Ok(next), Some(folder)) => behind_links(&folder.join(next)),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_was_there_stays_until_all_is_written() {
        let folder = tempfile::tempdir().expect("it works");
        let path = folder.path().join("report.json");
        fs::write(&path, "before").expect("it works");
        for (finished, expected) in [(false, "before"), (true, "after")] {
            let (mut file, aside) = Aside::create(&path).expect("it works");
            file.write_all(b"after").expect("it works");
            assert_eq!(fs::read_to_string(&path).expect("it works"), "before");
            if finished {
                aside.expect("it works").finish().expect("it works");
            } else {
                drop(aside);
            }
            assert_eq!(fs::read_to_string(&path).expect("it works"), expected);
            assert_eq!(
                fs::read_dir(folder.path()).expect("it works").count(),
                1,
                "nothing beside it"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("it works");
        let path = folder.path().join("secrets");
        fs::write(&path, "before").expect("it works");
        let (file, aside) = Aside::create_private(&path).expect("it works");
        drop(file);
        aside.expect("a file").finish().expect("it works");
        let mode = fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_its_file_is_written() {
        let folder = tempfile::tempdir().expect("it works");
        let at = |name| folder.path().join(name);
        std::os::unix::fs::symlink("second", at("first")).expect("it works");
        std::os::unix::fs::symlink(at("file"), at("second")).expect("it works");
        for text in ["while it is not there", "while it is"] {
            let (mut file, aside) = Aside::create(&at("first")).expect("it works");
            file.write_all(text.as_bytes()).expect("it works");
            aside.expect("a file").finish().expect("it works");
            for link in ["first", "second"] {
                assert!(at(link).is_symlink(), "{link} while {text}");
            }
            assert_eq!(fs::read_to_string(at("file")).expect("it is there"), text);
        }
    }

    #[test]
    fn one_file_is_not_written_twice_at_once() {
        let folder = tempfile::tempdir().expect("it works");
        let path = folder.path().join("report.json");
        let first = Aside::create(&path).expect("it works");
        let second = Aside::create(&path).map(|_| ()).expect_err("it is being written");
        assert_eq!(second.kind(), io::ErrorKind::ResourceBusy);
        drop(first);
        Aside::create(&path).expect("it is free again");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_and_not_replaced() {
        let (_, aside) = Aside::create(Path::new("/dev/null")).expect("it works");
        assert!(aside.is_none());
    }
}
