//! What an Opus packet says of itself (RFC 6716, section 3): how much sound it holds.

use std::time::Duration;

/// A packet holds no more (RFC 6716, section 3.4, R5).
const LONGEST: Duration = Duration::from_millis(120);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpusPacket {
    pub duration: Duration,
    pub stereo: bool,
    /// Whether nothing was worth sending: the packet is its first byte alone, or that and a frame of
    /// no bytes (RFC 6716, section 3.1; DTX).
    pub silent: bool,
}

impl OpusPacket {
    /// `None` for what no encoder makes.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let toc = *payload.first()?;
        let frames = match toc & 3 {
            0 => 1,
            1 | 2 => 2,
            _ => u32::from(payload.get(1)? & 0x3f),
        };
        let duration = frame(toc >> 3) * frames;
        let possible = frames > 0 && duration <= LONGEST;
        let parsed = Self { duration, stereo: toc & 4 != 0, silent: payload.len() <= 2 };
        possible.then_some(parsed)
    }
}

/// How long a frame of that configuration is (RFC 6716, table 2).
fn frame(config: u8) -> Duration {
    let micros: u64 = match (config, config % 4) {
        (0..=11, 3) => 60_000,
        (0..=11, 2) => 40_000,
        (0..=11, 1) => 20_000,
        (0..=11, _) => 10_000,
        (12..=15, odd) => 10_000 * (1 + u64::from(odd % 2)),
        (_, step) => 2500 << step,
    };
    Duration::from_micros(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(payload: &[u8]) -> Option<f64> {
        OpusPacket::parse(payload).map(|packet| packet.duration.as_secs_f64() * 1e3)
    }

    #[test]
    fn the_duration_follows_the_configuration_and_the_number_of_frames() {
        let first = |config: u8, code: u8| config << 3 | code;
        let cases = [
            (0, 0, 10.0),
            (11, 0, 60.0),
            (12, 0, 10.0),
            (13, 1, 40.0),
            (16, 0, 2.5),
            (31, 2, 40.0),
        ];
        for (config, code, expected) in cases {
            assert_eq!(millis(&[first(config, code), 0, 0]), Some(expected), "{config} {code}");
        }
        assert_eq!(millis(&[first(31, 3), 5, 0]), Some(100.0));
        // Nothing, no frames, and more than 120 ms.
        for impossible in [&[][..], &[first(31, 3)], &[first(31, 3), 0], &[first(31, 3), 7]] {
            assert_eq!(millis(impossible), None);
        }
    }

    #[test]
    fn a_packet_without_content_is_silent() {
        let packet = OpusPacket::parse(&[0x7c]).expect("a packet");
        assert!(packet.silent && packet.stereo);
        assert!(!OpusPacket::parse(&[0x78, 1, 2]).expect("a packet").silent);
    }
}
