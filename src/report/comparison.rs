//! A comparison for programs: one JSON object, documented in docs/compare.md.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::schema_of;
use super::model::Tool;
use super::side::{Side, SideReport, next};
use crate::comparison::Comparison;

/// Rises with every change that a reader has to know of; its own, for a comparison is no run.
const SCHEMA_VERSION: u32 = 1;

/// Two connections side by side.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "go2doctor comparison")]
pub struct CompareReport<'a> {
    /// 1.
    schema_version: u32,
    /// Who made it.
    tool: Tool,
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
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
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
