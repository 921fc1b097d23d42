//! A file that is there in whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What is written beside a path until it is whole.
pub struct Aside {
    path: PathBuf,
    unfinished: PathBuf,
}

impl Aside {
    /// Opens the file that will be `path`'s, by these options. One that is there stays until the end.
    pub fn beside(path: &Path, options: &OpenOptions) -> io::Result<(File, Self)> {
        let mut name = path.file_name().ok_or(io::ErrorKind::NotFound)?.to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let unfinished = path.with_file_name(name);
        let file = options.open(&unfinished)?;
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
        // Through links, so that they stay; and what may not be written is refused at once.
        let path = match OpenOptions::new().write(true).open(path) {
            Ok(file) if !file.metadata()?.is_file() => return Ok((file, None)),
            Ok(_) => path.canonicalize()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
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
        // Of a finished one nothing is left under that name.
        let _ = fs::remove_file(&self.unfinished);
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
    fn a_device_is_written_and_not_replaced() {
        let (_, aside) = Aside::create(Path::new("/dev/null")).expect("it works");
        assert!(aside.is_none());
    }
}
