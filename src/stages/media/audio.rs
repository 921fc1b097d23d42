//! The microphone's track.

use std::time::{Duration, Instant};

use rtc_rtp::Packet;

use super::track::{Codec, codec_of, rtp};
use crate::facts::{AudioEvidence, MediaKind, MediaTrack};
use crate::robot::opus::OpusPacket;
use crate::stack::rtp_stats::RtpStats;
use crate::text::format::ms;

const CLOCK_RATE: u32 = 48_000;
/// So long a sound is watched from its first packet on.
const WATCHED: Duration = Duration::from_secs(1);

pub(super) struct AudioTrack {
    codecs: Vec<Codec>,
    came: Option<String>,
    stats: RtpStats,
    last: Option<OpusPacket>,
    duration: Duration,
    silent: u64,
    malformed: u64,
}

impl AudioTrack {
    pub(super) fn new(codecs: Vec<Codec>) -> Self {
        // Other codecs of WebRTC count by 8000.
        let opus = codecs.first().is_none_or(|codec| codec.is("opus"));
        Self {
            codecs,
            came: None,
            stats: RtpStats::new(if opus { CLOCK_RATE } else { 8000 }),
            last: None,
            duration: Duration::ZERO,
            silent: 0,
            malformed: 0,
        }
    }

    /// False where the packet is not of this track.
    pub(super) fn take(&mut self, at: Instant, packet: &Packet) -> bool {
        let header = &packet.header;
        let Some(codec) = codec_of(&self.codecs, header.payload_type) else { return false };
        let (number, stamp) = (header.sequence_number, header.timestamp);
        self.stats.take(at, header.ssrc, number, stamp, packet.payload.len());
        if codec.is("opus") {
            match OpusPacket::parse(&packet.payload) {
                Some(opus) => {
                    self.duration += opus.duration;
                    self.silent += u64::from(opus.silent);
                    self.last = Some(opus);
                }
                None => self.malformed += 1,
            }
        }
        self.came.get_or_insert_with(|| codec.name.clone());
        true
    }

    pub(super) fn came(&self) -> bool {
        self.came.is_some()
    }

    pub(super) fn is_settled(&self, now: Instant) -> bool {
        self.stats.first().is_some_and(|first| now >= first + WATCHED)
    }

    pub(super) fn facts(&self, started: Option<Instant>, refused: u64) -> MediaTrack {
        let first = self.codecs.first().map(|codec| &codec.name);
        let codec = self.came.as_ref().or(first).cloned();
        let is_opus = codec.as_ref().is_some_and(|name| name.eq_ignore_ascii_case("opus"));
        MediaTrack {
            kind: MediaKind::Audio,
            negotiated: Some(!self.codecs.is_empty()),
            codec,
            rtp: Some(rtp(&self.stats, started, refused)),
            video: None,
            audio: is_opus.then(|| AudioEvidence {
                packet_ms: self.last.map(|packet| ms(packet.duration)),
                stereo: self.last.map(|packet| packet.stereo),
                duration_s: self.last.map(|_| self.duration.as_secs_f64()),
                silent_packets: self.silent,
                malformed: self.malformed,
            }),
            lidar: None,
        }
    }
}
