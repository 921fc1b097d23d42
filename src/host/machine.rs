//! What this room asks of a machine.

use std::fmt::Debug;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::text::phrase::{Phrase, phrase};

/// Folders of `PATH` that are looked into.
const MAX_PATH_FOLDERS: usize = 64;

/// A machine that can be looked at: this one, or one that a test made up.
pub trait Machine: Debug + Send + Sync {
    /// The operating system as Rust names it: `linux`, `macos`, `windows`.
    fn os(&self) -> &str;

    /// A variable of the environment; an empty one counts as absent.
    fn variable(&self, name: &str) -> Option<String>;

    fn current_folder(&self) -> Option<PathBuf>;

    /// At most the first `limit` bytes of a regular file. Anything else, a
    /// pipe for instance, is an error: it could be waited for without end.
    fn read(&self, file: &Path, limit: usize) -> io::Result<Vec<u8>>;

    /// At most `limit` entries of a folder, in no order.
    fn list(&self, folder: &Path, limit: usize) -> io::Result<Vec<Entry>>;

    /// What a path leads to, symbolic links followed; `None` where there is nothing.
    fn kind(&self, path: &Path) -> Option<Kind>;

    /// When a file was last written, links followed; `None` where that is not known.
    fn modified(&self, file: &Path) -> Option<SystemTime>;

    fn real_path(&self, path: &Path) -> io::Result<PathBuf>;

    /// What a symbolic link says, not followed.
    fn read_link(&self, link: &Path) -> io::Result<PathBuf>;

    fn process_id(&self) -> u32;

    /// The standard output of a program that ended well within `deadline`, at most 1 MiB of it. A
    /// program without a folder is looked up in [`Machine::path_folders`].
    fn run_with_input(
        &self,
        program: &Path,
        arguments: &[&str],
        input: &[u8],
        deadline: Duration,
    ) -> Result<String, RunError>;

    fn run(
        &self,
        program: &Path,
        arguments: &[&str],
        deadline: Duration,
    ) -> Result<String, RunError> {
        self.run_with_input(program, arguments, b"", deadline)
    }

    /// The address from which the kernel would send to `towards`; nothing is sent.
    fn source_towards(&self, towards: IpAddr) -> io::Result<IpAddr>;

    fn interfaces(&self) -> io::Result<Vec<InterfaceAddress>>;

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    /// A file of the system in which a few words are looked for: at most 256 KiB of it.
    fn system_file(&self, file: &str) -> io::Result<String> {
        self.read_text(Path::new(file), 256 * 1024)
    }

    /// Text of at most `limit` bytes; what is not UTF-8 is replaced.
    fn read_text(&self, file: &Path, limit: usize) -> io::Result<String> {
        self.read(file, limit).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn is_file(&self, path: &Path) -> bool {
        self.kind(path) == Some(Kind::File)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.kind(path) == Some(Kind::Folder)
    }

    /// The folders in which programs are looked up: those of `PATH` that are absolute. In `.` and
    /// in an empty entry lies whatever the current folder holds, a downloaded project for instance.
    fn path_folders(&self) -> Vec<PathBuf> {
        let path = self.variable("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
        folders.take(MAX_PATH_FOLDERS).collect()
    }

    fn home(&self) -> Option<PathBuf> {
        self.variable("HOME").or_else(|| self.variable("USERPROFILE")).map(PathBuf::from)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name; what is not UTF-8 is replaced.
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceAddress {
    pub name: String,
    pub address: IpAddr,
    pub prefix: u8,
}

/// An address of IPv4, also where it is written as one of IPv6.
pub fn ipv4(address: IpAddr) -> Option<Ipv4Addr> {
    match address.to_canonical() {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}

#[derive(Debug)]
pub enum RunError {
    Start {
        program: String,
        source: io::Error,
    },
    /// It did not end in time and was killed.
    Deadline {
        program: String,
        deadline: Duration,
    },
    Failed {
        program: String,
        status: String,
    },
}

impl From<RunError> for Phrase {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Start { program, source } => {
                phrase!("{program} cannot be started: {source}", "無法啟動 {program}：{source}")
            }
            RunError::Deadline { program, deadline } => {
                let ms = deadline.as_millis();
                phrase!(
                    "{program} did not finish within {ms} ms",
                    "{program} 在 {ms} 毫秒內沒有結束"
                )
            }
            RunError::Failed { program, status } => {
                phrase!("{program} ended with {status}", "{program} 執行失敗（{status}）")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    #[test]
    fn programs_are_looked_up_in_absolute_folders_alone() {
        let machine = FakeMachine::new().variable("PATH", ".::/usr/bin:bin:./x:/bin:");
        assert_eq!(machine.path_folders(), [Path::new("/usr/bin"), Path::new("/bin")]);
    }
}
