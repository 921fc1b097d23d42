//! The run in the log: what happens, as it happens, in English for whoever helps.

use std::io;

use super::sinks::Sink;
use super::summary::summary;
use super::waiting::waiting as message;
use crate::facts::outcome::RunEvent;
use crate::text::format::printable;
use crate::text::language::Language::English;

/// Passes every event on to `tracing`.
pub struct TraceSink;

impl Sink for TraceSink {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        match event {
            RunEvent::RunStarted { command, host, .. } => {
                tracing::info!(command, robot = printable(host), "run started");
            }
            RunEvent::StageStarted { stage, at_ms } => {
                tracing::info!(%stage, at_ms, "stage started")
            }
            RunEvent::StageProgress { stage, elapsed_ms, waiting } => {
                tracing::info!(%stage, elapsed_ms, "{}", message(waiting).get(English));
            }
            RunEvent::Proving { profile, sha256_alone, stage } => {
                tracing::info!(%stage, profile, sha256_alone, "proving");
            }
            RunEvent::StageFinished { outcome } => {
                let stage = outcome.stage();
                tracing::info!(%stage, status = ?outcome.status, "{}", summary(outcome).get(English));
                tracing::debug!(%stage, facts = ?outcome.facts, "measured");
            }
            RunEvent::Driver(event) => tracing::info!(?event, "driver"),
            RunEvent::RunFinished { outcome } => {
                let (duration_ms, slot) = (outcome.duration_ms, outcome.slot);
                tracing::info!(duration_ms, ?slot, "run finished");
            }
        }
        Ok(())
    }
}
