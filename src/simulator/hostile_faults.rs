//! A robot that means harm: what it says to exhaust a client, to confuse it, or to write on its
//! user's terminal. Nothing of it leaves the addresses that the robot and its client have.

use std::sync::LazyLock;
use std::time::Duration;

use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rtc_stun::error_code::{ErrorCode, ErrorCodeAttribute};
use rtc_stun::message::{BINDING_ERROR, Message, TransactionId};
use serde_json::json;
use tokio::sync::mpsc;

use crate::robot::base64_text;
use crate::robot::message_builder;
use crate::stack::certificate::Prepared;
use crate::stack::packet::{self, chunk};
use crate::stack::{SctpGate, Way};

use super::fault::Fault;
use super::fault_setting::Faults;
use crate::net::http_server::Reply;

/// What a terminal or a reader of a report would act on: colours, a cleared screen, a title, text
/// that runs backwards (U+202E), a line end.
const ESCAPES: &str = "\u{1b}[31m\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}txt\r\nHealthy";

/// Where a gate puts packets of its own.
type Sender = mpsc::Sender<Vec<u8>>;

/// Those that send datagrams again and again, from the selected pair on.
pub(super) const FLOODS: [Fault; 3] =
    [Fault::HostileFlood, Fault::HostileStunErrors, Fault::HostileDtlsFlood];
/// The pause between two bursts of a flood, and of messages.
pub(super) const PAUSE: Duration = Duration::from_millis(2);
const DATAGRAMS_A_BURST: usize = 8;
const HEADER_LINES: usize = 1_000_000;
const CANDIDATES: usize = 100_000;
const CANDIDATES_ELSEWHERE: u32 = 1_000;
const PARAMETERS: usize = 3_000;
const TOPICS_A_BURST: usize = 4;
/// The flag of a message's first fragment (RFC 9260, section 3.3.1).
const BEGINNING: u8 = 2;
const FRAGMENT: usize = 1100;
/// WebRTC String (RFC 8831, section 8).
const PPID_STRING: u32 = 51;
const HEARTBEAT_ACK: u8 = 5;

/// What con_notify gets.
pub(super) fn con_notify(faults: &Faults) -> Option<Reply> {
    let replies: [(Fault, fn() -> Reply); 7] = [
        (Fault::HostileBodyEndless, || {
            endless("HTTP/1.1 200 OK\r\n\r\n", &[b'A'; 64 * 1024], Duration::ZERO)
        }),
        (Fault::HostileBodyDripping, || {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
            endless(head, b"A", Duration::from_millis(20))
        }),
        (Fault::HostileHeaders, || {
            page(&format!("200 OK{}", "\r\nA: b".repeat(HEADER_LINES)), b"")
        }),
        (Fault::HostileBomb, || page("200 OK\r\nContent-Encoding: gzip", &bomb())),
        (Fault::HostileRedirect, || {
            let path = "con_notify/".repeat(5000);
            page(&format!("302 Found\r\nLocation: /{path}\r\nContent-Length: 0"), b"")
        }),
        (Fault::HostileLengths, || {
            page("200 OK\r\nContent-Length: 2\r\nContent-Length: 18446744073709551615", b"ok")
        }),
        (Fault::HostileEscapesNotify, || {
            Reply::ok(base64_text::encode(json!({"data1": "", "data2": ESCAPES}).to_string()))
        }),
    ];
    faults.first_in(&replies).map(|reply| reply())
}

fn endless(start: &str, repeated: &[u8], pause: Duration) -> Reply {
    Reply::Endless { start: start.into(), repeated: repeated.to_vec(), pause }
}

fn page(head: &str, body: &[u8]) -> Reply {
    Reply::Raw([format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat())
}

/// Zeros, packed a thousandfold: 100 MB in 100 KB.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    let packed = Vec::new();
    let mut packer = flate2::write::GzEncoder::new(packed, flate2::Compression::best());
    for _ in 0..100 {
        let _ = packer.write_all(&[0; 1 << 20]);
    }
    packer.finish().unwrap_or_default()
}

/// The candidates of the answer, beside the robot's own.
pub(super) fn candidates(faults: &Faults, own: Vec<String>) -> Vec<String> {
    let line = |address: &str, port: u32| format!("candidate:1 1 udp 1 {address} {port} typ host");
    let more: Vec<String> = if faults.has(Fault::HostileCandidates) {
        (0..CANDIDATES).map(|_| line("127.0.0.1", 9)).collect()
    } else if faults.has(Fault::HostileCandidatesElsewhere) {
        // On loopback, or in a network of which nobody has an address (RFC 5737).
        let on_loopback = own.iter().any(|line| line.contains(" 127."));
        let [hosts, services] =
            if on_loopback { ["127.66.0", "127.67.0"] } else { ["198.51.100", "203.0.113"] };
        let elsewhere = (0..CANDIDATES_ELSEWHERE)
            .map(|at| line(&format!("{hosts}.{}", 1 + at % 250), 40_000 + at / 250));
        let services = [(1, 22), (2, 53)].map(|(at, port)| line(&format!("{services}.{at}"), port));
        let everybody = ["0.0.0.0", "255.255.255.255", "224.0.0.251", "go2doctor.invalid"];
        elsewhere.chain(services).chain(everybody.map(|address| line(address, 40_000))).collect()
    } else if faults.has(Fault::HostileEscapesAnswer) {
        let shown = ESCAPES.replace(['\r', '\n', ' '], "");
        vec![line(&shown, 40_000), format!("candidate:{shown} 1 {shown} 1 {shown} 9 typ {shown}")]
    } else {
        Vec::new()
    };
    own.into_iter().chain(more).collect()
}

/// A certificate of a megabyte.
pub(super) fn certificate(faults: &Faults) -> Option<Prepared> {
    static MADE: LazyLock<Option<(Vec<u8>, String)>> = LazyLock::new(|| {
        let key = KeyPair::generate().ok()?;
        let mut params = CertificateParams::default();
        let padding = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 1], vec![0; 1 << 20]);
        params.custom_extensions.push(padding);
        Some((params.self_signed(&key).ok()?.der().to_vec(), key.serialize_pem()))
    });
    let (certificate, key) = MADE.as_ref().filter(|_| faults.has(Fault::HostileCertificate))?;
    Some(Prepared { certificate, key })
}

/// The datagrams of one burst of a flood.
pub(super) fn datagrams(fault: Fault, random: &mut fastrand::Rng) -> Vec<Vec<u8>> {
    let mut made = || {
        if fault == Fault::HostileStunErrors {
            return stun_error(random);
        }
        let mut datagram = vec![0; random.usize(20..1200)];
        random.fill(&mut datagram);
        // The first byte says what it is (RFC 7983): STUN, DTLS, RTP, or nothing known.
        datagram[0] = match fault {
            Fault::HostileDtlsFlood => 23,
            _ => [0, 1, 20, 22, 23, 128, 255][random.usize(..7)],
        };
        match datagram[0] {
            0 | 1 => {
                let length = datagram.len().next_multiple_of(4);
                datagram.resize(length, 0);
                datagram[2..4].copy_from_slice(&((length - 20) as u16).to_be_bytes());
                datagram[4..8].copy_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
            }
            20..=23 => {
                let length = ((datagram.len() - 13) as u16).to_be_bytes();
                let epoch = u8::from(fault == Fault::HostileDtlsFlood);
                datagram[1..5].copy_from_slice(&[0xfe, 0xfd, 0, epoch]);
                datagram[11..13].copy_from_slice(&length);
            }
            _ => {}
        }
        datagram
    };
    (0..DATAGRAMS_A_BURST).map(|_| made()).collect()
}

/// An error response to a check that nobody sent: any code, a reason that is no text for a terminal.
fn stun_error(random: &mut fastrand::Rng) -> Vec<u8> {
    let mut transaction = TransactionId::default();
    random.fill(&mut transaction.0);
    let code = ErrorCodeAttribute { code: ErrorCode(random.u16(300..700)), reason: ESCAPES.into() };
    let mut error = Message::new();
    let built = error.build(&[Box::new(BINDING_ERROR), Box::new(transaction), Box::new(code)]);
    built.map_or_else(|_| Vec::new(), |()| error.raw)
}

/// The gates over SCTP of a robot that means harm.
pub(super) fn gate(fault: Fault, inject: Sender) -> Option<SctpGate> {
    Some(match fault {
        Fault::HostileForwardTsn => once_up(inject, |tag| {
            let far = |at: u32| (1u32 << 31).wrapping_mul(at).wrapping_add(1 << 30).to_be_bytes();
            (0..4).map(|at| packet::of_chunk(tag, chunk::FORWARD_TSN, &far(at))).collect()
        }),
        Fault::HostileAbort => once_up(inject, |tag| {
            vec![packet::of_chunk(tag, chunk::ABORT, &[0, 12, 0xff, 0xff, b'x'])]
        }),
        Fault::HostileEscapesAbort => {
            once_up(inject, |tag| vec![packet::abort_packet(tag, 12, ESCAPES.as_bytes())])
        }
        Fault::HostileParameters => rewritten(inject, |packet| {
            let begins = packet::chunks(packet)
                .any(|chunk| matches!(chunk.kind, chunk::INIT | chunk::INIT_ACK));
            if begins {
                packet.extend([0x80, 0x99, 0, 4].repeat(PARAMETERS));
                let length = (packet.len() - packet::HEADER) as u16;
                packet[packet::HEADER + 2..packet::HEADER + 4]
                    .copy_from_slice(&length.to_be_bytes());
            }
        }),
        Fault::HostileZeroWindow => rewritten(inject, |packet| {
            let kinds = [chunk::INIT, chunk::INIT_ACK, chunk::SACK];
            if packet.get(packet::HEADER).is_some_and(|kind| kinds.contains(kind)) {
                packet[packet::HEADER + 8..packet::HEADER + 12].fill(0);
            }
        }),
        Fault::HostileSacks => lying(inject),
        Fault::HostileHeartbeats => beating(inject),
        Fault::HostileMessage => endless_message(inject),
        _ => return None,
    })
}

/// Acknowledges what was never sent, with gaps by the hundred and the window closed.
fn lying(inject: Sender) -> SctpGate {
    let mut tag = None;
    Box::new(move |way, sctp| {
        if way == Way::Out && packet::initiate_tag(sctp).is_none() {
            tag = packet::verification_tag(sctp).or(tag);
        }
        let data = packet::chunks(sctp).find(|chunk| chunk.kind == chunk::DATA);
        if let (Way::In, Some(tag), Some(tsn)) = (way, tag, data.and_then(|data| data.tsn())) {
            for beyond in [1, 1 << 20, 1 << 31] {
                let fields =
                    [tsn.wrapping_add(beyond), 0, 250 << 16].map(u32::to_be_bytes).concat();
                let gaps: Vec<u8> =
                    (1..=250u16).flat_map(|gap| (gap * 2).to_be_bytes().repeat(2)).collect();
                let lie = packet::of_chunk(tag, chunk::SACK, &[fields, gaps].concat());
                let _ = inject.try_send(lie);
            }
        }
        true
    })
}

/// Sends a HEARTBEAT for each that is answered, as many at a time as find room.
fn beating(inject: Sender) -> SctpGate {
    let mut tag = None;
    Box::new(move |way, sctp| {
        if way == Way::Out && packet::contains(sctp, chunk::COOKIE_ACK) {
            tag = packet::verification_tag(sctp);
        }
        let answered = way == Way::In && packet::contains(sctp, HEARTBEAT_ACK);
        if let Some(tag) = tag.filter(|_| answered || way == Way::Out) {
            let information = [&[0, 1, 4, 4][..], &[7; 1024]].concat();
            let _ = inject.try_send(packet::of_chunk(tag, chunk::HEARTBEAT, &information));
        }
        true
    })
}

/// A message that begins and never ends, in the place and with the numbers of what the robot says.
fn endless_message(inject: Sender) -> SctpGate {
    let mut next: Option<(u32, u32, u8)> = None;
    Box::new(move |way, sctp| {
        let data = packet::chunks(sctp).find(|chunk| chunk.kind == chunk::DATA);
        if let (Way::Out, Some(data)) = (way, data) {
            let numbers = packet::verification_tag(sctp).zip(data.tsn());
            next = next.or(numbers.map(|(tag, tsn)| (tag, tsn, BEGINNING)));
        }
        while let Some((tag, tsn, flags)) = next {
            let fields = [tsn, 0, PPID_STRING].map(u32::to_be_bytes).concat();
            let value = [&fields[..], &[b'A'; FRAGMENT]].concat();
            let mut fragment = packet::of_chunk(tag, chunk::DATA, &value);
            fragment[packet::HEADER + 1] = flags;
            packet::seal(&mut fragment);
            if inject.try_send(fragment).is_err() {
                break;
            }
            next = Some((tag, tsn.wrapping_add(1), 0));
        }
        way == Way::In || data.is_none()
    })
}

/// Says more as soon as the association is up.
fn once_up(inject: Sender, more: fn(u32) -> Vec<Vec<u8>>) -> SctpGate {
    Box::new(move |way, sctp| {
        if way == Way::Out
            && packet::contains(sctp, chunk::COOKIE_ACK)
            && let Some(tag) = packet::verification_tag(sctp)
        {
            more(tag).into_iter().for_each(|packet| drop(inject.try_send(packet)));
        }
        true
    })
}

/// Sends each packet in another form, with a checksum that fits.
fn rewritten(inject: Sender, rewrite: fn(&mut Vec<u8>)) -> SctpGate {
    Box::new(move |way, sctp| {
        let mut other = sctp.to_vec();
        if way == Way::In {
            return true;
        }
        rewrite(&mut other);
        let same = other == sctp;
        if !same {
            packet::seal(&mut other);
            let _ = inject.try_send(other);
        }
        same
    })
}

/// Messages of a burst from the application: topics without end, or names that hold escapes.
pub(super) fn messages(faults: &Faults, round: usize) -> Vec<String> {
    let mut said = Vec::new();
    if faults.has(Fault::HostileTopics) {
        let topic = |at| format!("rt/{}", round * TOPICS_A_BURST + at);
        let of = |at| message_builder::publication(&topic(at), &json!({}));
        said.extend((0..TOPICS_A_BURST).map(of));
    }
    if faults.has(Fault::HostileEscapesTopics) {
        said.push(message_builder::publication(&format!("rt/{ESCAPES}"), &json!({"a": ESCAPES})));
        said.push(json!({"type": ESCAPES, "topic": ESCAPES, "data": ESCAPES}).to_string());
        said.push(json!({"type": "err", "topic": ESCAPES, "data": ESCAPES}).to_string());
    }
    said
}
