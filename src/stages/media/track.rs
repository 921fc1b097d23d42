//! What every track of RTP has: the codecs that the answer promised for it, its packets, and what is
//! told of them.

use std::time::{Duration, Instant};

use rtc_rtp::Packet;

use crate::facts::{MediaKind, MediaTrack, RtpEvidence};
use crate::stack::rtp_stats::RtpStats;
use crate::text::format::{ms, ms_between};

/// What came within a shorter time has no rate.
const SHORTEST_SPAN: Duration = Duration::from_millis(200);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Codec {
    pub payload_type: u8,
    pub name: String,
}

impl Codec {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The packets of a track, whatever they hold.
pub(super) struct RtpTrack {
    codecs: Vec<Codec>,
    came: Option<String>,
    pub(super) stats: RtpStats,
}

impl RtpTrack {
    pub(super) fn new(codecs: Vec<Codec>, clock_rate: u32) -> Self {
        Self { codecs, came: None, stats: RtpStats::new(clock_rate) }
    }

    /// Counts a packet: its extended sequence number, and whether `codec` is its codec. `None` where
    /// it is not of this track.
    pub(super) fn take(
        &mut self,
        at: Instant,
        packet: &Packet,
        codec: &str,
    ) -> Option<(u64, bool)> {
        let header = &packet.header;
        let of_packet = |codec: &&Codec| codec.payload_type == header.payload_type;
        let its = self.codecs.iter().find(of_packet)?;
        let (number, stamp) = (header.sequence_number, header.timestamp);
        let number = self.stats.take(at, header.ssrc, number, stamp, packet.payload.len());
        self.came.get_or_insert_with(|| its.name.clone());
        Some((number, its.is(codec)))
    }

    pub(super) fn came(&self) -> bool {
        self.came.is_some()
    }

    /// Whether the codec of what came, or else the first that was promised, is this one.
    pub(super) fn is_of(&self, codec: &str) -> bool {
        self.codec().is_some_and(|name| name.eq_ignore_ascii_case(codec))
    }

    fn codec(&self) -> Option<&str> {
        let first = || self.codecs.first().map(|codec| codec.name.as_str());
        self.came.as_deref().or_else(first)
    }

    /// Whether its first packet came so long ago, or none can come.
    pub(super) fn is_settled(&self, now: Instant, time: Duration) -> bool {
        self.codecs.is_empty() || self.stats.first().is_some_and(|first| now >= first + time)
    }

    /// What is told of any track; what its packets hold is added by its kind.
    pub(super) fn facts(
        &self,
        kind: MediaKind,
        started: Option<Instant>,
        refused: Option<u64>,
    ) -> MediaTrack {
        MediaTrack {
            kind,
            negotiated: Some(!self.codecs.is_empty()),
            codec: self.codec().map(str::to_owned),
            rtp: Some(rtp(&self.stats, started, refused)),
            video: None,
            audio: None,
            lidar: None,
        }
    }
}

fn rtp(stats: &RtpStats, started: Option<Instant>, refused: Option<u64>) -> RtpEvidence {
    let bits = 8.0 * stats.bytes() as f64 / 1000.0;
    let span = span(stats.first(), stats.last());
    RtpEvidence {
        packets: stats.packets(),
        bytes: stats.bytes(),
        lost: stats.lost(),
        reordered: stats.reordered(),
        refused,
        jitter_ms: stats.jitter().map(ms),
        kbit_per_s: span.map(|span| bits / span.as_secs_f64()),
        first_packet_ms: ms_between(started, stats.first()),
        longest_gap_ms: stats.longest_gap().map(ms),
    }
}

/// How often something came a second.
pub(super) fn span_rate(count: u64, first: Option<Instant>, last: Option<Instant>) -> Option<f64> {
    let span = span(first, last).filter(|_| count > 1)?;
    Some((count - 1) as f64 / span.as_secs_f64())
}

fn span(first: Option<Instant>, last: Option<Instant>) -> Option<Duration> {
    let span = last?.saturating_duration_since(first?);
    (span >= SHORTEST_SPAN).then_some(span)
}
