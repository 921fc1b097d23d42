//! The table that is printed, in Markdown, so that it can be kept as it is.

use std::error::Error;
use std::fmt;

/// A line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    figure: String,
    measured: String,
    aim: String,
    verdict: &'static str,
}

impl Row {
    /// A figure with an aim.
    pub(crate) fn aimed(
        figure: impl Into<String>,
        measured: impl Into<String>,
        aim: impl Into<String>,
        met: bool,
    ) -> Self {
        let verdict = if met { "met" } else { "MISSED" };
        Self { figure: figure.into(), measured: measured.into(), aim: aim.into(), verdict }
    }

    /// A figure that explains another one.
    pub(crate) fn shown(figure: impl Into<String>, measured: impl Into<String>) -> Self {
        let (figure, measured) = (figure.into(), measured.into());
        Self { figure, measured, aim: String::new(), verdict: "" }
    }

    /// A figure that this machine does not allow.
    pub(crate) fn not_measured(figure: impl Into<String>, why: &dyn Error) -> Self {
        Self::shown(figure, format!("not measured: {why}"))
    }

    fn cells(&self) -> [&str; 4] {
        [&self.figure, &self.measured, &self.aim, self.verdict]
    }
}

/// All lines.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    /// Adds lines.
    pub(crate) fn extend(&mut self, rows: Vec<Row>) {
        self.0.extend(rows);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEADING: [&str; 4] = ["figure", "measured", "aim", "verdict"];
        let width = |column: usize| {
            let cells = self.0.iter().map(|row| row.cells()[column]);
            cells.chain([HEADING[column]]).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths = [0, 1, 2, 3].map(width);
        let mut line = |cells: [&str; 4]| {
            for (cell, width) in cells.into_iter().zip(widths) {
                write!(f, "| {cell:width$} ")?;
            }
            writeln!(f, "|")
        };
        line(HEADING)?;
        let rules = widths.map(|width| "-".repeat(width));
        line(rules.each_ref().map(String::as_str))?;
        self.0.iter().try_for_each(|row| line(row.cells()))
    }
}
