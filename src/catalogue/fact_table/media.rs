//! The rows of camera, microphone and LiDAR.

use super::Table;
use crate::facts::{AudioEvidence, LidarEvidence, MediaTrack, RtpEvidence, VideoEvidence};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, tracks: &[MediaTrack]) {
    let lines = tracks.iter().flat_map(|track| {
        let name = track.kind.words();
        let parts = parts(track);
        parts.into_iter().map(move |part| phrase!("{}: {}", "{}：{}", name.clone(), part))
    });
    table.tell("media", phrase!("media", "影音與點雲"), lines);
}

/// A line for the way, and one for what came on it.
fn parts(track: &MediaTrack) -> Vec<Phrase> {
    let mut lines = Vec::new();
    match &track.rtp {
        Some(_) if track.negotiated == Some(false) => {
            lines.push(phrase!("the answer does not promise it", "answer 沒有承諾傳送"));
        }
        Some(rtp) => lines.push(of_rtp(track.codec.as_deref(), rtp)),
        None => {}
    }
    lines.extend(track.video.as_ref().filter(|video| video.frames > 0).map(of_video));
    lines.extend(track.audio.as_ref().and_then(of_audio));
    if let Some(lidar) = &track.lidar {
        lines.extend([of_clouds(lidar), of_switches(lidar)]);
    }
    lines
}

fn of_rtp(codec: Option<&str>, rtp: &RtpEvidence) -> Phrase {
    let codec = codec.map(|name| Phrase::same(name.to_owned()));
    let packets = Phrase::count(rtp.packets, "packet", "個封包");
    let refused = match rtp.refused {
        None => Some(phrase!("no SRTP profile agreed on", "沒有協商出 SRTP profile")),
        Some(0) => None,
        Some(count) => Some(phrase!("{count} not decrypted", "{count} 個無法解密")),
    };
    let flowing = (rtp.packets > 0).then(|| {
        [
            Some(phrase!("{} lost", "遺失 {}", rtp.lost)),
            Some(phrase!("{} late", "遲到 {}", rtp.reordered)),
            rtp.kbit_per_s.map(|rate| Phrase::same(format!("{rate:.0} kbit/s"))),
            rtp.jitter_ms.map(|ms| phrase!("jitter {}", "jitter {}", duration(ms))),
            rtp.first_packet_ms.map(|ms| phrase!("first after {}", "{} 後首次送達", duration(ms))),
            rtp.longest_gap_ms.map(|ms| phrase!("longest pause {}", "最長停頓 {}", duration(ms))),
        ]
    });
    let flowing = flowing.into_iter().flatten().flatten();
    Phrase::listed(codec.into_iter().chain([packets]).chain(flowing).chain(refused))
}

fn of_video(video: &VideoEvidence) -> Phrase {
    let missing =
        |came: bool, name: &str| (!came).then(|| phrase!("no {}", "沒有 {}", name.to_owned()));
    let broken = (video.broken_units > 0)
        .then(|| phrase!("{} units incomplete", "{} 個單元不完整", video.broken_units));
    let asked = (video.key_frames_requested > 0).then(|| {
        let times = Phrase::times(video.key_frames_requested.into());
        match video.key_frame_after_request_ms.map(duration) {
            Some(took) => phrase!(
                "key frame asked for {}, came {} later",
                "要求關鍵影格 {}，{} 後送達",
                times,
                took
            ),
            None => phrase!("key frame asked for {}", "要求關鍵影格 {}", times),
        }
    });
    let parts = [
        Some(Phrase::count(video.frames, "picture", "個畫面")),
        video.size.clone().map(Phrase::same),
        video.frame_rate_hz.map(|rate| Phrase::same(format!("{rate:.1} Hz"))),
        Some(Phrase::count(video.key_frames, "key frame", "個關鍵影格")),
        video.first_key_frame_ms.map(|ms| phrase!("first after {}", "{} 後首次送達", duration(ms))),
        missing(video.sequence_parameters, "SPS"),
        missing(video.picture_parameters, "PPS"),
        broken,
        asked,
    ];
    Phrase::listed(parts.into_iter().flatten())
}

fn of_audio(audio: &AudioEvidence) -> Option<Phrase> {
    let seconds = audio.duration_s?;
    let channels = audio
        .stereo
        .map(|stereo| if stereo { phrase!("stereo", "雙聲道") } else { phrase!("mono", "單聲道") });
    let silent = (audio.silent_packets > 0).then(|| {
        let packets = Phrase::count(audio.silent_packets, "packet", "個封包");
        phrase!("{} of silence", "{}表示靜音", packets)
    });
    let malformed =
        (audio.malformed > 0).then(|| phrase!("{} malformed", "{} 個格式錯誤", audio.malformed));
    let parts = [
        Some(phrase!("{seconds:.1} s of sound", "{seconds:.1} 秒的聲音")),
        audio.packet_ms.map(|ms| phrase!("{} a packet", "每個封包 {}", duration(ms))),
        channels,
        of_level(audio),
        silent,
        malformed,
    ];
    Some(Phrase::listed(parts.into_iter().flatten()))
}

/// The smallest step of a sample of 16 bits, dBFS: what is quieter than that is no sound.
const SMALLEST_STEP: f64 = -90.3;

fn of_level(audio: &AudioEvidence) -> Option<Phrase> {
    if audio.digital_silence? {
        return Some(phrase!("digital silence (every sample is 0)", "數位靜音（每個取樣都是 0）"));
    }
    let (level, loudest) = (audio.level_dbfs?, audio.loudest_packet_dbfs?);
    Some(if loudest < SMALLEST_STEP {
        phrase!("silence ({level:.1} dBFS)", "靜音（{level:.1} dBFS）")
    } else {
        phrase!(
            "level {level:.1} dBFS, loudest packet {loudest:.1} dBFS",
            "音量 {level:.1} dBFS，最大聲的封包 {loudest:.1} dBFS"
        )
    })
}

fn of_clouds(lidar: &LidarEvidence) -> Phrase {
    let decodable = (lidar.messages > 0)
        .then(|| phrase!("{} of them can be decoded", "其中 {} 份可解碼", lidar.decodable));
    let parts = [
        Some(Phrase::count(lidar.messages, "cloud", "份點雲")),
        (lidar.messages > 0).then(|| Phrase::count(lidar.bytes, "byte", "位元組")),
        lidar.rate_hz.map(|rate| Phrase::same(format!("{rate:.1} Hz"))),
        lidar.first_message_ms.map(|ms| phrase!("first after {}", "{} 後首次送達", duration(ms))),
        decodable,
    ];
    Phrase::listed(parts.into_iter().flatten())
}

fn of_switches(lidar: &LidarEvidence) -> Phrase {
    let saving = match lidar.traffic_saving_off {
        Some(true) => phrase!("traffic saving turned off", "已關閉省流量模式"),
        Some(false) => phrase!("traffic saving not turned off", "未能關閉省流量模式"),
        None => phrase!("no answer on traffic saving", "關閉省流量模式沒有回應"),
    };
    let switched = match (lidar.switched_on, lidar.ran_before) {
        (0, Some(true)) => phrase!("the LiDAR was already running", "LiDAR 原本就在運作"),
        (0, _) => phrase!("not told to switch on yet", "尚未送出開啟指令"),
        (times, _) => {
            phrase!("told {} to switch on", "已送出 {}開啟指令", Phrase::times(times.into()))
        }
    };
    phrase!("{}; {}", "{}；{}", saving, switched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;

    #[test]
    fn silence_and_digital_silence_have_words_of_their_own() {
        let told = |level_dbfs, digital_silence| {
            let loudest_packet_dbfs = level_dbfs;
            let audio = AudioEvidence {
                level_dbfs,
                loudest_packet_dbfs,
                digital_silence,
                ..Default::default()
            };
            of_level(&audio).map(|words| words.get(Language::English).to_owned())
        };
        assert_eq!(told(None, None), None);
        let zeros = told(None, Some(true)).expect("words");
        assert_eq!(zeros, "digital silence (every sample is 0)");
        assert_eq!(told(Some(-105.0), Some(false)).expect("words"), "silence (-105.0 dBFS)");
        let level = "level -24.1 dBFS, loudest packet -24.1 dBFS";
        assert_eq!(told(Some(-24.1), Some(false)).expect("words"), level);
    }
}
