//! A machine with nothing on it but loopback: what is installed here is no
//! concern of the ladder's tests.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use go2doctor::host::machine::{Entry, InterfaceAddress, Kind, Machine, RunError};

/// A machine with nothing on it.
#[derive(Debug)]
pub(crate) struct BareMachine;

impl Machine for BareMachine {
    fn os(&self) -> &str {
        "linux"
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn current_folder(&self) -> Option<PathBuf> {
        None
    }

    fn read(&self, _: &Path, _: usize) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn list(&self, _: &Path, _: usize) -> io::Result<Vec<Entry>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn kind(&self, _: &Path) -> Option<Kind> {
        None
    }

    fn modified(&self, _: &Path) -> Option<SystemTime> {
        None
    }

    fn real_path(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::NotFound.into())
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

    fn source_towards(&self, towards: IpAddr) -> io::Result<IpAddr> {
        match towards.is_loopback() {
            true => Ok(towards),
            false => Err(io::ErrorKind::NetworkUnreachable.into()),
        }
    }

    fn interfaces(&self) -> io::Result<Vec<InterfaceAddress>> {
        Ok(Vec::new())
    }
}
