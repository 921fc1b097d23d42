//! Logs of any size made of the real ones, and the signatures as `rg` takes them.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::Measured;

/// Makes a log of so many bytes and says how many it has.
type Make = fn(&Path, u64) -> Measured<u64>;

/// The logs, each with 1 % of noise and one line of 10 MB.
pub(crate) const LOGS: [(&str, Make); 2] =
    [("the real logs over and over", dense), ("one connection, then hours of it", long)];

/// One line of noise in so many.
const NOISE: usize = 100;

/// Connection after connection: no driver's log is as full of what matters.
fn dense(path: &Path, bytes: u64) -> Measured<u64> {
    let all = real()?;
    write(path, bytes, &[], &all.iter().flat_map(|log| lines(log)).collect::<Vec<_>>())
}

/// What a driver at DEBUG writes for as long as data flows.
fn long(path: &Path, bytes: u64) -> Measured<u64> {
    let all = real()?;
    let flowing = |line: &&[u8]| {
        let line = String::from_utf8_lossy(line);
        ["RTCRtpReceiver(", "> DataChunk(", "< DataChunk(", "SackChunk("]
            .iter()
            .any(|sign| line.contains(sign))
    };
    let first = fixture("aiortc-1.9.0_data2-2_none.log")?;
    let hours: Vec<&[u8]> = all.iter().flat_map(|log| lines(log)).filter(flowing).collect();
    write(path, bytes, &lines(&first), &hours)
}

fn fixture(name: &str) -> Measured<Vec<u8>> {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs");
    let mut log = fs::read(logs.join(name))?;
    if log.last() != Some(&b'\n') {
        log.push(b'\n');
    }
    Ok(log)
}

fn real() -> Measured<Vec<Vec<u8>>> {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/logs");
    let mut names = Vec::new();
    for entry in fs::read_dir(logs)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    names.iter().map(|name| fixture(name)).collect()
}

fn lines(log: &[u8]) -> Vec<&[u8]> {
    log.split_inclusive(|byte| *byte == b'\n').collect()
}

fn write(path: &Path, bytes: u64, begin: &[&[u8]], over_and_over: &[&[u8]]) -> Measured<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut rng = fastrand::Rng::with_seed(7);
    let (mut written, mut long) = (0, false);
    let mut next = begin.iter().chain(over_and_over.iter().cycle());
    while written < bytes {
        let Some(line) = next.next() else { break };
        out.write_all(line)?;
        written += line.len() as u64;
        if rng.usize(..NOISE) == 0 {
            let noise = noise(&mut rng);
            out.write_all(&noise)?;
            written += noise.len() as u64;
        }
        if !long && written > bytes / 2 {
            long = true;
            let line = [&b"x\xff\0".repeat(10_000_000 / 3)[..], b"\n"].concat();
            out.write_all(&line)?;
            written += line.len() as u64;
        }
    }
    out.flush()?;
    Ok(written)
}

/// Any bytes but a line's end: NULs and what is no UTF-8 among them.
fn noise(rng: &mut fastrand::Rng) -> Vec<u8> {
    let mut line: Vec<u8> = (0..rng.usize(1..200)).map(|_| rng.u8(..)).collect();
    line.retain(|byte| *byte != b'\n');
    line.push(b'\n');
    line
}

/// The patterns of the built-in signatures, one a line: groups without their names, which `rg`
/// wants only once, what is not ASCII as bytes, since it refuses that without Unicode, and quotes
/// without the backslash that `rg` 13 does not know.
pub(crate) fn patterns() -> Measured<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/logs/signatures");
    let mut all = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let file: toml::Table = fs::read_to_string(path)?.parse()?;
            all.extend(file["signature"].as_array().ok_or("no signatures")?.clone());
        }
    }
    let mut text = String::new();
    for signature in &all {
        let pattern = signature["pattern"].as_str().ok_or("no pattern")?.replace(r"\'", "'");
        for (at, part) in pattern.split("(?P<").enumerate() {
            if at > 0 {
                text.push_str("(?:");
            }
            let unnamed = part.split_once('>').map_or(part, |(_, rest)| rest);
            for byte in (if at > 0 { unnamed } else { part }).bytes() {
                match byte.is_ascii() {
                    true => text.push(byte.into()),
                    false => text.push_str(&format!(r"\x{byte:02x}")),
                }
            }
        }
        text.push('\n');
    }
    Ok(text)
}
