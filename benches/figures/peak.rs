//! The most memory that a process ever had.

use std::fs;
use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::Measured;

/// How often the kernel's high-water mark is read. It only rises, so that no
/// peak is missed but one within the last of these.
const EVERY: Duration = Duration::from_millis(1);

/// Runs a command and gives how it ended and its peak resident set, MB.
pub(crate) fn of(mut command: Command) -> Measured<(ExitStatus, f64)> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut peak: f64 = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        match high_water_mark(&child) {
            // Between its end and our noticing it a process has no memory.
            Ok(now) => peak = peak.max(now.unwrap_or(0.0)),
            Err(error) => {
                let _ = (child.kill(), child.wait());
                return Err(format!("there is no /proc to read it from: {error}").into());
            }
        }
        thread::sleep(EVERY);
    };
    if peak == 0.0 {
        return Err("the process was gone before it could be read".into());
    }
    Ok((status, peak))
}

/// `VmHWM` of a process, MB; `None` when it has ended.
fn high_water_mark(child: &Child) -> io::Result<Option<f64>> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kibibytes.map(|kibibytes| kibibytes * 1024.0 / 1e6))
}
