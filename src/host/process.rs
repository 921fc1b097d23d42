//! Programs that are run for what they print, each within a deadline and in a process group of its
//! own: at the deadline its children end with it.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::machine::RunError;

/// Output of a program beyond this is not read. The rules of a firewall take some 50 KiB.
const MAX_OUTPUT: u64 = 1024 * 1024;

/// How long to wait between two looks at a program that has closed its output.
const ENDING: Duration = Duration::from_millis(1);

/// The process groups that run; `None` once none may be started any more.
static RUNNING: Mutex<Option<Vec<u32>>> = Mutex::new(Some(Vec::new()));

/// Runs a program with these bytes as its input; what it writes to its standard output.
pub(super) fn run(
    program: &Path,
    arguments: &[&str],
    input: &[u8],
    deadline: Duration,
) -> Result<String, RunError> {
    let name = program.display().to_string();
    let until = Instant::now() + deadline;
    let mut child = match start(program, arguments, input) {
        Ok(child) => child,
        Err(source) => return Err(RunError::Start { program: name, source }),
    };
    let output = output_until(&mut child, until);
    let status = output.as_ref().and_then(|_| ended_until(&mut child, until));
    let id = child.id();
    if status.is_none() {
        end(child);
    }
    if let Some(running) = &mut *running() {
        running.retain(|each| *each != id);
    }
    let (Some(output), Some(status)) = (output, status) else {
        return Err(RunError::Deadline { program: name, deadline });
    };
    if !status.success() {
        return Err(RunError::Failed { program: name, status: status.to_string() });
    }
    Ok(String::from_utf8_lossy(&output).into_owned())
}

/// Ends every program that still runs, and lets none be started any more. A look at this machine
/// may have been left behind, and a terminal's Ctrl-C does not reach groups of their own.
pub fn end_all() {
    running().take().into_iter().flatten().for_each(end_group);
}

fn running() -> std::sync::MutexGuard<'static, Option<Vec<u32>>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start(program: &Path, arguments: &[&str], input: &[u8]) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
    command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut running = running();
    let groups = running.as_mut().ok_or(io::ErrorKind::Interrupted)?;
    let mut child = command.spawn()?;
    groups.push(child.id());
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_owned();
        // It may end before it has read everything.
        thread::spawn(move || _ = stdin.write_all(&input));
    }
    Ok(child)
}

/// What the program writes until it closes its output. A thread reads, since a pipe has no
/// deadline.
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

/// Kills a program with its children, and takes its exit status, so that no zombie stays.
fn end(mut child: Child) {
    end_group(child.id());
    // It may have ended by itself meanwhile.
    let _ = child.kill();
    // A process in uninterruptible sleep dies late; nobody here waits for it.
    thread::spawn(move || child.wait());
}

#[cfg(unix)]
fn end_group(id: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // All of it may have ended.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Windows has no such groups.
#[cfg(not(unix))]
fn end_group(_id: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, deadline: Duration) -> Result<String, RunError> {
        run(Path::new("/bin/sh"), &["-c", script], b"", deadline)
    }

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(60);

    #[test]
    fn a_program_tells_what_it_writes() {
        assert_eq!(shell("echo nat", LONG).unwrap(), "nat\n");
        assert!(matches!(shell("exit 3", LONG), Err(RunError::Failed { .. })));
        let missing = run(Path::new("/no/such/program"), &[], b"", LONG);
        assert!(matches!(missing, Err(RunError::Start { .. })));
    }

    #[test]
    fn a_program_reads_its_input_to_the_end_and_may_leave_it_unread() {
        let input = vec![b'x'; 300_000];
        let counted = run(Path::new("/bin/sh"), &["-c", "wc -c"], &input, LONG).unwrap();
        assert_eq!(counted.trim(), "300000");
        let unread = run(Path::new("/bin/sh"), &["-c", "echo done"], &input, LONG).unwrap();
        assert_eq!(unread, "done\n");
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

    #[cfg(target_os = "linux")]
    #[test]
    fn the_children_of_a_program_that_hangs_end_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let script = format!("sleep 600 & echo $! > '{}'; wait", file.display());
        let ended = shell(&script, Duration::from_secs(2));
        assert!(matches!(ended, Err(RunError::Deadline { .. })));
        let pid = std::fs::read_to_string(&file).unwrap();
        let stat = format!("/proc/{}/stat", pid.trim());
        let runs = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
        let started = Instant::now();
        while runs() {
            assert!(started.elapsed() < LONG, "process {pid} outlives its parent");
            thread::sleep(ENDING);
        }
    }

    #[test]
    fn output_without_end_is_cut_and_the_program_ended() {
        let started = Instant::now();
        assert!(shell("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyy; done", LONG).is_err());
        assert!(started.elapsed() < LONG / 2, "it was killed by its closed pipe");
    }
}
