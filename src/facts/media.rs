//! What came of the camera, the microphone and the LiDAR, where it was asked for.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::phrase::{Phrase, phrase};

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// The front camera, by RTP.
    Video,
    /// The microphone, by RTP.
    Audio,
    /// Point clouds, on the data channel.
    Lidar,
}

impl MediaKind {
    pub fn words(self) -> Phrase {
        match self {
            Self::Video => phrase!("video", "影像"),
            Self::Audio => phrase!("audio", "聲音"),
            Self::Lidar => phrase!("LiDAR", "LiDAR"),
        }
    }
}

/// One thing that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MediaTrack {
    /// What it is.
    pub kind: MediaKind,
    /// Whether the robot's answer promises to send it; null for the LiDAR, which needs no promise.
    pub negotiated: Option<bool>,
    /// The codec of what came, or else the answer's first.
    pub codec: Option<String>,
    /// The packets; null for the LiDAR.
    pub rtp: Option<RtpEvidence>,
    /// What they hold, for H264; null for any other codec.
    pub video: Option<VideoEvidence>,
    /// What they hold, for Opus.
    pub audio: Option<AudioEvidence>,
    /// The messages of the LiDAR.
    pub lidar: Option<LidarEvidence>,
}

/// RTP packets, counted by RFC 3550, appendix A.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RtpEvidence {
    /// Packets received and decrypted.
    pub packets: u64,
    /// Their bytes, headers not included.
    pub bytes: u64,
    /// Packets that did not come.
    pub lost: u64,
    /// Packets that came after one that was sent later.
    pub reordered: u64,
    /// Packets of the whole connection that the keys did not open; null where the two sides agreed on
    /// no SRTP profile, so that there are no keys.
    pub refused: Option<u64>,
    /// Interarrival jitter, ms; null below two packets.
    pub jitter_ms: Option<f64>,
    /// Bits a second, in thousands; null while they came within 0.2 s.
    pub kbit_per_s: Option<f64>,
    /// From the switch to the first packet, ms.
    pub first_packet_ms: Option<f64>,
    /// Longest pause between two packets, ms; null below two packets.
    pub longest_gap_ms: Option<f64>,
}

/// The picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VideoEvidence {
    /// Pictures of which at least a part came.
    pub frames: u64,
    /// Pictures a second; null below two pictures, and while all came within 0.2 s.
    pub frame_rate_hz: Option<f64>,
    /// Pictures that decoding can begin with, their parameters known.
    pub key_frames: u64,
    /// From the switch to the first of them, ms.
    pub first_key_frame_ms: Option<f64>,
    /// Whether a sequence parameter set (SPS) came.
    pub sequence_parameters: bool,
    /// Whether a picture parameter set (PPS) came.
    pub picture_parameters: bool,
    /// Parts of key frames (NAL units of type 5), with or without parameters.
    pub key_units: u64,
    /// Units that could not be put together, because a packet of theirs is missing.
    pub broken_units: u64,
    /// Width by height, as the parameters say.
    pub size: Option<String>,
    /// Requests for a key frame (PLI) that were sent.
    pub key_frames_requested: u32,
    /// From the last of them to the next key frame, ms; null where none was sent or none followed.
    pub key_frame_after_request_ms: Option<f64>,
}

/// The sound.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AudioEvidence {
    /// Sound in one packet, ms.
    pub packet_ms: Option<f64>,
    /// Whether there are two channels.
    pub stereo: Option<bool>,
    /// Sound in all packets, s.
    pub duration_s: Option<f64>,
    /// Packets that say that there is silence (DTX).
    pub silent_packets: u64,
    /// Packets that are none of Opus, or cannot be decoded.
    pub malformed: u64,
    /// Root mean square of what was decoded, after the first 80 ms, in dBFS: a square wave of full
    /// scale has 0, a sine -3. Null where nothing was decoded, or every sample is 0.
    pub level_dbfs: Option<f64>,
    /// The same of the loudest packet.
    pub loudest_packet_dbfs: Option<f64>,
    /// Whether every sample is 0; null where nothing was decoded.
    pub digital_silence: Option<bool>,
}

/// The point clouds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LidarEvidence {
    /// Clouds received.
    pub messages: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Clouds a second; null below two, and while all came within 0.2 s.
    pub rate_hz: Option<f64>,
    /// From the subscription to the first cloud, ms.
    pub first_message_ms: Option<f64>,
    /// Longest pause between two clouds, ms; null below two.
    pub longest_gap_ms: Option<f64>,
    /// Clouds that the published decoder opens: LZ4, as long as their header says.
    pub decodable: u64,
    /// Whether the robot agreed to stop saving traffic; null where it did not answer.
    pub traffic_saving_off: Option<bool>,
    /// How often it was told to switch the LiDAR on; never where clouds came without.
    pub switched_on: u32,
    /// True where something of the LiDAR came before it was switched on; null where nothing was seen,
    /// which does not prove that it was off.
    pub ran_before: Option<bool>,
}

/// What that amounts to, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MediaCondition {
    NotNegotiated,
    /// The two sides agreed on no SRTP profile.
    NoKeys,
    Silent,
    /// Packets came, and the keys opened none.
    Undecipherable,
    NoKeyFrame,
    /// Key frames came, and not what a decoder needs to begin with them.
    NoParameters,
    /// Clouds came, and the published decoder opens none.
    Undecodable,
    Lossy,
    Good,
}

/// Fewer lost packets than this are no sign of a bad network, whatever share they are.
const FEW_LOST: u64 = 5;
/// The share that disturbs a picture.
const LOSSY: f64 = 0.01;

impl MediaTrack {
    pub fn condition(&self) -> MediaCondition {
        if self.negotiated == Some(false) {
            return MediaCondition::NotNegotiated;
        }
        if let Some(lidar) = &self.lidar {
            return match (lidar.messages, lidar.decodable) {
                (0, _) => MediaCondition::Silent,
                (_, 0) => MediaCondition::Undecodable,
                _ => MediaCondition::Good,
            };
        }
        let Some(rtp) = &self.rtp else { return MediaCondition::Silent };
        if rtp.packets == 0 {
            return match rtp.refused {
                None => MediaCondition::NoKeys,
                Some(0) => MediaCondition::Silent,
                Some(_) => MediaCondition::Undecipherable,
            };
        }
        match &self.video {
            Some(video) if video.key_units == 0 => MediaCondition::NoKeyFrame,
            Some(video) if video.key_frames == 0 => MediaCondition::NoParameters,
            _ if rtp.is_lossy() => MediaCondition::Lossy,
            _ => MediaCondition::Good,
        }
    }
}

/// Who watched for less than this has not waited long enough to miss anything: a camera starts
/// within two seconds, and a LiDAR is switched on after one and a half.
pub const ENOUGH_TO_MISS: Duration = Duration::from_secs(4);

impl MediaCondition {
    /// Whether it may be over with a longer wait.
    pub fn is_absence(self) -> bool {
        matches!(self, Self::Silent | Self::NoKeyFrame | Self::NoParameters)
    }

    /// Whether nothing can be seen, heard or measured by it.
    pub fn is_unusable(self) -> bool {
        self < Self::Lossy
    }
}

impl RtpEvidence {
    /// The share of what was sent.
    pub fn loss(&self) -> f64 {
        self.lost as f64 / (self.lost + self.packets).max(1) as f64
    }

    pub fn is_lossy(&self) -> bool {
        self.lost >= FEW_LOST && self.loss() >= LOSSY
    }
}
