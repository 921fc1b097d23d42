//! Ladder and driver, rung by rung.

use crate::facts::Stage;
use crate::facts::driver_run::{DriverRun, Ended};
use crate::facts::outcome::{RunOutcome, StageOutcome, Status};
use crate::report::human::look::Look;
use crate::report::human::stage_line::label;
use crate::text::format::{duration, printable};
use crate::text::layout::{clipped, padded};
use crate::text::phrase::{Phrase, phrase};

/// The columns of a rung's name: those of `validation to flow` and two spaces.
const NAME: usize = 20;

const HERE: usize = 10;

/// A row of the table: neighbouring rungs at which both did alike.
struct Row {
    first: Stage,
    last: Stage,
    here: Status,
    driver: Status,
}

/// Rung by rung, what the ladder came to and what the driver did; the first rung at which they
/// differ is marked.
pub(super) fn lines(look: &Look, run: &RunOutcome, driver: &DriverRun) -> Vec<String> {
    let head = format!(
        "{}{}{}",
        padded("", NAME),
        padded(&look.text(phrase!("ladder", "檢查")), HERE),
        look.text(driver_head(driver))
    );
    let mut lines = vec![look.dim(&clipped(&head, look.line_columns()))];
    let mut differed = false;
    for row in rows(run, driver) {
        let name = match (row.first, row.last) {
            (first, last) if first == last => label(first),
            (first, last) => phrase!("{} to {}", "{} 到 {}", first, last),
        };
        let differs = driver.told() && !differed && differ(&row);
        differed |= differs;
        let note = if differs { phrase!("<- differs", "<- 不同") } else { Phrase::default() };
        let mark = |status| {
            let mark = look.mark(status);
            // A mark is padded to its own width, colours not counted.
            format!("{mark}{}", " ".repeat(HERE.saturating_sub(look.mark_columns())))
        };
        let name = padded(&look.text(name), NAME);
        let line = format!("{name}{}{}{}", mark(row.here), mark(row.driver), look.text(note));
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

fn differ(row: &Row) -> bool {
    let passed = |status| matches!(status, Status::Pass | Status::Warn);
    row.driver != Status::Skip && row.here != Status::Skip && passed(row.here) != passed(row.driver)
}

fn rows(run: &RunOutcome, driver: &DriverRun) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for stage in Stage::ALL {
        let status = |stages: &[StageOutcome]| {
            let found = stages.iter().find(|it| it.stage() == stage);
            found.map_or(Status::Skip, |it| it.status)
        };
        let (here, theirs) = (status(&run.stages), status(&driver.reading.outcomes));
        // No driver's log tells of these; here they are worth a row where something is.
        let beside = stage <= Stage::Ping;
        if beside && theirs == Status::Skip && matches!(here, Status::Pass | Status::Skip) {
            continue;
        }
        match rows.last_mut() {
            Some(row) if !beside && row.here == here && row.driver == theirs => row.last = stage,
            _ => rows.push(Row { first: stage, last: stage, here, driver: theirs }),
        }
    }
    rows
}
