//! The camera's track.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc_rtp::Packet;

use super::picture::Picture;
use super::plan::UnitSink;
use super::track::{Codec, RtpTrack, span_rate};
use crate::facts::{MediaKind, MediaTrack, VideoEvidence};
use crate::text::format::ms_between;

const CODEC: &str = "H264";
const CLOCK_RATE: u32 = 90_000;
/// So long after the first packet a key frame is asked for, and again; so often in all.
const REQUEST_AFTER: Duration = Duration::from_millis(500);
const REQUEST_AGAIN: Duration = Duration::from_secs(1);
const MOST_REQUESTS: u32 = 5;
/// So long a picture is watched from its first packet on.
const WATCHED: Duration = Duration::from_secs(2);

pub(super) struct VideoTrack {
    track: RtpTrack,
    picture: Picture,
    requested: u32,
    last_request: Option<Instant>,
}

impl VideoTrack {
    pub(super) fn new(codecs: Vec<Codec>, sink: Option<Arc<dyn UnitSink>>) -> Self {
        Self {
            track: RtpTrack::new(codecs, CLOCK_RATE),
            picture: Picture::new(sink),
            requested: 0,
            last_request: None,
        }
    }

    /// False where the packet is not of this track.
    pub(super) fn take(&mut self, at: Instant, packet: &Packet) -> bool {
        let Some((number, is_h264)) = self.track.take(at, packet, CODEC) else { return false };
        if is_h264 {
            self.picture.take(at, number, packet.header.timestamp, packet.payload.clone());
        }
        true
    }

    /// Goes on where a packet was waited for long enough. The source to be asked for a key frame,
    /// where one is due.
    pub(super) fn look(&mut self, now: Instant) -> Option<u32> {
        self.picture.look(now);
        self.request_due(now)
    }

    fn request_due(&mut self, now: Instant) -> Option<u32> {
        let wanted = self.track.is_of(CODEC) && self.picture.seen.key_frames == 0;
        let since = self.track.stats.first().filter(|_| wanted)?;
        let due = self.last_request.map_or(since + REQUEST_AFTER, |last| last + REQUEST_AGAIN);
        if now < due || self.requested >= MOST_REQUESTS {
            return None;
        }
        self.requested += 1;
        self.last_request = Some(now);
        self.track.stats.ssrc()
    }

    /// Goes on where a packet is still waited for, and takes no more of the picture.
    pub(super) fn end(&mut self) {
        self.picture.end();
    }

    pub(super) fn came(&self) -> bool {
        self.track.came()
    }

    pub(super) fn is_settled(&self, now: Instant) -> bool {
        let playable = !self.track.is_of(CODEC) || self.picture.seen.key_frames > 0;
        playable && self.track.is_settled(now, WATCHED)
    }

    pub(super) fn facts(&self, started: Option<Instant>, refused: Option<u64>) -> MediaTrack {
        let video = self.track.is_of(CODEC).then(|| self.video(started));
        MediaTrack { video, ..self.track.facts(MediaKind::Video, started, refused) }
    }

    fn video(&self, started: Option<Instant>) -> VideoEvidence {
        let seen = &self.picture.seen;
        let (sequence_parameters, picture_parameters) = self.picture.parameters();
        let after_request = seen.first_key_frame.filter(|at| Some(*at) > self.last_request);
        VideoEvidence {
            frames: seen.frames,
            frame_rate_hz: span_rate(seen.frames, seen.first_frame, seen.last_frame),
            key_frames: seen.key_frames,
            first_key_frame_ms: ms_between(started, seen.first_key_frame),
            sequence_parameters,
            picture_parameters,
            key_units: seen.key_units,
            broken_units: self.picture.broken_units(),
            size: seen.size.map(|size| format!("{} x {}", size.width, size.height)),
            key_frames_requested: self.requested,
            key_frame_after_request_ms: ms_between(self.last_request, after_request),
        }
    }
}
