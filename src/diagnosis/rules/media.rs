//! Camera, microphone and LiDAR, where they were asked for.

use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Severity, Side};
use crate::facts::{
    FlowEvidence, LidarEvidence, MediaCondition, MediaKind, MediaTrack, OfferFacts, RtpEvidence,
    Stage, VideoEvidence,
};
use crate::robot::topics::ROBOT_POSE;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn conclude(case: &Case<'_>, evidence: &FlowEvidence) -> Vec<Finding> {
    let watched_s = evidence.window_s.unwrap_or_default();
    let tracks = evidence.media.iter().flatten();
    let finding = |track: &MediaTrack| {
        let condition = track.condition();
        if condition.is_absence() && !evidence.misses_media() {
            return None;
        }
        let found = match track.kind {
            MediaKind::Video => video(track, condition, case.offer, watched_s),
            MediaKind::Audio => audio(track, condition, case.offer, watched_s),
            MediaKind::Lidar => lidar(track.lidar.as_ref()?, condition, evidence),
        };
        // What was asked for and cannot be used is a failure; else it is a note.
        let severity = if condition.is_unusable() { Severity::Error } else { Severity::Warning };
        found.map(|found| found.with_severity(severity))
    };
    tracks.filter_map(finding).collect()
}

/// A camera that another board of the robot has open, one that is broken and a service that hangs look
/// alike from here: the entry ranks them.
fn video(
    track: &MediaTrack,
    condition: MediaCondition,
    offer: Option<&OfferFacts>,
    watched_s: f64,
) -> Option<Finding> {
    let rtp = track.rtp.as_ref()?;
    Some(match condition {
        MediaCondition::Good => return None,
        MediaCondition::NotNegotiated => not_negotiated("G2-DATA-NOVIDEO", "video", offer),
        MediaCondition::NoKeys => no_keys(),
        MediaCondition::Undecipherable => undecipherable("G2-DATA-NOVIDEO", rtp),
        MediaCondition::Lossy => Finding::likely("G2-DATA-H264")
            .of(&["loss"])
            .on_side(Side::Network)
            .because(phrase!(
                "the picture arrives, but packets of it are lost on the way: it tears and freezes",
                "影像有送達，但途中遺失封包：畫面會破碎與停頓"
            ))
            .seen(lost(rtp)),
        MediaCondition::NoKeyFrame => no_key_frame(rtp, track.video.as_ref()?),
        MediaCondition::NoParameters => no_parameters(rtp, track.video.as_ref()?),
        MediaCondition::Silent | MediaCondition::Undecodable => {
            Finding::possible("G2-DATA-NOVIDEO")
                .of(&["camera"])
                .on_side(Side::Robot)
                .because(phrase!(
                    "video was switched on over a channel that works, and no packet of it arrived",
                    "已透過正常的通道開啟影像，但沒有收到任何影像封包"
                ))
                .seen(phrase!(
                    "no video packet within {watched_s:.1} s",
                    "{watched_s:.1} 秒內沒有影像封包"
                ))
        }
    })
}

/// A part of every key frame that was lost looks the same: then it is the network's.
fn no_key_frame(rtp: &RtpEvidence, video: &VideoEvidence) -> Finding {
    let frames = Phrase::count(video.frames, "picture", "個畫面");
    let finding = Finding::possible("G2-DATA-NOVIDEO")
        .seen(phrase!("{}, none of them a key frame", "收到 {}，沒有一個是關鍵影格", frames))
        .seen_all(requested(video));
    if rtp.lost > 0 {
        let finding = finding.of(&["loss", "encoder"]).on_side(Side::Network).seen(lost(rtp));
        return finding.because(phrase!(
            "the picture arrives without its key frames, and packets are lost: decoding cannot begin",
            "影像沒有關鍵影格，且有封包遺失：無法開始解碼"
        ));
    }
    finding.of(&["encoder"]).on_side(Side::Robot).because(phrase!(
        "the picture arrives without a key frame, although no packet was lost: decoding cannot begin",
        "影像沒有關鍵影格，且沒有遺失封包：無法開始解碼"
    ))
}

fn no_parameters(rtp: &RtpEvidence, video: &VideoEvidence) -> Finding {
    let missing = match (video.sequence_parameters, video.picture_parameters) {
        (false, false) => "SPS, PPS",
        (false, true) => "SPS",
        _ => "PPS",
    };
    let units = Phrase::count(video.key_units, "part", "個關鍵影格片段");
    let finding = Finding::possible("G2-DATA-H264")
        .seen(phrase!(
            "{} of key frames came, but no {missing}",
            "收到 {}，但沒有 {missing}",
            units
        ))
        .because(match video.picture_parameters {
            true => phrase!(
                "key frames come without the {missing} that a decoder needs",
                "關鍵影格缺少解碼所需的 {missing}"
            ),
            false => phrase!(
                "key frames come without the {missing} that a decoder needs: it says `non-existing PPS`",
                "關鍵影格缺少解碼所需的 {missing}：解碼器會顯示 `non-existing PPS`"
            ),
        });
    match rtp.lost {
        0 => finding.of(&["encoder"]).on_side(Side::Robot),
        _ => finding.of(&["loss", "encoder"]).on_side(Side::Network).seen(lost(rtp)),
    }
}

fn audio(
    track: &MediaTrack,
    condition: MediaCondition,
    offer: Option<&OfferFacts>,
    watched_s: f64,
) -> Option<Finding> {
    const CODE: &str = "G2-DATA-NOAUDIO";
    let rtp = track.rtp.as_ref()?;
    Some(match condition {
        MediaCondition::Good => return None,
        MediaCondition::NotNegotiated => not_negotiated(CODE, "audio", offer),
        MediaCondition::NoKeys => no_keys(),
        MediaCondition::Undecipherable => undecipherable(CODE, rtp),
        MediaCondition::Lossy => Finding::likely(CODE)
            .of(&["loss"])
            .on_side(Side::Network)
            .because(phrase!(
                "the sound arrives, but packets of it are lost on the way: it stutters",
                "聲音有送達，但途中遺失封包：會斷斷續續"
            ))
            .seen(lost(rtp)),
        _ => {
            let silent = Finding::possible(CODE).of(&["microphone"]).on_side(Side::Robot);
            silent.seen(phrase!(
                "no audio packet within {watched_s:.1} s",
                "{watched_s:.1} 秒內沒有聲音封包"
            ))
        }
    })
}

/// The odometry is made of the LiDAR's points: that it comes says that there is one and that it runs.
/// That it does not come says nothing on whether there is one.
fn lidar(
    lidar: &LidarEvidence,
    condition: MediaCondition,
    evidence: &FlowEvidence,
) -> Option<Finding> {
    const CODE: &str = "G2-DATA-LIDAR";
    let pose = evidence.topics.iter().flatten().find(|topic| topic.name == ROBOT_POSE.name);
    let pose = pose.map_or(0, |topic| topic.messages);
    let switched = Phrase::times(lidar.switched_on.into());
    let asked =
        phrase!("the LiDAR was told {} to switch on", "已送出 {}開啟 LiDAR 的指令", switched);
    let saving = (lidar.traffic_saving_off != Some(true)).then(|| {
        phrase!(
            "the robot did not confirm that traffic saving is off",
            "機器人沒有確認已關閉省流量模式"
        )
    });
    Some(match condition {
        MediaCondition::Undecodable => Finding::likely(CODE)
            .of(&["form"])
            .because(phrase!(
                "point clouds arrive, but the published decoder opens none of them",
                "點雲有送達，但公開的解碼器全部無法解開"
            ))
            .seen(phrase!(
                "{}, none of them LZ4 of the length in its header",
                "{}，沒有一份是標頭所述長度的 LZ4",
                Phrase::count(lidar.messages, "cloud", "份點雲")
            )),
        MediaCondition::Silent if pose > 0 => Finding::possible(CODE)
            .of(if saving.is_some() { &["map", "saving"] } else { &["map"] })
            .on_side(Side::Robot)
            .because(phrase!(
                "the LiDAR runs, as its odometry shows, but the robot sends no point clouds",
                "里程資料顯示 LiDAR 有在運作，但機器人沒有送出點雲"
            ))
            .seen(phrase!("{pose} messages of odometry", "收到 {pose} 則里程資料"))
            .seen(asked)
            .seen_all(saving),
        MediaCondition::Silent => Finding::possible(CODE)
            .of(if saving.is_some() { &["off", "saving"] } else { &["off"] })
            .on_side(Side::Robot)
            .because(phrase!(
                "nothing of a LiDAR arrives: it does not run, or this model has none",
                "沒有任何 LiDAR 的資料：它沒有運作，或這個機型沒有"
            ))
            .seen(phrase!("no point cloud arrived", "沒有收到點雲"))
            .seen(asked)
            .seen_all(saving),
        _ => return None,
    })
}

/// An offer of ours that has it names a codec that robots are known to send.
fn not_negotiated(code: &'static str, kind: &str, offer: Option<&OfferFacts>) -> Finding {
    let sections = offer.and_then(|offer| offer.sections.as_ref());
    let finding = Finding::certain(code)
        .of(&["promise"])
        .on_side(Side::Unknown)
        .seen(phrase!("not in the robot's answer", "不在機器人的 answer 中"));
    match sections.map(|kinds| kinds.iter().any(|each| each == kind)) {
        Some(false) => finding
            .of(&["offer"])
            .on_side(Side::ClientLimit)
            .next_command(format!("go2doctor flow --{kind} --offer go2doctor"))
            .seen(phrase!("not in the offer", "不在 offer 中"))
            .because(phrase!(
                "the offer did not ask for it, so the robot could not promise to send it",
                "offer 沒有要求它，因此機器人無法承諾傳送"
            )),
        Some(true) => finding.because(phrase!(
            "the offer has it, and the robot's answer does not promise to send it",
            "offer 包含它，但機器人的 answer 沒有承諾傳送"
        )),
        None => finding.because(phrase!(
            "the robot's answer does not promise to send it",
            "機器人的 answer 沒有承諾傳送"
        )),
    }
}

/// Our side takes every profile that is in use: it is the robot that proposed or took none.
fn no_keys() -> Finding {
    Finding::likely("G2-DTLS-SRTP")
        .of(&["robot"])
        .at_stage(Stage::Flow)
        .on_side(Side::Robot)
        .because(phrase!(
            "without an SRTP profile there are no keys for video and audio, so neither can be sent",
            "沒有 SRTP profile 就沒有影音的金鑰，因此無法傳送影音"
        ))
        .seen(phrase!(
            "the DTLS handshake agreed on no SRTP profile (use_srtp)",
            "DTLS 握手沒有協商出 SRTP profile（use_srtp）"
        ))
}

fn undecipherable(code: &'static str, rtp: &RtpEvidence) -> Finding {
    let packets = Phrase::count(rtp.refused.unwrap_or_default(), "packet", "個封包");
    Finding::possible(code)
        .of(&["keys"])
        .on_side(Side::Unknown)
        .because(phrase!(
            "packets came, and the keys of this connection open none of them",
            "收到封包，但這條連線的金鑰全部無法解開"
        ))
        .seen(phrase!("{} not decrypted", "{}無法解密", packets))
}

fn lost(rtp: &RtpEvidence) -> Phrase {
    let share = rtp.loss() * 100.0;
    let (lost, sent) = (rtp.lost, rtp.lost + rtp.packets);
    phrase!(
        "{lost} of {sent} packets lost ({share:.1} %)",
        "{sent} 個封包中遺失 {lost} 個（{share:.1} %）"
    )
}

fn requested(video: &VideoEvidence) -> Option<Phrase> {
    (video.key_frames_requested > 0).then(|| {
        let times = Phrase::times(video.key_frames_requested.into());
        phrase!("a key frame was asked for {}", "已要求關鍵影格 {}", times)
    })
}
