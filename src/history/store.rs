//! The files: where they are, how they are read and written.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::last::Last;
use crate::aside::Aside;
use crate::environment::{Lookup, set};
use crate::host::this_machine::open_regular;
use crate::text::format::hex;

/// The most that is read of a file; one that we write has a twentieth of it.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    path: PathBuf,
}

/// The user's folder for state (XDG Base Directory Specification; Apple's File System Programming
/// Guide; `LOCALAPPDATA` on Windows). `None` where the environment names none.
pub fn folder(environment: Lookup<'_>) -> Option<PathBuf> {
    let named =
        |name: &str| set(environment, name).map(PathBuf::from).filter(|it| it.is_absolute());
    let base = if cfg!(target_os = "macos") {
        named("HOME")?.join("Library/Application Support")
    } else if cfg!(windows) {
        named("LOCALAPPDATA")?
    } else {
        named("XDG_STATE_HOME").or_else(|| Some(named("HOME")?.join(".local/state")))?
    };
    Some(base.join(env!("CARGO_PKG_NAME")))
}

impl Store {
    pub fn new(folder: &Path, host: &str, signal_port: u16) -> Self {
        let name = format!("{}\n{signal_port}", host.to_ascii_lowercase());
        let digest = Sha256::digest(name);
        let name = hex(&digest[..8]);
        Self { path: folder.join(format!("robot-{name}.json")) }
    }

    /// What is known. A file that cannot be read or understood is none.
    pub fn load(&self) -> Option<Last> {
        match self.read() {
            Ok(last) => Some(last),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::debug!(path = %self.path.display(), %error, "no history was read");
                None
            }
        }
    }

    fn read(&self) -> io::Result<Last> {
        let mut text = Vec::new();
        let file = open_regular(&self.path)?;
        file.take(MAX_BYTES + 1).read_to_end(&mut text)?;
        if text.len() as u64 > MAX_BYTES {
            return Err(io::Error::other("it is larger than ours are"));
        }
        let last: Last = serde_json::from_slice(&text)?;
        last.is_sound().then_some(last).ok_or_else(|| io::Error::other("it is of another form"))
    }

    pub fn save(&self, last: &Last) {
        if let Err(error) = self.write(last) {
            tracing::debug!(path = %self.path.display(), %error, "no history was kept");
        }
    }

    /// In whole or not at all: a reader never sees half a file.
    fn write(&self, last: &Last) -> io::Result<()> {
        let folder = self.path.parent().ok_or(io::ErrorKind::NotFound)?;
        fs::create_dir_all(folder)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // Serial numbers are nobody else's business.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let (mut file, aside) = Aside::beside(&self.path, &options)?;
        file.write_all(&serde_json::to_vec_pretty(last)?)?;
        file.sync_all()?;
        aside.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::{healthy, sctp_silent};

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::new(&folder.path().join("go2doctor"), "192.168.12.1", 9991);
        (folder, store)
    }

    #[test]
    fn what_was_saved_is_loaded_and_nothing_else_is_left_behind() {
        let (_folder, store) = store();
        assert_eq!(store.load(), None);
        for run in [sctp_silent("check"), healthy()] {
            let last = Last::after(&run, store.load().as_ref());
            store.save(&last);
            assert_eq!(store.load(), Some(last));
        }
        let folder = store.path.parent().expect("a folder");
        assert_eq!(fs::read_dir(folder).expect("it is there").count(), 1);
    }

    #[test]
    fn a_file_that_is_not_ours_is_none() {
        let (_folder, store) = store();
        store.save(&Last::after(&healthy(), None));
        let whole = fs::read_to_string(&store.path).expect("it was written");
        let other = whole.replace("\"version\": 1", "\"version\": 2");
        let large = format!("{whole}{}", " ".repeat(MAX_BYTES as usize));
        for text in ["", "{", "null", &whole[..whole.len() / 2], &other, &large] {
            fs::write(&store.path, text).expect("it can be written");
            assert_eq!(store.load(), None, "{text:.60}");
        }
        fs::remove_file(&store.path).expect("it is there");
        fs::create_dir(&store.path).expect("it can be made");
        assert_eq!(store.load(), None);
        store.save(&Last::after(&healthy(), None));
        assert_eq!(store.load(), None, "and saving fails quietly");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_its_place_is_not_waited_for_and_what_is_written_is_our_users_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, store) = store();
        store.save(&Last::after(&healthy(), None));
        let mode = fs::metadata(&store.path).expect("it was written").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_file(&store.path).expect("it is there");
        let made = std::process::Command::new("mkfifo").arg(&store.path).status();
        assert!(made.expect("mkfifo runs").success());
        assert_eq!(store.load(), None);
    }

    #[test]
    fn a_robot_is_known_by_host_and_port_and_not_named() {
        let of = |host, port| Store::new(Path::new("/x"), host, port);
        assert_eq!(of("Go2.local", 9991), of("go2.local", 9991));
        assert_ne!(of("go2.local", 9991), of("go2.local", 9992));
        let name = of("../../etc/passwd", 1).path;
        assert_eq!(name.parent(), Some(Path::new("/x")), "{name:?}");
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn the_folder_follows_the_environment() {
        let with = |variables: &[(&str, &str)]| {
            folder(&|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        let home = ("HOME", "/home/me");
        assert_eq!(with(&[home]), Some("/home/me/.local/state/go2doctor".into()));
        assert_eq!(with(&[home, ("XDG_STATE_HOME", "/s")]), Some("/s/go2doctor".into()));
        assert_eq!(with(&[home, ("XDG_STATE_HOME", "s")]), with(&[home]), "it has to be absolute");
        assert_eq!(with(&[]), None);
    }
}
