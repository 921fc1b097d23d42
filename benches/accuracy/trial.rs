//! One robot, what must be made of it, and what was.

/// What stands for the code of a first finding where there is none.
pub(crate) const NONE: &str = "none";

/// See the module.
#[derive(Debug)]
pub(crate) struct Trial {
    /// The fault, or the foreign robot and its fault.
    pub name: String,
    /// Whether nobody of this project wrote the robot.
    pub foreign: bool,
    /// The right first finding's code, or [`NONE`].
    pub right: String,
    /// What each run gave; empty where this machine could not run it.
    pub given: Vec<String>,
}

impl Trial {
    /// Of which nothing ran yet.
    pub(crate) fn new(name: impl Into<String>, foreign: bool, right: Option<String>) -> Self {
        let right = right.unwrap_or_else(|| NONE.into());
        Self { name: name.into(), foreign, right, given: Vec::new() }
    }

    /// Runs that gave the right answer.
    pub(crate) fn right_runs(&self) -> usize {
        self.given.iter().filter(|code| **code == self.right).count()
    }

    /// Whether two runs gave different answers.
    pub(crate) fn differs(&self) -> bool {
        self.given.windows(2).any(|two| two[0] != two[1])
    }
}
