//! A deadline of time in which this process ran.

use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval};

use crate::clock;
use crate::facts::outcome::{StageEnd, Status};
use crate::facts::remark::Remark;

/// How often a deadline is looked at, at least.
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Who looks so late did not run in between: it was stopped (Ctrl-Z), or starved.
pub(super) const STOPPED: Duration = Duration::from_millis(500);

/// A robot that heard nothing for so long may have given its client up: an offer after 10 s
/// (measured), and a handshake of DTLS of which 6 s were missed did not go on either.
const GIVEN_UP: Duration = Duration::from_secs(5);

/// From such a pause on, what was late or sent again tells nothing of the network.
pub(super) const AWAY: Duration = Duration::from_secs(1);

/// It moves by the time in which this process was stopped, so it has to be looked at often. What
/// sleeps with its machine needs no such thing: the clock of [`Instant`] sleeps as well.
pub(super) struct Deadline {
    started: Instant,
    limit: Duration,
    looked: Instant,
    stopped: Duration,
    asleep_before: Duration,
}

impl Deadline {
    pub(super) fn after(limit: Duration) -> Self {
        let now = clock::now();
        let asleep_before = asleep();
        Self { started: now, limit, looked: now, stopped: Duration::ZERO, asleep_before }
    }

    pub(super) fn is_over(&mut self) -> bool {
        self.look();
        self.looked >= self.at()
    }

    pub(super) fn look(&mut self) {
        let now = clock::now();
        let gap = now.saturating_duration_since(self.looked);
        if gap >= STOPPED {
            self.stopped += gap;
        }
        self.looked = now;
    }

    /// When it is over, unless this process is stopped before.
    pub(super) fn at(&self) -> Instant {
        self.started + self.limit + self.stopped
    }

    /// For how long this process or its machine stood still.
    pub(super) fn away(&self) -> Duration {
        self.stopped + asleep().saturating_sub(self.asleep_before)
    }

    /// A failure is none where this process or its machine stood still and that may be why: the
    /// deadline passed by the clock alone, or the robot had time to give us up, in this stage or
    /// before.
    pub(super) fn judge(&mut self, away_before: Duration, end: StageEnd) -> StageEnd {
        let ran_out = !self.is_over() && clock::since(self.started) >= self.limit;
        let away = away_before + self.away();
        match end.status {
            Status::Fail if ran_out || away >= GIVEN_UP => {
                StageEnd::inconclusive(Remark::WasStopped(away.as_millis()))
            }
            _ => end,
        }
    }
}

/// Does the work, and ticks at once and then so often.
pub(super) async fn ticking<T>(
    every: Duration,
    work: impl Future<Output = T>,
    mut tick: impl FnMut(),
) -> T {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            _ = ticks.tick() => tick(),
        }
    }
}

/// For how long this machine was suspended since it was started.
#[cfg(target_os = "linux")]
fn asleep() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let seconds = |clock| Duration::try_from(clock_gettime(clock)).unwrap_or_default();
    seconds(ClockId::Boottime).saturating_sub(seconds(ClockId::Monotonic))
}

/// Elsewhere nobody tells.
#[cfg(not(target_os = "linux"))]
fn asleep() -> Duration {
    Duration::ZERO
}
