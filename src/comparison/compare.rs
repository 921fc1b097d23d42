//! From two sides to what differs between them.

use serde_json::Value;

use super::outcome::{
    Comparison, Difference, First, Kind, Of, OneSided, Role, Rung, RungSide, Undecided, Which,
};
use super::side_fact::{SideFact, bounded, pairs};
use super::side_facts::side_facts;
use super::subject::{State, Subject};
use crate::catalogue::fact_table::{Compared, How};
use crate::facts::Stage;
use crate::text::phrase::phrase;

/// A time has to be that many times as long as the other to be told.
const FACTOR: f64 = 2.0;
/// And so much longer, ms: below, it is the machine's own business.
const AT_LEAST_MS: f64 = 50.0;

/// Compares two sides. Pure: the same two always give the same comparison.
pub fn compare(a: &Subject, b: &Subject) -> Comparison {
    let seen = Stage::ALL.map(|stage| seen(a, b, stage));
    let mut rungs: Vec<_> = Stage::ALL
        .into_iter()
        .zip(&seen)
        .map(|(stage, seen)| {
            let seen = || seen.first().map(|each| each.kind);
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
    let broken = broken(a, b, first);
    let sides = (side_facts(a), side_facts(b));
    let of_sides = pairs(&sides.0, &sides.1).filter_map(|(one, other)| {
        let (role, codes) = role(&one.compared, first, &broken);
        Some(Difference { role, codes, ..one.difference(other, false)? })
    });
    let may_explain = |(one, _): &(&SideFact, &SideFact)| {
        one.of == Of::Offer
            && matches!(role(&one.compared, first, &broken).0, Role::Named | Role::Possible)
    };
    let offered = pairs(&sides.0, &sides.1).filter(may_explain);
    let one_sided = offered.filter_map(|(one, other)| one_sided(a, b, one, other)).collect();
    let of_stages = seen.into_iter().flatten();
    let of_stages = of_stages.map(|seen| seen.with_role(first, &broken));
    let mut differences: Vec<_> = of_sides.chain(of_stages).collect();
    differences.sort_by_key(|each| each.role);
    Comparison { first, undecided, rungs, differences, one_sided }
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

fn by_status(a: &Subject, b: &Subject, stage: Stage) -> Option<Which> {
    let warned = || {
        let (a, b) = (a.ran(stage)?.status, b.ran(stage)?.status);
        (a.passed() && b.passed() && a != b).then(|| if a > b { Which::A } else { Which::B })
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

/// Something in which a stage's facts differ.
struct Seen {
    kind: Kind,
    difference: Difference,
    compared: Option<Compared>,
}

impl Seen {
    fn with_role(self, first: Option<First>, broken: &[&Subject]) -> Difference {
        let at_first = first.filter(|first| Some(first.stage) == self.difference.stage);
        let acts = self.compared.as_ref().map(|compared| role(compared, first, broken).0);
        let role = match (self.kind, acts, at_first) {
            (Kind::Timing, _, Some(First { kind: Kind::Timing, .. })) => Role::Symptom,
            (Kind::Timing, ..) => Role::Beside,
            (_, Some(Role::Named | Role::Possible), None) => Role::Possible,
            (_, _, Some(_)) => Role::Symptom,
            (_, _, None) => Role::Beside,
        };
        Difference { role, ..self.difference }
    }
}

/// What a stage's facts differ in: reasons, then evidence, then timings.
fn seen(a: &Subject, b: &Subject, stage: Stage) -> Vec<Seen> {
    let facts = |side: &Subject| {
        // The machine is known apart from its stage, and is compared there.
        let ran = side.ran(stage).filter(|_| stage != Stage::Host);
        ran.map(SideFact::of_stage).unwrap_or_default()
    };
    let both = |state| [a, b].iter().all(|side| side.state(stage) == state);
    let (broke, passed) = (both(State::Bad), both(State::Good));
    let differing = |(one, other): (&SideFact, &SideFact)| {
        let kind = match one.compared.how {
            How::AsReason if !broke => return None,
            How::AsReason => Kind::Reason,
            _ => Kind::Evidence,
        };
        let difference = one.difference(other, passed)?;
        Some(Seen { kind, difference, compared: Some(one.compared.clone()) })
    };
    let mut seen: Vec<_> = pairs(&facts(a), &facts(b)).filter_map(differing).collect();
    let alone = |kind| move |difference| Seen { kind, difference, compared: None };
    if broke {
        seen.extend(other_finding(a, b, stage).map(alone(Kind::Reason)));
    }
    seen.extend(timings(a, b, stage).into_iter().map(alone(Kind::Timing)));
    seen.sort_by_key(|seen| seen.kind);
    seen
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

/// The sides on which the first rung that differs broke; both where they broke alike.
fn broken<'a>(a: &'a Subject, b: &'a Subject, first: Option<First>) -> Vec<&'a Subject> {
    let Some(first) = first else { return Vec::new() };
    let bad = [(Which::A, a), (Which::B, b)].into_iter().filter(|(which, side)| {
        first.worse.map_or(side.state(first.stage) == State::Bad, |worse| worse == *which)
    });
    bad.map(|(_, side)| side).collect()
}

/// A finding names a cause only of a rung that the fact acts on: it may be of another one.
fn role(fact: &Compared, first: Option<First>, broken: &[&Subject]) -> (Role, Vec<&'static str>) {
    let acts = first.is_some_and(|first| fact.acts_on.contains(&first.stage));
    if !acts || broken.is_empty() {
        return (Role::Beside, Vec::new());
    }
    let named = |code: &&&str| broken.iter().any(|side| side.has(code));
    let codes: Vec<_> = fact.codes.iter().filter(named).copied().collect();
    (if codes.is_empty() { Role::Possible } else { Role::Named }, codes)
}

/// What is known of one side's offer alone. A report keeps less of an offer than a log: what it
/// never holds says nothing of this one.
fn one_sided(a: &Subject, b: &Subject, one: &SideFact, other: &SideFact) -> Option<OneSided> {
    let (known_in, value) = match (one.known(), other.known()) {
        (Some(value), None) if b.offer.is_none() => (Which::A, value),
        (None, Some(value)) if a.offer.is_none() => (Which::B, value),
        _ => return None,
    };
    let (field, label) = (one.field.clone(), one.compared.label.clone());
    Some(OneSided { field, label, known_in, value: bounded(value) })
}
