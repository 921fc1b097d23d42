//! The machine that this program runs on.

use std::fs;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::machine::{Entry, InterfaceAddress, Kind, Machine, RunError};
use super::{process, programs};
use crate::net::source::by_route;

#[derive(Debug, Clone, Copy, Default)]
pub struct ThisMachine;

impl Machine for ThisMachine {
    fn os(&self) -> &str {
        std::env::consts::OS
    }

    fn variable(&self, name: &str) -> Option<String> {
        let value = std::env::var_os(name)?.to_string_lossy().into_owned();
        Some(value).filter(|value| !value.is_empty())
    }

    fn current_folder(&self) -> Option<PathBuf> {
        std::env::current_dir().ok()
    }

    fn read(&self, file: &Path, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        open_regular(file)?.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn list(&self, folder: &Path, limit: usize) -> io::Result<Vec<Entry>> {
        let entries = fs::read_dir(folder)?.take(limit);
        // An entry that vanishes meanwhile is none.
        Ok(entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let kind = kind_of(entry.file_type().ok()?);
                Some(Entry { name: entry.file_name().to_string_lossy().into_owned(), kind })
            })
            .collect())
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        fs::metadata(path).ok().map(|metadata| kind_of(metadata.file_type()))
    }

    fn modified(&self, file: &Path) -> Option<SystemTime> {
        fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    fn read_link(&self, link: &Path) -> io::Result<PathBuf> {
        fs::read_link(link)
    }

    fn process_id(&self) -> u32 {
        std::process::id()
    }

    fn run_with_input(
        &self,
        program: &Path,
        arguments: &[&str],
        input: &[u8],
        deadline: Duration,
    ) -> Result<String, RunError> {
        match programs::find(program.as_os_str(), self.path_folders()) {
            Ok(found) => process::run(&found, arguments, input, deadline),
            Err(source) => Err(RunError::Start { program: program.display().to_string(), source }),
        }
    }

    fn source_towards(&self, towards: IpAddr) -> io::Result<IpAddr> {
        by_route(towards)
    }

    fn interfaces(&self) -> io::Result<Vec<InterfaceAddress>> {
        let all = if_addrs::get_if_addrs()?;
        Ok(all
            .into_iter()
            .map(|each| InterfaceAddress {
                address: each.ip(),
                prefix: match &each.addr {
                    if_addrs::IfAddr::V4(v4) => v4.prefixlen,
                    if_addrs::IfAddr::V6(v6) => v6.prefixlen,
                },
                name: each.name,
            })
            .collect())
    }
}

/// Opens a regular file. Whatever else has its name, a pipe without a writer for instance, is an
/// error that nobody waits for.
pub fn open_regular(path: &Path) -> io::Result<fs::File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    fs::File::open(path)
}

fn kind_of(file_type: fs::FileType) -> Kind {
    if file_type.is_file() {
        Kind::File
    } else if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn only_a_regular_file_is_read_and_no_further_than_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "0123456789").unwrap();
        assert_eq!(ThisMachine.read(&file, 4).unwrap(), b"0123");
        assert!(ThisMachine.read(folder.path(), 4).is_err());
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(ThisMachine.read(&pipe, 4).is_err(), "and it does not wait for a writer");
        let device = folder.path().join("device");
        std::os::unix::fs::symlink("/dev/zero", &device).unwrap();
        assert!(ThisMachine.read(&device, 4).is_err(), "what has no end is not begun");
        assert_eq!(ThisMachine.list(folder.path(), 1).unwrap().len(), 1);
    }
}
