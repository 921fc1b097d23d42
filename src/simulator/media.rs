//! The robot's camera and microphone: a test pattern and a tone, sent as RTP while they are switched
//! on. Pure: time is an argument.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rtc_rtp::Packet;
use rtc_rtp::codec::h264::H264Payloader;
use rtc_rtp::header::Header;
use rtc_rtp::packetizer::Payloader;

use super::fault::Fault;
use super::fault_setting::Faults;
use crate::robot::h264::{START_CODE, UnitKind, units_of_file};
use crate::robot::message::Track;
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_section::MediaDirection;

const PATTERN: &[u8] = include_bytes!("media/pattern.h264");
const TONE: &[u8] = include_bytes!("media/tone.opus");
/// A packed map of cubes, and how long it is once it is opened.
pub(super) const CLOUD: (&[u8], usize) = (include_bytes!("media/cloud.lz4"), 77_824);

const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 15);
const FRAME_TICKS: u32 = 90_000 / 15;
const SOUND: Duration = Duration::from_millis(20);
const SOUND_TICKS: u32 = 48_000 / 50;
/// The longest payload of a packet, bytes.
const MTU: usize = 1100;
/// The share of packets that `video-loss` swallows.
const LOSS: f64 = 0.2;

/// The units of each picture, the parameters before a key frame among them.
static FRAMES: LazyLock<Vec<Vec<&'static [u8]>>> = LazyLock::new(|| {
    let mut frames = Vec::new();
    let mut units = Vec::new();
    for unit in units_of_file(PATTERN) {
        units.push(unit);
        if UnitKind::of(unit).is_picture() {
            frames.push(std::mem::take(&mut units));
        }
    }
    frames
});

static SOUNDS: LazyLock<Vec<&'static [u8]>> = LazyLock::new(|| {
    let mut rest = TONE;
    let packet = || {
        let (length, after) = rest.split_first_chunk()?;
        let (packet, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        rest = after;
        Some(packet)
    };
    std::iter::from_fn(packet).collect()
});

/// One track as the answer promised it.
#[derive(Debug)]
struct Stream {
    payload_type: u8,
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    /// Which picture or sound is next, and when; `None` while it is switched off.
    next: usize,
    due: Option<Instant>,
}

#[derive(Debug, Default)]
pub struct MediaSource {
    faults: Faults,
    random: fastrand::Rng,
    video: Option<Stream>,
    audio: Option<Stream>,
    payloader: H264Payloader,
}

impl MediaSource {
    /// Tracks as this answer promises them, all switched off. `random` governs where they begin.
    pub(super) fn of_answer(answer: &str, faults: &Faults, mut random: fastrand::Rng) -> Self {
        let answer = SessionDescription::parse(answer).unwrap_or_default();
        let mut stream = |kind: &str, codec: &str| {
            let (payload_type, ssrc) = promised(&answer, kind, codec)?;
            Some(Stream {
                payload_type,
                ssrc: ssrc.unwrap_or_else(|| random.u32(..)),
                sequence: random.u16(..),
                timestamp: random.u32(..),
                next: random.usize(..1024),
                due: None,
            })
        };
        let (video, audio) = (stream("video", "H264"), stream("audio", "opus"));
        Self { faults: faults.clone(), random, video, audio, payloader: H264Payloader::default() }
    }

    pub(super) fn switch(&mut self, now: Instant, track: Track, on: bool) {
        let (stream, silent) = match track {
            Track::Video => (&mut self.video, Fault::VideoSilent),
            Track::Audio => (&mut self.audio, Fault::AudioSilent),
        };
        let silent = self.faults.has(silent);
        if let Some(stream) = stream {
            stream.due = (on && !silent).then(|| stream.due.unwrap_or(now));
        }
    }

    /// The client asked for a key frame: the next picture is one.
    pub(super) fn want_key_frame(&mut self) {
        if let Some(stream) = &mut self.video {
            let is_key = |at: &usize| is_key(&FRAMES[at % FRAMES.len()]);
            stream.next = (stream.next..).find(is_key).unwrap_or(stream.next);
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        [&self.video, &self.audio].into_iter().flatten().filter_map(|stream| stream.due).min()
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) -> Vec<Packet> {
        let mut packets = Vec::new();
        if let Some(at) = due(&mut self.audio, now, SOUND) {
            let sound = Bytes::from_static(SOUNDS[at % SOUNDS.len()]);
            packets.extend(sent(&mut self.audio, vec![sound], SOUND_TICKS));
        }
        if let Some(at) = due(&mut self.video, now, FRAME) {
            let payloads = self.picture(&FRAMES[at % FRAMES.len()]);
            let mut picture = sent(&mut self.video, payloads, FRAME_TICKS);
            if self.faults.has(Fault::VideoLoss) {
                picture.retain(|_| self.random.f64() >= LOSS);
            }
            packets.extend(picture);
        }
        packets
    }

    fn picture(&mut self, units: &[&'static [u8]]) -> Vec<Bytes> {
        if is_key(units) && self.faults.has(Fault::VideoNoKeyframe) {
            return Vec::new();
        }
        let mut payloads = Vec::new();
        for unit in units {
            let parameters = UnitKind::of(unit) == UnitKind::SequenceParameters;
            if self.faults.has(Fault::VideoNoPps) && parameters {
                payloads.push(Bytes::from_static(unit));
                continue;
            }
            if self.faults.has(Fault::VideoNoPps)
                && UnitKind::of(unit) == UnitKind::PictureParameters
            {
                continue;
            }
            let unit = Bytes::from([&START_CODE, *unit].concat());
            // It refuses nothing that fits into a packet.
            payloads.extend(self.payloader.payload(MTU, &unit).unwrap_or_default());
        }
        payloads
    }
}

fn is_key(units: &[&[u8]]) -> bool {
    units.iter().any(|unit| UnitKind::of(unit) == UnitKind::KeySlice)
}

/// Which picture or sound is due. What was missed is not caught up with.
fn due(stream: &mut Option<Stream>, now: Instant, pause: Duration) -> Option<usize> {
    let stream = stream.as_mut()?;
    let due = stream.due.filter(|due| *due <= now)?;
    stream.due = Some((due + pause).max(now));
    stream.next += 1;
    Some(stream.next - 1)
}

/// The payloads of one picture or sound as packets, the last one marked.
fn sent(stream: &mut Option<Stream>, payloads: Vec<Bytes>, ticks: u32) -> Vec<Packet> {
    let Some(stream) = stream else { return Vec::new() };
    let count = payloads.len();
    let packets = payloads.into_iter().enumerate().map(|(at, payload)| {
        stream.sequence = stream.sequence.wrapping_add(1);
        let header = Header {
            version: 2,
            marker: at + 1 == count,
            payload_type: stream.payload_type,
            sequence_number: stream.sequence,
            timestamp: stream.timestamp,
            ssrc: stream.ssrc,
            ..Default::default()
        };
        Packet { header, payload }
    });
    let packets = packets.collect();
    stream.timestamp = stream.timestamp.wrapping_add(ticks);
    packets
}

/// The payload type, and the source where the answer names one.
fn promised(answer: &SessionDescription, kind: &str, codec: &str) -> Option<(u8, Option<u32>)> {
    let sends = [MediaDirection::SendOnly, MediaDirection::SendRecv];
    let promises = |direction: Option<MediaDirection>| {
        direction.is_none_or(|direction| sends.contains(&direction))
    };
    let section = answer.sections.iter().find(|it| it.kind == kind && promises(it.direction))?;
    let is_codec = |format: &&String| {
        let rtpmap = section.format_attribute("rtpmap", format).unwrap_or_default();
        rtpmap.split('/').next().is_some_and(|name| name.eq_ignore_ascii_case(codec))
    };
    let payload_type = section.formats.iter().find(is_codec)?.parse().ok()?;
    let ssrc = section.attributes.iter().find(|(name, _)| name == "ssrc");
    let ssrc = ssrc.and_then(|(_, value)| value.split(' ').next()?.parse().ok());
    Some((payload_type, ssrc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robot::lz4::opened_length;
    use crate::robot::opus::OpusPacket;

    const ANSWER: &str = "v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\na=sendrecv\n\
        a=rtpmap:111 opus/48000/2\na=ssrc:7 cname:x\n\
        m=video 9 UDP/TLS/RTP/SAVPF 102\na=sendonly\na=rtpmap:102 H264/90000\na=ssrc:9 cname:x\n";

    /// What is sent within 3 s of both tracks.
    fn sent_with(fault: &str) -> Vec<Packet> {
        let faults = Faults(fault.parse().into_iter().collect());
        let random = fastrand::Rng::with_seed(3);
        let (mut source, start) = (MediaSource::of_answer(ANSWER, &faults, random), Instant::now());
        assert_eq!(source.poll_timeout(), None, "nothing before it is switched on");
        source.switch(start, Track::Video, true);
        source.switch(start, Track::Audio, true);
        let mut packets = Vec::new();
        while let Some(at) = source.poll_timeout().filter(|at| *at < start + FRAME * 45) {
            packets.extend(source.handle_timeout(at));
        }
        source.switch(start, Track::Video, false);
        source.switch(start, Track::Audio, false);
        assert_eq!(source.poll_timeout(), None);
        packets
    }

    fn of(packets: &[Packet], ssrc: u32) -> Vec<&Packet> {
        packets.iter().filter(|packet| packet.header.ssrc == ssrc).collect()
    }

    fn pictures(packets: &[Packet]) -> usize {
        of(packets, 9).iter().filter(|packet| packet.header.marker).count()
    }

    #[test]
    fn a_healthy_robot_shows_the_pattern_and_plays_the_tone() {
        let packets = sent_with("none");
        assert_eq!((pictures(&packets), of(&packets, 7).len()), (45, 150));
        assert!(of(&packets, 7).iter().all(|packet| {
            OpusPacket::parse(&packet.payload).is_some_and(|it| it.duration == SOUND)
        }));
        assert!(of(&packets, 9).iter().all(|packet| packet.payload.len() <= MTU));
        assert_eq!((FRAMES.len(), FRAMES.iter().filter(|it| is_key(it)).count()), (30, 2));
        assert_eq!(opened_length(CLOUD.0, CLOUD.1), Some(CLOUD.1));
    }

    #[test]
    fn each_fault_takes_what_it_says() {
        assert_eq!(pictures(&sent_with("video-silent")), 0);
        assert_eq!(of(&sent_with("audio-silent"), 7).len(), 0);
        assert_eq!(pictures(&sent_with("video-no-keyframe")), 42);
        let all = of(&sent_with("none"), 9).len();
        assert!(of(&sent_with("video-loss"), 9).len() < all);
    }

    #[test]
    fn a_key_frame_comes_when_it_is_asked_for() {
        let random = fastrand::Rng::with_seed(3);
        let mut source = MediaSource::of_answer(ANSWER, &Faults::default(), random);
        let now = Instant::now();
        source.switch(now, Track::Video, true);
        source.want_key_frame();
        let packets = source.handle_timeout(now);
        // Parameters together (24), then a fragment (28).
        assert_eq!((packets[0].payload[0] & 31, packets[1].payload[0] & 31), (24, 28));
    }

    #[test]
    fn an_answer_without_video_has_none() {
        let random = fastrand::Rng::with_seed(3);
        let refused = ANSWER.replace("a=sendonly", "a=inactive");
        let source = MediaSource::of_answer(&refused, &Faults::default(), random);
        assert!(source.video.is_none() && source.audio.is_some());
    }
}
