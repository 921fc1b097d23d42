//! What a log has told.

use std::io::{self, Read};

use crate::evidence::{DriverFacts, LogDriver, LogFacts, LogMark, OfferFacts, Stage};
use crate::stages::outcome::{RobotFacts, StageOutcome, Status};

use super::clock::Stamp;
use super::event::Event;
use super::feed;
use super::scanner::Scanner;
use super::session::Session;
use super::signatures::{BUILT_IN, Kind, Signatures};

/// A log, read: its last attempt to connect, and those before it.
#[derive(Debug, Clone, PartialEq)]
pub struct LogReading {
    /// Every stage, in ladder order, as a live run has them.
    pub outcomes: Vec<StageOutcome>,
    /// What became known of the robot.
    pub robot: RobotFacts,
    /// The driver's offer, where the log shows it.
    pub offer: Option<OfferFacts>,
    /// The driver's parts and their versions, where the log tells any.
    pub driver: Option<DriverFacts>,
    /// Which driver wrote the log.
    pub written_by: Option<LogDriver>,
    /// Whether the library of the decisive stage wrote at DEBUG; see [`LogFacts::debug`].
    pub debug: Option<bool>,
    /// What was recognised, one mark a signature, in the order of the first lines.
    pub marks: Vec<Mark>,
    /// How the robot closed the attempt before; see [`LogFacts::closed_before`].
    pub closed_before: Option<LogMark>,
    /// The first line of the attempt, from 1.
    pub first_line: u64,
    /// Its last line.
    pub last_line: u64,
    /// From its first time stamp to its last, ms.
    pub duration_ms: Option<f64>,
    /// Attempts to connect up to this one: its number, from 1.
    pub attempts: u64,
    /// The attempts before it, as many as are kept, each as if the log had ended there.
    pub earlier: Vec<LogReading>,
    /// The time of day of its first stamp, as the log has it: `14:04:32`.
    pub time: Option<String>,
    /// Lines of the whole log.
    pub lines: u64,
    /// The first line of each file that the log lies in, from 1.
    pub files: Vec<u64>,
    /// The names before the lines of several programs that speak to a robot in turns: then no
    /// reading is that of one of them. Empty where it is one.
    pub mixed: Vec<String>,
}

/// A signature that was met.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its id in `signatures.toml`.
    pub signature: String,
    /// What it is worth.
    pub kind: Kind,
    /// The finding that it points at.
    pub code: Option<String>,
    /// Where it was met.
    pub mark: LogMark,
    /// What the user says of it, where the signature is the user's own.
    pub own: Option<Own>,
}

/// What a user's own signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// In a few words; the id where the user gave none.
    pub title: String,
    /// In sentences.
    pub text: Option<String>,
    /// Whether such a line lets its stage fail.
    pub fails: bool,
}

/// Reads a whole log, holding little of it at a time.
pub fn read(reader: impl Read) -> io::Result<LogReading> {
    read_all(&BUILT_IN, [reader]).map_err(|(_, error)| error)
}

/// Reads a log that lies in several files, the oldest first. An error comes with the index of the
/// file that it is of.
pub fn read_all<R: Read>(
    signatures: &Signatures,
    files: impl IntoIterator<Item = R>,
) -> Result<LogReading, (usize, io::Error)> {
    let mut scanner = Scanner::new(signatures);
    for (index, file) in files.into_iter().enumerate() {
        scanner.file();
        feed::all(file, |block| scanner.block(block)).map_err(|error| (index, error))?;
    }
    Ok(scanner.reading())
}

impl LogReading {
    pub(super) fn new(
        session: Session,
        driver: DriverFacts,
        attempts: u64,
        lines: u64,
        files: Vec<u64>,
        signatures: &Signatures,
    ) -> Self {
        let outcomes = session.outcomes();
        let mut offer = session.offer().cloned();
        let mut driver = driver;
        if let Some(offer) = &mut offer {
            offer.made_by = driver.aiortc.as_ref().map(|version| format!("aiortc {version}"));
            driver.offered_fingerprints = offer.fingerprints.clone();
            driver.credentials_shared = offer.credentials_shared;
        }
        let duration_ms =
            session.last.zip(session.first).and_then(|(last, first)| last.since(first));
        let time = session.first.map(Stamp::time_of_day);
        let mark = |(index, mark): (usize, LogMark)| {
            let signature = &signatures.all()[index];
            Mark {
                signature: signature.id.clone(),
                kind: signature.kind,
                code: signature.code.clone(),
                mark,
                own: signatures.is_own(index).then(|| Own {
                    title: signature.title.clone().unwrap_or_else(|| signature.id.clone()),
                    text: signature.text.clone(),
                    fails: signature.event == Some(Event::StageFailed),
                }),
            }
        };
        Self {
            robot: session.robot(),
            written_by: session.written_by(),
            debug: session.debug(&outcomes),
            closed_before: session.closed_before.clone(),
            first_line: session.first_line,
            last_line: session.last_line,
            marks: session.marks.finish(session.first).into_iter().map(mark).collect(),
            driver: (driver != DriverFacts::default()).then_some(driver),
            outcomes,
            offer,
            duration_ms,
            attempts,
            earlier: Vec::new(),
            time,
            lines,
            files,
            mixed: Vec::new(),
        }
    }

    /// The outcome of a stage.
    pub fn outcome(&self, stage: Stage) -> Option<&StageOutcome> {
        self.outcomes.iter().find(|outcome| outcome.stage() == stage)
    }

    /// The highest stage that passed.
    pub fn reached(&self) -> Option<Stage> {
        let passed = |one: &&StageOutcome| matches!(one.status, Status::Pass | Status::Warn);
        self.outcomes.iter().rfind(passed).map(StageOutcome::stage)
    }

    /// The stage that failed.
    pub fn broken(&self) -> Option<Stage> {
        let failed = |one: &&StageOutcome| one.status == Status::Fail;
        self.outcomes.iter().find(failed).map(StageOutcome::stage)
    }

    /// The stages as the diagnosis takes them. Of one that failed by the user's own signature
    /// alone it would only see that nothing was measured, and name a cause of its own for that.
    pub fn measured(&self) -> Vec<StageOutcome> {
        let told = |stage, own| {
            self.marks.iter().any(|mark| {
                mark.mark.stage == stage
                    && mark.own.as_ref().is_some_and(|own| own.fails) == own
                    && (own || matches!(mark.kind, Kind::Symptom | Kind::Cause))
            })
        };
        let mut outcomes = self.outcomes.clone();
        for outcome in &mut outcomes {
            let stage = outcome.stage();
            if outcome.status == Status::Fail && told(stage, true) && !told(stage, false) {
                outcome.status = Status::Skip;
            }
        }
        outcomes
    }

    /// What only a log knows, as the diagnosis takes it.
    pub fn facts(&self, file: Option<String>) -> LogFacts {
        // What the user says means nothing is no evidence of anything.
        let telling = |mark: &&Mark| mark.own.is_none() || mark.kind != Kind::Nothing;
        LogFacts {
            file,
            lines: (self.last_line + 1).saturating_sub(self.first_line.max(1)),
            driver: self.written_by,
            debug: self.debug,
            marks: self.marks.iter().filter(telling).map(|mark| mark.mark.clone()).collect(),
            closed_before: self.closed_before.clone(),
        }
    }
}
