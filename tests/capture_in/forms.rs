//! The same packets in every form that a capture comes in tell the same.

use go2doctor::facts::Stage;
use go2doctor::facts::outcome::Status;

use crate::fixtures::{bytes, reading, stopped};

/// Header of a pcap file, and of each packet in it.
const FILE: usize = 24;
const PACKET: usize = 16;
/// Ethernet's header.
const ETHERNET: usize = 14;

/// A frame of Ethernet with its time: seconds and microseconds.
type Frame = (u32, u32, Vec<u8>);

/// The frames of a capture in little-endian pcap, as tcpdump writes it here.
pub(crate) fn frames(capture: &[u8]) -> Vec<Frame> {
    let number = |at: usize| u32::from_le_bytes(capture[at..at + 4].try_into().unwrap());
    assert_eq!(number(0), 0xa1b2_c3d4);
    let (mut at, mut frames) = (FILE, Vec::new());
    while at < capture.len() {
        let length = number(at + 8) as usize;
        let begins = at + PACKET;
        frames.push((number(at), number(at + 4), capture[begins..begins + length].to_vec()));
        at = begins + length;
    }
    frames
}

/// Numbers in one byte order.
#[derive(Clone, Copy)]
struct Order(bool);

impl Order {
    fn two(self, number: u16) -> [u8; 2] {
        if self.0 { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn four(self, number: u32) -> [u8; 4] {
        if self.0 { number.to_be_bytes() } else { number.to_le_bytes() }
    }
}

fn pcap(frames: &[Frame], order: Order, magic: u32, link: u32, scale: u32) -> Vec<u8> {
    let mut file = order.four(magic).to_vec();
    file.extend([order.two(2), order.two(4)].concat());
    file.extend([order.four(0), order.four(0), order.four(262_144), order.four(link)].concat());
    for (seconds, micros, frame) in frames {
        let length = frame.len() as u32;
        let header = [*seconds, micros * scale, length, length].map(|it| order.four(it));
        file.extend(header.concat());
        file.extend(frame);
    }
    file
}

fn block(order: Order, kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = order.four(body.len() as u32 + 12);
    [&order.four(kind)[..], &length, &body, &length].concat()
}

/// pcapng with an unused interface before the one that is used, of nanoseconds.
fn pcapng(frames: &[Frame], order: Order, link: u16) -> Vec<u8> {
    let section = [&order.four(0x1a2b_3c4d)[..], &order.two(1), &order.two(0), &[0xff; 8]].concat();
    let mut file = block(order, 0x0a0d_0d0a, &section);
    let interface = |link: u16, options: &[u8]| {
        let body = [&order.two(link)[..], &order.two(0), &order.four(0), options].concat();
        block(order, 1, &body)
    };
    file.extend(interface(147, &[]));
    let nanoseconds = [&order.two(9)[..], &order.two(1), &[9, 0, 0, 0], &[0; 4]].concat();
    file.extend(interface(link, &nanoseconds));
    for (seconds, micros, frame) in frames {
        let at = (u64::from(*seconds) * 1_000_000 + u64::from(*micros)) * 1000;
        let length = order.four(frame.len() as u32);
        let stamp = [order.four((at >> 32) as u32), order.four(at as u32)].concat();
        let body = [&order.four(1)[..], &stamp, &length, &length, frame].concat();
        file.extend(block(order, 6, &body));
    }
    file
}

fn each(frames: &[Frame], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<Frame> {
    frames.iter().map(|(s, us, frame)| (*s, *us, change(frame))).collect()
}

fn ip(frame: &[u8]) -> Vec<u8> {
    frame[ETHERNET..].to_vec()
}

/// The packet in two fragments where it is long enough; there the checksums are nobody's concern.
fn fragments(frames: &[Frame]) -> Vec<Frame> {
    const CUT: usize = 240;
    let mut cut = Vec::new();
    for (number, (s, us, frame)) in frames.iter().enumerate() {
        let (header, payload) = frame[ETHERNET..].split_at(20);
        if payload.len() <= CUT || frame[ETHERNET] != 0x45 {
            cut.push((*s, *us, frame.clone()));
            continue;
        }
        let piece = |bytes: &[u8], offset: usize, more: bool| {
            let mut header = header.to_vec();
            header[2..4].copy_from_slice(&(20 + bytes.len() as u16).to_be_bytes());
            header[4..6].copy_from_slice(&(number as u16).to_be_bytes());
            let field = (offset as u16 / 8) | if more { 0x2000 } else { 0 };
            header[6..8].copy_from_slice(&field.to_be_bytes());
            [&frame[..ETHERNET], &header, bytes].concat()
        };
        // The second comes first.
        cut.push((*s, *us, piece(&payload[CUT..], CUT, false)));
        cut.push((*s, *us, piece(&payload[..CUT], 0, true)));
    }
    cut
}

/// The same between two IPv6 addresses.
fn version_six(frame: &[u8]) -> Vec<u8> {
    let ip = &frame[ETHERNET..];
    let (header, payload) = ip.split_at(20);
    if header[0] != 0x45 {
        return frame.to_vec();
    }
    let address = |four: &[u8]| [&[0xfd; 12][..], four].concat();
    let mut six = vec![0x60, 0, 0, 0];
    six.extend((payload.len() as u16).to_be_bytes());
    six.extend([header[9], 64]);
    six.extend(address(&header[12..16]));
    six.extend(address(&header[16..20]));
    [&frame[..12], &[0x86, 0xdd], &six, payload].concat()
}

fn assert_same(form: &str, file: &[u8], name: &str, expected: (Stage, Status)) {
    let told = reading(file);
    assert!(!told.attempts.is_empty(), "{form} of {name} shows nothing");
    assert_eq!(stopped(&told), expected, "{form} of {name}");
    let original = reading(&bytes(name));
    let counts = |reading: &go2doctor::facts::capture_reading::CaptureReading| {
        reading.attempts.last().unwrap().counts.clone()
    };
    assert_eq!(counts(&told), counts(&original), "{form} of {name}");
}

#[test]
fn every_form_of_a_capture_tells_the_same() {
    let (big, little) = (Order(true), Order(false));
    for name in ["sctp-silent", "dtls-silent", "con-notify-404"] {
        let expected = stopped(&reading(&bytes(name)));
        let all = frames(&bytes(name));
        let raw = each(&all, ip);
        let vlan = each(&all, |frame| [&frame[..12], &[0x81, 0, 0, 7], &frame[12..]].concat());
        let null = each(&all, |frame| [&2_u32.to_le_bytes()[..], &ip(frame)].concat());
        let cooked = each(&all, |frame| {
            let header = [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0];
            [&header[..], &ip(frame)].concat()
        });
        let cooked2 = each(&all, |frame| {
            let header = [8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0];
            [&header[..], &ip(frame)].concat()
        });
        let six = each(&all, version_six);
        let micro = 0xa1b2_c3d4;
        for (form, file) in [
            ("big-endian", pcap(&all, big, micro, 1, 1)),
            ("nanoseconds", pcap(&all, little, 0xa1b2_3c4d, 1, 1000)),
            ("big-endian nanoseconds", pcap(&all, big, 0xa1b2_3c4d, 1, 1000)),
            ("raw IP", pcap(&raw, little, micro, 101, 1)),
            ("VLAN", pcap(&vlan, little, micro, 1, 1)),
            ("loopback", pcap(&null, little, micro, 0, 1)),
            ("cooked", pcap(&cooked, little, micro, 113, 1)),
            ("cooked v2", pcap(&cooked2, little, micro, 276, 1)),
            ("fragments", pcap(&fragments(&all), little, micro, 1, 1)),
            ("IPv6", pcap(&six, little, micro, 1, 1)),
            ("pcapng", pcapng(&all, little, 1)),
            ("big-endian pcapng", pcapng(&raw, big, 101)),
        ] {
            assert_same(form, &file, name, expected);
        }
    }
}
