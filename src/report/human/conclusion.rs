//! The verdict on a run in a sentence, as every report words it.

use super::ending::{nothing_broke, verdict_line};
use super::{driver, proof, without_mending};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::proof::driver_breaks;
use crate::diagnosis::verdict::blamed;
use crate::diagnosis::with_driver::meeting;
use crate::facts::outcome::RunOutcome;
use crate::text::phrase::Phrase;

/// `Failed at phase 4/4 SCTP after 30.2 s; side: the robot (possible).`
pub(in crate::report) fn conclusion(run: &RunOutcome, diagnosis: &Diagnosis) -> Phrase {
    let first = diagnosis.findings().first();
    if let Some(without) = run.without_mending.as_deref() {
        return without_mending::verdict(without, run);
    }
    if let Some(driver) = run.driver.as_deref() {
        return driver::verdict::words(run, driver, meeting(run, driver), first);
    }
    let broken = run.proof.as_ref().filter(|proof| driver_breaks(proof));
    match (blamed(&run.stages), broken) {
        (Some(stage), _) => verdict_line(run, stage, first),
        (None, Some(broken)) => proof::verdict(broken),
        (None, None) => nothing_broke(run, diagnosis),
    }
}
