//! The machine that this program runs on.

use std::fs;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::machine::{Entry, InterfaceAddress, Kind, Machine, RunError};
use crate::net::source::by_route;

/// Output of a program beyond this is not read. The rules of a firewall take some 50 KiB.
const MAX_OUTPUT: u64 = 1024 * 1024;

/// How long to wait between two looks at a program that has closed its output.
const ENDING: Duration = Duration::from_millis(1);

/// The machine that this program runs on.
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
        if !fs::metadata(file)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let mut bytes = Vec::new();
        fs::File::open(file)?.take(limit as u64).read_to_end(&mut bytes)?;
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

    fn run(
        &self,
        program: &Path,
        arguments: &[&str],
        deadline: Duration,
    ) -> Result<String, RunError> {
        let name = program.display().to_string();
        let until = Instant::now() + deadline;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| RunError::Start { program: name.clone(), source })?;
        let output = output_until(&mut child, until);
        let status = output.as_ref().and_then(|_| ended_until(&mut child, until));
        let (Some(output), Some(status)) = (output, status) else {
            end(child);
            return Err(RunError::Deadline { program: name, deadline });
        };
        if !status.success() {
            return Err(RunError::Failed { program: name, status: status.to_string() });
        }
        Ok(String::from_utf8_lossy(&output).into_owned())
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

/// What the program writes until it closes its output. A thread reads, since
/// a pipe has no deadline; where the program's own children hold the pipe
/// open, that thread is left behind rather than waited for.
fn output_until(child: &mut Child, until: Instant) -> Option<Vec<u8>> {
    let stdout = child.stdout.take()?;
    let (read, reading) = mpsc::channel();
    thread::spawn(move || {
        let mut output = Vec::new();
        let whole = stdout.take(MAX_OUTPUT).read_to_end(&mut output);
        // Nobody may be waiting any more.
        let _ = read.send(whole.map(|_| output));
    });
    let left = until.saturating_duration_since(Instant::now());
    reading.recv_timeout(left).ok()?.ok()
}

fn ended_until(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if Instant::now() >= until {
            return None;
        }
        thread::sleep(ENDING);
    }
}

/// Kills a program and takes its last word, so that no zombie stays.
fn end(mut child: Child) {
    // It may have ended by itself meanwhile.
    let _ = child.kill();
    // A process in uninterruptible sleep dies late; nobody here waits for it.
    thread::spawn(move || child.wait());
}

#[cfg(all(test, unix))]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn shell(script: &str, deadline: Duration) -> Result<String, RunError> {
        ThisMachine.run(Path::new("/bin/sh"), &["-c", script], deadline)
    }

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(60);

    #[test]
    fn a_program_tells_what_it_writes() {
        assert_eq!(shell("echo nat", LONG).unwrap(), "nat\n");
        assert!(matches!(shell("exit 3", LONG), Err(RunError::Failed { .. })));
        let missing = ThisMachine.run(Path::new("/no/such/program"), &[], LONG);
        assert!(matches!(missing, Err(RunError::Start { .. })));
    }

    #[test]
    fn a_program_that_hangs_is_left_at_its_deadline() {
        // The second closes its output first; the third leaves it to a child of its own.
        for script in ["exec sleep 20", "exec sleep 20 >&-", "sleep 20 & exec sleep 20"] {
            let started = Instant::now();
            assert!(matches!(shell(script, SHORT), Err(RunError::Deadline { .. })), "{script}");
            assert!(started.elapsed() < LONG / 4, "{script}: {:?}", started.elapsed());
        }
    }

    #[test]
    fn output_without_end_is_cut_and_the_program_ended() {
        let started = Instant::now();
        assert!(shell("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyy; done", LONG).is_err());
        assert!(started.elapsed() < LONG / 2, "it was killed by its closed pipe");
    }

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
        assert_eq!(ThisMachine.list(folder.path(), 1).unwrap().len(), 1);
    }
}
