//! One verdict on the ladder and on the user's driver, which ran right after it.
//!
//! The two are each other's counterpart: same robot, same network, moments apart. Where they
//! differ, the difference is between the clients; where they break alike, it is not.

use std::borrow::Cow;
use std::net::IpAddr;

use super::case::{Case, Counterpart};
use super::diagnose::{diagnose, merged};
use super::finding::Finding;
use super::verdict::blamed;
use crate::facts::Stage;
use crate::facts::driver_run::{DriverRun, Ended};
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::log_reading::LogReading;
use crate::facts::outcome::{RunOutcome, Slot, StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// The longest line of the driver's log that is quoted, in characters.
const MAX_TEXT: usize = 120;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    NotStarted,
    /// Nothing of a connection was recognised in the driver's output.
    Untold,
    /// The driver was to connect through the proxy, and never asked it.
    NeverAsked,
    /// The driver connected through the proxy: one connection, seen from two places, and the stage
    /// at which it ended.
    Through(Option<Stage>),
    /// The driver asked another address than the ladder: what one shows does not speak for the
    /// other.
    Elsewhere {
        driver: IpAddr,
        ladder: IpAddr,
    },
    Fine,
    /// The ladder passed and the driver broke: what differs is the driver.
    DriverBroke(Stage),
    /// The ladder passed, and the driver's log ends without saying how this stage did.
    DriverLeft(Stage),
    /// The ladder broke, and the driver's log ends before that stage, without a fault.
    LadderBroke(Stage),
    Alike(Stage),
    /// The driver broke before the stage at which the ladder did.
    DriverBrokeBefore {
        driver: Stage,
        ladder: Stage,
    },
    /// The ladder broke where the driver passed; the driver broke later, or not at all.
    DriverWentBeyond {
        ladder: Stage,
        driver: Option<Stage>,
    },
}

/// How a run of the ladder and that of the driver after it stand to each other.
pub fn meeting(run: &RunOutcome, driver: &DriverRun) -> Meeting {
    let ladder = &run.stages;
    let told = &driver.reading.outcomes;
    if matches!(driver.ended, Ended::NotStarted(_)) {
        return Meeting::NotStarted;
    }
    if run.proxy.is_some() {
        let ended = blamed(ladder).map(StageOutcome::stage);
        let never = ladder.iter().any(|it| it.remark == Some(Remark::ProxyNeverAsked));
        return match (never, ended) {
            (true, _) => Meeting::NeverAsked,
            (false, None) if !driver.told() => Meeting::Untold,
            (false, ended) => Meeting::Through(ended),
        };
    }
    if !driver.told() {
        return Meeting::Untold;
    }
    if let (Some(ladder), Some(driver)) = (run.robot.address, driver.reading.robot.address)
        && ladder.to_canonical() != driver.to_canonical()
    {
        return Meeting::Elsewhere { driver, ladder };
    }
    let theirs = blamed(told);
    match (blamed(ladder).map(StageOutcome::stage), theirs.map(StageOutcome::stage)) {
        (None, None) => Meeting::Fine,
        (None, Some(stage)) => match theirs.map(|stage| stage.status) {
            Some(Status::Inconclusive) => Meeting::DriverLeft(stage),
            _ => Meeting::DriverBroke(stage),
        },
        (Some(ours), Some(stage)) if ours == stage => Meeting::Alike(ours),
        (Some(ladder), Some(driver)) if driver < ladder => {
            Meeting::DriverBrokeBefore { driver, ladder }
        }
        (Some(ladder), Some(driver)) => Meeting::DriverWentBeyond { ladder, driver: Some(driver) },
        (Some(ladder), None) => match driver.reading.reached() {
            Some(reached) if reached >= ladder => {
                Meeting::DriverWentBeyond { ladder, driver: None }
            }
            _ => Meeting::LadderBroke(ladder),
        },
    }
}

/// What is wrong in the light of both: `of_ladder` is what the ladder alone shows.
pub(super) fn conclude(run: &RunOutcome, of_ladder: Vec<Finding>) -> Vec<Finding> {
    let Some(driver) = run.driver.as_deref() else { return of_ladder };
    let of_ladder = match validated(&driver.reading) {
        true => of_ladder.into_iter().filter(|each| !each.is_of_the_offer_here()).collect(),
        false => of_ladder,
    };
    if run.proxy.is_some() {
        let of_log = through_proxy(run, &driver.reading);
        // What passed the proxy was measured, and a log tells of it.
        return match is_relayed(run) {
            true => merged(of_ladder, of_log),
            false => merged(of_log, of_ladder),
        };
    }
    let ours = run.offer_facts.as_ref();
    let counterpart = ours.map(|offer| Counterpart { offer, stages: &run.stages });
    let of_driver = || of_log(&driver.reading, counterpart);
    match meeting(run, driver) {
        Meeting::NotStarted | Meeting::Untold => of_ladder,
        // One connection: there is nothing to set side by side.
        Meeting::NeverAsked | Meeting::Through(_) => of_ladder,
        Meeting::Elsewhere { .. } => {
            let alone = of_log(&driver.reading, None);
            match blamed(&run.stages) {
                Some(_) => merged(of_ladder, alone),
                None => merged(alone, of_ladder),
            }
        }
        Meeting::Fine | Meeting::LadderBroke(_) => merged(of_ladder, of_driver()),
        Meeting::DriverLeft(_) => merged(of_driver(), of_ladder),
        Meeting::DriverBroke(stage) => {
            let theirs = of_driver().into_iter().map(|each| on_their_side(each, stage));
            merged(theirs.collect(), of_ladder)
        }
        Meeting::Alike(stage) => {
            if !run.failed(stage) {
                return merged(of_driver(), of_ladder);
            }
            // The same thing seen twice is one finding, with our own figures.
            let beside = |each: &Finding| {
                each.severity != Severity::Error
                    && !of_ladder.iter().any(|other| other.code() == each.code())
            };
            let theirs = of_driver().into_iter().filter(beside).collect();
            let line = line_of(&driver.reading, stage);
            let mut all = merged(of_ladder, theirs);
            if let (Some(first), Some(line)) = (all.first_mut(), line) {
                let place = first.evidence.len().min(1);
                first.evidence.insert(place, line);
            }
            all
        }
        Meeting::DriverBrokeBefore { driver: stage, .. } => {
            // A slot that our own run could not give back is not theirs to explain.
            let ours = matches!(run.slot, Slot::HeldBriefly | Slot::HeldLong);
            let theirs = match ours && was_turned_away(&driver.reading) {
                true => Vec::new(),
                false => of_driver().into_iter().map(|each| on_their_side(each, stage)).collect(),
            };
            merged(of_ladder, theirs)
        }
        Meeting::DriverWentBeyond { ladder, driver: broke } => {
            let ours = of_ladder.into_iter().map(|each| less_sure(each, ladder)).collect();
            match broke {
                Some(_) => merged(of_driver(), ours),
                None => merged(ours, of_driver()),
            }
        }
    }
}

fn validated(reading: &LogReading) -> bool {
    let validation = reading.outcome(Stage::Validation);
    validation.is_some_and(|it| it.status.passed())
}

/// What the driver's log shows of a connection whose offer the proxy saw.
fn through_proxy(run: &RunOutcome, reading: &LogReading) -> Vec<Finding> {
    let facts = reading.facts(None);
    let measured = reading.measured();
    let offer = run.offer_facts.as_ref().or(reading.offer.as_ref());
    let mut found = diagnose(&Case { offer, ..Case::of_log(&measured, reading, &facts) });
    // Whom the driver asked was the proxy: what the robot answers was measured.
    if run.proxy.as_ref().is_some_and(|proxy| proxy.offers > 0) {
        found.retain(|each| each.stage != Stage::Http);
    }
    found
}

/// Whether the connection itself passed the proxy.
fn is_relayed(run: &RunOutcome) -> bool {
    run.proxy.as_ref().is_some_and(|proxy| proxy.relayed.is_some())
}

/// The stages that the run itself measured: of a proxy's, those that its driver's log told are left
/// to the log.
pub(super) fn own_stages(run: &RunOutcome) -> Cow<'_, [StageOutcome]> {
    if run.proxy.is_none() {
        return Cow::Borrowed(&run.stages);
    }
    let by_log = |outcome: &StageOutcome| {
        let reading = run.driver.as_ref().map(|driver| &driver.reading);
        reading.and_then(|reading| reading.outcome(outcome.stage())) == Some(outcome)
    };
    let is_told = |outcome: &StageOutcome| !is_relayed(run) || by_log(outcome);
    let own = |outcome: &StageOutcome| match outcome.stage() > Stage::Sdp && is_told(outcome) {
        true => StageOutcome::skipped(outcome.stage(), SkipReason::NotSeen),
        false => outcome.clone(),
    };
    Cow::Owned(run.stages.iter().map(own).collect())
}

/// What the driver's log shows, set beside the ladder.
fn of_log(reading: &LogReading, counterpart: Option<Counterpart<'_>>) -> Vec<Finding> {
    let facts = reading.facts(None);
    let measured = reading.measured();
    diagnose(&Case { counterpart, ..Case::of_log(&measured, reading, &facts) })
}

/// Whether a stage is decided by what the client is. Before these another client may hold the slot,
/// and after them the link may fail whoever uses it.
pub fn is_the_clients(stage: Stage) -> bool {
    matches!(stage, Stage::Ice | Stage::Dtls | Stage::Sctp | Stage::Validation)
}

/// What another client passed moments before on this machine, at this robot, is this driver's.
fn on_their_side(each: Finding, broke: Stage) -> Finding {
    let theirs = each.severity == Severity::Error
        && each.stage == broke
        && is_the_clients(broke)
        && !matches!(each.side, Side::Host | Side::ClientLimit);
    if !theirs {
        return each;
    }
    let each = each.on_side(Side::Host).because(phrase!(
        "go2doctor passed {broke} at this robot moments before: the difference is in the driver, its \
         versions or its offer",
        "go2doctor 剛才在同一台機器人上通過了 {broke}：差別在驅動程式、它的版本或它的 offer"
    ));
    // What the driver's offer comes to shows by then.
    if broke >= Stage::Dtls { each.next_command("go2doctor check --prove") } else { each }
}

/// What stopped us and not the driver is not what stands in the way of every client.
fn less_sure(each: Finding, stage: Stage) -> Finding {
    if each.severity != Severity::Error || each.stage != stage {
        return each;
    }
    if each.code() == "G2-SIG-REJECT" {
        // That was so, and is over.
        return each.because(phrase!(
            "the slot was taken when go2doctor asked, and free when the driver did",
            "go2doctor 詢問時名額已被佔用，輪到驅動程式時已經釋出"
        ));
    }
    let confidence = Confidence::Possible;
    Finding { confidence, ..each.on_side(Side::Unknown) }
        .because(phrase!(
            "The driver passed {stage} moments later: what stopped go2doctor there passed, or does \
             not stop every client. A second run tells which.",
            "驅動程式隨後就通過了 {stage}：擋住 go2doctor 的原因已消失，或並非對所有用戶端都成立。\
             再執行一次即可分辨。"
        ))
        .next_command("go2doctor check --wait-slot")
}

fn was_turned_away(reading: &LogReading) -> bool {
    reading.outcome(Stage::Sdp).is_some_and(StageOutcome::is_rejected)
}

fn line_of(reading: &LogReading, stage: Stage) -> Option<Phrase> {
    let mark = reading.marks.iter().rfind(|mark| mark.mark.stage == stage)?;
    let (line, text) = (mark.mark.line, printable(&mark.mark.text, MAX_TEXT));
    (reading.broken() == Some(stage)).then(|| {
        phrase!(
            "the driver failed there too, line {line}: {text}",
            "驅動程式也在此中斷，第 {line} 行：{text}"
        )
    })
}
