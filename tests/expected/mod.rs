//! What a check must make of each fault: `faults.toml`, as the tests read it.

use go2doctor::diagnosis::finding::{Confidence, Side};
use go2doctor::evidence::Stage;
use go2doctor::simulator::fault::{Ends, FAULTS, FaultSpec};
use serde::Deserialize;

/// What a check must make of one form of a fault.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(dead_code, reason = "each test reads the part that it is about")]
pub struct Expected {
    fault: String,
    /// The evidence's reason, where the stage has one.
    pub reason: Option<String>,
    /// The first finding's code; `None` where all is well.
    pub first: Option<String>,
    /// Whose side it is on.
    pub side: Option<Side>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// Whether the fault says no, so that nothing waits for a deadline.
    #[serde(default)]
    pub at_once: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    run: Vec<Expected>,
}

impl Expected {
    fn is_of(&self, spec: &FaultSpec) -> bool {
        match self.fault.strip_suffix('*') {
            Some(family) => spec.name.starts_with(family),
            None => self.fault == spec.name,
        }
    }
}

/// Every form of every fault with what must be made of it.
pub fn expected() -> Vec<(&'static FaultSpec, Expected)> {
    let table: Table = toml::from_str(include_str!("faults.toml")).expect("the table loads");
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

/// The stage that a check must report as failed, and its exit status.
#[allow(dead_code, reason = "not every test asks")]
pub fn ending(spec: &FaultSpec) -> (Option<Stage>, i32) {
    match (spec.stage, spec.ends) {
        (Some(stage), Ends::Fail) => (Some(stage), 1),
        (Some(_), Ends::Inconclusive) => (None, 3),
        (Some(_), Ends::Warn) | (None, _) => (None, 0),
    }
}
