//! What every track of RTP has: the codecs that the answer promised for it, and what is told of its
//! packets.

use std::time::{Duration, Instant};

use crate::facts::RtpEvidence;
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

pub(super) fn codec_of(codecs: &[Codec], payload_type: u8) -> Option<&Codec> {
    codecs.iter().find(|codec| codec.payload_type == payload_type)
}

pub(super) fn rtp(stats: &RtpStats, started: Option<Instant>, refused: u64) -> RtpEvidence {
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
