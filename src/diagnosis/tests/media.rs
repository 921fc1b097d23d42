//! Camera, microphone and LiDAR: what each condition leads to, and what it may not say.

use super::*;
use crate::facts::finding::Severity;
use crate::facts::outcome::{RunOutcome, Status};
use crate::facts::*;
use crate::report::fixtures::{healthy, stage_mut};
use Confidence::{Certain, Likely, Possible};
use Side::{Network, Robot, Unknown};

fn rtp(packets: u64, lost: u64, refused: u64) -> Option<RtpEvidence> {
    Some(RtpEvidence { packets, lost, refused, ..RtpEvidence::default() })
}

fn video(rtp: Option<RtpEvidence>, video: VideoEvidence) -> MediaTrack {
    MediaTrack {
        kind: MediaKind::Video,
        negotiated: Some(true),
        codec: Some("H264".into()),
        rtp,
        video: Some(video),
        audio: None,
        lidar: None,
    }
}

fn audio(rtp: Option<RtpEvidence>) -> MediaTrack {
    MediaTrack { kind: MediaKind::Audio, video: None, ..video(rtp, VideoEvidence::default()) }
}

fn lidar(lidar: LidarEvidence) -> MediaTrack {
    let (negotiated, codec) = (None, None);
    MediaTrack { kind: MediaKind::Lidar, negotiated, codec, lidar: Some(lidar), ..audio(None) }
}

fn picture(key_units: u64, key_frames: u64) -> VideoEvidence {
    let sequence_parameters = key_units > 0;
    VideoEvidence { frames: 50, key_units, key_frames, sequence_parameters, ..Default::default() }
}

/// A run whose topics came, and whose flow was watched for so long with this track.
fn run(track: MediaTrack, window_s: f64) -> RunOutcome {
    let mut run = healthy();
    let flow = stage_mut(&mut run, Stage::Flow);
    flow.status = match track.condition() {
        condition if condition.is_unusable() => Status::Fail,
        MediaCondition::Lossy => Status::Warn,
        _ => Status::Pass,
    };
    if let StageFacts::Flow { evidence, .. } = &mut flow.facts {
        evidence.link = Some(LinkState::Up);
        evidence.window_s = Some(window_s);
        evidence.media = Some(vec![track]);
    }
    run
}

#[test]
fn each_condition_has_its_finding_and_a_good_track_has_none() {
    let none = VideoEvidence::default;
    let clouds = |messages, decodable| LidarEvidence { messages, decodable, ..Default::default() };
    let unpromised = MediaTrack { negotiated: Some(false), ..audio(rtp(0, 0, 0)) };
    let cases = [
        (video(rtp(0, 0, 0), none()), Some(("G2-DATA-NOVIDEO", Robot, Possible))),
        (video(rtp(0, 0, 40), none()), Some(("G2-DATA-NOVIDEO", Unknown, Possible))),
        (video(rtp(90, 0, 0), picture(0, 0)), Some(("G2-DATA-NOVIDEO", Robot, Possible))),
        // The key frames may be what was lost.
        (video(rtp(90, 1, 0), picture(0, 0)), Some(("G2-DATA-NOVIDEO", Network, Possible))),
        (video(rtp(90, 0, 0), picture(4, 0)), Some(("G2-DATA-H264", Robot, Possible))),
        (video(rtp(90, 9, 0), picture(4, 0)), Some(("G2-DATA-H264", Network, Possible))),
        (video(rtp(90, 10, 0), picture(4, 4)), Some(("G2-DATA-H264", Network, Likely))),
        // Four of a hundred are no sign of a bad network yet.
        (video(rtp(96, 4, 0), picture(4, 4)), None),
        (video(rtp(90, 0, 7), picture(4, 4)), None),
        (audio(rtp(0, 0, 0)), Some(("G2-DATA-NOAUDIO", Robot, Possible))),
        (audio(rtp(0, 0, 3)), Some(("G2-DATA-NOAUDIO", Unknown, Possible))),
        (audio(rtp(90, 10, 0)), Some(("G2-DATA-NOAUDIO", Network, Likely))),
        (unpromised, Some(("G2-DATA-NOAUDIO", Unknown, Certain))),
        (audio(rtp(90, 0, 0)), None),
        (lidar(clouds(0, 0)), Some(("G2-DATA-LIDAR", Robot, Possible))),
        (lidar(clouds(9, 0)), Some(("G2-DATA-LIDAR", Unknown, Likely))),
        (lidar(clouds(9, 1)), None),
    ];
    for (track, expected) in cases {
        let run = run(track.clone(), 15.0);
        let found = diagnose(&case(&run));
        let first = found.first().map(|it| (it.code(), it.side, it.confidence));
        assert_eq!(first, expected, "{track:#?}");
        let unusable = track.condition().is_unusable();
        let error = found.first().is_some_and(|it| it.severity == Severity::Error);
        assert_eq!(error, unusable, "{track:#?}");
        assert!(found.len() <= 1, "{found:#?}");
    }
}

#[test]
fn who_did_not_wait_has_not_missed_anything() {
    let silent = [
        video(rtp(0, 0, 0), VideoEvidence::default()),
        video(rtp(90, 0, 0), picture(0, 0)),
        audio(rtp(0, 0, 0)),
        lidar(LidarEvidence::default()),
    ];
    for track in silent {
        assert_eq!(diagnose(&case(&run(track, 2.0))), []);
    }
}

#[test]
fn a_link_that_died_is_not_the_cameras_fault() {
    let mut run = run(video(rtp(0, 0, 0), VideoEvidence::default()), 15.0);
    let flow = stage_mut(&mut run, Stage::Flow);
    if let StageFacts::Flow { evidence, .. } = &mut flow.facts {
        evidence.link = Some(LinkState::ConsentLost);
    }
    let found = diagnose(&case(&run));
    assert!(found.iter().all(|it| it.code() == "G2-ICE-CONSENT"), "{found:#?}");
}
