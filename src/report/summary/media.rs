//! One line's worth of camera, microphone or LiDAR.

use crate::facts::{MediaCondition, MediaTrack};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn track(track: &MediaTrack) -> Phrase {
    phrase!("{}: {}", "{}：{}", track.kind.words(), told(track))
}

fn told(track: &MediaTrack) -> Phrase {
    let hertz = |rate: Option<f64>| match rate {
        Some(rate) => Phrase::same(format!("{rate:.1} Hz")),
        None => phrase!("arrives", "有送達"),
    };
    match track.condition() {
        MediaCondition::NotNegotiated => phrase!("not in the answer", "answer 中沒有"),
        MediaCondition::NoKeys => phrase!("no SRTP profile", "沒有 SRTP profile"),
        MediaCondition::Silent => phrase!("nothing came", "沒有送達"),
        MediaCondition::Undecipherable => phrase!("not decrypted", "無法解密"),
        MediaCondition::NoKeyFrame => phrase!("no key frame", "沒有關鍵影格"),
        MediaCondition::NoParameters => phrase!("no SPS or PPS", "缺少 SPS 或 PPS"),
        MediaCondition::Undecodable => phrase!("cannot be decoded", "無法解碼"),
        MediaCondition::Lossy => {
            let loss = track.rtp.as_ref().map_or(0.0, |rtp| rtp.loss() * 100.0);
            phrase!("{loss:.1} % lost", "遺失 {loss:.1} %")
        }
        MediaCondition::Good => match (&track.video, &track.lidar) {
            (Some(video), _) => hertz(video.frame_rate_hz),
            (None, Some(lidar)) => hertz(lidar.rate_hz),
            (None, None) => hertz(None),
        },
    }
}
