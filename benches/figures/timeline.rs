//! What the timeline costs a check, of its processor time, and the page that draws it.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use go2doctor::facts::timeline::TimelineBook;
use go2doctor::stack::Way;

use crate::Measured;
use crate::doctor::doctor;
use crate::robot::Robot;
use crate::table::Row;

const CHECKS: u32 = 20;
const REPLAYS: u32 = 200;
const AIM: f64 = 2.0;
/// What the kernel counts processor time in.
const TICK_MS: f64 = 10.0;
/// IPv4 and UDP headers, before the datagram.
const HEADERS: usize = 28;
const APPLICATION_DATA: u8 = 23;

/// The messages of a check, taken from its capture and put into a timeline again and again, beside
/// the processor time of whole checks.
pub(crate) fn timeline() -> Measured<Vec<Row>> {
    let robot = Robot::on_loopback(&[])?;
    let port = robot.signal_port().to_string();
    let check = || doctor(&["check", "--robot", "127.0.0.1", "--signal-port", &port, "--quiet"]);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("check.pcapng");
    check().arg("--capture").arg(&file).stdout(Stdio::null()).status()?;
    let capture = fs::read(&file)?;
    let packets = packets(&capture);
    if packets.is_empty() {
        return Err("the check's capture is empty".into());
    }
    let mut used = 0.0;
    for _ in 0..CHECKS {
        used += processor_ms(check())?;
        // The robot keeps its slot for a moment after a goodbye.
        thread::sleep(Duration::from_millis(2500));
    }
    let of_check = used / f64::from(CHECKS);
    let started = Instant::now();
    for _ in 0..REPLAYS {
        replay(&packets);
    }
    let of_timeline = started.elapsed().as_secs_f64() * 1e3 / f64::from(REPLAYS);
    let share = of_timeline / of_check * 100.0;
    let measured =
        format!("{share:.2} % ({of_timeline:.3} of {of_check:.0} ms, {} messages)", packets.len());
    let figure = "the timeline, of a check's processor time";
    Ok(vec![Row::aimed(figure, measured, format!("< {AIM:.0} %"), share < AIM)])
}

/// The size of a check's page, kB.
pub(crate) fn page() -> Measured<Vec<Row>> {
    let page = doctor(&["check", "--robot", "sim", "--quiet", "--format", "html"]).output()?.stdout;
    if !page.starts_with(b"<!doctype html>") {
        return Err("the check gave no page".into());
    }
    let size = page.len() as f64 / 1e3;
    let measured = format!("{size:.1} kB");
    Ok(vec![Row::aimed("the page of a check (html)", measured, "< 150 kB", size < 150.0)])
}

fn replay(packets: &[(bool, Way, &[u8])]) {
    let pair = (([127, 0, 0, 1], 1).into(), ([127, 0, 0, 1], 2).into());
    let mut book = TimelineBook::that_sees_inside();
    for (at_us, (is_inside, way, bytes)) in (0..).zip(packets) {
        match is_inside {
            true => book.decrypted(at_us, *way, APPLICATION_DATA, bytes),
            false => book.datagram(at_us, *way, pair, bytes),
        }
    }
    std::hint::black_box(book.timeline());
}

/// The packets of a capture of ours: whether it is one from inside DTLS, its way, its bytes.
fn packets(capture: &[u8]) -> Vec<(bool, Way, &[u8])> {
    let word = |at: usize| {
        capture.get(at..at + 4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
    };
    let (mut at, mut packets) = (0, Vec::new());
    while let (Some(kind), Some(length)) = (word(at), word(at + 4)) {
        if kind == 6
            && let (Some(interface), Some(captured)) = (word(at + 8), word(at + 20))
        {
            let begin = at + 28 + if interface == 0 { HEADERS } else { 0 };
            let end = at + 28 + captured as usize;
            // The flags' option follows the padded packet; 1 is inbound.
            let way = match word(end.next_multiple_of(4) + 4) {
                Some(1) => Way::In,
                _ => Way::Out,
            };
            packets.extend(capture.get(begin..end).map(|bytes| (interface == 1, way, bytes)));
        }
        at += length.max(12) as usize;
    }
    packets
}

/// The processor time of a command, user's and system's.
fn processor_ms(mut command: Command) -> Measured<f64> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let path = format!("/proc/{}/stat", child.id());
    let mut last = None;
    loop {
        // It only rises, and stays until the process is waited for.
        if let Ok(stat) = fs::read_to_string(&path) {
            last = ticks(&stat).or(last);
        }
        if child.try_wait()?.is_some() {
            return Ok(last.ok_or("there is no /proc to read it from")? * TICK_MS);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// `utime` and `stime` of proc(5), after the command's name in brackets.
fn ticks(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?)
}
