//! A capture as it is written: two interfaces, and before the first packet the secrets that decrypt
//! them.
//!
//! The secrets are known only when a handshake ends, so a block of comments keeps their place at
//! the beginning. Where the file cannot be gone back in, a pipe for instance, they follow as they
//! become known.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::net::SocketAddr;

use super::frames::link;
use super::ip;
use super::pcapng::{self, Packet, SECRETS_HEAD};
use crate::stack::Way;
use crate::stack::dissect::media_header;

/// Room for 23 sessions; a run has one, `--prove` three.
const SECRETS_ROOM: usize = 4096;
const APPLICATION: &str = concat!("go2doctor ", env!("CARGO_PKG_VERSION"));

/// Whose datagrams they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interface {
    /// Between us and the robot.
    Robot = 0,
    /// Between a relay and the driver that it serves.
    Driver = 2,
}

#[derive(Debug)]
pub struct CaptureFile<W: Write> {
    out: BufWriter<W>,
    /// Where the place that was kept for secrets begins; `None` without one.
    place: Option<u64>,
    secrets: String,
    with_media: bool,
    /// Whether the interface towards drivers was described.
    has_driver: bool,
}

impl<W: Write + Seek> CaptureFile<W> {
    /// Writes the beginning. `can_seek` says whether the file can be gone back in; `with_media`
    /// whether audio and video are kept.
    pub fn begin(out: W, can_seek: bool, with_media: bool) -> io::Result<Self> {
        let mut out = BufWriter::new(out);
        let datagrams = "the datagrams of go2doctor's sockets, IP and UDP headers made again";
        let inside = "the SCTP packets inside DTLS, decrypted";
        let head = [
            pcapng::section(APPLICATION),
            pcapng::interface(link::RAW, "udp", datagrams),
            pcapng::interface(link::SCTP, "sctp-in-dtls", inside),
        ]
        .concat();
        out.write_all(&head)?;
        if can_seek {
            out.write_all(&pcapng::secrets(&in_room("")))?;
        }
        let place = can_seek.then_some((head.len() + SECRETS_HEAD) as u64);
        Ok(Self { out, place, secrets: String::new(), with_media, has_driver: false })
    }

    /// A datagram at `at_us` after the epoch. Of media the headers alone are kept, unless asked for.
    pub fn datagram(
        &mut self,
        interface: Interface,
        at_us: u64,
        way: Way,
        pair: (SocketAddr, SocketAddr),
        datagram: &[u8],
    ) -> io::Result<()> {
        let (source, destination) = way.ends(pair);
        let Some(whole) = ip::packet(source, destination, datagram) else { return Ok(()) };
        if interface == Interface::Driver && !std::mem::replace(&mut self.has_driver, true) {
            let name = pcapng::TO_DRIVER;
            let driver = "the same between go2doctor's relay and the driver";
            self.out.write_all(&pcapng::interface(link::RAW, name, driver))?;
        }
        let header = media_header(datagram).filter(|_| !self.with_media);
        let cut = datagram.len() - header.unwrap_or(datagram.len());
        self.packet(interface as u32, at_us, way, &whole[..whole.len() - cut], whole.len())
    }

    /// An SCTP packet that went by encrypted.
    pub fn sctp(&mut self, at_us: u64, way: Way, packet: &[u8]) -> io::Result<()> {
        self.packet(1, at_us, way, packet, packet.len())
    }

    fn packet(
        &mut self,
        interface: u32,
        at_us: u64,
        way: Way,
        bytes: &[u8],
        original: usize,
    ) -> io::Result<()> {
        let is_inbound = way == Way::In;
        let packet = Packet { interface, at_us, is_inbound, bytes, original };
        self.out.write_all(&pcapng::packet(&packet))
    }

    /// A line of a key log.
    pub fn secrets(&mut self, line: &str) -> io::Result<()> {
        if self.place.is_none() || self.secrets.len() + line.len() + 2 > SECRETS_ROOM {
            return self.out.write_all(&pcapng::secrets(line.as_bytes()));
        }
        self.secrets.push_str(line);
        Ok(())
    }

    /// Puts the secrets into their place.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(place) = self.place {
            self.out.seek(SeekFrom::Start(place))?;
            self.out.write_all(&in_room(&self.secrets))?;
        }
        self.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// The lines, and a comment that fills the rest of their room.
fn in_room(lines: &str) -> Vec<u8> {
    let mut room = lines.as_bytes().to_vec();
    room.push(b'#');
    room.resize(SECRETS_ROOM - 1, b'-');
    room.push(b'\n');
    room
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const LINE: &str = "CLIENT_RANDOM 00 11\n";

    fn pair() -> (SocketAddr, SocketAddr) {
        (([10, 0, 0, 7], 4000).into(), ([10, 0, 0, 1], 5000).into())
    }

    /// Kind and body of each block.
    fn blocks(file: &[u8]) -> Vec<(u32, Vec<u8>)> {
        let (mut at, mut blocks) = (0, Vec::new());
        while at < file.len() {
            let word =
                |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"));
            let length = word(at + 4) as usize;
            blocks.push((word(at), file[at + 8..at + length - 4].to_vec()));
            at += length;
        }
        blocks
    }

    fn written(can_seek: bool, with_media: bool) -> Vec<u8> {
        let out = Cursor::new(Vec::new());
        let mut file = CaptureFile::begin(out, can_seek, with_media).expect("it is memory");
        let rtp = [&[0x80, 102][..], &[0; 10], b"a face"].concat();
        file.datagram(Interface::Robot, 1, Way::In, pair(), &rtp).expect("it is memory");
        file.secrets(LINE).expect("it is memory");
        file.sctp(2, Way::Out, &[7; 12]).expect("it is memory");
        file.finish().expect("it is memory").into_inner()
    }

    #[test]
    fn the_secrets_stand_before_the_first_packet() {
        let file = written(true, false);
        let kinds: Vec<_> = blocks(&file).iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [0x0a0d_0d0a, 1, 1, 10, 6, 6]);
        let secrets = String::from_utf8(blocks(&file)[3].1[8..].to_vec()).expect("it is text");
        assert_eq!(secrets.len(), SECRETS_ROOM);
        assert_eq!(secrets.lines().next(), LINE.lines().next());
        assert!(secrets.lines().skip(1).all(|line| line.starts_with('#')));
    }

    #[test]
    fn into_a_pipe_they_follow_when_they_are_known() {
        let kinds: Vec<_> = blocks(&written(false, false)).iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [0x0a0d_0d0a, 1, 1, 6, 10, 6]);
    }

    #[test]
    fn nobody_is_seen_in_a_capture_unless_it_was_asked_for() {
        let has_face = |file: &[u8]| file.windows(6).any(|bytes| bytes == b"a face");
        assert!(!has_face(&written(true, false)));
        assert!(has_face(&written(true, true)));
        let (_, packet) = blocks(&written(true, false)).remove(4);
        let lengths: Vec<_> = packet[12..20].chunks(4).map(|word| word[0]).collect();
        assert_eq!(lengths, [20 + 8 + 12, 20 + 8 + 18], "its length on the wire is told");
    }

    #[test]
    fn a_drivers_side_has_an_interface_of_its_own_once_there_is_one() {
        let out = Cursor::new(Vec::new());
        let mut file = CaptureFile::begin(out, true, false).expect("it is memory");
        for interface in [Interface::Driver, Interface::Robot, Interface::Driver] {
            file.datagram(interface, 1, Way::In, pair(), &[22; 13]).expect("it is memory");
        }
        let file = file.finish().expect("it is memory").into_inner();
        let blocks = blocks(&file);
        let kinds: Vec<_> = blocks.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [0x0a0d_0d0a, 1, 1, 10, 1, 6, 6, 6]);
        let interfaces: Vec<_> = blocks[5..].iter().map(|(_, body)| body[0]).collect();
        assert_eq!(interfaces, [2, 0, 2]);
        let mut read = 0;
        let damaged = crate::capture::frames::each(&file[..], |_| read += 1).expect("it is ours");
        assert_eq!((read, damaged), (1, false), "a connection is not read twice");
    }
}
