use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::facts::{LinkFigures, LinkQuality, Stage, StageFacts, WifiFacts};
use crate::report::fixtures;
use crate::report::reader::Reader;
use crate::text::language::Language;
use crate::text::phrase::phrase;

fn shown(run: &RunOutcome, look: Look) -> String {
    let mut written = Vec::new();
    let mut sink = HumanSink::new(&mut written, look, Reader::default());
    for event in fixtures::events(run) {
        sink.event(&event).expect("a vector takes everything");
    }
    drop(sink);
    String::from_utf8(written).expect("we write UTF-8")
}

fn terminal(columns: usize) -> Look {
    Look { columns: Some(columns), symbols: true, ..Look::PLAIN }
}

fn in_chinese(columns: usize) -> Look {
    Look { language: Language::Taiwan, ..terminal(columns) }
}

/// Lines as a terminal of that width shows them.
fn rows_on_screen(text: &str, columns: usize) -> usize {
    text.lines().map(|line| line.width().div_ceil(columns).max(1)).sum()
}

#[test]
fn a_healthy_check_at_100_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), terminal(100)));
}

#[test]
fn a_healthy_check_at_60_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), terminal(60)));
}

#[test]
fn a_silent_sctp_at_100_columns() {
    insta::assert_snapshot!(shown(&fixtures::sctp_silent("check"), terminal(100)));
}

#[test]
fn a_silent_sctp_at_60_columns() {
    insta::assert_snapshot!(shown(&fixtures::sctp_silent("check"), terminal(60)));
}

#[test]
fn a_healthy_check_in_chinese_at_100_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), in_chinese(100)));
}

#[test]
fn a_healthy_check_in_chinese_at_60_columns() {
    insta::assert_snapshot!(shown(&fixtures::healthy(), in_chinese(60)));
}

#[test]
fn a_silent_sctp_in_chinese_at_100_columns() {
    insta::assert_snapshot!(shown(&fixtures::sctp_silent("check"), in_chinese(100)));
}

#[test]
fn a_silent_sctp_in_chinese_at_60_columns() {
    insta::assert_snapshot!(shown(&fixtures::sctp_silent("check"), in_chinese(60)));
}

#[test]
fn with_v_in_chinese_every_row_keeps_its_column() {
    let look = Look { verbose: true, ..in_chinese(80) };
    insta::assert_snapshot!(shown(&fixtures::healthy(), look));
}

#[test]
fn pipes_in_chinese_get_words_of_one_width() {
    let look = Look { language: Language::Taiwan, ..Look::PLAIN };
    insta::assert_snapshot!(shown(&fixtures::sctp_silent("check"), look));
}

#[test]
fn the_stage_command_shows_when_each_init_went() {
    let run = fixtures::up_to(fixtures::sctp_silent("sctp"), "sctp", Stage::Sctp);
    insta::assert_snapshot!(shown(&run, terminal(80)));
}

#[test]
fn a_stage_command_that_passes_shows_the_stage_in_full() {
    let run = fixtures::up_to(fixtures::healthy(), "sctp", Stage::Sctp);
    insta::assert_snapshot!(shown(&run, terminal(80)));
}

#[test]
fn pipes_and_ci_logs_get_words() {
    let text = shown(&fixtures::sctp_silent("check"), Look::PLAIN);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn with_v_every_stage_stands_beside_its_manual_command() {
    let look = Look { verbose: true, ..terminal(80) };
    insta::assert_snapshot!(shown(&fixtures::sctp_silent("check"), look));
}

#[test]
fn after_any_failure_the_report_fits_and_ends_in_one_command() {
    for (name, run) in fixtures::failures() {
        let last = run.stages.iter().find(|stage| stage.status == Status::Fail);
        let last = last.expect("one stage failed").stage();
        let named = fixtures::up_to(run.clone(), last.name(), last);
        for (mut run, asked) in [(run, None), (named, Some(last))] {
            for slot in
                [crate::facts::outcome::Slot::Released, crate::facts::outcome::Slot::HeldLong]
            {
                run.slot = slot;
                let plain = Look { columns: Some(80), ..Look::PLAIN };
                for look in [terminal(80), plain, in_chinese(80)] {
                    let text = shown(&run, look);
                    let of_asked = run.stages.iter().filter(|it| Some(it.stage()) == asked);
                    let details: Vec<_> =
                        of_asked.flat_map(|stage| detail::lines(&look, stage)).collect();
                    for detail in &details {
                        assert!(text.contains(detail.as_str()), "{name}: {detail} in\n{text}");
                    }
                    let rows = rows_on_screen(&text, 80) - details.len();
                    assert!(rows <= MOST_LINES, "{name}:\n{text}");
                    let next = look.text(phrase!("Next  ", "下一步  "));
                    let commands = text.lines().filter(|line| line.starts_with(&next)).count();
                    assert_eq!(commands, 1, "{name}:\n{text}");
                    let ending = text.lines().last().expect("there is text");
                    assert!(ending.starts_with(&next), "{name}:\n{text}");
                }
            }
        }
    }
}

#[test]
fn what_to_make_of_a_failure_is_told_before_how_each_rung_passed() {
    let mut failures = fixtures::failures().into_iter();
    let (_, mut run) = failures.find(|(name, _)| name == "flow consent").expect("it is there");
    run.slot = crate::facts::outcome::Slot::HeldLong;
    let text = shown(&run, terminal(80));
    assert!(text.contains("✓ phase 3/4 DTLS … validation   passed"), "{text}");
    assert!(text.contains("\n      the Wi-Fi dropped out or roamed"), "{text}");
    run.slot = crate::facts::outcome::Slot::Released;
    let room = shown(&run, terminal(80));
    assert!(room.contains("✓ phase 3/4 DTLS  114 ms"), "where both fit, neither is cut: {room}");
    assert!(shown(&fixtures::healthy(), terminal(80)).contains("✓ phase 3/4 DTLS"));
}

/// A run from a machine that is in another network than the robot's own Wi-Fi.
fn in_the_wrong_wifi() -> RunOutcome {
    let (_, mut run) = fixtures::failures()
        .into_iter()
        .find(|(name, _)| name == "http NoResponse")
        .expect("it is among the failures");
    for stage in &mut run.stages {
        match &mut stage.facts {
            StageFacts::Host { evidence, .. } => {
                let route = evidence.route.as_mut().expect("the fixture has one");
                route.on_link = Some(false);
                route.gateway = Some("192.168.1.1".into());
            }
            StageFacts::Ping { evidence, .. } => {
                stage.status = Status::Fail;
                evidence.received = Some(0);
            }
            _ => {}
        }
    }
    run
}

#[test]
fn what_follows_from_the_first_finding_stands_under_it_in_one_line() {
    for look in [terminal(80), in_chinese(80), terminal(60), Look::PLAIN] {
        let text = shown(&in_the_wrong_wifi(), look);
        let lines: Vec<_> = text.lines().collect();
        let why = lines.iter().position(|line| line.contains("[G2-LINK-WRONG-SSID]"));
        let hence = lines.iter().position(|line| line.contains("G2-LINK-UNREACH"));
        let head = look.text(phrase!("Hence ", "因此  "));
        assert!(lines[hence.expect("it is shown")].starts_with(&head), "{text}");
        assert!(why < hence, "{text}");
        let about = |line: &&&str| line.contains("G2-LINK-UNREACH");
        assert_eq!(lines.iter().filter(about).count(), 1, "{text}");
    }
    assert!(rows_on_screen(&shown(&in_the_wrong_wifi(), terminal(80)), 80) <= MOST_LINES);
}

#[test]
fn a_note_names_the_command_that_helps_beside_the_figures() {
    let mut run = fixtures::healthy();
    for stage in &mut run.stages {
        match &mut stage.facts {
            StageFacts::Host { evidence, .. } => {
                let route = evidence.route.get_or_insert_default();
                route.interface = Some("dog0".into());
                let interface = "dog0".into();
                let wifi = WifiFacts { interface, power_save: Some(true), ..Default::default() };
                evidence.wifi = Some(wifi);
            }
            StageFacts::Flow { evidence, .. } => {
                let idle = LinkFigures {
                    answered: 20,
                    rtt_min_ms: Some(68.0),
                    rtt_mean_ms: Some(160.0),
                    rtt_max_ms: Some(293.0),
                    jitter_ms: Some(49.0),
                    ..LinkFigures::default()
                };
                let quality = LinkQuality { idle: Some(idle), under_load: None };
                evidence.link_quality = Some(quality);
            }
            _ => {}
        }
    }
    let text = shown(&run, Look::PLAIN);
    for told in ["sudo iw dev dog0 set power_save off", "20 connectivity checks took 68 to 293 ms"]
    {
        assert!(text.contains(told), "{told}:\n{text}");
    }
}

#[test]
fn with_v_only_what_helps_on_this_machine_is_shown() {
    let look = Look { verbose: true, ..terminal(80) };
    let text = shown(&in_the_wrong_wifi(), look);
    assert!(text.contains("$ nmcli --ask device wifi connect Go2-XXXX"), "{text}");
    assert!(!text.contains("netsh") && !text.contains("Auto-Join"), "{text}");
    let without = shown(&in_the_wrong_wifi(), terminal(80));
    assert!(!without.contains("nmcli --ask"), "the short report has no room for it");
}

#[test]
fn no_line_but_a_command_is_wider_than_the_terminal() {
    let commands = ["Next", "下一步", "by hand", "手動指令", "$ "];
    for columns in [60, 80, 100] {
        for look in [terminal(columns), in_chinese(columns)] {
            for (name, run) in fixtures::failures() {
                let text = shown(&run, Look { verbose: true, ..look });
                for line in text.lines() {
                    let start = line.trim_start();
                    let command = commands.iter().any(|command| start.starts_with(command));
                    assert!(command || line.width() <= columns, "{name} at {columns}: {line}");
                }
            }
        }
    }
}

#[test]
fn a_stage_is_shown_as_soon_as_it_ends_and_what_was_skipped_at_the_end() {
    let mut events = fixtures::events(&fixtures::sctp_silent("check"));
    let ping = events.iter().position(
        |event| matches!(event, RunEvent::StageFinished { outcome } if outcome.stage() == Stage::Ping),
    );
    let ping = events.remove(ping.expect("ping ended"));
    events.insert(events.len() - 1, ping);
    let mut written = Vec::new();
    let mut lines_after = Vec::new();
    for end in 0..events.len() {
        written.clear();
        let mut sink = HumanSink::new(&mut written, terminal(100), Reader::default());
        events[..=end].iter().for_each(|event| sink.event(event).expect("a vector takes it"));
        drop(sink);
        lines_after.push(written.iter().filter(|byte| **byte == b'\n').count());
    }
    assert_eq!(lines_after[..6], [1, 1, 2, 2, 2, 3]);
    let text = String::from_utf8(written).expect("we write UTF-8");
    let line = |start: &str| text.lines().position(|line| line.starts_with(start));
    assert!(line("✓ ping") < line("– validation, flow"), "{text}");
}

#[test]
fn a_slot_that_may_stay_taken_and_an_interruption_are_said() {
    let mut run = fixtures::healthy();
    run.interrupted = true;
    run.slot = crate::facts::outcome::Slot::HeldBriefly;
    let ice = fixtures::stage_mut(&mut run, Stage::Ice);
    ice.status = Status::Inconclusive;
    ice.remark = Some(Remark::Interrupted);
    for stage in [Stage::Dtls, Stage::Sctp, Stage::Validation, Stage::Flow] {
        *fixtures::stage_mut(&mut run, stage) =
            StageOutcome::skipped(stage, SkipReason::Inconclusive(Stage::Ice));
    }
    insta::assert_snapshot!(shown(&run, terminal(80)));
}

#[test]
fn what_comes_from_the_wire_cannot_steer_the_terminal() {
    let mut run = fixtures::healthy();
    run.robot.host = "dog\x1b[2J".into();
    let validation = fixtures::stage_mut(&mut run, Stage::Validation);
    validation.status = Status::Fail;
    if let StageFacts::Validation { timings, evidence } = &mut validation.facts {
        timings.ok_ms = None;
        evidence.last_error = Some("\x1b]0;owned\x07".into());
    }
    let text = shown(&run, Look { verbose: true, ..terminal(80) });
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}

#[test]
fn a_candidate_that_the_stack_escaped_is_not_escaped_again() {
    let failures = fixtures::failures();
    let (_, run) = failures.iter().find(|(name, _)| name == "ice black hole").expect("it is there");
    let mut run = run.clone();
    let ice = fixtures::stage_mut(&mut run, Stage::Ice);
    if let StageFacts::Ice { evidence, .. } = &mut ice.facts {
        evidence.remote_candidates = Some(vec![r"\u{1b}[2J:9 host".into()]);
    }
    for verbose in [false, true] {
        let text = shown(&run, Look { verbose, ..terminal(80) });
        assert!(text.contains(r"\u{1b}[2J:9 host") && !text.contains(r"\\u"), "{text}");
    }
}

/// A healthy run beside which the driver's offer broke, and opened with sha-256 alone.
fn proved() -> RunOutcome {
    use crate::diagnosis::tests::offers::{good, three_fingerprints};
    use crate::facts::outcome::Proof;
    let offered =
        RunOutcome { offer_facts: Some(three_fingerprints()), ..fixtures::sctp_silent("check") };
    let reduced = RunOutcome { offer_facts: Some(good()), ..fixtures::healthy() };
    let proof = Proof {
        driver: Some("aiortc 1.14.0 under unitree_webrtc_connect 2.0.1".into()),
        profile: Some("aiortc-1.14".into()),
        not_run: None,
        offered: Some(Box::new(offered)),
        reduced: Some(Box::new(reduced)),
    };
    RunOutcome { proof: Some(proof), offer_facts: Some(good()), ..fixtures::healthy() }
}

#[test]
fn a_proof_in_chinese() {
    let text = shown(&proved(), in_chinese(80));
    assert!(rows_on_screen(&text, 80) <= MOST_LINES, "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_proof_comes_first_and_fits() {
    let text = shown(&proved(), terminal(80));
    assert!(rows_on_screen(&text, 80) <= MOST_LINES, "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn one_stage_that_ended_late_keeps_its_measurement() {
    let mut run = fixtures::sctp_silent("check");
    let ping = run.stages.remove(1);
    run.stages.insert(5, ping);
    let shown = shown(&run, terminal(80));
    assert!(shown.contains("✓ ping           62.1 ms  4 of 4 answered"), "{shown}");
    assert!(!shown.contains("passed"), "{shown}");
}

#[test]
fn a_missing_key_is_told_before_the_offer_fails_on_it() {
    let mut run = fixtures::up_to(fixtures::healthy(), "probe-http", Stage::Http);
    let told = "needs its own AES key";
    let tool = "unitree-fetch-aes-key";
    assert!(!shown(&run, terminal(100)).contains(told));
    let mut with_key = |accepted| {
        let stage = fixtures::stage_mut(&mut run, Stage::Http);
        let StageFacts::Http { evidence, .. } = &mut stage.facts else {
            unreachable!("the stage has its own facts")
        };
        evidence.data2 = Some(3);
        evidence.device_key_accepted = accepted;
        shown(&run, terminal(100))
    };
    let missing = with_key(None);
    assert!(missing.contains(told) && missing.contains(tool), "{missing}");
    let right = with_key(Some(true));
    assert!(!right.contains("key,") && !right.contains(tool), "{right}");
    let wrong = with_key(Some(false));
    assert!(wrong.contains("does not open this robot's answer") && wrong.contains(tool), "{wrong}");
}
