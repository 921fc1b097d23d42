//! What the logs of drivers on other stacks must be read as.

use go2doctor::facts::Stage;
use go2doctor::simulator::fault_table::{FAULTS, FaultSpec};
use serde::Deserialize;

use crate::expected::ending;

/// A driver on each of the stacks meets a robot.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StackRow {
    pub stacks: Vec<String>,
    /// The robot's faults, as `--fault` takes them.
    pub robot: Vec<String>,
    /// The rung that broke; absent where none did, or where the log does not tell.
    pub rung: Option<Stage>,
    /// The codes that the first finding may have; none where all is well.
    pub first: Vec<String>,
    /// Why the driver breaks where a check does not.
    #[serde(default)]
    pub own: Option<String>,
    /// Whether the log may end before it tells.
    #[serde(default)]
    pub less: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    run: Vec<StackRow>,
}

impl StackRow {
    /// The form of the fault that decides.
    pub(crate) fn spec(&self) -> &'static FaultSpec {
        let last = self.robot.last().expect("a robot has a name");
        let name = last.split(':').next().unwrap_or(last);
        FAULTS.iter().find(|spec| spec.name == name).unwrap_or_else(|| panic!("no fault is {name}"))
    }
}

/// Every row of the table.
pub(crate) fn stacks() -> Vec<StackRow> {
    let table: Table = toml::from_str(include_str!("stacks.toml")).expect("the table loads");
    for row in &table.run {
        let robot = row.robot.join(" + ");
        let same = row.rung.is_none() || row.rung == ending(row.spec()).0;
        assert!(same != row.own.is_some(), "{robot} breaks at another rung than a check's");
        assert!(row.rung.is_none() || !row.first.is_empty(), "nothing is found of {robot}");
    }
    table.run
}
