//! Every rule in every other world.
//!
//! Whatever case another test of the diagnosis builds of a live run is judged once more: with each
//! measurement taken away, cut short, with a deadline that is too short, behind heavy loss, after an
//! earlier session of our own, and at a newer robot. What each world forbids is said beside it. No
//! rule can be added without a test (`emitted`), and so none without its trial here.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::case::Source;
use super::emitted::{after_all_others, append};
use super::other_worlds::{FROM_ABSENCE, accepted_after, lossy, newer};
use super::*;
use crate::catalogue::catalogue;
use crate::catalogue::entry::Found;
use crate::facts::finding::Severity;
use crate::facts::outcome::{StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::{Stage, StageFacts};

/// Where the process that runs the other tests writes.
const VARIABLE: &str = "GO2DOCTOR_TEST_WORLDS";

/// What one world made of one case: a line for each rule that spoke in the case as it was, and one
/// for each that should not have spoken in this world.
type Tried = (&'static str, Vec<String>);

thread_local! {
    static IN_ANOTHER_WORLD: Cell<bool> = const { Cell::new(false) };
}

/// Tries a case in every world, where that is asked for.
pub(super) fn note(case: &Case<'_>, found: &[Finding]) {
    let Some(path) = std::env::var_os(VARIABLE) else { return };
    if case.source == Source::Log || found.is_empty() || IN_ANOTHER_WORLD.replace(true) {
        return;
    }
    // In their order, each once.
    let found = &diagnose(case);
    let worlds: [fn(&Case<'_>, &[Finding]) -> Tried; 6] = [
        less_measured,
        cut_short,
        too_short_a_deadline,
        behind_loss,
        after_our_own,
        at_a_newer_one,
    ];
    let mut lines = String::new();
    for (world, wrong) in worlds.map(|world| world(case, found)) {
        for each in found {
            lines += &format!("tried {world} {}\n", each.code());
        }
        for wrong in wrong {
            lines += &format!("wrong {world} {wrong}\n");
        }
    }
    IN_ANOTHER_WORLD.set(false);
    append(path, lines);
}

fn broken(case: &Case<'_>) -> Option<Stage> {
    let measured = case.stages.iter().map(StageOutcome::stage).filter(|it| *it >= Stage::Ping);
    measured.into_iter().find(|stage| case.failed(*stage))
}

fn from_absence(code: &str) -> bool {
    FROM_ABSENCE.contains(&code)
}

/// Null here says that there was none, by the contract of reports, not that it is unknown.
const NULL_IS_NONE: [&str; 4] =
    ["/evidence/abort", "/evidence/reason", "/evidence/last_error", "/evidence/send_refusals"];

/// Facts that others of the same run imply, so that none is without them.
const NEVER_ALONE: [(&str, &str); 4] = [
    // That the host is unreachable is the kernel's own word, after ARP.
    ("G2-LINK-UNREACH", "/evidence/neighbour"),
    ("G2-LINK-UNREACH", "/evidence/received"),
    // That it is not base64 shows that there was a body.
    ("G2-HTTP-BADJSON", "/evidence/body_bytes"),
    // Each port says whether it was connected to.
    ("G2-HTTP-TIMEOUT", "/timings/connect_ms"),
];

/// What was not measured makes nothing surer: with one fact less, no finding rises, and what is
/// newly concluded from something that did not come is a guess. Loss is left to its own world: who
/// knows of none has no reason to doubt.
fn less_measured(case: &Case<'_>, found: &[Finding]) -> Tried {
    let mut wrong = Vec::new();
    if found.iter().any(|it| it.code() == "G2-LINK-LOSS") {
        return ("less-measured", wrong);
    }
    for (index, stage) in case.stages.iter().enumerate().filter(|(_, it)| it.stage() > Stage::Host)
    {
        let whole = serde_json::to_value(&stage.facts).expect("facts are JSON");
        let pointers = measured(&whole, "").into_iter();
        for pointer in pointers.filter(|it| !NULL_IS_NONE.contains(&it.as_str())) {
            let mut less = whole.clone();
            *less.pointer_mut(&pointer).expect("it was just found") = Value::Null;
            // A field that is never unknown cannot be taken away.
            let Ok(facts) = serde_json::from_value::<StageFacts>(less) else { continue };
            let mut stages = case.stages.to_vec();
            stages[index].facts = facts;
            for each in diagnose(&Case { stages: &stages, ..*case }) {
                let before = found.iter().find(|it| it.code() == each.code());
                // What this machine is, or refused to send, is seen and not missed.
                let missed = from_absence(each.code()) && each.side != Side::Host;
                let most = match before {
                    Some(before) => before.confidence,
                    None if missed => Confidence::Possible,
                    None => continue,
                };
                let implied = NEVER_ALONE.contains(&(each.code(), pointer.as_str()));
                // The surest is the least.
                if each.confidence < most && !implied {
                    wrong.push(format!("{} without {}{pointer}", each.code(), stage.stage()));
                }
            }
        }
    }
    ("less-measured", wrong)
}

/// JSON pointers to all that was measured.
fn measured(value: &Value, at: &str) -> Vec<String> {
    let mut all = Vec::new();
    if let Value::Object(fields) = value {
        for (name, value) in fields.iter().filter(|(name, _)| !at.is_empty() || *name != "name") {
            let pointer = format!("{at}/{name}");
            all.extend(measured(value, &pointer));
            if !value.is_null() && !at.is_empty() {
                all.push(pointer);
            }
        }
    }
    all
}

/// Who stops a stage gets no finding from what had not come by then.
fn cut_short(case: &Case<'_>, _: &[Finding]) -> Tried {
    ("cut-short", ended(case, true, &Remark::Interrupted))
}

/// The same for a stage that was given less time than a healthy robot takes.
fn too_short_a_deadline(case: &Case<'_>, _: &[Finding]) -> Tried {
    let remark = Remark::DeadlineTooShort { deadline_ms: 100, needs_ms: 300 };
    ("short-deadline", ended(case, false, &remark))
}

fn ended(case: &Case<'_>, interrupted: bool, remark: &Remark) -> Vec<String> {
    let Some(broken) = broken(case) else { return Vec::new() };
    let mut stages = case.stages.to_vec();
    let stage = stages.iter_mut().find(|it| it.stage() == broken).expect("it is among them");
    (stage.status, stage.remark) = (Status::Inconclusive, Some(remark.clone()));
    let found = diagnose(&Case { stages: &stages, interrupted, ..*case });
    let absent = found.iter().filter(|it| it.stage == broken && from_absence(it.code()));
    absent.map(|each| each.code().to_owned()).collect()
}

/// Where so much is lost that the stage may have failed by that alone, the loss is told, before all
/// that is concluded from what did not come, and that is a guess.
fn behind_loss(case: &Case<'_>, _: &[Finding]) -> Tried {
    let stages = lossy(case.stages.to_vec());
    let found = diagnose(&Case { stages: &stages, ..*case });
    let loss = found.iter().find(|it| it.code() == "G2-LINK-LOSS");
    let heavy = loss.filter(|loss| loss.severity == Severity::Error);
    let sure = |it: &&Finding| from_absence(it.code()) && it.confidence < Confidence::Possible;
    let same_stage = |it: &&Finding| heavy.is_some_and(|loss| loss.stage == it.stage);
    let wrong = found.iter().filter(sure).filter(same_stage);
    ("loss", wrong.map(|each| each.code().to_owned()).collect())
}

/// A session of our own that had just ended delays us by 2.3 s and changes nothing else.
fn after_our_own(case: &Case<'_>, found: &[Finding]) -> Tried {
    let mut stages = case.stages.to_vec();
    if !accepted_after(2.3, &mut stages) {
        return ("our-own-session", Vec::new());
    }
    let after = diagnose(&Case { stages: &stages, ..*case });
    let stale = |it: &&Finding| it.code() == "G2-DTLS-STALE-PEER";
    let surely = after.iter().filter(stale).filter(|it| it.confidence < Confidence::Possible);
    let others = |all: &[Finding]| -> BTreeSet<_> {
        let others = all.iter().filter(|it| !stale(it));
        others.map(|it| (it.code(), it.confidence)).collect()
    };
    let changed: Vec<_> = others(found).symmetric_difference(&others(&after)).cloned().collect();
    let changed = changed.into_iter().map(|(code, ..)| code);
    let wrong = surely.map(Finding::code).chain(changed).map(str::to_owned);
    ("our-own-session", wrong.collect())
}

/// A robot that acknowledged the channel compares every fingerprint: no offer is blamed for those.
fn at_a_newer_one(case: &Case<'_>, _: &[Finding]) -> Tried {
    let mut stages = case.stages.to_vec();
    if !newer(&mut stages) {
        return ("newer-robot", Vec::new());
    }
    let found = diagnose(&Case { stages: &stages, ..*case });
    let refuted = ["G2-ENV-AIORTC-FPS", "G2-SDP-FPCASE", "G2-DC-NOACK", "G2-DC-UNANSWERED"];
    let wrong = found.iter().map(Finding::code).filter(|code| refuted.contains(code));
    ("newer-robot", wrong.map(str::to_owned).collect())
}

#[test]
fn every_rule_holds_in_every_world() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = after_all_others(VARIABLE, &folder.path().join("worlds"));
    let mut tried: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut wrong = BTreeSet::new();
    for line in text.lines() {
        let (kind, rest) = line.split_once(' ').expect("a kind");
        let (world, code) = rest.split_once(' ').expect("a world");
        match kind {
            "tried" => drop(tried.entry(world).or_default().insert(code)),
            _ => drop(wrong.insert(rest)),
        }
    }
    let live = |found: &[Found]| found.contains(&Found::Live);
    let of_live: BTreeSet<_> = catalogue()
        .entries()
        .iter()
        .filter(|entry| live(&entry.found))
        .map(|entry| entry.code.as_str())
        .collect();
    assert_eq!(tried.len(), 6, "{:?}", tried.keys());
    for (world, codes) in tried {
        let missing: Vec<_> = of_live.difference(&codes).collect();
        assert!(missing.is_empty(), "{world}: not tried: {missing:?}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
