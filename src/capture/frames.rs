//! The frames of a capture, one by one: pcap and pcapng in every byte order, as they are or gzipped.

use std::io::{self, BufReader, Cursor, Read};
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use pcap_parser::pcapng::{Block, EnhancedPacketBlock, InterfaceDescriptionBlock};
use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{LegacyPcapBlock, PcapBlockOwned, PcapError, PcapHeader, create_reader};

use super::pcapng::TO_DRIVER;
use crate::stack::Way;

/// What is held of a capture at a time, bytes.
const BUFFER: usize = 256 * 1024;
/// The largest block that is read, bytes: a frame of 256 KiB is the largest that tcpdump writes, and
/// the secrets of a long recording are longer.
const LARGEST_BLOCK: usize = 4 * 1024 * 1024;
/// Interfaces of a pcapng section that are known.
const MAX_INTERFACES: usize = 1024;
/// Time stamps are in microseconds unless the interface says otherwise.
const MICROSECONDS: u64 = 1_000_000;

const EPB_FLAGS: u16 = 2;
const IF_NAME: u16 = 2;

#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// It does not begin as a pcap or pcapng file does.
    #[error("not a pcap or pcapng file")]
    NotACapture,
    #[error("{0}")]
    Unreadable(#[from] io::Error),
}

/// Link types that are read, as tcpdump.org lists them (LINKTYPE_…).
pub(super) mod link {
    pub(in crate::capture) const NULL: u16 = 0;
    pub(in crate::capture) const ETHERNET: u16 = 1;
    /// The number of RAW on the BSDs, and on OpenBSD, which old files have.
    pub(in crate::capture) const RAW_BSD: u16 = 12;
    pub(in crate::capture) const RAW_OPENBSD: u16 = 14;
    pub(in crate::capture) const RAW: u16 = 101;
    pub(in crate::capture) const LOOP: u16 = 108;
    pub(in crate::capture) const LINUX_SLL: u16 = 113;
    pub(in crate::capture) const IPV4: u16 = 228;
    pub(in crate::capture) const IPV6: u16 = 229;
    /// SCTP packets without what is below them.
    pub(in crate::capture) const SCTP: u16 = 248;
    pub(in crate::capture) const LINUX_SLL2: u16 = 276;
}

/// One packet as it was captured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    /// Since the epoch.
    pub at: Duration,
    /// One of [`link`], or another.
    pub link: u16,
    pub bytes: &'a [u8],
    /// Whether less was kept than there was.
    pub cut: bool,
    /// As seen from the machine that captured, where the frame says so.
    pub way: Option<Way>,
}

/// Whether what begins so is a pcap or pcapng file, gzipped or not.
pub fn is_capture(head: &[u8]) -> bool {
    const MAGIC: [u32; 4] = [0xa1b2_c3d4, 0xa1b2_3c4d, 0xa1b2_cd34, 0x0a0d_0d0a];
    let mut first = [0; 4];
    let opened = unpacked(head).and_then(|mut reader| reader.read_exact(&mut first));
    if opened.is_err() {
        return false;
    }
    MAGIC.contains(&u32::from_le_bytes(first)) || MAGIC.contains(&u32::from_be_bytes(first))
}

/// Gives every frame to `take`. True where the file ends within a block or is damaged from there on:
/// what came before counts.
pub(super) fn each(
    reader: impl Read,
    mut take: impl FnMut(Frame<'_>),
) -> Result<bool, CaptureError> {
    let reader = Filling(unpacked(reader)?);
    let mut reader = match create_reader(BUFFER, reader) {
        Ok(reader) => reader,
        Err(_) => return Err(CaptureError::NotACapture),
    };
    let (mut section, mut capacity) = (Section::default(), BUFFER);
    loop {
        let (held, wanted) = match reader.next() {
            Ok((size, block)) => {
                section.take(block, &mut take);
                reader.consume_noshift(size);
                continue;
            }
            Err(PcapError::Eof) => return Ok(false),
            Err(PcapError::UnexpectedEof) => return Ok(!reader.data().is_empty()),
            Err(PcapError::Incomplete(_)) => (reader.data().len(), false),
            Err(PcapError::BufferTooSmall) => (reader.data().len(), true),
            Err(_) => return Ok(true),
        };
        // A block that never becomes whole ends the reading as a damaged one does.
        if wanted || held == capacity {
            capacity *= 2;
            if capacity > LARGEST_BLOCK || !reader.grow(capacity) {
                return Ok(true);
            }
        }
        if reader.refill().is_err() {
            return Ok(true);
        }
    }
}

/// What the file holds, unpacked where it is gzipped.
fn unpacked<'a>(mut reader: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    const GZIP: &[u8] = &[0x1f, 0x8b];
    let mut head = Vec::with_capacity(GZIP.len());
    reader.by_ref().take(GZIP.len() as u64).read_to_end(&mut head)?;
    let is_gzip = head == GZIP;
    let whole = Cursor::new(head).chain(reader);
    Ok(match is_gzip {
        true => Box::new(MultiGzDecoder::new(BufReader::new(whole))),
        false => Box::new(whole),
    })
}

/// A reader that gives all that is asked for, as long as there is any: `pcap-parser` looks for a
/// whole header in what it reads first.
struct Filling<R>(R);

impl<R: Read> Read for Filling<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.0.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What was read before it broke off counts.
                Err(_) if filled > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

#[derive(Debug, Clone, Copy)]
struct Interface {
    link: u16,
    /// Time stamps count so many a second.
    units: u64,
    /// What is added to them, s.
    offset: u64,
    /// Whether it is a relay's other side: the same connection once more.
    is_again: bool,
}

/// What the frames that follow are of.
#[derive(Debug, Default)]
struct Section {
    interfaces: Vec<Interface>,
}

impl Section {
    fn take(&mut self, block: PcapBlockOwned<'_>, take: &mut impl FnMut(Frame<'_>)) {
        match block {
            PcapBlockOwned::LegacyHeader(header) => self.interfaces = vec![of_header(&header)],
            PcapBlockOwned::Legacy(block) => {
                let interface = self.interfaces.first().copied();
                interface.into_iter().for_each(|it| take(of_legacy(&block, it)));
            }
            PcapBlockOwned::NG(Block::SectionHeader(_)) => self.interfaces.clear(),
            PcapBlockOwned::NG(Block::InterfaceDescription(block)) => {
                if self.interfaces.len() < MAX_INTERFACES {
                    self.interfaces.push(of_description(&block));
                }
            }
            PcapBlockOwned::NG(Block::EnhancedPacket(block)) => {
                let interface = self.interfaces.get(block.if_id as usize).copied();
                let interface = interface.filter(|it| !it.is_again);
                interface.into_iter().for_each(|it| take(of_packet(&block, it)));
            }
            PcapBlockOwned::NG(Block::SimplePacket(block)) => {
                let interface = self.interfaces.first().copied();
                let bytes = block.packet_data();
                interface.into_iter().for_each(|it| {
                    let cut = bytes.len() < block.origlen as usize;
                    take(Frame { at: Duration::ZERO, link: it.link, bytes, cut, way: None });
                });
            }
            PcapBlockOwned::NG(_) => {}
        }
    }
}

fn of_header(header: &PcapHeader) -> Interface {
    let units = if header.is_nanosecond_precision() { 1_000_000_000 } else { MICROSECONDS };
    // The upper bits say whether frames end with a checksum, and how long it is.
    let link = (header.network.0 & 0xffff) as u16;
    Interface { link, units, offset: 0, is_again: false }
}

fn of_description(block: &InterfaceDescriptionBlock<'_>) -> Interface {
    let exponent = u32::from(block.if_tsresol & 0x7f);
    let units = match block.if_tsresol & 0x80 {
        0 => 10_u64.checked_pow(exponent),
        _ => 2_u64.checked_pow(exponent),
    };
    let name = block.options.iter().find(|option| option.code.0 == IF_NAME);
    let name = name.and_then(|option| option.as_bytes());
    Interface {
        link: (block.linktype.0 & 0xffff) as u16,
        units: units.unwrap_or(MICROSECONDS),
        offset: u64::try_from(block.if_tsoffset).unwrap_or_default(),
        is_again: name.is_some_and(|name| name == TO_DRIVER.as_bytes()),
    }
}

fn of_legacy<'a>(block: &LegacyPcapBlock<'a>, interface: Interface) -> Frame<'a> {
    let at = u64::from(block.ts_sec) * interface.units + u64::from(block.ts_usec);
    let bytes = &block.data[..block.data.len().min(block.caplen as usize)];
    let cut = block.caplen < block.origlen;
    Frame { at: moment(at, interface), link: interface.link, bytes, cut, way: None }
}

fn of_packet<'a>(block: &EnhancedPacketBlock<'a>, interface: Interface) -> Frame<'a> {
    let at = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
    let bytes = &block.data[..block.data.len().min(block.caplen as usize)];
    let flags = block.options.iter().find(|option| option.code.0 == EPB_FLAGS);
    let big_endian = block.big_endian();
    let flags = flags.and_then(|option| option.value().first_chunk::<4>()).map(|bytes| {
        if big_endian { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) }
    });
    let way = flags.and_then(|flags| match flags & 3 {
        1 => Some(Way::In),
        2 => Some(Way::Out),
        _ => None,
    });
    let cut = block.caplen < block.origlen;
    Frame { at: moment(at, interface), link: interface.link, bytes, cut, way }
}

fn moment(stamp: u64, interface: Interface) -> Duration {
    let Interface { units, offset, .. } = interface;
    let rest = stamp % units;
    let nanoseconds = match rest.checked_mul(1_000_000_000) {
        Some(rest) => rest / units,
        None => (u128::from(rest) * 1_000_000_000 / u128::from(units)) as u64,
    };
    Duration::new((stamp / units).saturating_add(offset), nanoseconds as u32)
}
