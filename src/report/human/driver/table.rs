//! Ladder and driver, rung by rung.

use crate::facts::Stage;
use crate::facts::driver_run::{DriverRun, Ended};
use crate::facts::outcome::{RunOutcome, StageOutcome, Status};
use crate::report::human::look::Look;
use crate::report::label::label;
use crate::text::format::{duration, printable};
use crate::text::layout::{clipped, padded};
use crate::text::phrase::{Phrase, phrase};

/// The columns of a rung's name: those of `validation to flow` and two spaces.
const NAME: usize = 20;

const HERE: usize = 10;

/// A rung: how it ended here, and in the driver.
type Rung = (Stage, Status, Status);

/// Rung by rung, what the ladder came to and what the driver did, neighbours at which both did
/// alike in one row; the first rung at which they differ is marked.
pub(super) fn lines(look: &Look, run: &RunOutcome, driver: &DriverRun) -> Vec<String> {
    let ladder = padded(&look.text(phrase!("ladder", "檢查")), HERE);
    let head = format!("{}{ladder}{}", padded("", NAME), look.text(driver_head(driver)));
    let mut lines = vec![look.dim(&clipped(&head, look.line_columns()))];
    let mut differed = false;
    let alike =
        |one: &Rung, next: &Rung| next.0 > Stage::Ping && (one.1, one.2) == (next.1, next.2);
    for row in rungs(run, driver).chunk_by(alike) {
        let (first, here, theirs) = row[0];
        let name = match row.last() {
            Some((last, ..)) if *last != first => phrase!("{} to {}", "{} 到 {}", first, last),
            _ => label(first),
        };
        let differs = driver.told() && !differed && differ(here, theirs);
        differed |= differs;
        let note = if differs { phrase!("<- differs", "<- 不同") } else { Phrase::default() };
        // A mark is padded to its own width, colours not counted.
        let gap = " ".repeat(HERE.saturating_sub(look.mark_columns()));
        let (here, theirs) = (look.mark(here), look.mark(theirs));
        let name = padded(&look.text(name), NAME);
        let line = format!("{name}{here}{gap}{theirs}{gap}{}", look.text(note));
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// `driver: exit status 1 after 12.3 s, 214 lines`
fn driver_head(driver: &DriverRun) -> Phrase {
    let name = phrase!("driver", "驅動程式");
    let Some(ended) = ended(driver) else { return name };
    let took = duration(driver.duration_ms);
    let lines = Phrase::count(driver.reading.lines, "line", "行");
    phrase!("{}: {} after {}, {}", "{}：{}，歷時 {}，{}", name, ended, took, lines)
}

/// How it ended; `None` where it was not started.
pub(super) fn ended(driver: &DriverRun) -> Option<Phrase> {
    match &driver.ended {
        Ended::NotStarted(_) => None,
        Ended::Exit(status) => Some(phrase!("exit status {}", "結束狀態 {}", status)),
        Ended::Signal(signal) => Some(phrase!("ended by {}", "由 {} 結束", printable(signal))),
    }
}

fn differ(here: Status, theirs: Status) -> bool {
    theirs != Status::Skip && here != Status::Skip && here.passed() != theirs.passed()
}

fn rungs(run: &RunOutcome, driver: &DriverRun) -> Vec<Rung> {
    let rung = |stage| {
        let status = |stages: &[StageOutcome]| {
            let found = stages.iter().find(|it| it.stage() == stage);
            found.map_or(Status::Skip, |it| it.status)
        };
        (stage, status(&run.stages), status(&driver.reading.outcomes))
    };
    // No driver's log tells of the first two; here they are worth a row where something is.
    let worth_a_row = |&(stage, here, theirs): &Rung| {
        let untold = theirs == Status::Skip && matches!(here, Status::Pass | Status::Skip);
        stage > Stage::Ping || !untold
    };
    Stage::ALL.map(rung).into_iter().filter(worth_a_row).collect()
}
