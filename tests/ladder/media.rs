//! Camera, microphone and LiDAR in virtual time: what is asked for is measured, what is wrong with it
//! named, and the robot left as it was found.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::diagnosis::finding::Finding;
use go2doctor::facts::finding::Side;
use go2doctor::facts::outcome::{RunOutcome, Status};
use go2doctor::facts::{FlowEvidence, MediaCondition, MediaKind, MediaTrack, Stage, StageFacts};
use go2doctor::robot::h264::{START_CODE, units_of_file};
use go2doctor::simulator::journal::RobotEvent;
use go2doctor::simulator::options::SimulatorOptions;
use go2doctor::simulator::run::Simulator;
use go2doctor::stack::wire::Conditions;
use go2doctor::stages::media::plan::{MediaPlan, UnitSink};
use go2doctor::stages::plan::Plan;
use go2doctor::stages::runner;
use tokio::sync::watch;

use crate::support::plan;

fn all() -> MediaPlan {
    MediaPlan { video: true, audio: true, lidar: true, picture: None }
}

struct Watched {
    outcome: RunOutcome,
    found: Vec<Finding>,
    /// What the robot was told to switch, in order.
    switched: Vec<(String, bool)>,
}

impl Watched {
    fn of(faults: &str, media: MediaPlan) -> Self {
        Self::with(faults, |plan| plan.media = media)
    }

    fn with(faults: &str, change: impl FnOnce(&mut Plan)) -> Self {
        Self::over(Conditions::default(), 7, faults, change)
    }

    fn over(network: Conditions, seed: u64, faults: &str, change: impl FnOnce(&mut Plan)) -> Self {
        let faults = faults.split_terminator('+').map(|fault| fault.parse().expect("a fault"));
        let options = SimulatorOptions {
            seed: Some(seed),
            network,
            ..SimulatorOptions::in_process(faults.collect())
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .expect("a runtime");
        let (outcome, switched) = runtime.block_on(async {
            let mut robot = Simulator::start_here(options).await.expect("a simulated robot");
            let mut plan = plan(&robot, Stage::Flow);
            change(&mut plan);
            let (_keep, interrupt) = watch::channel(false);
            let outcome = runner::climb(&plan, interrupt, &mut |_| {}, &|_| {}).await;
            let mut switched = Vec::new();
            while let Some(entry) = robot.poll_event() {
                if let RobotEvent::Switched { what, on } = entry.event {
                    switched.push((what, on));
                }
            }
            (outcome, switched)
        });
        let offer = outcome.offer_facts.as_ref();
        let found = diagnose(&Case { offer, ..Case::live(&outcome.stages, &outcome.robot) });
        Self { outcome, found, switched }
    }

    fn flow(&self) -> (Status, &FlowEvidence) {
        let flow = self.outcome.stages.iter().find_map(|stage| match &stage.facts {
            StageFacts::Flow { evidence, .. } => Some((stage.status, evidence)),
            _ => None,
        });
        flow.expect("the flow")
    }

    fn track(&self, kind: MediaKind) -> &MediaTrack {
        let mut tracks = self.flow().1.media.iter().flatten();
        tracks.find(|track| track.kind == kind).expect("a track")
    }

    fn first(&self) -> Option<(&'static str, Side)> {
        self.found.first().map(|found| (found.code(), found.side))
    }
}

#[test]
fn a_healthy_robot_shows_plays_and_maps() {
    let watched = Watched::of("", all());
    let (status, evidence) = watched.flow();
    assert_eq!((status, &watched.found), (Status::Pass, &vec![]), "{evidence:#?}");
    let video = watched.track(MediaKind::Video);
    let (rtp, picture) = (video.rtp.as_ref().unwrap(), video.video.as_ref().unwrap());
    assert_eq!((rtp.lost, rtp.refused, video.codec.as_deref()), (0, Some(0), Some("H264")));
    assert_eq!(picture.size.as_deref(), Some("160 x 120"));
    assert!(picture.key_frames >= 1 && picture.broken_units == 0, "{picture:?}");
    assert!(picture.frame_rate_hz.is_some_and(|rate| (14.5..15.5).contains(&rate)));
    let audio = watched.track(MediaKind::Audio).audio.as_ref().unwrap();
    assert_eq!((audio.packet_ms, audio.stereo, audio.malformed), (Some(20.0), Some(false), 0));
    assert_eq!(audio.digital_silence, Some(false));
    for level in [audio.level_dbfs, audio.loudest_packet_dbfs] {
        assert!(level.is_some_and(|level| (level + 24.1).abs() < 1.0), "{audio:?}");
    }
    let lidar = watched.track(MediaKind::Lidar).lidar.as_ref().unwrap();
    assert!(lidar.messages >= 3 && lidar.decodable == lidar.messages, "{lidar:?}");
    assert_eq!((lidar.traffic_saving_off, lidar.switched_on), (Some(true), 0));
}

#[test]
fn what_is_wrong_is_named_and_nothing_else() {
    let robot = Side::Robot;
    let cases = [
        ("video-silent", MediaKind::Video, MediaCondition::Silent, "G2-DATA-NOVIDEO", robot),
        (
            "video-no-keyframe",
            MediaKind::Video,
            MediaCondition::NoKeyFrame,
            "G2-DATA-NOVIDEO",
            robot,
        ),
        ("video-no-pps", MediaKind::Video, MediaCondition::NoParameters, "G2-DATA-H264", robot),
        ("audio-silent", MediaKind::Audio, MediaCondition::Silent, "G2-DATA-NOAUDIO", robot),
        ("clouds-missing", MediaKind::Lidar, MediaCondition::Silent, "G2-DATA-LIDAR", robot),
        ("lidar-absent", MediaKind::Lidar, MediaCondition::Silent, "G2-DATA-LIDAR", robot),
        (
            "clouds-broken",
            MediaKind::Lidar,
            MediaCondition::Undecodable,
            "G2-DATA-LIDAR",
            Side::Unknown,
        ),
    ];
    for (fault, kind, condition, code, side) in cases {
        let watched = Watched::of(fault, all());
        assert_eq!(watched.flow().0, Status::Fail, "{fault}");
        assert_eq!(watched.track(kind).condition(), condition, "{fault}");
        assert_eq!(watched.first(), Some((code, side)), "{fault}: {:#?}", watched.found);
        for other in [MediaKind::Video, MediaKind::Audio, MediaKind::Lidar] {
            let good = watched.track(other).condition() == MediaCondition::Good;
            assert_eq!(good, other != kind, "{fault}: {other:?}");
        }
        // Who does not ask for it is told nothing of it.
        let unasked = Watched::of(fault, MediaPlan::default());
        assert!(!unasked.found.iter().any(|found| found.code() == code), "{fault}");
        assert!(unasked.switched.is_empty() && unasked.flow().1.media.is_none());
    }
}

#[test]
fn a_lossy_picture_is_a_warning_and_the_networks() {
    let watched = Watched::of("video-loss", MediaPlan { video: true, ..MediaPlan::default() });
    let loss = watched.track(MediaKind::Video).rtp.as_ref().unwrap().loss();
    assert!((0.05..0.4).contains(&loss), "{loss}");
    assert_eq!(watched.flow().0, Status::Warn);
    assert_eq!(watched.first(), Some(("G2-DATA-H264", Side::Network)));
}

#[test]
fn a_key_frame_is_asked_for_where_none_comes() {
    let silent = Watched::of("video-no-keyframe", all());
    let picture = silent.track(MediaKind::Video).video.as_ref().unwrap();
    assert_eq!((picture.key_frames_requested, picture.key_frame_after_request_ms), (5, None));
    assert!(picture.sequence_parameters.eq(&false) && picture.frames > 20, "{picture:?}");
}

#[test]
fn picture_and_sound_are_switched_off_at_the_end_and_a_lidar_never() {
    let pairs = |watched: &Watched| -> Vec<(String, bool)> { watched.switched.clone() };
    let said = |what: &str, on| (what.to_owned(), on);
    let tracks = [said("vid", true), said("aud", true), said("vid", false), said("aud", false)];
    assert_eq!(pairs(&Watched::of("", all())), tracks);
    let off = Watched::of("lidar-off", MediaPlan { lidar: true, ..MediaPlan::default() });
    assert_eq!(off.flow().0, Status::Pass, "{:#?}", off.flow().1.topics);
    let lidar = off.track(MediaKind::Lidar).lidar.as_ref().unwrap();
    assert!(lidar.switched_on >= 2 && lidar.ran_before.is_none(), "{lidar:?}");
    // What did not come may have been lost: nobody's obstacle avoidance is left without it.
    for fault in ["lidar-off", "clouds-missing", "data-bursty"] {
        let watched = Watched::of(fault, MediaPlan { lidar: true, ..MediaPlan::default() });
        assert!(watched.switched.iter().all(|(_, on)| *on), "{fault}: {:?}", watched.switched);
    }
}

#[test]
fn an_offer_without_media_is_told_so() {
    let watched = Watched::with("", |plan| {
        plan.offer = "data-only".into();
        plan.media = all();
    });
    assert_eq!(watched.track(MediaKind::Video).condition(), MediaCondition::NotNegotiated);
    assert_eq!(watched.track(MediaKind::Lidar).condition(), MediaCondition::Good);
    assert_eq!(watched.first(), Some(("G2-DATA-NOVIDEO", Side::ClientLimit)));
    let window_s = watched.flow().1.window_s;
    assert!(window_s.is_some_and(|it| it < 3.0), "nothing can come: {window_s:?}");
}

#[test]
fn a_robot_that_proposes_no_srtp_profile_is_told_as_that() {
    let watched = Watched::of("dtls-no-srtp", all());
    assert_eq!(watched.flow().0, Status::Fail);
    for kind in [MediaKind::Video, MediaKind::Audio] {
        let track = watched.track(kind);
        assert_eq!(track.condition(), MediaCondition::NoKeys);
        assert_eq!(track.rtp.as_ref().and_then(|rtp| rtp.refused), None);
    }
    assert_eq!(watched.track(MediaKind::Lidar).condition(), MediaCondition::Good);
    let codes: Vec<_> = watched.found.iter().map(|found| (found.code(), found.stage)).collect();
    assert_eq!(codes, [("G2-DTLS-SRTP", Stage::Flow)]);
    let window_s = watched.flow().1.window_s;
    assert!(window_s.is_some_and(|it| it < 3.0), "nothing can come: {window_s:?}");
}

#[test]
fn who_is_not_given_the_time_is_not_judged() {
    for (fault, kind) in [
        ("video-silent", MediaKind::Video),
        ("video-no-keyframe", MediaKind::Video),
        ("audio-silent", MediaKind::Audio),
        ("clouds-missing", MediaKind::Lidar),
    ] {
        let watched = Watched::with(fault, |plan| {
            plan.media = all();
            plan.deadlines.set(Stage::Flow, Duration::from_secs(3));
        });
        assert!(watched.track(kind).condition().is_unusable(), "{fault}");
        assert_eq!(watched.flow().0, Status::Inconclusive, "{fault}");
        assert_eq!(watched.first(), Some(("G2-CLIENT-LIMIT", Side::ClientLimit)), "{fault}");
    }
    // What came and cannot be used needs no longer look.
    let broken = Watched::with("clouds-broken+video-silent", |plan| {
        plan.media = all();
        plan.deadlines.set(Stage::Flow, Duration::from_secs(3));
    });
    let found: Vec<_> = broken.found.iter().map(|found| found.code()).collect();
    assert_eq!((broken.flow().0, &found[..]), (Status::Fail, &["G2-DATA-LIDAR"][..]));
}

#[test]
fn the_camera_is_switched_off_over_a_network_that_loses_packets() {
    let network = Conditions { loss: 0.15, ..Conditions::default() };
    let mut switched = 0;
    for seed in 0..60 {
        let watched = Watched::over(network, seed, "", |plan| {
            plan.media = MediaPlan { video: true, ..MediaPlan::default() };
        });
        let said = |on| watched.switched.contains(&("vid".into(), on));
        assert!(!said(true) || said(false), "{seed}: {:?}", watched.switched);
        switched += u32::from(said(true));
    }
    assert!(switched > 40, "{switched}");
}

#[derive(Debug, Default)]
struct Kept(Mutex<Vec<u8>>);

impl UnitSink for Kept {
    fn take(&self, unit: &[u8]) {
        let mut kept = self.0.lock().expect("it is whole");
        kept.extend(START_CODE);
        kept.extend(unit);
    }
}

#[test]
fn what_is_saved_is_what_the_robot_showed() {
    let kept = Arc::new(Kept::default());
    let picture = Some(kept.clone() as Arc<dyn UnitSink>);
    let watched = Watched::of("", MediaPlan { video: true, picture, ..MediaPlan::default() });
    assert_eq!(watched.flow().0, Status::Pass);
    let shown = include_bytes!("../../src/simulator/media/pattern.h264");
    let shown = units_of_file(shown);
    let saved = kept.0.lock().unwrap();
    let saved = units_of_file(&saved);
    assert!(saved.len() > 20, "{}", saved.len());
    assert_eq!((saved[0][0] & 31, saved[1][0] & 31, saved[2][0] & 31), (7, 8, 5));
    assert!(saved.iter().all(|unit| shown.contains(unit)));
}
