//! Signals that ask for an end: the first ends the run in good order, the second at once.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::sync::watch;

use crate::aside::remove_unfinished;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::facts::outcome::RunEvent;
use crate::host::process;
use crate::signals::Signals;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// A run ends within 2 s of the first signal; one that has not by then is stuck.
const OVERDUE: Duration = Duration::from_secs(2);

/// What a user is told when a signal comes, and whether the robot's slot may be taken by then.
#[derive(Clone, Default)]
pub struct Farewell {
    /// `None` where nothing is to be told, as for commands that take no slot.
    language: Option<Language>,
    holds_slot: Arc<AtomicBool>,
}

impl Farewell {
    pub fn new(language: Language, quiet: bool) -> Self {
        Self { language: (!quiet).then_some(language), holds_slot: Arc::default() }
    }

    /// An offer may have been accepted from the sdp stage on.
    pub fn note(&self, event: &RunEvent) {
        if matches!(event, RunEvent::StageStarted { stage, .. } if *stage >= Stage::Sdp) {
            self.holds_slot.store(true, Ordering::Relaxed);
        }
    }

    fn tell(&self, phrase: &Phrase) {
        if let Some(language) = self.language.filter(|_| self.holds_slot.load(Ordering::Relaxed)) {
            let _ = writeln!(io::stderr(), "\n{}", phrase.get(language));
        }
    }

    fn first(&self) {
        self.tell(&phrase!(
            "releasing the robot's slot (at most 2 s)",
            "正在釋放機器人的連線名額（最多 2 秒）"
        ));
    }

    fn second(&self) -> ! {
        self.tell(&phrase!(
            "ended before the robot's slot was released: it may stay taken for up to 46 s",
            "機器人的連線名額尚未釋放就已結束：最長可能還會被佔用 46 秒"
        ));
        process::end_all();
        remove_unfinished();
        std::process::exit(ExitStatus::Interrupted as i32)
    }
}

/// A value that turns true with the first signal.
///
/// Signals have a thread of their own: nothing can keep the process from ending, at once with the
/// second signal and 2 s after the first. It watches until nobody asks for the value any more.
pub fn watch(farewell: Farewell) -> Result<watch::Receiver<bool>, ExpectedError> {
    let (interrupt, interrupted) = watch::channel(false);
    let start = || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let signals = {
            let _entered = runtime.enter();
            Signals::new()?
        };
        let until_the_end = until_the_end(signals, interrupt, farewell);
        thread::Builder::new().name("signals".into()).spawn(move || runtime.block_on(until_the_end))
    };
    start().map(|_| interrupted).map_err(ExpectedError::machine)
}

async fn until_the_end(mut signals: Signals, interrupt: watch::Sender<bool>, farewell: Farewell) {
    tokio::select! {
        // The run has ended by itself.
        () = interrupt.closed() => return,
        _ = signals.next() => {}
    }
    farewell.first();
    interrupt.send_replace(true);
    let again_or_overdue = tokio::time::timeout(OVERDUE, signals.next());
    tokio::select! {
        () = interrupt.closed() => {}
        _ = again_or_overdue => farewell.second(),
    }
}
