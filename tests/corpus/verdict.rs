//! What `logs` makes of a log.

use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::path::Path;

use go2doctor::diagnosis::verdict::failed_stage;
use go2doctor::facts::Stage;
use go2doctor::facts::finding::Side;
use go2doctor::logs::read;
use go2doctor::logs::sets::LogSet;
use go2doctor::report::log::Attempt;

use crate::logs::LogExpected;

/// The answer to a log.
pub(crate) struct Told {
    attempts: usize,
    rung: Option<Stage>,
    /// Code and side of every finding, the answer first.
    findings: Vec<(String, Side)>,
}

impl Told {
    /// Of the log in this file.
    pub(crate) fn of(path: &Path) -> Self {
        let reading = read(File::open(path).unwrap()).unwrap();
        let set = LogSet { name: path.display().to_string(), files: vec![path.to_owned()] };
        let attempts = Attempt::all(&reading, &set);
        let last = attempts.last().unwrap();
        let findings = last.diagnosis.findings().iter();
        Self {
            attempts: attempts.len(),
            rung: failed_stage(&last.run.stages),
            findings: findings.map(|each| (each.code().to_owned(), each.side)).collect(),
        }
    }

    /// Whether it is the right one. Every run of the client is one attempt.
    pub(crate) fn is(&self, expected: &LogExpected) -> bool {
        let first = self.findings.first();
        self.attempts == 1
            && self.rung == expected.rung
            && first.map(|(code, _)| code) == expected.first.as_ref()
            && first.map(|(_, side)| *side) == expected.side
    }
}

impl Told {
    /// Whether it is this rung, and the first finding one of these; none where all is well.
    pub(crate) fn is_one_of(&self, rung: Option<Stage>, codes: &[String]) -> bool {
        let first = self.findings.first().map(|(code, _)| code);
        let found = first.map_or(codes.is_empty(), |code| codes.contains(code));
        self.attempts == 1 && self.rung == rung && found
    }

    /// Whether nothing is told but that the log does not tell.
    pub(crate) fn is_undecided(&self) -> bool {
        let limit = |(_, side): &(String, Side)| *side == Side::ClientLimit;
        self.rung.is_none() && self.findings.first().is_some_and(limit)
    }
}

impl Display for Told {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { attempts, rung, findings } = self;
        write!(formatter, "{attempts} attempts, broke at {rung:?}, found {findings:?}")
    }
}
