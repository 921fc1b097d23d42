//! What this machine's Wi-Fi has to do with what was measured of the link.
//!
//! A weak signal alone, or power saving alone, is no finding: most laptops save power, and most of them
//! reach their robot well. It stands beside a loss or a delay that was measured, and there it may be
//! the cause or not: a crowded channel has the same effect.

use super::link::robot;
use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::wifi::WEAK_DBM;
use crate::facts::{
    FlowEvidence, HostEvidence, LinkState, LinkWarning, LinkWarningCode, Roaming, Stage, WifiFacts,
};
use crate::robot::access_point::ACCESS_POINT;
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

/// What a change of the access point held up is known within so long after it was seen, ms: a topic
/// is told to be silent after three of its periods, and a link is given up after 2.5 s.
const SETTLES_WITHIN_MS: f64 = 3000.0;

/// The robot's last answer may be so much older than what held up the next one, ms.
const CHECKED_EVERY_MS: f64 = 1000.0;

fn used<'a>(case: &Case<'a>) -> Option<&'a WifiFacts> {
    case.machine().filter(|_| case.source == Source::Live)?.wifi_used()
}

fn flow<'a>(case: &Case<'a>) -> Option<&'a FlowEvidence> {
    case.flow().filter(|_| case.source == Source::Live).map(|flow| flow.evidence)
}

/// The signal, where it was weak at any time of the run.
pub(super) fn weak_signal(case: &Case<'_>) -> Option<Phrase> {
    let before = used(case).and_then(|wifi| wifi.signal_dbm);
    let meanwhile = flow(case).and_then(|flow| flow.wifi.as_ref()?.signal_min_dbm);
    let signal = before.into_iter().chain(meanwhile).min().filter(|signal| *signal <= WEAK_DBM)?;
    Some(phrase!(
        "this machine receives its Wi-Fi at {signal} dBm, which is weak",
        "這台電腦收到的 Wi-Fi 訊號只有 {signal} dBm，偏弱"
    ))
}

/// Whether the radio saves power, where that is known of the one towards the robot.
pub(super) fn saves_power(case: &Case<'_>) -> Option<bool> {
    used(case)?.power_save
}

/// That the radio saves power, with the command that ends it until the next restart.
pub(super) fn power_save(case: &Case<'_>) -> Option<(Phrase, String)> {
    let wifi = used(case).filter(|wifi| wifi.power_save == Some(true))?;
    // It is part of a command line.
    let name = wifi.plain_name()?;
    let command = format!("sudo iw dev {name} set power_save off");
    let seen =
        phrase!("power saving is on; turn it off: {command}", "省電模式已開啟；關閉：{command}");
    Some((seen, command))
}

/// Whether this machine may have changed its access point when the link died.
pub(super) fn may_have_roamed(case: &Case<'_>) -> bool {
    let stayed = || flow(case)?.wifi.as_ref()?.roamed.as_ref().map(Vec::is_empty);
    let machine = case.machine().filter(|_| case.source == Source::Live);
    let by_cable = machine.is_some_and(HostEvidence::is_by_cable);
    !by_cable && stayed() != Some(true)
}

/// That this machine had changed to another Wi-Fi when the link died, and what to make of it. Which
/// came first is not known: a Wi-Fi that ends with the robot leaves a machine to look for another.
pub(super) fn left_network(case: &Case<'_>) -> Option<(Phrase, Phrase)> {
    let mut changes = flow(case).into_iter().flat_map(died_near);
    let change = changes.find(|change| is_another_network(case, *change))?;
    let why = match is_access_point(case) {
        true => phrase!(
            "the robot, which is the access point, was switched off or restarted, or this machine left its Wi-Fi",
            "機器人本身就是基地台：它關機或重新啟動了，或這台電腦離開了它的 Wi-Fi"
        ),
        false => phrase!(
            "this machine is in another Wi-Fi now: the earlier one ended, or the system left it by itself",
            "這台電腦改連了另一個 Wi-Fi：原本的 Wi-Fi 中斷，或系統自行切換"
        ),
    };
    Some((times(change), why))
}

/// Needs a change of the access point, and data that paused at the same time. A signal that grows weak causes
/// both: which came first is not measured.
pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    roamed(case).into_iter().collect()
}

fn roamed(case: &Case<'_>) -> Option<Finding> {
    let found = || Finding::possible("G2-LINK-ROAMED").at_stage(Stage::Flow);
    if left_network(case).is_some() {
        return None;
    }
    let flow = flow(case)?;
    if let Some(change) = died_near(flow).find(|change| stopped_with(flow, *change)) {
        return Some(found().with_severity(Severity::Error).seen(times(change)).seen(phrase!(
            "the robot's answers stopped at that time",
            "機器人的回應就在那時中斷"
        )));
    }
    let mut changes = changes(flow);
    changes.find_map(|change| Some(found().seen(paused(flow, change)?).seen(times(change))))
}

fn changes(flow: &FlowEvidence) -> impl Iterator<Item = Roaming> {
    flow.wifi.iter().flat_map(|wifi| wifi.roamed.iter().flatten().copied())
}

/// The changes with which the link was given up, or right after.
fn died_near(flow: &FlowEvidence) -> impl Iterator<Item = Roaming> {
    let died = flow.window_s.filter(|_| flow.link == Some(LinkState::ConsentLost));
    let near = move |ms: f64| died.is_some_and(|died_s| died_s * 1e3 <= ms + SETTLES_WITHIN_MS);
    changes(flow).filter(move |change| near(change.before_ms))
}

/// Whether the robot still answered when the earlier access point was seen last.
fn stopped_with(flow: &FlowEvidence, change: Roaming) -> bool {
    let ended_ms = flow.window_s.unwrap_or_default() * 1e3;
    let stopped_ms = ended_ms - flow.consent_age_ms.unwrap_or_default();
    stopped_ms >= change.after_ms - CHECKED_EVERY_MS
}

/// A robot in its own Wi-Fi is the access point, so that another one is another network's.
fn is_another_network(case: &Case<'_>, change: Roaming) -> bool {
    is_access_point(case) || change.other_network == Some(true)
}

fn is_access_point(case: &Case<'_>) -> bool {
    robot(case).is_some_and(|robot| robot == ACCESS_POINT)
}

/// When all topics that had come were silent at once, where that began with the change or right after.
fn paused(flow: &FlowEvidence, change: Roaming) -> Option<Phrase> {
    let met = |gap: &&LinkWarning| {
        gap.code == LinkWarningCode::TopicSilent
            && (change.after_ms..=change.before_ms + SETTLES_WITHIN_MS).contains(&gap.raised_ms)
    };
    let gaps = || flow.warnings.iter().flatten().filter(met);
    let topics = flow.topics.iter().flatten().filter(|topic| topic.messages > 0);
    let gap = |name: &str| gaps().find(|gap| gap.topic.as_deref() == Some(name));
    let all: Vec<_> = topics.map(|topic| gap(&topic.name)).collect::<Option<_>>()?;
    let from = all.iter().map(|gap| gap.raised_ms).reduce(f64::max)?;
    let until = all.iter().filter_map(|gap| gap.cleared_ms).reduce(f64::min);
    let start = duration(from);
    match until {
        Some(until) if until < from => None,
        Some(until) => {
            let until = duration(until);
            Some(phrase!("no data from {start} to {until}", "{start} 到 {until} 沒有資料"))
        }
        None => Some(phrase!("no data from {start} on", "{start} 起沒有資料")),
    }
}

fn times(change: Roaming) -> Phrase {
    let [after, before] = [change.after_ms, change.before_ms].map(duration);
    match change.other_network {
        Some(true) => phrase!(
            "between {after} and {before} this machine changed to another Wi-Fi network",
            "{after} 到 {before} 之間，這台電腦改連了另一個 Wi-Fi"
        ),
        _ => phrase!(
            "between {after} and {before} this machine changed to another access point",
            "{after} 到 {before} 之間，這台電腦換了基地台"
        ),
    }
}
