//! The microphone's track.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rtc_rtp::Packet;

use super::track::{Codec, RtpTrack};
use crate::facts::{AudioEvidence, MediaKind, MediaTrack};
use crate::robot::opus::OpusPacket;
use crate::robot::sound_level::SoundLevel;
use crate::text::format::ms;

const CODEC: &str = "opus";
const CLOCK_RATE: u32 = 48_000;
/// So long a sound is watched from its first packet on.
const WATCHED: Duration = Duration::from_secs(1);

/// Sound takes as long to come as it lasts. What is ahead of that by more is not decoded: a flood of
/// packets would take the processor for itself.
const MOST_AHEAD: Duration = Duration::from_secs(1);

pub(super) struct AudioTrack {
    track: RtpTrack,
    last: Option<OpusPacket>,
    duration: Duration,
    silent: u64,
    malformed: u64,
    /// `None` once the decoder failed by a fault of its own.
    level: Option<SoundLevel>,
}

impl AudioTrack {
    pub(super) fn new(codecs: Vec<Codec>) -> Self {
        // Other codecs of WebRTC count by 8000.
        let opus = codecs.first().is_none_or(|codec| codec.is(CODEC));
        Self {
            track: RtpTrack::new(codecs, if opus { CLOCK_RATE } else { 8000 }),
            last: None,
            duration: Duration::ZERO,
            silent: 0,
            malformed: 0,
            level: SoundLevel::new().ok(),
        }
    }

    /// False where the packet is not of this track.
    pub(super) fn take(&mut self, at: Instant, packet: &Packet) -> bool {
        let Some((_, is_opus)) = self.track.take(at, packet, CODEC) else { return false };
        if is_opus {
            let since_first = self.track.stats.first().map(|first| at.duration_since(first));
            self.listen(since_first.unwrap_or_default(), &packet.payload);
        }
        true
    }

    fn listen(&mut self, since_first: Duration, payload: &[u8]) {
        let is_ahead = self.duration > since_first + MOST_AHEAD;
        let opus =
            OpusPacket::parse(payload).filter(|opus| is_ahead || self.measure(opus, payload));
        let Some(opus) = opus else {
            self.malformed += 1;
            return;
        };
        self.duration += opus.duration;
        self.silent += u64::from(opus.silent);
        self.last = Some(opus);
    }

    /// False where the packet cannot be decoded. A decoder that panics takes the level with it, and
    /// nothing else.
    fn measure(&mut self, opus: &OpusPacket, payload: &[u8]) -> bool {
        let Some(level) = &mut self.level else { return true };
        match catch_unwind(AssertUnwindSafe(|| level.take(opus, payload))) {
            Ok(taken) => taken.is_ok(),
            Err(_) => {
                self.level = None;
                true
            }
        }
    }

    pub(super) fn came(&self) -> bool {
        self.track.came()
    }

    pub(super) fn is_settled(&self, now: Instant) -> bool {
        self.track.is_settled(now, WATCHED)
    }

    pub(super) fn facts(&self, started: Option<Instant>, refused: Option<u64>) -> MediaTrack {
        let audio = self.track.is_of(CODEC).then(|| AudioEvidence {
            packet_ms: self.last.map(|packet| ms(packet.duration)),
            stereo: self.last.map(|packet| packet.stereo),
            duration_s: self.last.map(|_| self.duration.as_secs_f64()),
            silent_packets: self.silent,
            malformed: self.malformed,
            level_dbfs: self.level.as_ref().and_then(SoundLevel::dbfs),
            loudest_packet_dbfs: self.level.as_ref().and_then(SoundLevel::loudest_dbfs),
            digital_silence: self.level.as_ref().and_then(SoundLevel::is_digital_silence),
        });
        MediaTrack { audio, ..self.track.facts(MediaKind::Audio, started, refused) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_that_cannot_be_decoded_is_malformed_and_the_measure_goes_on() {
        let mut track = AudioTrack::new(Vec::new());
        for _ in 0..5 {
            // A packet of zeros, and two frames of one length in an odd number of bytes.
            track.listen(Duration::ZERO, &[0xf8, 0xff, 0xfe]);
            track.listen(Duration::ZERO, &[0x49, 1, 2, 3]);
        }
        assert_eq!((track.malformed, track.duration), (5, Duration::from_millis(100)));
        let level = track.level.expect("a level");
        assert_eq!((level.is_digital_silence(), level.dbfs()), (Some(true), None));
    }

    #[test]
    fn a_flood_is_counted_and_not_decoded() {
        let mut track = AudioTrack::new(Vec::new());
        for _ in 0..1000 {
            track.listen(Duration::ZERO, &[0xf8, 0xff, 0xfe]);
        }
        assert_eq!((track.malformed, track.duration), (0, Duration::from_secs(20)));
        let counted = track.level.expect("a level").counted();
        assert!(counted < MOST_AHEAD + Duration::from_millis(40), "{counted:?}");
    }
}
