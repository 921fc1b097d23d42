//! A machine that a test made up.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::machine::{Entry, InterfaceAddress, Kind, Machine, RunError};

#[derive(Debug, Clone, Default)]
pub struct FakeMachine {
    variables: BTreeMap<String, String>,
    current: Option<PathBuf>,
    files: BTreeMap<PathBuf, String>,
    folders: BTreeSet<PathBuf>,
    written: BTreeMap<PathBuf, u64>,
    links: BTreeMap<PathBuf, PathBuf>,
    programs: Vec<(Vec<String>, Ending)>,
    interfaces: Vec<InterfaceAddress>,
    source: Option<IpAddr>,
    sources: BTreeMap<IpAddr, Option<IpAddr>>,
    os: Option<String>,
    now: Option<SystemTime>,
    forbidden: BTreeSet<PathBuf>,
}

/// How a program ends that a test made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Well, having written this.
    Output(String),
    /// Not within any deadline.
    Hangs,
    /// With an exit status other than 0.
    Fails,
}

impl FakeMachine {
    /// The id of the process that looks at it.
    pub const PROCESS: u32 = 4000;

    /// A Linux machine with nothing on it, not even a network.
    pub fn new() -> Self {
        Self::default()
    }

    pub fn running(self, os: &str) -> Self {
        Self { os: Some(os.into()), ..self }
    }

    /// With that time on its clock.
    pub fn at(self, now: SystemTime) -> Self {
        Self { now: Some(now), ..self }
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    pub fn started_in(mut self, folder: &str) -> Self {
        self.current = Some(folder.into());
        self
    }

    /// With a file; its folders come with it.
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// With a folder that has nothing in it.
    pub fn folder(mut self, path: &str) -> Self {
        self.folders.insert(path.into());
        self
    }

    /// With a file that was written at that time, seconds.
    pub fn written(mut self, path: &str, text: &str, at: u64) -> Self {
        self.written.insert(path.into(), at);
        self.file(path, text)
    }

    pub fn link(mut self, path: &str, target: &str) -> Self {
        self.links.insert(path.into(), target.into());
        self
    }

    /// With a folder that we may not look into.
    pub fn forbidden(mut self, folder: &str) -> Self {
        self.forbidden.insert(folder.into());
        self
    }

    /// With a program and what it prints; nothing at all means that it hangs.
    pub fn program(self, name: &str, output: &str) -> Self {
        let ending = match output {
            "" => Ending::Hangs,
            _ => Ending::Output(output.into()),
        };
        self.command(&[name], ending)
    }

    /// With a program and what becomes of it where its arguments begin with these; of several
    /// that fit, the longest counts.
    pub fn command(mut self, line: &[&str], ending: Ending) -> Self {
        self.programs.push((line.iter().map(|word| (*word).to_owned()).collect(), ending));
        self
    }

    /// With a source of its own towards one address; `None` where the kernel has no way there.
    pub fn source(mut self, towards: IpAddr, source: Option<IpAddr>) -> Self {
        self.sources.insert(towards, source);
        self
    }

    /// With an address; the first one is the source towards everywhere.
    pub fn address(mut self, name: &str, address: &str, prefix: u8) -> Self {
        let address: IpAddr = address.parse().expect("an address");
        self.source = self.source.or(Some(address));
        self.interfaces.push(InterfaceAddress { name: name.into(), address, prefix });
        self
    }

    /// An installed package: its metadata, and its `__init__.py`.
    pub fn package(self, folder: &str, name: &str, version: &str, source: &str) -> Self {
        let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n{name}");
        self.file(&format!("{folder}/{name}-{version}.dist-info/METADATA"), &metadata)
            .file(&format!("{folder}/{name}/__init__.py"), source)
    }

    fn followed(&self, path: &Path) -> PathBuf {
        let mut path = path.to_owned();
        for _ in 0..8 {
            let link = self.links.iter().find_map(|(link, target)| {
                let rest = path.strip_prefix(link).ok()?;
                let target = link.parent().unwrap_or(link).join(target);
                Some(if rest.as_os_str().is_empty() { target } else { target.join(rest) })
            });
            match link {
                Some(target) => path = target,
                None => break,
            }
        }
        path
    }
}

impl Machine for FakeMachine {
    fn os(&self) -> &str {
        self.os.as_deref().unwrap_or("linux")
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn current_folder(&self) -> Option<PathBuf> {
        self.current.clone()
    }

    fn read(&self, file: &Path, limit: usize) -> io::Result<Vec<u8>> {
        let text = self.files.get(&self.followed(file)).ok_or(io::ErrorKind::NotFound)?;
        Ok(text.bytes().take(limit).collect())
    }

    fn list(&self, folder: &Path, limit: usize) -> io::Result<Vec<Entry>> {
        let folder = self.followed(folder);
        if self.forbidden.contains(&folder) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let below = |path: &Path| {
            let mut parts = path.strip_prefix(&folder).ok()?.components();
            let name = parts.next()?.as_os_str().to_str()?.to_owned();
            Some((name, parts.next().is_some()))
        };
        let mut found = BTreeSet::new();
        for path in self.files.keys() {
            found.extend(below(path));
        }
        let mut entries: Vec<_> = found
            .into_iter()
            .map(|(name, is_folder)| Entry {
                name,
                kind: if is_folder { Kind::Folder } else { Kind::File },
            })
            .collect();
        for link in self.links.keys() {
            if let Some((name, false)) = below(link) {
                entries.push(Entry { name, kind: Kind::Link });
            }
        }
        if entries.is_empty() && !self.folders.contains(&folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        entries.truncate(limit);
        Ok(entries)
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        let path = self.followed(path);
        if self.files.contains_key(&path) {
            return Some(Kind::File);
        }
        let mut below = self.files.keys().chain(&self.folders);
        below.any(|file| file.starts_with(&path)).then_some(Kind::Folder)
    }

    fn modified(&self, file: &Path) -> Option<SystemTime> {
        let file = self.followed(file);
        let at = self.written.get(&file).copied().unwrap_or_default();
        self.files.contains_key(&file).then(|| SystemTime::UNIX_EPOCH + Duration::from_secs(at))
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let path = self.followed(path);
        self.kind(&path).map(|_| path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read_link(&self, link: &Path) -> io::Result<PathBuf> {
        self.links.get(link).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn process_id(&self) -> u32 {
        Self::PROCESS
    }

    fn run_with_input(
        &self,
        program: &Path,
        arguments: &[&str],
        _input: &[u8],
        deadline: Duration,
    ) -> Result<String, RunError> {
        let name = program.display().to_string();
        let line: Vec<&str> =
            std::iter::once(name.as_str()).chain(arguments.iter().copied()).collect();
        let fits = |known: &[String]| {
            known.len() <= line.len() && known.iter().zip(&line).all(|(own, asked)| own == asked)
        };
        let known = self.programs.iter().filter(|(known, _)| fits(known));
        match known.max_by_key(|(known, _)| known.len()).map(|(_, ending)| ending) {
            Some(Ending::Output(output)) => Ok(output.clone()),
            Some(Ending::Hangs) => Err(RunError::Deadline { program: name, deadline }),
            Some(Ending::Fails) => {
                Err(RunError::Failed { program: name, status: "exit status: 1".into() })
            }
            None => Err(RunError::Start { program: name, source: io::ErrorKind::NotFound.into() }),
        }
    }

    fn now(&self) -> SystemTime {
        // A day on which no clock is suspected of anything.
        self.now.unwrap_or(SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 366 * 70))
    }

    fn source_towards(&self, towards: IpAddr) -> io::Result<IpAddr> {
        let source = self.sources.get(&towards).copied().unwrap_or(self.source);
        source.ok_or_else(|| io::ErrorKind::NetworkUnreachable.into())
    }

    fn interfaces(&self) -> io::Result<Vec<InterfaceAddress>> {
        Ok(self.interfaces.clone())
    }
}
