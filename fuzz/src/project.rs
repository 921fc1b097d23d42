//! The files of a driver's project: requirements, locks and sources that somebody else wrote.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use go2doctor::host::machine::{Entry, InterfaceAddress, Kind, Machine, RunError};
use go2doctor::host::project;

const FOLDER: &str = "/project";
/// The first byte of an input chooses one.
const NAMES: [&str; 9] = [
    "requirements.txt",
    "pyproject.toml",
    "setup.py",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "environment.yml",
    "driver.py",
];

/// A machine that holds one file.
#[derive(Debug)]
struct OneFile<'a> {
    name: &'static str,
    text: &'a [u8],
}

impl OneFile<'_> {
    fn path(&self) -> PathBuf {
        Path::new(FOLDER).join(self.name)
    }
}

impl Machine for OneFile<'_> {
    fn os(&self) -> &str {
        "linux"
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn current_folder(&self) -> Option<PathBuf> {
        Some(FOLDER.into())
    }

    fn read(&self, file: &Path, limit: usize) -> io::Result<Vec<u8>> {
        if file != self.path() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(self.text[..self.text.len().min(limit)].to_vec())
    }

    fn list(&self, folder: &Path, _: usize) -> io::Result<Vec<Entry>> {
        if folder != Path::new(FOLDER) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(vec![Entry { name: self.name.into(), kind: Kind::File }])
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        if path == Path::new(FOLDER) {
            return Some(Kind::Folder);
        }
        (path == self.path()).then_some(Kind::File)
    }

    fn modified(&self, _: &Path) -> Option<SystemTime> {
        None
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.into())
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    fn process_id(&self) -> u32 {
        1
    }

    fn run_with_input(
        &self,
        program: &Path,
        _: &[&str],
        _: &[u8],
        _: Duration,
    ) -> Result<String, RunError> {
        let program = program.display().to_string();
        Err(RunError::Start { program, source: io::ErrorKind::NotFound.into() })
    }

    fn source_towards(&self, _: IpAddr) -> io::Result<IpAddr> {
        Err(io::ErrorKind::NetworkUnreachable.into())
    }

    fn interfaces(&self) -> io::Result<Vec<InterfaceAddress>> {
        Ok(Vec::new())
    }
}

pub fn project_file(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    project::look(&OneFile { name, text }, None, Instant::now() + Duration::from_secs(1));
}
