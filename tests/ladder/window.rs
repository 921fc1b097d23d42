//! Long windows in virtual time: the quality of the link, and warnings raised and over.

use std::time::Duration;

use go2doctor::facts::outcome::RunEvent;
use go2doctor::facts::waiting::Waiting;
use go2doctor::facts::{FlowEvidence, LinkState, LinkWarningCode, Stage, StageFacts};
use go2doctor::simulator::options::SimulatorOptions;
use go2doctor::simulator::run::Simulator;
use go2doctor::stack::wire::Conditions;
use go2doctor::stages::runner;
use tokio::sync::watch;

use crate::support::{of, plan};

/// What `flow` saw within so many seconds, and the warnings that were told as they came.
fn watched(fault: &str, network: Conditions, seconds: Option<u64>) -> (FlowEvidence, usize) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let faults = fault.split_terminator('+').map(|it| it.parse().expect("a fault")).collect();
        let options =
            SimulatorOptions { network, seed: Some(7), ..SimulatorOptions::in_process(faults) };
        let robot = Simulator::start_here(options).await.expect("a simulated robot");
        let (_keep, interrupt) = watch::channel(false);
        let mut plan = plan(&robot, Stage::Flow);
        plan.window = seconds.map(Duration::from_secs);
        let mut told = 0;
        let mut on_event = |event: RunEvent| {
            if let RunEvent::StageProgress { waiting: Waiting::Warning { .. }, .. } = event {
                told += 1;
            }
        };
        let outcome = runner::climb(&plan, interrupt, &mut on_event, &|_| {}).await;
        let StageFacts::Flow { evidence, .. } = of(&outcome, Stage::Flow).facts.clone() else {
            panic!("the facts are those of the stage")
        };
        (evidence, told)
    })
}

fn near() -> Conditions {
    let delay = Duration::from_millis(4);
    Conditions { delay, jitter: Duration::from_millis(2), ..Conditions::default() }
}

#[test]
fn ten_minutes_of_a_good_link_raise_nothing() {
    let (flow, told) = watched("", near(), Some(600));
    assert_eq!((flow.warnings, told), (Some(Vec::new()), 0));
    let idle = flow.link_quality.and_then(|it| it.idle).expect("checks were answered");
    assert!(idle.answered > 1150 && idle.lost == 0, "{idle:?}");
    let figures = [idle.rtt_min_ms, idle.rtt_mean_ms, idle.rtt_p95_ms, idle.rtt_max_ms];
    let figures = figures.map(|it| it.expect("it was measured"));
    assert!(figures.is_sorted() && figures[0] >= 8.0, "{figures:?}");
    assert!(idle.jitter_ms.is_some_and(|jitter| jitter > 0.0 && jitter < 5.0), "{idle:?}");
}

#[test]
fn a_topic_that_comes_in_bursts_is_silent_and_heard_again() {
    let (flow, told) = watched("data-bursty", near(), Some(60));
    let warnings = flow.warnings.expect("a window was asked for");
    assert!(warnings.len() >= 10, "{warnings:?}");
    for each in &warnings {
        assert_eq!(each.code, LinkWarningCode::TopicSilent);
        assert!(each.topic.as_deref().is_some_and(|topic| topic.starts_with("rt/")));
        let cleared = each.cleared_ms.unwrap_or(60_200.0);
        assert!(each.raised_ms < cleared && cleared <= 60_200.0, "{each:?}");
    }
    assert!(warnings.iter().filter(|each| each.cleared_ms.is_some()).count() >= 10);
    assert!(told > warnings.len(), "each is told when raised and when over");
    let over = warnings.iter().filter(|each| each.cleared_ms.is_some()).count();
    assert_eq!(told, warnings.len() + over, "and no more than once");
    let idle = flow.link_quality.and_then(|it| it.idle).expect("checks were answered");
    assert!(idle.rtt_max_ms.is_some_and(|ms| ms < 40.0), "the path was even: {idle:?}");
}

#[test]
fn losses_are_raised_counted_and_over() {
    let lossy = Conditions { loss: 0.1, ..near() };
    let (flow, _) = watched("", lossy, Some(60));
    let idle = flow.link_quality.and_then(|it| it.idle).expect("checks were answered");
    assert!(idle.lost >= 5 && idle.answered > 60, "{idle:?}");
    let warnings = flow.warnings.expect("a window was asked for");
    let of_loss: Vec<_> =
        warnings.iter().filter(|each| each.code == LinkWarningCode::Loss).collect();
    assert!(!of_loss.is_empty(), "{warnings:?}");
}

#[test]
fn what_stays_silent_is_told_once() {
    let (flow, told) = watched("topic-missing", near(), Some(30));
    let warnings = flow.warnings.expect("a window was asked for");
    let silent: Vec<_> = warnings.iter().map(|each| (each.code, each.cleared_ms)).collect();
    assert_eq!((silent, told), (vec![(LinkWarningCode::TopicSilent, None)], 1));
}

#[test]
fn checks_over_which_the_link_was_given_up_are_lost() {
    for fault in ["consent-lost", "link-dead", "consent-lost:3"] {
        let (flow, _) = watched(fault, near(), Some(10));
        assert_eq!(flow.link, Some(LinkState::ConsentLost), "{fault}");
        let idle = flow.link_quality.and_then(|it| it.idle).expect("checks were sent");
        assert!((3..=10).contains(&idle.lost), "{fault}: {idle:?}");
    }
}

#[test]
fn without_a_window_nobody_watches_for_warnings() {
    let (flow, told) = watched("", near(), None);
    assert_eq!((flow.warnings, told), (None, 0));
}
