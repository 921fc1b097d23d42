//! What is under way, on stderr: the stage at work, and how far a scan is.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::one_line::OneLine;
use super::waiting::waiting as message;
use crate::facts::Stage;
use crate::facts::outcome::RunEvent;
use crate::facts::waiting::Waiting;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// The spinner, or nothing where it is not wanted.
pub struct Progress {
    wanted: bool,
    language: Language,
    running: Option<(Stage, ProgressBar)>,
    /// Warnings of the running stage that are not over: they stay in sight.
    raised: Vec<Waiting>,
}

impl Progress {
    /// `wanted` only on a terminal that nothing else is written to.
    pub fn new(wanted: bool, language: Language) -> Self {
        Self { wanted, language, running: None, raised: Vec::new() }
    }

    /// Takes one event, and lets `write` write while the spinner is out of the way.
    pub fn event(&mut self, event: &RunEvent, write: impl FnOnce()) {
        match event {
            RunEvent::StageStarted { stage, .. } => self.start(*stage),
            RunEvent::StageProgress { stage, waiting, .. } => {
                let waiting = self.standing(waiting);
                self.show(*stage, &message(&waiting));
            }
            RunEvent::Proving { profile, sha256_alone, stage } => {
                self.start(*stage);
                self.show(*stage, &proving(profile, *sha256_alone));
            }
            RunEvent::StageFinished { outcome } if self.of(outcome.stage()).is_some() => {
                self.stop()
            }
            // From then on the driver speaks.
            RunEvent::Driver(_) | RunEvent::Proxy(_) | RunEvent::RunFinished { .. } => self.stop(),
            RunEvent::RunStarted { .. } | RunEvent::StageFinished { .. } => {}
        }
        match &self.running {
            Some((_, bar)) => bar.suspend(write),
            None => write(),
        }
    }

    fn start(&mut self, stage: Stage) {
        // ping runs beside the others: whatever they do is more telling.
        if !self.wanted || (stage == Stage::Ping && self.running.is_some()) {
            return;
        }
        self.stop();
        let bar = bar("{spinner} {prefix} {elapsed} {wide_msg}", stage.name());
        bar.enable_steady_tick(Duration::from_millis(100));
        self.running = Some((stage, bar));
    }

    /// What is to be shown: the first warning that is not over, else what is waited for.
    fn standing(&mut self, waiting: &Waiting) -> Waiting {
        if let Waiting::Warning { code, topic, raised } = waiting {
            let same = Waiting::Warning { code: *code, topic: topic.clone(), raised: true };
            self.raised.retain(|each| *each != same);
            self.raised.extend(raised.then_some(same));
        }
        self.raised.first().unwrap_or(waiting).clone()
    }

    fn stop(&mut self) {
        self.raised.clear();
        if let Some((_, bar)) = self.running.take() {
            bar.finish_and_clear();
        }
    }

    fn show(&self, stage: Stage, message: &Phrase) {
        if let Some(bar) = self.of(stage) {
            bar.set_message(message.get(self.language).to_owned());
        }
    }

    fn of(&self, stage: Stage) -> Option<&ProgressBar> {
        self.running.as_ref().filter(|(running, _)| *running == stage).map(|(_, bar)| bar)
    }
}

fn bar(template: &str, prefix: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like(Box::new(OneLine)));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_prefix(prefix.to_owned())
}

fn proving(profile: &str, sha256_alone: bool) -> Phrase {
    let how = match sha256_alone {
        true => phrase!(", sha-256 alone", "，只有 sha-256"),
        false => Phrase::default(),
    };
    phrase!("proof: the offer of {}{}", "驗證：{} 的 offer{}", profile, how)
}

/// How far a scan is.
#[derive(Debug)]
pub struct Scanning(ProgressBar);

impl Scanning {
    /// `wanted` only on a terminal that nothing else is written to.
    pub fn new(wanted: bool, language: Language) -> Self {
        let prefix = phrase!("addresses", "位址");
        Self(match wanted {
            true => bar("{prefix} {pos}/{len} {elapsed}", prefix.get(language)),
            false => ProgressBar::hidden(),
        })
    }

    pub fn at(&self, done: usize, of: usize) {
        self.0.set_length(of as u64);
        self.0.set_position(done as u64);
    }
}

impl Drop for Scanning {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::LinkWarningCode;
    use crate::report::fixtures;

    #[test]
    fn every_event_is_written_whether_or_not_there_is_a_spinner() {
        for wanted in [false, true] {
            let (mut progress, mut written) = (Progress::new(wanted, Language::English), 0);
            let events = fixtures::events(&fixtures::sctp_silent("check"));
            events.iter().for_each(|event| progress.event(event, || written += 1));
            assert_eq!(written, events.len());
            assert!(progress.running.is_none(), "nothing is left on the screen");
        }
    }

    #[test]
    fn a_warning_stays_in_sight_until_it_is_over() {
        let mut progress = Progress::new(false, Language::English);
        let warning = |code, raised| Waiting::Warning { code, topic: None, raised };
        let (loss, slow) = (LinkWarningCode::Loss, LinkWarningCode::RttHigh);
        let topics = Waiting::Topics { low_state: 2, robot_pose: 18 };
        for (told, shown) in [
            (topics.clone(), topics.clone()),
            (warning(loss, true), warning(loss, true)),
            (topics.clone(), warning(loss, true)),
            (warning(slow, true), warning(loss, true)),
            (warning(loss, false), warning(slow, true)),
            (warning(slow, false), warning(slow, false)),
            (topics.clone(), topics.clone()),
        ] {
            assert_eq!(progress.standing(&told), shown, "{told:?}");
        }
    }

    #[test]
    fn ping_gives_way_to_the_stage_that_runs_beside_it() {
        let mut progress = Progress::new(true, Language::English);
        for stage in [Stage::Http, Stage::Ping] {
            progress.event(&RunEvent::StageStarted { stage, at_ms: 0.0 }, || ());
        }
        assert!(progress.of(Stage::Http).is_some());
    }
}
