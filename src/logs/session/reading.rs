//! What an attempt comes to in the end.

use super::Session;
use crate::facts::log_reading::{LogReading, Mark, Own};
use crate::facts::{DriverFacts, LogMark};
use crate::logs::clock::Stamp;
use crate::logs::event::Event;
use crate::logs::signatures::Signatures;
use crate::text::redact::harmless;

impl Session {
    pub(crate) fn into_reading(
        self,
        driver: DriverFacts,
        attempts: u64,
        lines: u64,
        files: Vec<u64>,
        signatures: &Signatures,
    ) -> LogReading {
        let outcomes = self.outcomes();
        let mut offer = self.offer().cloned();
        let mut driver = driver;
        if let Some(offer) = &mut offer {
            offer.made_by = driver.aiortc.as_ref().map(|version| format!("aiortc {version}"));
            driver.offered_fingerprints = offer.fingerprints.clone();
            driver.credentials_shared = offer.credentials_shared;
        }
        let duration_ms = self.last.zip(self.first).and_then(|(last, first)| last.since(first));
        let time = self.first.map(Stamp::time_of_day);
        let mark = |(index, mark): (usize, LogMark)| {
            let signature = &signatures.all()[index];
            Mark {
                signature: harmless(&signature.id),
                kind: signature.kind,
                code: signature.code.clone(),
                mark,
                own: signatures.is_own(index).then(|| Own {
                    title: harmless(signature.title.as_ref().unwrap_or(&signature.id)),
                    text: signature.text.as_deref().map(harmless),
                    fails: signature.event == Some(Event::StageFailed),
                }),
            }
        };
        LogReading {
            robot: self.robot(),
            written_by: self.written_by(),
            debug: self.debug(&outcomes),
            levels: self.levels().clone(),
            programs: self.programs(signatures),
            shows: self.shows(signatures),
            python: self.is_python(signatures),
            closed_before: self.closed_before.clone(),
            first_line: self.first_line,
            last_line: self.last_line,
            marks: self.marks.finish(self.first).into_iter().map(mark).collect(),
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
}
