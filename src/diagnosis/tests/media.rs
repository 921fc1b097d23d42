//! Camera, microphone and LiDAR: what each condition leads to, and what it may not say.

use super::*;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::finding::Severity;
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::outcome::{RunOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::*;
use crate::report::finding::FindingReport;
use crate::report::fixtures::{healthy, stage_mut};
use crate::text::language::Language;
use Confidence::{Certain, Likely, Possible};
use Side::{Network, Robot, Unknown};

fn rtp(packets: u64, lost: u64, refused: u64) -> Option<RtpEvidence> {
    Some(RtpEvidence { packets, lost, refused: Some(refused), ..RtpEvidence::default() })
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
        (audio(Some(RtpEvidence::default())), Some(("G2-DTLS-SRTP", Robot, Likely))),
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
fn a_decoder_complains_of_the_parameters_that_are_missing() {
    for (sequence_parameters, picture_parameters, missing) in [
        (true, false, "but no PPS"),
        (false, true, "but no SPS"),
        (false, false, "but no SPS, PPS"),
    ] {
        let picture = VideoEvidence { sequence_parameters, picture_parameters, ..picture(4, 0) };
        let found = diagnose(&case(&run(video(rtp(90, 0, 0), picture), 15.0)));
        let said = found[0].evidence[0].get(Language::English);
        assert!(said.ends_with(missing), "{said}");
        let why = found[0].brief().get(Language::English);
        assert_eq!(why.contains("non-existing PPS"), !picture_parameters, "{why}");
    }
}

/// What each cause that is told begins with, and each remedy.
fn told(track: &MediaTrack, offered: &[&str]) -> [Vec<String>; 2] {
    let mut run = run(track.clone(), 15.0);
    let sections = Some(offered.iter().map(|kind| (*kind).to_owned()).collect());
    run.offer_facts = Some(OfferFacts { sections, ..OfferFacts::default() });
    let diagnosis = Diagnosis::of_run(&run, &Invocation::default());
    let first = FindingReport::all(&diagnosis, Language::English).remove(0);
    let beginning = |text: &str| text.split(' ').take(4).collect::<Vec<_>>().join(" ");
    let causes = first.causes.iter().map(|it| beginning(&it.text)).collect();
    [causes, first.remedies.iter().map(|it| beginning(&it.text)).collect()]
}

#[test]
fn no_cause_is_told_that_the_measurements_exclude() {
    let none = VideoEvidence::default;
    let silent = |saved| LidarEvidence { traffic_saving_off: saved, ..LidarEvidence::default() };
    let broken = LidarEvidence { messages: 9, ..LidarEvidence::default() };
    let unpromised = MediaTrack { negotiated: Some(false), ..audio(rtp(0, 0, 0)) };
    let (app, move_closer) = ("If the app has", "Move closer or use");
    let service = "The robot's camera service";
    let encoder = "The robot's encoder rarely";
    let loss = "Packets of the key";
    let cases: [(MediaTrack, &[&str], &[&str]); 12] = [
        (video(rtp(0, 0, 0), none()), &[service], &[app]),
        (video(rtp(0, 0, 40), none()), &["The packets belong to"], &[app]),
        (video(rtp(90, 0, 0), picture(0, 0)), &[encoder], &[app]),
        (video(rtp(90, 1, 0), picture(0, 0)), &[loss, encoder], &[app, move_closer]),
        (video(rtp(90, 0, 0), picture(4, 0)), &["The robot rarely sends"], &[app]),
        (
            video(rtp(90, 10, 0), picture(4, 4)),
            &["RTP packets are lost"],
            &["If it continues: move"],
        ),
        (audio(rtp(0, 0, 0)), &["This model has no"], &[app]),
        (audio(rtp(90, 10, 0)), &["Packets are lost over"], &[move_closer]),
        (unpromised, &["The robot has no"], &[app]),
        (lidar(silent(Some(true))), &["The LiDAR runs, but"], &["If the app shows"]),
        (
            lidar(silent(None)),
            &["Traffic saving is on", "The LiDAR runs, but"],
            &["If the app shows"],
        ),
        (lidar(broken), &["This firmware packs point"], &["If the app shows"]),
    ];
    for (track, causes, remedies) in cases {
        let told = told(&track, &["audio", "video", "application"]);
        assert_eq!(told, [causes, remedies], "{track:#?}");
    }
    let unoffered = MediaTrack { negotiated: Some(false), ..audio(rtp(0, 0, 0)) };
    let unoffered = told(&unoffered, &["application"]);
    assert_eq!(unoffered, [["The offer has no"], ["Leave --offer out"]]);
}

#[test]
fn the_causes_of_a_saved_report_are_those_that_it_told() {
    let run = run(video(rtp(0, 0, 0), VideoEvidence::default()), 15.0);
    let diagnosis = Diagnosis::of_run(&run, &Invocation::default());
    for language in Language::ALL {
        let saved = FindingReport::all(&diagnosis, language).remove(0);
        let read = saved.finding(false).expect("its code is known");
        let again = FindingReport::of(&read, diagnosis.blanks(), language);
        assert_eq!((again.causes, again.remedies), (saved.causes, saved.remedies));
    }
}

#[test]
fn the_next_step_goes_on_and_keeps_what_was_asked_for() {
    let run = run(video(rtp(0, 0, 0), VideoEvidence::default()), 15.0);
    let next = |command: &str, options: &[&str]| {
        let robot = Some("10.0.0.7".into());
        let ran = Some(Ran::of(command, options));
        let run = RunOutcome { command: command.into(), ..run.clone() };
        let diagnosis = Diagnosis::of_run(&run, &Invocation { robot, ran, ..Default::default() });
        diagnosis.next().expect("something is left").to_owned()
    };
    let robot = "--robot 10.0.0.7";
    let longer = format!("go2doctor flow --video --window 60 {robot}");
    assert_eq!(next("check", &["--video"]), longer);
    assert_eq!(next("flow", &["--video", "--window 15"]), longer);
    let together = format!("go2doctor flow --video --window 60 --audio --lidar {robot}");
    assert_eq!(next("flow", &["--video", "--audio", "--lidar"]), together);
    let restarted = format!("go2doctor check --wait 90 --video {robot}");
    assert_eq!(next("flow", &["--video", "--window 60"]), restarted);
    assert_eq!(next("check", &["--video", "--wait 90"]), "go2doctor explain G2-DATA-NOVIDEO");
}

#[test]
fn who_was_hurried_is_told_to_take_the_time() {
    let mut run = run(video(rtp(0, 0, 0), VideoEvidence::default()), 2.0);
    let flow = stage_mut(&mut run, Stage::Flow);
    flow.status = Status::Inconclusive;
    flow.remark = Some(Remark::DeadlineTooShort { deadline_ms: 2000, needs_ms: 4000 });
    let run = RunOutcome { command: "check".into(), ..run };
    let ran = Some(Ran::of("check", &["--video", "--timeout 2"]));
    let diagnosis = Diagnosis::of_run(&run, &Invocation { ran, ..Default::default() });
    let codes: Vec<_> = diagnosis.findings().iter().map(|it| it.code()).collect();
    assert_eq!(codes, ["G2-CLIENT-LIMIT"]);
    let next = diagnosis.next().expect("something is left");
    assert!(next.contains("--video") && !next.contains("--timeout"), "{next}");
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
