//! Where a program lies.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, io};

/// As a shell finds it: a path as it stands, a name in these folders. Only absolute ones count: in
/// `.` and in an empty entry of `PATH` lies whatever the current folder holds.
pub fn find(name: &OsStr, folders: impl IntoIterator<Item = PathBuf>) -> io::Result<PathBuf> {
    let as_path = Path::new(name);
    if as_path.components().count() != 1 || name.to_string_lossy().contains(['/', '\\']) {
        return executable(as_path).map(|()| as_path.to_owned());
    }
    let mut refused = io::Error::from(io::ErrorKind::NotFound);
    for folder in folders.into_iter().filter(|folder| folder.is_absolute()) {
        for ending in ["", env::consts::EXE_SUFFIX] {
            let mut file = name.to_owned();
            file.push(ending);
            let candidate = folder.join(file);
            match executable(&candidate) {
                Ok(()) => return Ok(candidate),
                // What lies there and may not be run says more than that nothing was found.
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => refused = error,
                Err(_) => {}
            }
        }
    }
    Err(refused)
}

fn executable(file: &Path) -> io::Result<()> {
    let facts = file.metadata()?;
    if facts.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if facts.permissions().mode() & 0o111 == 0 {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
    }
    Ok(())
}
