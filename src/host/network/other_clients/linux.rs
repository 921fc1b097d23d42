//! Linux: the processes in `/proc`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::sockets::Sockets;
use super::{FACT, LONGEST_NAME, MOST_SOCKETS, command_line};
use crate::facts::OtherProcess;
use crate::host::machine::Machine;
use crate::host::notes::{Notes, known_by_name};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Entries of `/proc` that are looked at, and of one process's open files.
const MOST_ENTRIES: usize = 8192;
const MOST_FILES: usize = 4096;

/// What is read of the small files of `/proc`.
const LIMIT: usize = 4096;

/// Clock ticks a second in what the kernel tells users: `USER_HZ`, 100 wherever these programs run
/// (include/uapi/asm-generic/param.h of Linux).
const TICKS_PER_S: f64 = 100.0;

/// One process, as `stat` tells it.
#[derive(Debug, Clone)]
struct Process {
    folder: PathBuf,
    name: String,
    parent: u32,
    age_s: Option<f64>,
}

pub(super) fn look(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    until: Instant,
    notes: &mut Notes,
) -> Option<Vec<OtherProcess>> {
    let proc = Path::new("/proc");
    let entries = machine.list(proc, MOST_ENTRIES);
    let entries =
        notes.read(FACT, entries.map_err(|error| Phrase::same(format!("/proc: {error}"))))?;
    if entries.len() == MOST_ENTRIES {
        let reason = phrase!(
            "only the first {MOST_ENTRIES} entries of /proc were read",
            "/proc 只讀了前 {MOST_ENTRIES} 個項目"
        );
        notes.unread(FACT, reason);
    }
    let uptime_s = uptime_s(machine);
    let processes = entries.iter().filter_map(|entry| {
        let pid = entry.name.parse().ok()?;
        Some((pid, process(machine, proc.join(&entry.name), uptime_s)?))
    });
    let processes: BTreeMap<u32, Process> = processes.collect();
    if processes.is_empty() {
        let reason = phrase!("/proc shows no processes", "/proc 沒有顯示任何行程");
        return notes.missing(FACT, reason);
    }
    // The tables first: a socket that is opened meanwhile is then no riddle.
    let sockets = Sockets::read(machine, Path::new("/proc/net"), robot);
    if robot.is_none() {
        notes.unread("others.to_robot", known_by_name());
    } else if sockets.is_none() {
        let reason = phrase!("/proc/net has no tables of sockets", "/proc/net 沒有 socket 表");
        notes.unread("others.to_robot", reason);
    }
    let sockets = sockets.unwrap_or_default();
    let (owned, found) = (BTreeSet::new(), Vec::new());
    let mut search = Search { machine, robot, sockets, hidden: 0, owned, found };
    let ours = family(&processes, machine.process_id());
    for pid in &ours {
        search.forget(&proc.join(pid.to_string()));
    }
    for (pid, process) in processes.iter().filter(|(pid, _)| !ours.contains(pid)) {
        if Instant::now() >= until {
            let reason =
                phrase!("there was no time to look at every process", "時間不夠查看所有行程");
            notes.unread(FACT, reason);
            break;
        }
        search.take(*pid, process);
    }
    search.note(notes);
    let source = phrase!(
        "/proc: stat, cmdline and fd of each process, net/tcp, net/udp",
        "/proc：各行程的 stat、cmdline、fd，以及 net/tcp、net/udp"
    );
    notes.source(FACT, source);
    Some(search.found)
}

/// The search through the processes that are not ours.
struct Search<'a> {
    machine: &'a dyn Machine,
    robot: Option<IpAddr>,
    sockets: Sockets,
    /// Processes whose open files are not ours to see.
    hidden: usize,
    owned: BTreeSet<u64>,
    found: Vec<OtherProcess>,
}

impl Search<'_> {
    /// Our own sockets to the robot are nobody else's.
    fn forget(&mut self, folder: &Path) {
        if self.sockets.to_robot.is_empty() {
            return;
        }
        for inode in self.open(folder).unwrap_or_default() {
            self.sockets.to_robot.remove(&inode);
        }
    }

    fn take(&mut self, pid: u32, process: &Process) {
        let command_line =
            self.machine.read_text(&process.folder.join("cmdline"), command_line::LIMIT);
        // The kernel's own threads and what has ended have none.
        let Some(command_line) = command_line.ok().filter(|line| !line.is_empty()) else { return };
        let driver = command_line::driver(self.machine, &process.folder, &command_line);
        // Every open file costs a question: only where the answer matters.
        if driver.is_none() && self.sockets.to_robot.is_empty() {
            return;
        }
        let open = match self.open(&process.folder) {
            Ok(open) => Some(open),
            Err(ErrorKind::PermissionDenied) => {
                self.hidden += 1;
                None
            }
            // It has ended meanwhile.
            Err(_) if driver.is_none() => return,
            Err(_) => None,
        };
        // A driver in a container has a network of its own.
        let own_network = driver
            .and_then(|_| Sockets::read(self.machine, &process.folder.join("net"), self.robot));
        let network = own_network.as_ref().unwrap_or(&self.sockets);
        let mut to_robot: Option<Vec<_>> =
            open.as_ref().filter(|_| self.robot.is_some()).map(|open| {
                let rows = open.iter().filter_map(|inode| network.to_robot.get(inode));
                rows.map(|row| row.socket).collect()
            });
        let udp_sockets = open
            .as_ref()
            .filter(|_| own_network.is_some())
            .map(|open| open.intersection(&network.udp).count() as u64);
        self.owned.extend(open.into_iter().flatten());
        if let Some(sockets) = &mut to_robot {
            sockets.sort_by_key(|socket| (socket.protocol, socket.port));
            sockets.dedup();
            sockets.truncate(MOST_SOCKETS);
        }
        if driver.is_some() || to_robot.as_ref().is_some_and(|sockets| !sockets.is_empty()) {
            self.found.push(OtherProcess {
                pid,
                name: Some(process.name.clone()),
                driver: driver.map(str::to_owned),
                age_s: process.age_s,
                to_robot,
                udp_sockets,
            });
        }
    }

    fn open(&self, folder: &Path) -> Result<BTreeSet<u64>, ErrorKind> {
        let folder = folder.join("fd");
        let files = self.machine.list(&folder, MOST_FILES).map_err(|error| error.kind())?;
        let links = files.iter().filter_map(|file| {
            let link = self.machine.read_link(&folder.join(&file.name)).ok()?;
            link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
        });
        Ok(links.collect())
    }

    /// Says what could not be seen, where there was something to see.
    fn note(&self, notes: &mut Notes) {
        if self.hidden == 0 {
            return;
        }
        let us = user(self.machine);
        let owned = |inode: &u64| self.owned.contains(inode);
        let rows = self.sockets.to_robot.iter().filter(|(inode, _)| !owned(inode));
        let theirs = rows.filter(|(_, row)| Some(row.user) != us).count();
        let drivers = self.found.iter().any(|other| other.to_robot.is_none());
        if theirs > 0 || drivers {
            let hidden = self.hidden;
            let reason = phrase!(
                "processes of other users that could not be looked into: {hidden}; sockets to the \
                 robot that are theirs: {theirs}",
                "無法查看的其他使用者行程：{hidden}；其中連到機器人的 socket：{theirs}"
            );
            notes.unread("others.to_robot", reason);
        }
    }
}

/// `PID (NAME) STATE PARENT …`; the name may hold anything, brackets too.
fn process(machine: &dyn Machine, folder: PathBuf, uptime_s: Option<f64>) -> Option<Process> {
    let stat = machine.read_text(&folder.join("stat"), LIMIT).ok()?;
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let mut columns = after.split_ascii_whitespace();
    let parent = columns.nth(1)?.parse().ok()?;
    let started = columns.nth(17).and_then(|ticks| ticks.parse::<f64>().ok());
    // In some containers the clock is the container's own, and this makes no sense.
    let age_s = started.zip(uptime_s).map(|(ticks, now)| now - ticks / TICKS_PER_S);
    Some(Process {
        folder,
        name: printable(name, LONGEST_NAME),
        parent,
        age_s: age_s.filter(|age| *age >= 0.0),
    })
}

fn uptime_s(machine: &dyn Machine) -> Option<f64> {
    let text = machine.system_file("/proc/uptime").ok()?;
    text.split_ascii_whitespace().next()?.parse().ok()
}

fn user(machine: &dyn Machine) -> Option<u32> {
    let status = machine.system_file(&format!("/proc/{}/status", machine.process_id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

fn family(processes: &BTreeMap<u32, Process>, us: u32) -> BTreeSet<u32> {
    let parent = |pid: u32| processes.get(&pid).map(|process| process.parent);
    // Nobody's own ancestor; were it so all the same, the number of processes ends it.
    let line =
        |pid: u32| std::iter::successors(Some(pid), |pid| parent(*pid)).take(processes.len());
    let descends = processes.keys().copied().filter(|pid| line(*pid).any(|each| each == us));
    line(us).chain(descends).collect()
}
