//! From two sides to what differs between them.

use serde_json::Value;

use super::evidence_fields::{EVIDENCE_FIELDS, REASONS};
use super::field::{Field, Of, bounded};
use super::outcome::{
    Comparison, Difference, First, Kind, OneSided, Role, Rung, RungSide, Undecided, Which,
};
use super::side_fields::SIDE_FIELDS;
use super::subject::{State, Subject};
use crate::facts::Stage;
use crate::facts::outcome::Status;
use crate::text::phrase::phrase;

/// A time has to be that many times as long as the other to be told.
const FACTOR: f64 = 2.0;
/// And so much longer, ms: below, it is the machine's own business.
const AT_LEAST_MS: f64 = 50.0;

/// Compares two sides. Pure: the same two always give the same comparison.
pub fn compare(a: &Subject, b: &Subject) -> Comparison {
    let of_stage = |stage, kind| differing(a, b, stage).into_iter().find(|each| each.0 == kind);
    let mut rungs: Vec<_> = Stage::ALL
        .into_iter()
        .map(|stage| {
            let kinds = [Kind::Reason, Kind::Evidence, Kind::Timing];
            let seen = || kinds.into_iter().find(|kind| of_stage(stage, *kind).is_some());
            let differs = by_status(a, b, stage).map(|_| Kind::Status).or_else(seen);
            Rung { stage, a: rung_side(a, stage), b: rung_side(b, stage), differs }
        })
        .collect();
    let first = first(a, b, &rungs);
    let undecided = match first {
        Some(First { kind: Kind::Status, worse: Some(_), .. }) => None,
        _ => undecided(a, b),
    };
    // A reason or a finding is told of the rung where both broke and of no other.
    for rung in rungs.iter_mut().filter(|rung| rung.differs == Some(Kind::Reason)) {
        if first.is_none_or(|first| first.stage != rung.stage) {
            rung.differs = None;
        }
    }
    let mut differences = differences(a, b, first);
    differences.sort_by_key(|each| each.role);
    Comparison { one_sided: one_sided(a, b, first), first, undecided, rungs, differences }
}

fn rung_side(side: &Subject, stage: Stage) -> RungSide {
    let outcome = side.outcome(stage);
    RungSide {
        status: side.status(stage),
        duration_ms: outcome.and_then(|outcome| outcome.duration_ms),
        skip_reason: outcome.and_then(|outcome| outcome.skip_reason.clone()),
    }
}

/// The first rung that ended otherwise; where none did, the first that differs in anything.
fn first(a: &Subject, b: &Subject, rungs: &[Rung]) -> Option<First> {
    let graver = |stage| Some((stage, by_outcome(a, b, stage)?));
    let ended = Stage::ALL.into_iter().find_map(graver);
    if let Some((stage, worse)) = ended {
        return Some(First { stage, kind: Kind::Status, worse: Some(worse) });
    }
    let broke = |stage: &Stage| [a, b].iter().all(|side| side.state(*stage) == State::Bad);
    let both = Stage::ALL.into_iter().find(broke);
    let at = |stage: Stage| rungs.iter().find(|rung| rung.stage == stage);
    if let Some(Rung { stage, differs: Some(kind), .. }) = both.and_then(at) {
        return Some(First { stage: *stage, kind: *kind, worse: None });
    }
    [Kind::Status, Kind::Evidence, Kind::Timing].into_iter().find_map(|kind| {
        let rung = rungs.iter().find(|rung| rung.differs == Some(kind))?;
        Some(First { stage: rung.stage, kind, worse: by_status(a, b, rung.stage) })
    })
}

/// The side that did worse at a rung that one passed and one did not.
fn by_outcome(a: &Subject, b: &Subject, stage: Stage) -> Option<Which> {
    match (a.state(stage), b.state(stage)) {
        (State::Bad, State::Good) => Some(Which::A),
        (State::Good, State::Bad) => Some(Which::B),
        _ => None,
    }
}

/// The same, and of two that passed the one with a warning.
fn by_status(a: &Subject, b: &Subject, stage: Stage) -> Option<Which> {
    let warned = || {
        let (a, b) = (a.ran(stage)?.status, b.ran(stage)?.status);
        let both_passed = [a, b].iter().all(|status| matches!(status, Status::Pass | Status::Warn));
        (both_passed && a != b).then(|| if a > b { Which::A } else { Which::B })
    };
    by_outcome(a, b, stage).or_else(warned)
}

/// The first rung of which one side tells how it ended and the other does not.
fn undecided(a: &Subject, b: &Subject) -> Option<Undecided> {
    let talks = Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Http);
    for stage in talks {
        let by = match (a.state(stage), b.state(stage)) {
            (State::Unknown, State::Unknown) => continue,
            (State::Unknown, _) => Which::A,
            (_, State::Unknown) => Which::B,
            (State::Bad, State::Bad) => return None,
            _ => continue,
        };
        return Some(Undecided { stage, by });
    }
    None
}

/// What a stage's facts differ in: reasons, evidence, timings.
fn differing(a: &Subject, b: &Subject, stage: Stage) -> Vec<(Kind, Difference)> {
    let fields = |fields: &'static [Field], kind| {
        let here = fields.iter().filter(move |field| field.stage() == Some(stage));
        here.filter_map(move |field| Some((kind, field.difference(a, b)?)))
    };
    let mut found: Vec<_> = Vec::new();
    if a.state(stage) == State::Bad && b.state(stage) == State::Bad {
        found.extend(fields(REASONS, Kind::Reason));
        found.extend(other_finding(a, b, stage).map(|finding| (Kind::Reason, finding)));
    }
    found.extend(fields(EVIDENCE_FIELDS, Kind::Evidence));
    found.extend(timings(a, b, stage).into_iter().map(|timing| (Kind::Timing, timing)));
    found
}

/// Both broke here, and it is not the same that was found first.
fn other_finding(a: &Subject, b: &Subject, stage: Stage) -> Option<Difference> {
    let (one, other) = (a.found_at(stage)?, b.found_at(stage)?);
    (one != other).then(|| Difference {
        field: format!("{stage}.finding"),
        of: Of::Stage,
        stage: Some(stage),
        label: phrase!("finding", "診斷結果"),
        a: one.into(),
        b: other.into(),
        role: Role::Beside,
        codes: Vec::new(),
    })
}

/// Of a stage that both passed, the times that differ beyond doubt.
fn timings(a: &Subject, b: &Subject, stage: Stage) -> Vec<Difference> {
    let times = |side: &Subject| {
        let outcome = side.ran(stage).filter(|_| side.state(stage) == State::Good)?;
        let mut facts = serde_json::to_value(&outcome.facts).ok()?;
        facts.get_mut("timings").map(Value::take)
    };
    let (Some(Value::Object(one)), Some(Value::Object(other))) = (times(a), times(b)) else {
        return Vec::new();
    };
    let differ = |name: &String, one: &Value| {
        let (one, other) = (one.as_f64()?, other.get(name)?.as_f64()?);
        let (short, long) = (one.min(other), one.max(other));
        let what = name.trim_end_matches("_ms").replace('_', " ");
        (long > short * FACTOR && long - short > AT_LEAST_MS).then(|| Difference {
            field: format!("{stage}.{name}"),
            of: Of::Timing,
            stage: Some(stage),
            label: phrase!("{stage}, {what}", "{stage} 的 {what}"),
            a: one.into(),
            b: other.into(),
            role: Role::Beside,
            codes: Vec::new(),
        })
    };
    one.iter().filter_map(|(name, one)| differ(name, one)).collect()
}

/// Everything that differs, with what it has to do with the first rung that does.
fn differences(a: &Subject, b: &Subject, first: Option<First>) -> Vec<Difference> {
    let broken = broken(a, b, first);
    let mut all: Vec<_> = SIDE_FIELDS
        .iter()
        .filter_map(|field| {
            let (role, codes) = role(field, first, &broken);
            Some(Difference { role, codes, ..field.difference(a, b)? })
        })
        .collect();
    for stage in Stage::ALL {
        let here = differing(a, b, stage).into_iter().map(|(kind, difference)| {
            let at_first = first.is_some_and(|first| first.stage == stage);
            let field = EVIDENCE_FIELDS.iter().find(|field| field.name == difference.field);
            let of_field = field.map(|field| role(field, first, &broken).0);
            let role = match (kind, of_field) {
                (Kind::Timing, _) if at_first && first.is_some_and(|it| it.kind == kind) => {
                    Role::Symptom
                }
                (Kind::Timing, _) => Role::Beside,
                (_, Some(Role::Named | Role::Possible)) if !at_first => Role::Possible,
                _ if at_first => Role::Symptom,
                _ => Role::Beside,
            };
            Difference { role, ..difference }
        });
        all.extend(here);
    }
    all
}

/// The sides on which the first rung that differs broke; both where they broke alike.
fn broken<'a>(a: &'a Subject, b: &'a Subject, first: Option<First>) -> Vec<&'a Subject> {
    let Some(first) = first else { return Vec::new() };
    let bad = [(Which::A, a), (Which::B, b)].into_iter().filter(|(which, side)| {
        first.worse.map_or(side.state(first.stage) == State::Bad, |worse| worse == *which)
    });
    bad.map(|(_, side)| side).collect()
}

/// A finding names a cause only of a rung that the fact acts on: it may be of another one.
fn role(field: &Field, first: Option<First>, broken: &[&Subject]) -> (Role, Vec<&'static str>) {
    let acts = first.is_some_and(|first| field.acts_on.contains(&first.stage));
    if !acts || broken.is_empty() {
        return (Role::Beside, Vec::new());
    }
    let named = |code: &&&str| broken.iter().any(|side| side.has(code));
    let codes: Vec<_> = field.codes.iter().filter(named).copied().collect();
    (if codes.is_empty() { Role::Possible } else { Role::Named }, codes)
}

/// What could explain the first difference and is known of one side alone: the offer above all.
fn one_sided(a: &Subject, b: &Subject, first: Option<First>) -> Vec<OneSided> {
    let broken = broken(a, b, first);
    let explains = |field: &&Field| {
        field.of == Of::Offer
            && matches!(role(field, first, &broken).0, Role::Named | Role::Possible)
    };
    // A report keeps less of an offer than a log: what it never holds says nothing of this one.
    let shown = |side: &Subject| side.offer.is_some();
    let told = |field: &Field| {
        let (known_in, value) = match (field.value(a), field.value(b)) {
            (Some(value), None) if !shown(b) => (Which::A, value),
            (None, Some(value)) if !shown(a) => (Which::B, value),
            _ => return None,
        };
        let (field, label) = (field.name.to_owned(), field.label());
        Some(OneSided { field, label, known_in, value: bounded(&value) })
    };
    SIDE_FIELDS.iter().filter(explains).filter_map(told).collect()
}
