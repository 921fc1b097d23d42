//! What this machine's Wi-Fi is blamed for: only what was measured of the link with it.

use super::*;
use crate::facts::finding::Severity;
use crate::facts::*;
use crate::report::fixtures::{failures, healthy, stage_mut};
use crate::text::language::Language::English;
use Confidence::{Likely, Possible};
use Side::Network;

/// A machine whose way to the robot leads by wlan0.
fn machine(wifi: WifiFacts) -> HostEvidence {
    HostEvidence {
        route: Some(RouteFacts { interface: Some("wlan0".into()), ..RouteFacts::default() }),
        wifi: Some(wifi),
        ..HostEvidence::default()
    }
}

fn wifi(signal_dbm: Option<i32>, power_save: Option<bool>) -> WifiFacts {
    WifiFacts { interface: "wlan0".into(), signal_dbm, power_save, ..WifiFacts::default() }
}

fn flow(run: &mut RunOutcome) -> &mut FlowEvidence {
    match &mut stage_mut(run, Stage::Flow).facts {
        StageFacts::Flow { evidence, .. } => evidence,
        other => panic!("{other:?}"),
    }
}

/// Round trips as over poor Wi-Fi.
fn uneven() -> RunOutcome {
    let mut run = healthy();
    let idle = LinkFigures {
        answered: 12,
        lost: 0,
        rtt_min_ms: Some(4.0),
        rtt_mean_ms: Some(60.0),
        rtt_p95_ms: None,
        rtt_max_ms: Some(180.0),
        jitter_ms: Some(55.0),
    };
    flow(&mut run).link_quality = Some(LinkQuality { idle: Some(idle), under_load: None });
    run
}

fn lossy() -> RunOutcome {
    let mut run = healthy();
    flow(&mut run).check_loss = Some(CheckLoss { answered: 40, lost: 6 });
    run
}

fn evidence(found: &Finding) -> String {
    found.evidence.iter().map(|line| line.get(English)).collect::<Vec<_>>().join("; ")
}

fn found(run: &RunOutcome, wifi: WifiFacts) -> Vec<Finding> {
    let machine = machine(wifi);
    diagnose(&Case { host: Some(&machine), ..case(run) })
}

#[test]
fn a_weak_signal_or_power_saving_alone_is_no_finding() {
    assert!(found(&healthy(), wifi(Some(-88), Some(true))).is_empty());
}

#[test]
fn power_saving_stands_beside_jitter_with_the_command_that_ends_it() {
    let run = uneven();
    for (power_save, named) in [(Some(true), true), (Some(false), false), (None, false)] {
        let found = found(&run, wifi(Some(-50), power_save));
        assert_eq!(triple(&found[0]), ("G2-LINK-JITTER", Network, Possible));
        let command = Some("sudo iw dev wlan0 set power_save off").filter(|_| named);
        assert_eq!(found[0].next.as_deref(), command, "{power_save:?}");
        assert_eq!(evidence(&found[0]).contains("power saving is on"), named);
        assert_eq!(found[0].why.is_some(), named);
    }
    let lossy = found(&lossy(), wifi(Some(-50), Some(true)));
    assert!(!evidence(&lossy[0]).contains("power saving"), "a radio that sleeps loses nothing");
}

#[test]
fn a_name_that_is_no_word_of_a_shell_is_in_no_command() {
    let name = "w$(id)";
    let wifi = WifiFacts { interface: name.into(), ..wifi(None, Some(true)) };
    let mut machine = machine(wifi);
    machine.route = Some(RouteFacts { interface: Some(name.into()), ..RouteFacts::default() });
    let run = uneven();
    let found = diagnose(&Case { host: Some(&machine), ..case(&run) });
    assert_eq!((found[0].code(), &found[0].next), ("G2-LINK-JITTER", &None));
}

#[test]
fn a_weak_signal_stands_beside_loss_and_a_good_one_does_not() {
    for (before, meanwhile, weak) in [
        (Some(-75), None, true),
        (Some(-74), None, false),
        (None, Some(-80), true),
        (Some(-50), Some(-80), true),
        (Some(-50), Some(-60), false),
        (None, None, false),
    ] {
        let mut run = lossy();
        let watched = WifiWatched { readings: 1, signal_min_dbm: meanwhile, ..Default::default() };
        flow(&mut run).wifi = meanwhile.map(|_| watched);
        let found = found(&run, wifi(before, None));
        assert_eq!(triple(&found[0]), ("G2-LINK-LOSS", Network, Likely));
        assert_eq!(evidence(&found[0]).contains("weak"), weak, "{before:?} {meanwhile:?}");
    }
}

#[test]
fn a_radio_that_the_robot_is_not_reached_by_says_nothing() {
    let elsewhere = WifiFacts { interface: "Wi-Fi".into(), ..wifi(Some(-90), Some(true)) };
    let lines = evidence(&found(&lossy(), elsewhere.clone())[0]);
    assert!(!lines.contains("weak"), "{lines}");
    assert_eq!(found(&uneven(), elsewhere)[0].next, None);
}

/// A window in which the access point changed between 10 and 15 s, with this warning.
fn roaming(gap: Option<(LinkWarningCode, f64, Option<f64>)>) -> RunOutcome {
    let mut run = healthy();
    let change = Roaming { after_ms: 10_000.0, before_ms: 15_000.0 };
    let evidence = flow(&mut run);
    evidence.window_s = Some(60.0);
    evidence.wifi =
        Some(WifiWatched { readings: 12, roamed: Some(vec![change]), ..Default::default() });
    let own = LinkWarning {
        code: LinkWarningCode::Roamed,
        topic: None,
        raised_ms: change.after_ms,
        cleared_ms: Some(change.before_ms),
    };
    let gap = gap.map(|(code, raised_ms, cleared_ms)| LinkWarning {
        code,
        topic: None,
        raised_ms,
        cleared_ms,
    });
    evidence.warnings = Some([own].into_iter().chain(gap).collect());
    run
}

#[test]
fn roaming_is_a_finding_where_the_data_paused_with_it() {
    use LinkWarningCode::{Loss, RttHigh, TopicSilent};
    for (gap, is_found) in [
        (None, false),
        (Some((TopicSilent, 12_000.0, Some(13_000.0))), true),
        (Some((Loss, 17_500.0, Some(22_500.0))), true),
        (Some((RttHigh, 5000.0, None)), true),
        (Some((TopicSilent, 3000.0, Some(9000.0))), false),
        (Some((Loss, 30_000.0, Some(35_000.0))), false),
    ] {
        let run = roaming(gap);
        let found = found(&run, wifi(None, None));
        let roamed = found.iter().find(|each| each.code() == "G2-LINK-ROAMED");
        assert_eq!(roamed.is_some(), is_found, "{gap:?}");
        let Some(roamed) = roamed else { continue };
        assert_eq!(triple(roamed), ("G2-LINK-ROAMED", Network, Possible));
        assert_eq!(roamed.severity, Severity::Warning);
        assert!(evidence(roamed).contains("between 10.0 s and 15.0 s"), "{}", evidence(roamed));
    }
}

#[test]
fn a_connection_that_broke_when_the_access_point_changed_has_that_as_its_reason() {
    let broken = |window_s| {
        let name = "flow consent";
        let mut run = failures().into_iter().find(|(of, _)| *of == name).expect("it is there").1;
        let seen = roaming(None);
        let StageFacts::Flow { evidence: watched, .. } = &seen.stages[8].facts else {
            panic!("the last stage is flow")
        };
        let evidence = flow(&mut run);
        evidence.wifi.clone_from(&watched.wifi);
        evidence.window_s = Some(window_s);
        let found = found(&run, wifi(None, None));
        let roamed = found.iter().find(|each| each.code() == "G2-LINK-ROAMED");
        roamed.map(|each| each.severity)
    };
    assert_eq!(broken(14.9), Some(Severity::Error));
    assert_eq!(broken(17.9), Some(Severity::Error));
    assert_eq!(broken(40.0), None, "long after");
}
