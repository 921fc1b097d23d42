use super::*;
use crate::facts::outcome::{RunOutcome, StageOutcome};
use crate::facts::skip_reason::SkipReason;
use crate::facts::*;
use crate::report::fixtures;
use crate::text::language::Language;

/// The tick of a live run in English: `ok: 2.0 Hz`.
fn tick(run: &RunOutcome, measure: Measure) -> String {
    in_words(&measure.tick(&Case::live(&run.stages, &run.robot)))
}

fn in_words(tick: &Tick) -> String {
    let state = match tick.state {
        State::Ok => "ok",
        State::Bad => "BAD",
        State::NotMeasured => "n/a",
    };
    format!("{state}: {}", tick.shown.get(Language::English))
}

/// The healthy run with another machine.
fn on(change: impl FnOnce(&mut HostEvidence)) -> RunOutcome {
    let mut run = fixtures::healthy();
    match &mut fixtures::stage_mut(&mut run, Stage::Host).facts {
        StageFacts::Host { evidence, .. } => change(evidence),
        _ => unreachable!("it is the host's"),
    }
    run
}

/// The healthy run with another driver.
fn with_driver(change: impl FnOnce(&mut DriverFacts)) -> RunOutcome {
    on(|machine| change(machine.driver.get_or_insert_default()))
}

/// The healthy run with other data.
fn with_flow(change: impl FnOnce(&mut FlowEvidence)) -> RunOutcome {
    let mut run = fixtures::healthy();
    match &mut fixtures::stage_mut(&mut run, Stage::Flow).facts {
        StageFacts::Flow { evidence, .. } => change(evidence),
        _ => unreachable!("it is flow's"),
    }
    run
}

fn offers(version: &str, fingerprints: Option<&[&str]>, patch: Option<bool>) -> RunOutcome {
    with_driver(|driver| {
        driver.aiortc = Some(version.into());
        let names = fingerprints.map(|names| names.iter().map(ToString::to_string).collect());
        driver.offered_fingerprints = names;
        driver.sha256_patch = patch;
    })
}

#[test]
fn a_healthy_run_ticks_the_whole_ladder() {
    let expected = [
        (Measure::AiortcVersion, "ok: aiortc: 1.9.0"),
        (Measure::Fingerprints, "ok: would offer: sha-256"),
        (Measure::Route, "ok: route to robot: from 192.168.12.222, by wlan0, attached network"),
        (Measure::Wsl, "ok: WSL: none"),
        (Measure::Ping, "ok: answered: 4 of 4; round trip: 2.8 ms / 3.1 ms / 3.9 ms min/avg/max"),
        (
            Measure::ConNotify,
            "ok: ports: 9991 open, 8081 refused; status: 200; whole answer: 16.3 ms",
        ),
        (Measure::SlotFree, "ok: the robot accepted our offer"),
        (Measure::Sdp, "ok: con_ing: 41.0 ms"),
        (
            Measure::Ice,
            "ok: selected: 192.168.12.222:50412 -> 192.168.12.1:41234; nominated: after 22.3 ms",
        ),
        (
            Measure::Dtls,
            "ok: version: DTLS 1.2; SRTP: SRTP_AES128_CM_HMAC_SHA1_80; handshake: after 114 ms; \
             matches the answer: yes",
        ),
        (Measure::Sctp, "ok: INIT sent: at 0.2 ms; INIT-ACK: after 1.6 ms"),
        (Measure::SctpTime, "ok: association: after 3.1 ms"),
        (Measure::Channel, "ok: channel usable: after 1.5 ms, by the robot's first message"),
        (
            Measure::StuckAtSctp,
            "ok: association: after 3.1 ms; channel usable: after 1.5 ms, by the robot's first message",
        ),
        (Measure::Lowstate, "ok: topic: rt/lf/lowstate: 5 messages, 2.0 Hz, longest pause 500 ms"),
        (
            Measure::RobotPose,
            "ok: topic: rt/utlidar/robot_pose: 38 messages, 18.2 Hz, longest pause 54.9 ms",
        ),
        (Measure::MotionSwitcher, "ok: request: api 1001: code 0 after 2.4 ms"),
    ];
    for (measure, shown) in expected {
        assert_eq!(tick(&fixtures::healthy(), measure), shown);
    }
}

#[test]
fn nine_silent_inits_are_no_tick_and_nothing_after_them_was_measured() {
    let run = fixtures::sctp_silent("check");
    let expected = [
        (
            Measure::Dtls,
            "ok: version: DTLS 1.2; SRTP: SRTP_AES128_CM_HMAC_SHA1_80; handshake: after 114 ms; \
             matches the answer: yes",
        ),
        (
            Measure::Sctp,
            "BAD: INIT sent: at 0.0, 1.0, 3.0, 7.0, 11.0, 15.0, 19.0, 23.0, 27.0 s; INIT-ACK: none came",
        ),
        (Measure::SctpTime, "BAD: association: none came"),
        (Measure::Channel, "BAD: sctp failed"),
        (Measure::StuckAtSctp, "BAD: association: none came"),
        (Measure::Lowstate, "n/a: not reached: sctp failed"),
        (Measure::MotionSwitcher, "n/a: not reached: sctp failed"),
    ];
    for (measure, shown) in expected {
        assert_eq!(tick(&run, measure), shown);
    }
}

#[test]
fn what_the_driver_offers_ticks_its_version_not_the_number() {
    let cases = [
        (
            offers("1.14.0", Some(&["sha-256", "sha-384", "sha-512"]), Some(false)),
            "BAD: aiortc: 1.14.0; sha-256 patch: no",
            "BAD: would offer: sha-256, sha-384, sha-512",
        ),
        (
            offers("1.16.0", Some(&["sha-256"]), Some(true)),
            "ok: aiortc: 1.16.0; sha-256 patch: yes",
            "ok: would offer: sha-256",
        ),
        (
            offers("1.14.0", Some(&["sha-512", "sha-256"]), Some(false)),
            "ok: aiortc: 1.14.0; sha-256 patch: no",
            "ok: would offer: sha-512, sha-256",
        ),
        (
            offers("1.14.0", None, None),
            "n/a: aiortc: 1.14.0",
            "n/a: the driver's Python does not tell",
        ),
    ];
    for (run, number, names) in cases {
        assert_eq!(tick(&run, Measure::AiortcVersion), number);
        assert_eq!(tick(&run, Measure::Fingerprints), names);
    }
    let none = with_driver(|driver| *driver = DriverFacts::default());
    for measure in [Measure::AiortcVersion, Measure::Fingerprints, Measure::AioiceVersion] {
        assert!(tick(&none, measure).starts_with("n/a: not known"), "{measure:?}");
    }
}

#[test]
fn aioice_is_one_of_two_series() {
    let cases = [("0.9.0", "ok"), ("0.10.1", "ok"), ("0.8.0", "BAD"), ("0.100.0", "BAD")];
    for (version, state) in cases {
        let run = with_driver(|driver| driver.aioice = Some(version.into()));
        assert_eq!(
            tick(&run, Measure::AioiceVersion),
            format!("{state}: aioice: {version}; aiortc: 1.9.0")
        );
    }
}

fn pin(specifiers: &str, exact: Option<bool>, satisfied: Option<bool>) -> PinFacts {
    let at = SourceLine { file: "requirements.txt".into(), line: 3, text: String::new() };
    PinFacts {
        package: "aiortc".into(),
        specifiers: specifiers.into(),
        at,
        exact,
        satisfied,
        via: None,
    }
}

#[test]
fn the_worst_requirement_on_aiortc_counts() {
    let exact = || pin("==1.9.0", Some(true), Some(true));
    let cases = [
        (
            vec![exact()],
            "ok: requirement: aiortc==1.9.0, exact: requirements.txt:3; would offer: sha-256",
        ),
        (
            vec![exact(), pin(">=1.9.0", Some(false), Some(true))],
            "BAD: requirement: aiortc==1.9.0, exact: requirements.txt:3; \
             requirement: aiortc>=1.9.0, not exact: requirements.txt:3; would offer: sha-256",
        ),
        (
            vec![pin("==1.9.0", Some(true), Some(false))],
            "BAD: requirement: aiortc==1.9.0, exact, not met by what is installed: requirements.txt:3; would offer: sha-256",
        ),
        (
            vec![exact(), pin(" @ git", None, None)],
            "n/a: requirement: aiortc==1.9.0, exact: requirements.txt:3; \
             requirement: aiortc @ git: requirements.txt:3; would offer: sha-256",
        ),
        (
            vec![exact(), pin("==1.14.0", Some(true), Some(true))],
            "BAD: requirement: aiortc==1.9.0, exact: requirements.txt:3; \
             requirement: aiortc==1.14.0, exact: requirements.txt:3; would offer: sha-256",
        ),
        (
            vec![PinFacts { package: "numpy".into(), ..exact() }],
            "n/a: requirement: numpy==1.9.0, exact: requirements.txt:3; would offer: sha-256",
        ),
    ];
    for (pins, shown) in cases {
        assert_eq!(tick(&with_driver(|driver| driver.pins = Some(pins)), Measure::Pins), shown);
    }
    let patched = with_driver(|driver| {
        driver.pins = Some(vec![pin("==1.14.0", Some(true), Some(true))]);
        driver.sha256_patch = Some(true);
    });
    let shown = "ok: requirement: aiortc==1.14.0, exact: requirements.txt:3; sha-256 patch: yes; would offer: sha-256";
    assert_eq!(tick(&patched, Measure::Pins), shown);
    assert!(tick(&fixtures::healthy(), Measure::Pins).starts_with("n/a: not known"));
}

#[test]
fn stun_servers_are_shown_where_they_stand() {
    let none = with_driver(|driver| driver.ice_servers = Some(Vec::new()));
    assert_eq!(tick(&none, Measure::IceServers), "ok: STUN, TURN: none configured");
    let line = SourceLine { file: "go2.py".into(), line: 7, text: "stun:\x1b[31mhost".into() };
    let one = with_driver(|driver| driver.ice_servers = Some(vec![line]));
    let shown = tick(&one, Measure::IceServers);
    assert!(
        shown.starts_with("BAD: STUN, TURN: go2.py:7: stun:") && !shown.contains('\x1b'),
        "{shown}"
    );
    assert!(tick(&fixtures::healthy(), Measure::IceServers).starts_with("n/a"));
}

#[test]
fn conn_type_is_only_known_where_it_is_set() {
    let set = |value: Option<&str>| on(|machine| machine.conn_type = value.map(Into::into));
    assert_eq!(tick(&set(Some("webrtc")), Measure::ConnType), "ok: CONN_TYPE: webrtc");
    assert_eq!(tick(&set(Some("cyclonedds")), Measure::ConnType), "BAD: CONN_TYPE: cyclonedds");
    assert!(tick(&set(None), Measure::ConnType).starts_with("n/a"));
}

#[test]
fn wsl_hides_us_only_where_its_mode_does_and_nothing_came_through() {
    let ice = StageFacts::unknown(Stage::Ice);
    let http = StageFacts::unknown(Stage::Http);
    let runs = [fixtures::healthy(), fixtures::failed(ice, 10.0), fixtures::failed(http, 10.0)];
    // Per mode: all passed, ICE failed, not got so far.
    let cases = [
        (Some("nat"), ["ok", "BAD", "n/a"]),
        (Some("none"), ["ok", "BAD", "n/a"]),
        (Some("mirrored"), ["ok", "ok", "ok"]),
        (None, ["ok", "n/a", "n/a"]),
    ];
    for (mode, states) in cases {
        for (run, state) in runs.iter().zip(states) {
            let wsl = WslFacts {
                version: Some(2),
                networking: mode.map(Into::into),
                ..Default::default()
            };
            let machine = HostEvidence { wsl: Some(wsl), ..Default::default() };
            let case = Case { host: Some(&machine), ..Case::live(&run.stages, &run.robot) };
            let mode = mode.map(|mode| format!("; WSL networking: {mode}")).unwrap_or_default();
            let shown = format!("{state}: WSL: 2{mode}");
            assert_eq!(in_words(&Measure::Wsl.tick(&case)), shown);
        }
    }
}

#[test]
fn another_network_is_no_tick_even_where_ice_passed() {
    let run = on(|machine| {
        let route = machine.route.get_or_insert_default();
        route.on_link = Some(false);
        route.gateway = Some("10.0.0.1".into());
    });
    let shown = "BAD: route to robot: from 192.168.12.222, by wlan0, through 10.0.0.1";
    assert_eq!(tick(&run, Measure::Route), shown);
    let mut broken = run;
    *fixtures::stage_mut(&mut broken, Stage::Ice) =
        StageOutcome::skipped(Stage::Ice, SkipReason::NotRequested);
    assert_eq!(tick(&broken, Measure::Route), shown);
    let none = on(|machine| machine.route.get_or_insert_default().exists = Some(false));
    assert_eq!(tick(&none, Measure::Route), "BAD: route to robot: none");
    assert!(tick(&on(|machine| machine.route = None), Measure::Route).starts_with("n/a"));
}

#[test]
fn a_busy_robot_is_told_from_one_that_does_not_answer() {
    let sdp = |reason| {
        let evidence = SdpEvidence { reason: Some(reason), ..Default::default() };
        fixtures::failed(StageFacts::Sdp { timings: SdpTimings::default(), evidence }, 100.0)
    };
    let busy = sdp(SdpReason::Busy);
    assert_eq!(tick(&busy, Measure::SlotFree), "BAD: reason: busy");
    assert_eq!(tick(&busy, Measure::Sdp), "BAD: reason: busy");
    let silent = sdp(SdpReason::NoAnswer);
    assert!(tick(&silent, Measure::SlotFree).starts_with("n/a"));
    assert_eq!(tick(&silent, Measure::Sdp), "BAD: reason: no-answer");
}

#[test]
fn topics_are_missed_only_where_the_window_was_watched() {
    let silence = |flow: &mut FlowEvidence| {
        for topic in flow.topics.iter_mut().flatten() {
            topic.messages = 0;
            topic.rate_hz = None;
        }
        flow.request = Some(RequestEvidence { api_id: 1001, ..Default::default() });
    };
    let run = with_flow(silence);
    assert_eq!(
        tick(&run, Measure::Lowstate),
        "BAD: topic: rt/lf/lowstate: 0 messages, longest pause 500 ms"
    );
    assert_eq!(tick(&run, Measure::MotionSwitcher), "BAD: request: api 1001: no answer");
    let mut cut = run;
    fixtures::stage_mut(&mut cut, Stage::Flow).status = Status::Inconclusive;
    assert!(tick(&cut, Measure::Lowstate).starts_with("n/a"));
    assert!(tick(&cut, Measure::MotionSwitcher).starts_with("n/a"));
    let one = with_flow(|flow| {
        for topic in flow.topics.iter_mut().flatten() {
            (topic.messages, topic.rate_hz) = (1, None);
        }
    });
    assert_eq!(
        tick(&one, Measure::RobotPose),
        "ok: topic: rt/utlidar/robot_pose: 1 message, longest pause 54.9 ms"
    );
}

#[test]
fn a_slow_association_misses_the_guides_half_second() {
    let after = |ms| {
        let mut run = fixtures::healthy();
        if let StageFacts::Sctp { timings, .. } =
            &mut fixtures::stage_mut(&mut run, Stage::Sctp).facts
        {
            timings.association_ms = ms;
        }
        tick(&run, Measure::SctpTime)
    };
    assert_eq!(after(Some(500.0)), "ok: association: after 500 ms");
    assert_eq!(after(Some(1200.0)), "BAD: association: after 1.2 s");
    assert!(after(None).starts_with("n/a"));
}

#[test]
fn a_run_of_which_nothing_is_known_ticks_nothing() {
    let mut run = fixtures::healthy();
    run.stages.clear();
    let skipped: Vec<_> = Stage::ALL
        .into_iter()
        .map(|it| StageOutcome::skipped(it, SkipReason::NotRequested))
        .collect();
    for stages in [Vec::new(), skipped] {
        run.stages = stages;
        for measure in Measure::ALL {
            assert!(tick(&run, *measure).starts_with("n/a: "), "{measure:?}");
        }
    }
}

#[test]
fn stages_without_facts_never_tick_anything_but_their_own_passing() {
    let mut run = fixtures::healthy();
    for outcome in &mut run.stages {
        outcome.facts = StageFacts::unknown(outcome.stage());
        outcome.status = Status::Inconclusive;
    }
    for measure in Measure::ALL {
        assert!(tick(&run, *measure).starts_with("n/a: "), "{measure:?}");
    }
}

#[test]
fn every_failure_ticks_in_both_languages_without_control_characters() {
    for (name, run) in fixtures::failures() {
        for measure in Measure::ALL {
            let tick = measure.tick(&Case::live(&run.stages, &run.robot));
            for language in Language::ALL {
                let shown = tick.shown.get(language);
                assert!(!shown.is_empty(), "{name}: {measure:?}");
                assert!(!shown.chars().any(char::is_control), "{name}: {measure:?}: {shown}");
            }
        }
    }
}

#[test]
fn a_build_is_ticked_by_what_was_compared() {
    let with = |stale: Option<&[&str]>, failed: &[&str]| {
        let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let run = with_driver(|driver| {
            driver.workspace = Some(crate::facts::WorkspaceFacts {
                stale: stale.map(names),
                failed: Some(names(failed)),
                ..Default::default()
            });
        });
        tick(&run, Measure::Build)
    };
    assert_eq!(with(Some(&[]), &[]), "ok: colcon: agrees with src");
    assert_eq!(
        with(Some(&["src/a.py"]), &[]),
        "BAD: colcon: changed since the last build: src/a.py"
    );
    assert_eq!(with(Some(&[]), &["sdk"]), "BAD: colcon: failed: sdk");
    assert_eq!(with(None, &[]), "n/a: colcon: nothing to compare");
    assert!(tick(&with_driver(|_| {}), Measure::Build).starts_with("n/a: not known"));
}
