//! The run in the log: what happens, as it happens, in English for whoever helps.

use std::io;

use super::human::look::Look;
use super::sinks::Sink;
use super::summary::summary;
use super::waiting::waiting as message;
use crate::facts::outcome::RunEvent;
use crate::text::format::printable;
use crate::text::language::Language::English;

pub struct TraceSink;

impl Sink for TraceSink {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        match event {
            RunEvent::RunStarted { command, host, .. } => {
                tracing::info!("{command} {}: started", printable(host));
            }
            RunEvent::StageStarted { stage, .. } => tracing::info!("{stage}: started"),
            RunEvent::StageProgress { stage, waiting, .. } => {
                tracing::info!("{stage}: {}", message(waiting).get(English));
            }
            RunEvent::Proving { profile, stage, .. } => {
                tracing::info!("{stage}: now with the offer of {profile}");
            }
            RunEvent::StageFinished { outcome } => {
                let (stage, status) = (outcome.stage(), Look::PLAIN.mark(outcome.status));
                tracing::info!("{stage}: {}, {}", status.trim(), summary(outcome).get(English));
                tracing::debug!(%stage, facts = ?outcome.facts, "measured");
            }
            RunEvent::Driver(event) => tracing::debug!(?event, "driver"),
            RunEvent::Proxy(event) => tracing::info!(?event, "proxy"),
            RunEvent::RunFinished { outcome } => {
                tracing::info!("ended after {:.1} s", outcome.duration_ms / 1000.0);
            }
        }
        Ok(())
    }
}
