//! What the log of the published client must be read as, for each fault.
//!
//! A client's log can tell less than a check, and sometimes more. So the table lists the faults
//! only that are told otherwise than by a check, each with the reason; all the others are derived.

use std::collections::BTreeSet;

use go2doctor::facts::Stage;
use go2doctor::facts::finding::Side;
use go2doctor::simulator::fault_table::FaultSpec;
use serde::Deserialize;

use crate::expected::{ending, expected, is_of};

/// How a fault looks in a log where that differs from what a check sees.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    fault: String,
    /// The rung that broke; absent where none did.
    rung: Option<Stage>,
    /// The code of the first finding; absent where there is none.
    first: Option<String>,
    side: Option<Side>,
    /// Whether the code stands for several faults that the log cannot tell apart.
    #[serde(default)]
    umbrella: bool,
    /// Why the log tells it so.
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    run: Vec<Row>,
}

/// What must be made of the log of a client that met a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogExpected {
    /// The rung that broke.
    pub rung: Option<Stage>,
    /// The first finding's code; `None` where all is well.
    pub first: Option<String>,
    /// Whose side it is on.
    pub side: Option<Side>,
    /// Whether the code stands for several faults that the log cannot tell apart.
    pub umbrella: bool,
}

impl Row {
    fn expected(&self) -> LogExpected {
        LogExpected {
            rung: self.rung,
            first: self.first.clone(),
            side: self.side,
            umbrella: self.umbrella,
        }
    }
}

fn table() -> Table {
    toml::from_str(include_str!("logs.toml")).expect("the table loads")
}

/// The rows of the table: the name of a fault or of several, what their logs must be read as, and
/// why not as a check does.
pub(crate) fn told_otherwise() -> Vec<(String, LogExpected, String)> {
    table().run.into_iter().map(|row| (row.fault.clone(), row.expected(), row.note)).collect()
}

/// Every form of every fault with what a log must be read as.
pub(crate) fn expected_of_logs() -> Vec<(&'static FaultSpec, LogExpected)> {
    let table = table();
    let mut unused: BTreeSet<&str> = table.run.iter().map(|row| row.fault.as_str()).collect();
    assert_eq!(unused.len(), table.run.len(), "a fault has two rows");
    let mut all = Vec::new();
    for (spec, live) in expected() {
        let derived = LogExpected {
            rung: ending(spec).0,
            first: live.given().map(str::to_owned),
            side: live.side,
            umbrella: false,
        };
        // The form itself before its family.
        let exact = table.run.iter().find(|row| row.fault == spec.name);
        let row = exact.or_else(|| table.run.iter().find(|row| is_of(&row.fault, spec)));
        let told = row.map_or(derived.clone(), |row| {
            assert!(!row.note.is_empty(), "{} has no reason", row.fault);
            row.expected()
        });
        if let Some(row) = row.filter(|_| told != derived) {
            unused.remove(row.fault.as_str());
        }
        all.push((spec, told));
    }
    assert!(unused.is_empty(), "these say nothing that a check does not say: {unused:?}");
    all
}
