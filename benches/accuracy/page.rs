//! The result as Markdown, on the terminal and in `docs/accuracy.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use crate::trial::Trial;

/// A place of `docs/accuracy.md` between two comments, and what it is called on the command line.
pub(crate) struct Place {
    pub name: &'static str,
    opens: &'static str,
    closes: &'static str,
}

pub(crate) const REPORTS: Place =
    Place { name: "reports", opens: "<!-- generated: reports -->\n", closes: "<!-- end -->\n" };
pub(crate) const ROBOTS: Place =
    Place { name: "robots", opens: "<!-- measured -->\n", closes: "<!-- end of measured -->\n" };

/// The share, the confusion and every row.
pub(crate) fn tables(trials: &[Trial]) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = share(&mut page, trials).and_then(|()| confusion(&mut page, trials));
    let _ = rows(&mut page, trials);
    page
}

fn share(page: &mut String, trials: &[Trial]) -> std::fmt::Result {
    let count = |foreign: bool| {
        let of_kind = || trials.iter().filter(move |trial| trial.foreign == foreign);
        let runs: usize = of_kind().map(|trial| trial.given.len()).sum();
        let right: usize = of_kind().map(Trial::right_runs).sum();
        (of_kind().count(), runs, right)
    };
    let differing = trials.iter().filter(|trial| trial.differs()).count();
    writeln!(page, "| robots | how many | runs | right | share |")?;
    writeln!(page, "|---|---|---|---|---|")?;
    for (name, foreign) in [("faults of the simulated robot", false), ("foreign robots", true)] {
        let (robots, runs, right) = count(foreign);
        let share = 100.0 * right as f64 / runs.max(1) as f64;
        writeln!(page, "| {name} | {robots} | {runs} | {right} | {share:.1} % |")?;
    }
    writeln!(page, "\nRobots of which two runs gave different first findings: {differing}.\n")
}

fn confusion(page: &mut String, trials: &[Trial]) -> std::fmt::Result {
    let mut confused: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for trial in trials {
        for given in trial.given.iter().filter(|given| **given != trial.right) {
            *confused.entry((&trial.right, given)).or_default() += 1;
        }
    }
    if confused.is_empty() {
        return writeln!(page, "No code was taken for another.\n");
    }
    writeln!(page, "| right | given instead | runs |")?;
    writeln!(page, "|---|---|---|")?;
    for ((right, given), runs) in confused {
        writeln!(page, "| {} | {} | {runs} |", code(right), code(given))?;
    }
    writeln!(page)
}

fn rows(page: &mut String, trials: &[Trial]) -> std::fmt::Result {
    writeln!(page, "| robot | right first finding | right runs |")?;
    writeln!(page, "|---|---|---|")?;
    trials.iter().try_for_each(|trial| {
        let runs = match trial.given.len() {
            0 => "not run here".to_owned(),
            all => format!("{} of {all}", trial.right_runs()),
        };
        writeln!(page, "| {} | {} | {runs} |", code(&trial.name), code(&trial.right))
    })
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

impl Place {
    /// Puts the tables into the page.
    pub(crate) fn keep(&self, tables: &str) -> io::Result<()> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/accuracy.md");
        let text = std::fs::read_to_string(&path)?;
        let parts = text.split_once(self.opens).and_then(|(before, rest)| {
            let (_, after) = rest.split_once(self.closes)?;
            Some((before, after))
        });
        let none = || io::Error::other(format!("docs/accuracy.md has no place for {}", self.name));
        let (before, after) = parts.ok_or_else(none)?;
        std::fs::write(path, format!("{before}{}{tables}{}{after}", self.opens, self.closes))
    }
}
