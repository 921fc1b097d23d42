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

fn uneven() -> RunOutcome {
    let mut run = healthy();
    let idle = Some(loss::uneven());
    flow(&mut run).link_quality = Some(LinkQuality { idle, under_load: None });
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
        let first = found[0].evidence[0].get(English);
        assert_eq!(first.contains("sudo iw dev wlan0 set power_save off"), named, "{first}");
        let remedies: Vec<_> = found[0].remedies().map(|it| it.text.get(English)).collect();
        let mends = remedies.iter().any(|remedy| remedy.contains("power saving"));
        assert_eq!(mends, power_save != Some(false), "{remedies:?}");
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
        let first = found[0].evidence[0].get(English);
        assert_eq!(first.contains("weak"), weak, "{before:?} {meanwhile:?}: {first}");
    }
}

#[test]
fn a_radio_that_the_robot_is_not_reached_by_says_nothing() {
    let elsewhere = WifiFacts { interface: "Wi-Fi".into(), ..wifi(Some(-90), Some(true)) };
    let lines = evidence(&found(&lossy(), elsewhere.clone())[0]);
    assert!(!lines.contains("weak"), "{lines}");
    assert_eq!(found(&uneven(), elsewhere)[0].next, None);
}

const LOWSTATE: &str = "rt/lf/lowstate";
const POSE: &str = "rt/utlidar/robot_pose";

type Gap = (LinkWarningCode, &'static str, f64, Option<f64>);

fn change(other_network: Option<bool>) -> Roaming {
    Roaming { after_ms: 10_000.0, before_ms: 15_000.0, other_network }
}

/// A window in which the access point changed between 10 and 15 s, with these warnings.
fn roaming(gaps: &[Gap]) -> RunOutcome {
    let mut run = healthy();
    let evidence = flow(&mut run);
    evidence.window_s = Some(60.0);
    evidence.wifi =
        Some(WifiWatched { readings: 12, roamed: Some(vec![change(None)]), ..Default::default() });
    let warning = |code, topic: Option<&str>, raised_ms, cleared_ms| {
        let topic = topic.map(str::to_owned);
        LinkWarning { code, topic, raised_ms, cleared_ms }
    };
    let own = warning(LinkWarningCode::Roamed, None, 10_000.0, Some(15_000.0));
    let gaps = gaps.iter().map(|(code, topic, raised, cleared)| {
        let topic = Some(*topic).filter(|_| *code == LinkWarningCode::TopicSilent);
        warning(*code, topic, *raised, *cleared)
    });
    evidence.warnings = Some([own].into_iter().chain(gaps).collect());
    run
}

#[test]
fn roaming_is_a_finding_where_all_data_paused_with_it() {
    use LinkWarningCode::{Loss, RttHigh, TopicSilent};
    let silent = |topic, from, until| (TopicSilent, topic, from, Some(until));
    for (gaps, told) in [
        (vec![], None),
        (
            vec![silent(LOWSTATE, 12_000.0, 13_000.0), silent(POSE, 11_500.0, 12_900.0)],
            Some("no data from 12.0 s to 12.9 s"),
        ),
        (
            vec![silent(POSE, 17_500.0, 20_000.0), (TopicSilent, LOWSTATE, 17_800.0, None)],
            Some("no data from 17.8 s to 20.0 s"),
        ),
        // One topic alone, be it silent from long before or not.
        (vec![(TopicSilent, POSE, 1500.0, None)], None),
        (vec![silent(POSE, 12_000.0, 13_000.0)], None),
        (vec![(TopicSilent, POSE, 1500.0, None), silent(LOWSTATE, 12_000.0, 13_000.0)], None),
        // One after the other.
        (vec![silent(POSE, 10_500.0, 11_000.0), silent(LOWSTATE, 14_000.0, 15_000.0)], None),
        // Long before, and long after.
        (vec![silent(POSE, 3000.0, 12_000.0), silent(LOWSTATE, 3000.0, 12_000.0)], None),
        (vec![silent(POSE, 30_000.0, 31_000.0), silent(LOWSTATE, 30_000.0, 31_000.0)], None),
        // Data went on, late or with losses.
        (vec![(Loss, "", 17_500.0, Some(22_500.0))], None),
        (vec![(RttHigh, "", 12_000.0, None)], None),
    ] {
        let run = roaming(&gaps);
        let found = found(&run, wifi(None, None));
        let roamed = found.iter().find(|each| each.code() == "G2-LINK-ROAMED");
        assert_eq!(roamed.is_some(), told.is_some(), "{gaps:?}");
        let Some((roamed, told)) = roamed.zip(told) else { continue };
        assert_eq!(triple(roamed), ("G2-LINK-ROAMED", Network, Possible));
        assert_eq!(roamed.severity, Severity::Warning);
        assert!(evidence(roamed).starts_with(told), "{}", evidence(roamed));
        assert!(evidence(roamed).contains("between 10.0 s and 15.0 s"), "{}", evidence(roamed));
    }
}

/// A run whose link died at that time, 2.6 s after the robot's last answer.
fn died(window_s: f64, roamed: Option<Vec<Roaming>>, robot: [u8; 4]) -> RunOutcome {
    let all = failures().into_iter();
    let mut run = { all }.find(|(of, _)| *of == "flow consent").expect("it is there").1;
    run.robot.address = Some(robot.into());
    let evidence = flow(&mut run);
    evidence.wifi = Some(WifiWatched { readings: 12, roamed, ..Default::default() });
    evidence.window_s = Some(window_s);
    run
}

const HOUSE: [u8; 4] = [192, 168, 1, 50];
const OWN_WIFI: [u8; 4] = [192, 168, 12, 1];

#[test]
fn a_connection_that_broke_when_the_access_point_changed_has_that_as_its_reason() {
    let broken = |window_s| {
        let run = died(window_s, Some(vec![change(Some(false))]), HOUSE);
        let found = found(&run, wifi(None, None));
        let roamed = found.iter().find(|each| each.code() == "G2-LINK-ROAMED");
        roamed.map(|each| each.severity)
    };
    assert_eq!(broken(14.9), Some(Severity::Error));
    assert_eq!(broken(17.9), Some(Severity::Error));
    assert_eq!(broken(11.0), None, "the answers had stopped before");
    assert_eq!(broken(40.0), None, "long after");
}

#[test]
fn who_is_in_another_network_after_the_link_died_did_not_roam() {
    for (window_s, robot, other_network, why) in [
        (14.9, OWN_WIFI, Some(true), "the robot, which is the access point"),
        (14.9, OWN_WIFI, None, "the robot, which is the access point"),
        (14.9, HOUSE, Some(true), "in another Wi-Fi now"),
        // The answers stopped while the earlier one was still named.
        (11.0, OWN_WIFI, Some(true), "the robot, which is the access point"),
    ] {
        let run = died(window_s, Some(vec![change(other_network)]), robot);
        let found = found(&run, wifi(None, None));
        assert_eq!(triple(&found[0]), ("G2-ICE-CONSENT", Network, Possible));
        assert!(found.iter().all(|each| each.code() != "G2-LINK-ROAMED"), "{robot:?}");
        assert_eq!(found[0].next.as_deref(), Some("go2doctor check --wait 90"));
        let waits = crate::diagnosis::next_step::waits_for_a_restart;
        assert!(!waits(&found[0], "go2doctor check --wait 90"), "it may be off already");
        assert!(found[0].brief().get(English).contains(why), "{robot:?}");
        assert!(evidence(&found[0]).starts_with("between 10.0 s and 15.0 s this machine changed"));
    }
}

#[test]
fn a_link_that_died_is_not_laid_to_roaming_that_did_not_happen() {
    for (roamed, named) in [(None, true), (Some(vec![]), false)] {
        let run = died(14.9, roamed, HOUSE);
        let found = found(&run, wifi(None, None));
        assert_eq!(found[0].code(), "G2-ICE-CONSENT");
        let causes: Vec<_> = found[0].causes().map(|cause| cause.text.get(English)).collect();
        assert_eq!(causes.iter().any(|cause| cause.contains("roamed")), named, "{causes:?}");
        assert_eq!(found[0].brief().get(English).contains("roamed"), named);
    }
}
