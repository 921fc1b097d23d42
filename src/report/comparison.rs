//! A comparison for programs: one JSON object, documented in docs/compare.md.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::schema_of;
use super::model::Made;
use super::side::{Side, SideReport, next};
use crate::comparison::Comparison;

/// Two connections side by side.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "go2doctor comparison")]
pub struct CompareReport<'a> {
    #[serde(flatten)]
    made: Made,
    /// `compare`.
    command: &'static str,
    /// The first side.
    a: &'a SideReport,
    /// The second side.
    b: &'a SideReport,
    #[serde(flatten)]
    found: &'a Comparison,
    /// The one command to run next.
    next: String,
}

impl<'a> CompareReport<'a> {
    pub fn of(a: &'a Side, b: &'a Side, found: &'a Comparison) -> Self {
        Self {
            made: Made::in_form(1),
            command: "compare",
            a: &a.report,
            b: &b.report,
            found,
            next: next(a, b, found),
        }
    }
}

pub fn schema() -> String {
    schema_of::<CompareReport<'_>>()
}
