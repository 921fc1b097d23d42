//! What may be said to go2doctor by somebody who means harm: one target for each way in.
//!
//! `cargo fuzz run TARGET` feeds them what libFuzzer makes; `cargo test --test fuzz` feeds them the
//! corpus beside this crate and seeded mutations of it.

mod endpoints;
mod project;
mod relay;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddrV4};
use std::str;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use go2doctor::capture;
use go2doctor::capture::passed_on::{PassedOn, StandIns};
use go2doctor::dds::search::{Link, Search, Wanted};
use go2doctor::facts::SearchedInterface;
use go2doctor::history::Last;
use go2doctor::logs;
use go2doctor::logs::signatures::BUILT_IN;
use go2doctor::proxy::mend;
use go2doctor::report::kind::Kind;
use go2doctor::report::saved;
use go2doctor::robot::binary::BinaryFrame;
use go2doctor::robot::con_ing::{Answer, ConIngRequest};
use go2doctor::robot::con_notify::ConNotify;
use go2doctor::robot::device_key::DeviceKey;
use go2doctor::robot::discovery::{Question, Reply};
use go2doctor::robot::h264::{self, Depacketizer};
use go2doctor::robot::h264_sps::picture_size;
use go2doctor::robot::legacy;
use go2doctor::robot::lz4::opened_length;
use go2doctor::robot::message::Message;
use go2doctor::robot::offer_request;
use go2doctor::robot::opus::OpusPacket;
use go2doctor::robot::private_key::PrivateKey;
use go2doctor::robot::session_key::SessionKey;
use go2doctor::robot::sound_level::SoundLevel;
use go2doctor::rtps::endpoint::Endpoint;
use go2doctor::rtps::guid::GuidPrefix;
use go2doctor::rtps::message::{Message as RtpsMessage, Submessage};
use go2doctor::rtps::participant::Participant;
use go2doctor::stack::rtcp;
use go2doctor::stack::rtp_stats::RtpStats;
use go2doctor::stack::sdp::SessionDescription;
use go2doctor::stack::sdp_candidate::Candidate;
use go2doctor::stack::{channel, packet, record, sdp_lint};

pub use endpoints::{datagram, sctp_chunks};
pub use project::project_file;
pub use relay::relay;

/// The name of a target, which its folder in `corpus/` has too, and what is done with an input.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: &[Target] = &[
    ("con_notify", con_notify),
    ("envelope", envelope),
    ("driver_request", driver_request),
    ("driver_offer", driver_offer),
    ("sdp_answer", sdp_answer),
    ("candidate", candidate),
    ("datagram", datagram),
    ("dtls_record", dtls_record),
    ("sctp_packet", sctp_packet),
    ("sctp_chunks", sctp_chunks),
    ("message", message),
    ("binary", binary),
    ("discovery", discovery),
    ("log", log),
    ("log_line", log_line),
    ("signatures", signatures),
    ("history", history),
    ("saved_report", saved_report),
    ("project_file", project_file),
    ("capture", capture_file),
    ("dump", dump),
    ("relay", relay),
    ("rtps", rtps),
    ("rtp", rtp),
];

/// The body that a robot sends to `POST /con_notify`.
pub fn con_notify(data: &[u8]) {
    let Ok(notify) = ConNotify::parse(data) else { return };
    let key: DeviceKey = "00112233445566778899aabbccddeeff".parse().expect("32 hex digits");
    for key in [None, Some(&key)] {
        let _ = notify.open(key);
    }
}

/// Offers and answers in their JSON, sealed and in clear, of both generations.
pub fn envelope(data: &[u8]) {
    let key = SessionKey::from_entropy([7; 16]);
    let _ = Answer::open(data, &key);
    let _ = Answer::from_json(data);
    let _ = legacy::read_answer(data);
    let _ = legacy::read_request(data);
    if let Ok(request) = serde_json::from_slice::<ConIngRequest>(data) {
        let _ = request.key_blocks(256);
        let _ = request.open(&key);
    }
}

/// The body of a driver's offer, as the proxy takes it in the robot's place.
pub fn driver_request(data: &[u8]) {
    static KEY: LazyLock<PrivateKey> = LazyLock::new(|| {
        PrivateKey::from_pem(include_str!("../../src/simulator/robot_key.pem")).expect("a key")
    });
    let _ = offer_request::open_con_ing(data, &KEY);
    let _ = mend::envelope::holds(data);
}

/// A driver's description, mended.
pub fn driver_offer(data: &[u8]) {
    let offer = String::from_utf8_lossy(data);
    let mended = mend::fingerprints::mend(&offer);
    let _ = mend::credentials::mend(&mended.text);
}

pub fn sdp_answer(data: &[u8]) {
    let Ok(Ok(answer)) = str::from_utf8(data).map(SessionDescription::parse) else { return };
    let _ = (answer.transport(), answer.fingerprints(), answer.candidates());
    let _ = sdp_lint::lint(&answer, &answer, None);
}

pub fn candidate(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Some(candidate) = Candidate::parse(text) {
        let _ = (candidate.is_mdns(), candidate.is_usable());
    }
    endpoints::told_a_candidate(text);
}

/// DTLS records as our own reader sees them.
pub fn dtls_record(data: &[u8]) {
    for record in record::records(data) {
        let _ = (record.plain_alert(), record.fragment(), record.is_client_hello());
    }
    record::renumber(&mut 1, &mut data.to_vec());
}

/// SCTP packets and DCEP messages as our own reader sees them.
pub fn sctp_packet(data: &[u8]) {
    let _ = (packet::abort(data), packet::reset_streams(data), packet::initiate_tag(data));
    for chunk in packet::chunks(data) {
        let _ = (chunk.tsn(), chunk.stream(), chunk.payload(), chunk.initial_tsn());
        let _ = chunk.bytes(data);
    }
    let _ = channel::parse(data);
}

/// A text on the data channel.
pub fn message(data: &[u8]) {
    let _ = Message::parse(data);
}

/// A binary message on the data channel.
pub fn binary(data: &[u8]) {
    let _ = BinaryFrame::parse(data);
}

pub fn discovery(data: &[u8]) {
    let _ = Question::read(data);
    let _ = Reply::read(data);
}

pub fn log(data: &[u8]) {
    // A damaged archive is an error.
    let _ = logs::read(data);
}

/// A line that somebody pasted.
pub fn log_line(data: &[u8]) {
    let _ = BUILT_IN.of_pasted(&String::from_utf8_lossy(data));
}

/// A file for `--signatures`.
pub fn signatures(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let _ = BUILT_IN.and(text, |_| true);
}

pub fn history(data: &[u8]) {
    if let Ok(last) = serde_json::from_slice::<Last>(data) {
        last.is_sound();
    }
}

/// Somebody's packets, told and passed on.
pub fn capture_file(data: &[u8]) {
    let _ = capture::read(data, capture::Options::default());
    if let Ok(packets) = PassedOn::read(data) {
        let _ = (packets.addresses().count(), packets.texts().count());
        let _ = packets.written(&mut Others);
    }
}

/// Other addresses and names than those of a capture, of other lengths.
struct Others;

impl StandIns for Others {
    fn address(&mut self, address: IpAddr) -> IpAddr {
        if address.is_ipv4() { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() }
    }

    fn user_name(&mut self, name: &str) -> String {
        format!("UFRAG-{}", name.len())
    }

    fn blank(&mut self, bytes: &mut [u8]) {
        bytes.fill(b'*');
    }
}

/// What a browser saved of its connections.
pub fn dump(data: &[u8]) {
    if Kind::of(data) == Some(Kind::Dump) {
        let _ = logs::read(data);
    }
}

pub fn saved_report(data: &[u8]) {
    let _ = saved::report(data);
}

/// A datagram to the ports of DDS discovery: what it holds is read as all that it may be, and once
/// given to a look that has announced itself.
pub fn rtps(data: &[u8]) {
    let Some(message) = RtpsMessage::read(data) else { return };
    for submessage in &message.submessages {
        if let Submessage::Data(data) = submessage {
            let _ = Participant::read(data.payload);
            let _ = Endpoint::read(data.payload);
            let _ = Endpoint::gone(data.payload);
        }
    }
    let now = Instant::now();
    let interface = SearchedInterface {
        name: "lo".into(),
        address: Ipv4Addr::LOCALHOST,
        prefix: 8,
        unused: None,
        questions: 0,
        replies: 0,
    };
    let unicast = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 40000);
    let link = Link { interface, own: GuidPrefix(*b"go2doctor-me"), unicast };
    let wanted = Wanted { domain: 0, listen: Duration::from_secs(6), passive: false };
    let mut search = Search::new(wanted, vec![link], now);
    let mut sent = 0;
    for (second, link) in [(0, None), (3, Some(0)), (4, None), (5, Some(0))] {
        search.take(link, SocketAddrV4::new(Ipv4Addr::LOCALHOST, 7410), data);
        while search.due(now + Duration::from_secs(second)).is_some() {
            sent += 1;
        }
    }
    assert!(sent < 10_000, "{sent} answers to one datagram");
    let _ = search.evidence(Vec::new(), now + Duration::from_secs(6));
}

/// What RTP and RTCP hold once they are decrypted: packets one after another, each behind its length as
/// 16 bits.
pub fn rtp(data: &[u8]) {
    let (mut depacketizer, mut stats) = (Depacketizer::default(), RtpStats::new(90_000));
    let mut level = SoundLevel::new().expect("a rate and channels of Opus");
    let (now, mut rest, mut units) = (Instant::now(), data, 0);
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length)).min(after.len());
        let (packet, after) = after.split_at(length);
        rest = after;
        assert!(rtcp::reports(packet).count() <= packet.len() / 4);
        if let Some(opus) = OpusPacket::parse(packet) {
            assert!(opus.duration <= Duration::from_millis(120));
            let _ = level.take(&opus, packet);
        }
        let (head, payload) = packet.split_at(packet.len().min(4));
        let word = head.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte));
        let (sequence, source) = (word as u16, word >> 28);
        let number = stats.take(now, source, sequence, word, payload.len());
        for unit in depacketizer.take(number, payload) {
            units += unit.len();
            let _ = picture_size(&unit);
        }
    }
    assert!(level.loudest_dbfs().is_none_or(|loudest| loudest <= 0.0));
    assert!(units <= data.len() * 2, "{units} bytes of units from {}", data.len());
    assert!(stats.packets() as usize <= data.len());
    let _ = (opened_length(data, 1 << 20), h264::units_of_file(data).len());
}
