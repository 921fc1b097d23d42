//! How loud the sound in Opus packets is.

use std::time::Duration;

use opus_pure::{Error, MAX_PACKET_SAMPLES, OpusDecoder};

use super::opus::OpusPacket;

const SAMPLE_RATE: i32 = 48_000;
/// Two, whatever the packets have: a packet of one channel sounds in both.
const CHANNELS: usize = 2;
/// A decoder that begins within a stream has its level right after this long (RFC 7845, section 4.2).
const CONVERGENCE: Duration = Duration::from_millis(80);
const FULL_SCALE: f64 = 32_768.0;

pub struct SoundLevel {
    decoder: OpusDecoder,
    samples: Vec<i16>,
    heard: Duration,
    /// Squares of the samples that count, and how many those are.
    squares: f64,
    count: usize,
    /// The mean square of the loudest packet.
    loudest: f64,
}

impl SoundLevel {
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            decoder: OpusDecoder::new(SAMPLE_RATE, CHANNELS)?,
            samples: vec![0; MAX_PACKET_SAMPLES * CHANNELS],
            heard: Duration::ZERO,
            squares: 0.0,
            count: 0,
            loudest: 0.0,
        })
    }

    /// Fails where the payload of that packet cannot be decoded, which then does not count.
    pub fn take(&mut self, packet: &OpusPacket, payload: &[u8]) -> Result<(), Error> {
        let length = self.decoder.decode_s16(payload, MAX_PACKET_SAMPLES, &mut self.samples)?;
        let samples = &self.samples[..length * CHANNELS];
        let converged = self.heard >= CONVERGENCE;
        self.heard += packet.duration;
        if converged && !samples.is_empty() {
            let squares = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
            self.squares += squares;
            self.count += samples.len();
            self.loudest = self.loudest.max(squares / samples.len() as f64);
        }
        Ok(())
    }

    /// How much sound counts.
    #[cfg(test)]
    pub fn counted(&self) -> Duration {
        Duration::from_secs(1) * (self.count / CHANNELS) as u32 / SAMPLE_RATE as u32
    }

    /// Whether all that counts is 0; `None` where nothing counts.
    pub fn is_digital_silence(&self) -> Option<bool> {
        (self.count > 0).then_some(self.squares == 0.0)
    }

    /// The root mean square in dBFS: a square wave of full scale has 0, a sine -3. `None` where there
    /// is none: nothing counts, or all of it is 0.
    pub fn dbfs(&self) -> Option<f64> {
        dbfs(self.squares / self.count.max(1) as f64)
    }

    /// The same of the loudest packet.
    pub fn loudest_dbfs(&self) -> Option<f64> {
        dbfs(self.loudest)
    }
}

fn dbfs(mean_square: f64) -> Option<f64> {
    (mean_square > 0.0).then(|| 10.0 * (mean_square / FULL_SCALE.powi(2)).log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packets, each behind its length. The levels beside them are those of libopus.
    const SILK: (&[u8], f64, f64) =
        (include_bytes!("../../tests/fixtures/sound/silk.opus"), -20.0, -20.0);
    const HYBRID: (&[u8], f64, f64) =
        (include_bytes!("../../tests/fixtures/sound/hybrid.opus"), -20.0, -20.0);
    const CELT: (&[u8], f64, f64) =
        (include_bytes!("../../tests/fixtures/sound/celt.opus"), -23.0, -22.9);
    /// What an encoder makes of zeros: CELT, which says so, and SILK, which does not.
    const ZEROS: &[u8] = &[0xf8, 0xff, 0xfe];
    const QUIET: &[u8] = include_bytes!("../../tests/fixtures/sound/quiet.opus");
    const TONE: &[u8] = include_bytes!("../simulator/media/tone.opus");

    fn packets(mut rest: &[u8]) -> Vec<&[u8]> {
        std::iter::from_fn(|| {
            let (length, after) = rest.split_first_chunk()?;
            let (packet, after) = after.split_at(usize::from(u16::from_be_bytes(*length)));
            rest = after;
            Some(packet)
        })
        .collect()
    }

    fn level_of<'a>(packets: impl IntoIterator<Item = &'a [u8]>) -> SoundLevel {
        let mut level = SoundLevel::new().expect("a decoder");
        for payload in packets {
            let packet = OpusPacket::parse(payload).expect("a packet");
            level.take(&packet, payload).expect("it can be decoded");
        }
        level
    }

    #[track_caller]
    fn assert_near(level: Option<f64>, expected: f64, tolerance: f64) {
        let near = level.is_some_and(|level| (level - expected).abs() < tolerance);
        assert!(near, "{level:?} is not {expected}");
    }

    #[test]
    fn a_tone_has_the_level_that_libopus_gives_it() {
        for (sound, mean, loudest) in [SILK, HYBRID, CELT] {
            let level = level_of(packets(sound));
            assert_near(level.dbfs(), mean, 0.2);
            assert_near(level.loudest_dbfs(), loudest, 0.2);
            assert_eq!(level.is_digital_silence(), Some(false));
        }
    }

    #[test]
    fn the_tone_of_the_simulated_robot_is_as_loud_wherever_it_begins() {
        let tone = packets(TONE);
        for start in 0..tone.len() {
            let level = level_of(tone.iter().copied().cycle().skip(start).take(tone.len()));
            assert_near(level.dbfs(), -24.1, 1.0);
        }
    }

    #[test]
    fn silence_is_told_from_zeros_and_from_nothing() {
        let zeros = level_of([ZEROS; 10]);
        assert_eq!((zeros.is_digital_silence(), zeros.dbfs()), (Some(true), None));
        let quiet = level_of(packets(QUIET));
        assert_eq!(quiet.is_digital_silence(), Some(false));
        assert!(quiet.loudest_dbfs().is_some_and(|level| level < -90.3), "{:?}", quiet.dbfs());
        let short = level_of([ZEROS; 4]);
        assert_eq!((short.is_digital_silence(), short.dbfs()), (None, None));
    }

    #[test]
    fn what_cannot_be_decoded_does_not_stop_the_measure() {
        // Two frames of one length in an odd number of bytes.
        let broken = [0x49, 1, 2, 3];
        let mut level = SoundLevel::new().expect("a decoder");
        for payload in packets(SILK.0) {
            let packet = OpusPacket::parse(&broken).expect("its first byte is right");
            assert!(level.take(&packet, &broken).is_err());
            let packet = OpusPacket::parse(payload).expect("a packet");
            assert!(level.take(&packet, payload).is_ok());
        }
        assert_near(level.dbfs(), SILK.1, 0.2);
    }

    #[test]
    fn noise_in_the_place_of_packets_takes_nothing_down() {
        let mut random = fastrand::Rng::with_seed(5);
        let mut level = SoundLevel::new().expect("a decoder");
        for _ in 0..2000 {
            let payload: Vec<u8> = (0..random.usize(1..200)).map(|_| random.u8(..)).collect();
            if let Some(packet) = OpusPacket::parse(&payload) {
                let _ = level.take(&packet, &payload);
            }
        }
        assert!(level.dbfs().is_some_and(|level| level <= 0.0));
    }
}
