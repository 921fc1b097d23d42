//! The one command to run next.
//!
//! It is chosen here and nowhere else: from what was found, what was just measured, and what is at
//! hand. The catalogue says what helps against a finding, in the order in which to try it.

use super::case::{Case, Source};
use super::discovery::robots;
use super::finding::Finding;
use super::proof;
use super::verdict::{blamed, failed_stage};
use super::with_driver::{Meeting, meeting};
use crate::catalogue::catalogue;
use crate::catalogue::entry::Platform;
use crate::catalogue::template::{Blanks, UNKNOWN_ROBOT};
use crate::facts::driver_run::DriverRun;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::invocation::{Invocation, command_line};
use crate::facts::outcome::{RunOutcome, StageOutcome, Status};
use crate::facts::proxy::ProxyRun;
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::facts::{DiscoveryEvidence, Stage};
use crate::robot::access_point::{ACCESS_POINT, is_guest};
use crate::robot::offer::PROFILES;
use crate::text::format::{json_name, printable};

const CHECK: &str = "go2doctor check";

/// What passes on the wire tells of a driver that tells little of itself.
const PROXY: &str = "go2doctor proxy";

/// Who runs a doctor has a driver that fails.
const WITH_DRIVER: &str = "go2doctor check -- YOUR_DRIVER";

/// Where nothing else helped, the robot is restarted while this waits for it.
const AFTER_RESTART: &str = "go2doctor check --wait 90";

/// What fills the commands of the catalogue for this case.
pub fn blanks(case: &Case<'_>, invocation: &Invocation) -> Blanks {
    let typed = invocation.robot.as_deref().unwrap_or(&case.robot.host);
    let address = case.address().map(|address| address.to_canonical());
    let is_simulated =
        typed.split(':').next() == Some("sim") || address.is_some_and(|it| it.is_loopback());
    // A log tells of whatever its driver asked.
    let is_of_guest = case.source == Source::Log && address.is_some_and(is_guest);
    let meant = is_of_guest.then_some(ACCESS_POINT);
    let robot = match (meant, typed) {
        (Some(robot), _) => robot.to_string(),
        (None, "") => address.map_or_else(|| UNKNOWN_ROBOT.into(), |it| it.to_string()),
        (None, typed) => printable(typed),
    };
    let host = meant.or(address).map(|address| address.to_string());
    let host = host.unwrap_or_else(|| case.robot.host.clone());
    let host = if is_simulated { String::new() } else { host };
    let asked = case.http().and_then(|http| http.evidence.url.clone());
    let asked = asked.filter(|_| meant.is_none() && !is_simulated);
    let in_git = case.machine().and_then(|machine| machine.driver.as_ref()?.in_git);
    Blanks {
        model: case.robot.model.unwrap_or_default(),
        url: asked,
        host,
        without_git: in_git == Some(false),
        other_offer: match invocation.offer.as_deref() {
            None => Some("data-only"),
            Some("data-only") => None,
            Some(_) => Some(PROFILES[0].name),
        },
        pid: case.machine().and_then(|machine| Some(machine.rivals(case.address()).first()?.pid)),
        wifi: case.machine().and_then(|it| Some(it.wifi_used()?.plain_name()?.to_owned())),
        invocation: Invocation { robot: Some(robot), ..invocation.clone() },
        is_simulated,
    }
}

/// The command that `first`, the first finding, asks for on `platform`: the first that is new in
/// this case, and in the end the finding's own page.
pub fn against(first: &Finding, blanks: &Blanks, platform: Platform) -> String {
    let of_entry = first.next_of_entry().filter(|next| next.platform.serves(platform));
    let not_here = !matches!(first.side, Side::Host | Side::ClientLimit);
    let restart = not_here && first.severity == Severity::Error;
    let restart = restart.then(|| AFTER_RESTART.to_owned() + &blanks.invocation.media());
    let restart = restart.as_deref();
    let named = first.next.as_deref().into_iter();
    let all = named.chain(of_entry.map(|next| next.command.as_str()));
    let mut all: Vec<&str> = all.collect();
    all.extend(restart.filter(|restart| !all.contains(restart)));
    // What comes before something that was done was tried by then: advice does not go in circles.
    let tried = all.iter().rposition(|command| blanks.repeats(command)).map_or(0, |last| last + 1);
    match all[tried..].iter().find(|command| blanks.helps(command)) {
        // A robot that was restarted is asked with the offer that a healthy one takes.
        Some(command) if restart == Some(*command) => {
            let invocation = Invocation { offer: None, ..blanks.invocation.clone() };
            Blanks { invocation, ..blanks.clone() }.fill(command)
        }
        Some(command) => blanks.fill(command),
        None => format!("go2doctor explain {}", first.code()),
    }
}

/// Whether `next`, chosen against `first`, waits for a robot that somebody has to restart. Where the
/// catalogue or the rule itself names that command, the robot may be starting by itself.
pub fn waits_for_a_restart(first: &Finding, next: &str) -> bool {
    let of_entry = first.entry.next.iter().map(|next| next.command.as_str());
    let by_itself = of_entry.chain(first.next.as_deref()).any(|command| command == AFTER_RESTART);
    !by_itself && next.starts_with(AFTER_RESTART)
}

/// The command to run after `run`; `None` where the driver was run as well and all is fine.
pub fn after(
    run: &RunOutcome,
    found: &[Finding],
    blanks: &Blanks,
    platform: Platform,
) -> Option<String> {
    let first = found.first().map(|first| against(first, blanks, platform));
    if let Some(proxy) = run.proxy.as_deref() {
        return after_proxy(run, proxy, first, blanks);
    }
    if let Some(driver) = run.driver.as_deref() {
        let is_sure = found.first().is_some_and(|first| first.confidence != Confidence::Possible);
        return after_driver(run, driver, (first, is_sure), blanks);
    }
    let warned = run.stages.iter().any(|stage| stage.status == Status::Warn);
    let partial =
        run.stages.iter().any(|stage| stage.skip_reason == Some(SkipReason::NotRequested));
    let again = || blanks.invocation.again(&run.command);
    let is_hurried = run
        .stages
        .iter()
        .any(|stage| matches!(stage.remark, Some(Remark::DeadlineTooShort { .. })));
    let proof = run.proof.as_ref().filter(|proof| proof::driver_breaks(proof));
    let is_ahead = found.first().is_some_and(|first| {
        let at = |it: &&StageOutcome| it.stage() == first.stage;
        let stage = run.stages.iter().find(at);
        stage.is_some_and(|stage| stage.skip_reason == Some(SkipReason::NotRequested))
    });
    Some(match first {
        // Why the driver's offer fails is not known.
        _ if proof.is_some() && proof::conclude(run).is_none() => {
            let profile = proof.and_then(|proof| proof.profile.as_deref()).unwrap_or_default();
            blanks.fill(&format!("go2doctor sctp -v --offer {profile}"))
        }
        _ if run.interrupted && found.is_empty() => again(),
        _ if is_hurried => blanks.invocation.without_timeout().again(&run.command),
        // What stands in the way of a stage that was not asked for does so before it is tried.
        Some(first) if warned || is_ahead || proof.is_some() => first,
        Some(first) if blamed(&run.stages).is_some() => first,
        None if blamed(&run.stages).is_some() => again(),
        _ if partial => blanks.fill(CHECK),
        _ => blanks.fill(WITH_DRIVER),
    })
}

/// After a proxy: mending, where that would change anything; nothing where all is well.
fn after_proxy(
    run: &RunOutcome,
    proxy: &ProxyRun,
    first: Option<String>,
    blanks: &Blanks,
) -> Option<String> {
    let driver = run.driver.as_deref();
    let with_driver = |command: &str| match driver {
        Some(driver) => blanks.fill(&format!("{command} -- {}", command_line(&driver.command))),
        None => blanks.fill(command),
    };
    let place = proxy.place.iter().map(|option| format!(" {option}")).collect::<String>();
    let fails = blamed(&run.stages).is_some();
    if run.without_mending.is_some()
        && failed_stage(&run.stages).is_none()
        && !proxy.changes.is_empty()
    {
        let kinds: Vec<_> = proxy.changes.iter().map(|change| json_name(change.kind)).collect();
        return Some(with_driver(&format!("go2doctor proxy --mend={}{place}", kinds.join(","))));
    }
    let unsettled = fails || driver.is_none_or(|it| meeting(run, it) != Meeting::Through(None));
    let never = run.stages.iter().any(|it| it.remark == Some(Remark::ProxyNeverAsked));
    if !proxy.would_change.is_empty() && unsettled {
        return Some(with_driver(&format!("go2doctor proxy --mend{place}")));
    }
    if never {
        return Some(with_driver(CHECK));
    }
    let more = driver.is_some_and(|it| meeting(run, it) == Meeting::Untold);
    let more = more.then(|| with_driver(&format!("go2doctor proxy -v{place}")));
    first.filter(|_| fails).or(more).or_else(|| fails.then(|| blanks.fill(CHECK)))
}

fn after_driver(
    run: &RunOutcome,
    driver: &DriverRun,
    (first, is_sure): (Option<String>, bool),
    blanks: &Blanks,
) -> Option<String> {
    // The log does not tell, and its packets would.
    let is_thin = driver.reading.debug != Some(true) && !is_sure;
    let with_driver =
        |check: &str| blanks.fill(&format!("{check} -- {}", command_line(&driver.command)));
    let more = if blanks.helps("go2doctor check -v") { "check -v" } else { "check -vv" };
    let more = || with_driver(&format!("go2doctor {more}"));
    match meeting(run, driver) {
        Meeting::Fine => first,
        Meeting::Elsewhere { driver: address, .. } => {
            Some(with_driver(&format!("{CHECK} --robot {address}")))
        }
        // What is missing is the driver, or its log, whatever else is worth knowing.
        Meeting::NotStarted if blamed(&run.stages).is_none() => Some(blanks.fill("go2doctor env")),
        Meeting::Untold if blamed(&run.stages).is_none() => Some(with_driver(PROXY)),
        Meeting::DriverLeft(stage) | Meeting::DriverBroke(stage)
            if is_thin && stage > Stage::Http =>
        {
            Some(with_driver(PROXY))
        }
        _ => first.or_else(|| Some(more())),
    }
}

/// The command to run after a driver's log was read; `None` where it shows no fault.
pub fn after_case(
    outcomes: &[StageOutcome],
    found: &[Finding],
    blanks: &Blanks,
    platform: Platform,
) -> Option<String> {
    let first = found.first().map(|first| against(first, blanks, platform));
    first.or_else(|| blamed(outcomes).map(|_| blanks.fill(CHECK)))
}

/// The command to run after a search: a check of the robot that was found, else what the first
/// finding asks for.
pub fn after_search(
    seen: &DiscoveryEvidence,
    found: &[Finding],
    platform: Platform,
) -> Option<String> {
    match robots(seen).next() {
        Some(first) => Some(format!("{CHECK} --robot {}", first.address)),
        None => found.first().map(|first| against(first, &Blanks::default(), platform)),
    }
}

/// The command to run after a comparison, about the side that did worse: `files` are its log's, and
/// what that log can tell may not be clear.
pub fn after_comparison(
    worse: &Case<'_>,
    code: Option<&str>,
    files: Option<&str>,
    is_unclear: bool,
) -> String {
    match (code.filter(|code| catalogue().get(code).is_some()), files) {
        (_, Some(files)) if is_unclear => format!("go2doctor logs {files}"),
        // A code that only a newer version knows cannot be explained by this one.
        (Some(code), _) => format!("go2doctor explain {code}"),
        (None, Some(files)) => format!("go2doctor logs -v {files}"),
        (None, None) => checked_again(worse, "go2doctor check -v"),
    }
}

/// The command to run after a comparison in which nothing broke.
pub fn after_comparison_of_healthy(either: &Case<'_>) -> String {
    checked_again(either, CHECK)
}

fn checked_again(case: &Case<'_>, check: &str) -> String {
    blanks(case, &Invocation::default()).fill(check)
}
