//! What a check must make of each fault and of each foreign robot, as the tests and the accuracy
//! figures read it.

use go2doctor::facts::Stage;
use go2doctor::facts::finding::{Confidence, Side};
use go2doctor::simulator::fault_table::{Ends, FAULTS, FaultSpec};
use serde::Deserialize;

/// What a check must make of one form of a fault.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Expected {
    fault: String,
    /// The evidence's reason, where the stage has one.
    pub reason: Option<String>,
    /// The right first finding's code; `None` where all is well.
    pub first: Option<String>,
    /// What it is taken for all the same: a known confusion, which counts as wrong.
    taken_for: Option<String>,
    /// Whose side it is on.
    pub side: Option<Side>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// Whether the fault says no, so that nothing waits for a deadline.
    #[serde(default)]
    pub at_once: bool,
}

/// What a check must make of a robot whose WebRTC peer nobody of this project wrote.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Foreign {
    /// Which: `aiortc-1.9`, `aiortc-1.16`, `webrtc`.
    pub robot: String,
    /// What is wrong with it; `None` for one as it comes.
    pub fault: Option<String>,
    /// The right first finding's code; `None` where all is well.
    pub first: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table<R> {
    run: Vec<R>,
}

impl Expected {
    /// The first finding's code that a check gives.
    pub(crate) fn given(&self) -> Option<&str> {
        self.taken_for.as_deref().or(self.first.as_deref())
    }

    fn is_of(&self, spec: &FaultSpec) -> bool {
        is_of(&self.fault, spec)
    }
}

/// Whether a row's name means this form of a fault; `NAME*` stands for all that begin so.
pub(crate) fn is_of(name: &str, spec: &FaultSpec) -> bool {
    match name.strip_suffix('*') {
        Some(family) => spec.name.starts_with(family),
        None => name == spec.name,
    }
}

/// Every form of every fault with what must be made of it; of a robot that means harm see
/// [`hostile`].
pub(crate) fn expected() -> Vec<(&'static FaultSpec, Expected)> {
    all().into_iter().filter(|(spec, _)| !spec.is_hostile()).collect()
}

/// The faults of a robot that means harm. Clients that are not made for it are not shown them.
pub(crate) fn hostile() -> Vec<(&'static FaultSpec, Expected)> {
    all().into_iter().filter(|(spec, _)| spec.is_hostile()).collect()
}

pub(crate) fn all() -> Vec<(&'static FaultSpec, Expected)> {
    let table: Table<Expected> =
        toml::from_str(include_str!("faults.toml")).expect("the table loads");
    for run in &table.run {
        assert!(FAULTS.iter().any(|spec| run.is_of(spec)), "no fault is called {}", run.fault);
    }
    let of = |spec: &'static FaultSpec| {
        // The form itself before its family.
        let exact = table.run.iter().find(|run| run.fault == spec.name);
        let run = exact.or_else(|| table.run.iter().find(|run| run.is_of(spec)));
        (spec, run.unwrap_or_else(|| panic!("{} is not in the table", spec.name)).clone())
    };
    FAULTS.iter().map(of).collect()
}

/// Every foreign robot that the tests know, with what must be made of it.
pub(crate) fn foreign() -> Vec<Foreign> {
    let table: Table<Foreign> =
        toml::from_str(include_str!("foreign.toml")).expect("the table loads");
    table.run
}

/// The stage that a check must report as failed, and its exit status.
pub(crate) fn ending(spec: &FaultSpec) -> (Option<Stage>, i32) {
    match (spec.stage, spec.ends) {
        (Some(stage), Ends::Fail) => (Some(stage), 1),
        (Some(_), Ends::Inconclusive) => (None, 3),
        (Some(_), Ends::Warn) | (None, _) => (None, 0),
    }
}
