//! Captures of any size made of the real ones.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::time::Duration;

use flate2::read::GzDecoder;

use crate::Measured;

pub(crate) struct Made {
    pub bytes: u64,
    pub packets: u64,
}

/// Makes a capture of at least so many bytes.
type Make = fn(&Path, u64) -> Measured<Made>;

pub(crate) const CAPTURES: [(&str, Make); 2] =
    [("attempt after attempt", attempts), ("one connection, then hours of media", media)];

/// Headers of a pcap file, of Ethernet and of UDP.
const FILE: usize = 24;
const ETHERNET: usize = 14;
const UDP: usize = 8;

/// The real attempts over and over, each time with other ports and other user fragments.
fn attempts(path: &Path, bytes: u64) -> Measured<Made> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    let mut names = fs::read_dir(folder)?
        .map(|entry| entry.map(|it| it.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    let all = names.iter().map(|name| fixture(name)).collect::<Measured<Vec<_>>>()?;
    let mut writer = Writer::begin(path)?;
    for number in 0.. {
        for frame in all.iter().flatten() {
            writer.write(frame.pause, &renewed(&frame.bytes, number))?;
        }
        if writer.made.bytes >= bytes {
            break;
        }
    }
    writer.finish()
}

/// A connection that works, then what a robot with its camera on sends 25 times a second.
fn media(path: &Path, bytes: u64) -> Measured<Made> {
    let begin = fixture("healthy.pcap.gz")?;
    let of = |first: u8| -> Measured<&Frame> {
        let found = begin.iter().rev().find(|frame| payload(&frame.bytes).first() == Some(&first));
        found.ok_or_else(|| format!("no datagram that begins with {first}").into())
    };
    // A check, its answer, a record of the data channel.
    let (check, answer, record) = (of(0)?, of(1)?, of(23)?);
    let rtp = |kind: u8, length: usize| {
        let media = [&[0x80, kind][..], &vec![0x5a; length - 2]].concat();
        with_payload(&record.bytes, &media)
    };
    let (video, sound, sender_report) = (rtp(102, 1200), rtp(111, 180), rtp(200, 60));
    let mut writer = Writer::begin(path)?;
    for frame in &begin {
        writer.write(frame.pause, &frame.bytes)?;
    }
    for number in 0_u64.. {
        let pause = Duration::from_millis(4);
        for _ in 0..5 {
            writer.write(pause, &video)?;
        }
        for bytes in [&sound, &record.bytes, &record.bytes, &sound] {
            writer.write(pause, bytes)?;
        }
        if number.is_multiple_of(25) {
            for bytes in [&check.bytes, &answer.bytes, &sender_report] {
                writer.write(Duration::from_millis(1), bytes)?;
            }
        }
        if writer.made.bytes >= bytes {
            break;
        }
    }
    writer.finish()
}

struct Frame {
    /// Since the one before it.
    pause: Duration,
    bytes: Vec<u8>,
}

/// The frames of a capture of Ethernet; none of another.
fn fixture(name: &str) -> Measured<Vec<Frame>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    let mut file = Vec::new();
    GzDecoder::new(File::open(folder.join(name))?).read_to_end(&mut file)?;
    let number = |at: usize| -> Option<u32> {
        Some(u32::from_le_bytes(*file.get(at..)?.first_chunk::<4>()?))
    };
    let (mut at, mut before, mut frames) = (FILE, None, Vec::new());
    if number(20) != Some(1) {
        return Ok(frames);
    }
    while let (Some(s), Some(us), Some(length)) = (number(at), number(at + 4), number(at + 8)) {
        let time = Duration::from_secs(s.into()) + Duration::from_micros(us.into());
        let pause = time.saturating_sub(before.unwrap_or(time));
        at += 16;
        let bytes = file.get(at..at + length as usize).ok_or("it is cut")?.to_vec();
        frames.push(Frame { pause, bytes });
        (at, before) = (at + length as usize, Some(time));
    }
    Ok(frames)
}

struct Writer {
    out: BufWriter<File>,
    at: Duration,
    made: Made,
}

impl Writer {
    fn begin(path: &Path) -> Measured<Self> {
        let mut out = BufWriter::new(File::create(path)?);
        let head = [0xa1b2_c3d4_u32, 4 << 16 | 2, 0, 0, 262_144, 1];
        out.write_all(&head.map(u32::to_le_bytes).concat())?;
        let made = Made { bytes: FILE as u64, packets: 0 };
        Ok(Self { out, at: Duration::from_secs(1_795_000_000), made })
    }

    fn write(&mut self, pause: Duration, frame: &[u8]) -> io::Result<()> {
        self.at += pause;
        let length = frame.len() as u32;
        let head = [self.at.as_secs() as u32, self.at.subsec_micros(), length, length];
        self.out.write_all(&head.map(u32::to_le_bytes).concat())?;
        self.out.write_all(frame)?;
        self.made.bytes += 16 + u64::from(length);
        self.made.packets += 1;
        Ok(())
    }

    fn finish(mut self) -> Measured<Made> {
        self.out.flush()?;
        Ok(self.made)
    }
}

/// Where the transport's header of an IPv4 packet begins, and which it is.
fn transport(frame: &[u8]) -> Option<(usize, u8)> {
    let ip = frame.get(ETHERNET..).filter(|_| frame.get(12..14) == Some(&[8, 0]))?;
    Some((ETHERNET + usize::from(ip.first()? & 15) * 4, *ip.get(9)?))
}

/// The datagram in a frame.
fn payload(frame: &[u8]) -> &[u8] {
    let begins = transport(frame).filter(|(_, protocol)| *protocol == 17).map(|(at, _)| at + UDP);
    begins.and_then(|at| frame.get(at..)).unwrap_or_default()
}

/// The frame with another datagram; nobody looks at its checksums.
fn with_payload(frame: &[u8], datagram: &[u8]) -> Vec<u8> {
    let head = frame.len() - payload(frame).len();
    let mut frame = [&frame[..head], datagram].concat();
    let of_ip = ((frame.len() - ETHERNET) as u16).to_be_bytes();
    let of_udp = ((datagram.len() + UDP) as u16).to_be_bytes();
    frame[ETHERNET + 2..ETHERNET + 4].copy_from_slice(&of_ip);
    frame[head - 4..head - 2].copy_from_slice(&of_udp);
    frame
}

/// The frame as one of the attempt of this number: other ports but for those of the signalling, and
/// other user fragments.
fn renewed(frame: &[u8], number: u64) -> Vec<u8> {
    let mut frame = frame.to_vec();
    let Some((at, 6 | 17)) = transport(&frame) else { return frame };
    let is_check = payload(&frame).starts_with(&[0, 1]);
    for port in frame[at..at + 4].chunks_exact_mut(2) {
        let old = u16::from_be_bytes([port[0], port[1]]);
        if ![9991, 8081].contains(&old) {
            let new = 20_000 + (u64::from(old) + number * 7919) % 45_000;
            port.copy_from_slice(&(new as u16).to_be_bytes());
        }
    }
    if is_check {
        renew_check(&mut frame[at + UDP..], number);
    }
    frame
}

/// The user name of a check; its attributes follow each other in whole words (RFC 8489, section 14).
fn renew_check(message: &mut [u8], number: u64) {
    let mut begins = 20;
    while let Some([high, low, _, length]) =
        message.get(begins..).and_then(|rest| rest.first_chunk()).copied()
    {
        let end = begins + 4 + usize::from(length);
        if let ([0, 6], Some(name)) = ([high, low], message.get_mut(begins + 4..end)) {
            return renew_name(name, number);
        }
        begins = end.next_multiple_of(4);
    }
}

/// Turns the letters of both halves on by the digits of `number`.
fn renew_name(name: &mut [u8], number: u64) {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for half in name.split_mut(|byte| *byte == b':') {
        let mut rest = number;
        for byte in half.iter_mut() {
            if let Some(at) = LETTERS.iter().position(|letter| letter == byte) {
                *byte = LETTERS[(at + (rest % 62) as usize) % 62];
                rest /= 62;
            }
        }
    }
}
