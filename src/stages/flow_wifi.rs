//! This machine's Wi-Fi while `flow` watches: its signal, and whether the access point is still the
//! one that it was.
//!
//! A reading runs a program, so that a thread of its own waits for it.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;

use crate::clock;
use crate::facts::{Roaming, WifiWatched};
use crate::host::network::wifi::{Radio, Reading};
use crate::text::format::ms;
use crate::text::redact::Secret;

/// A machine that is carried around changes its access point every few minutes at most.
const EVERY: Duration = Duration::from_secs(5);

/// What tells nothing so many times in a row from the start on is not asked again.
const TRIES: u32 = 3;

/// More changes than these are not told.
const MAX_ROAMED: usize = 20;

#[derive(Debug, Default)]
pub(super) struct WifiWatch {
    radio: Option<Radio>,
    due: Option<Instant>,
    reading: Option<Receiver<Option<Reading>>>,
    /// How often the system told nothing.
    missed: u32,
    seen: WifiSeen,
}

impl WifiWatch {
    /// Watches from now on; nothing where the robot is reached by no radio.
    pub(super) fn start(&mut self, now: Instant, radio: Option<Radio>) {
        let seen = WifiSeen { started: Some(now), ..WifiSeen::default() };
        *self = Self { radio, due: Some(now), seen, ..Self::default() };
    }

    /// Takes a reading that is done, and begins one that is due. The change that was just seen.
    pub(super) fn look(&mut self, now: Instant) -> Option<Roaming> {
        if let Some(done) = self.reading.as_ref().and_then(|reading| reading.try_recv().ok()) {
            self.reading = None;
            return self.take(now, done);
        }
        if self.reading.is_none() && self.due.is_some_and(|due| now >= due) {
            self.due = Some(now + EVERY);
            self.reading = self.radio.clone().map(begin);
        }
        None
    }

    /// Reads once more: what ended the connection may have changed the access point as well.
    pub(super) async fn end(&mut self) -> Option<Roaming> {
        let radio = self.radio.take()?;
        let read = spawn_blocking(move || radio.read()).await.ok()?;
        self.take(clock::now(), read)
    }

    fn take(&mut self, now: Instant, read: Option<Reading>) -> Option<Roaming> {
        self.missed += u32::from(read.is_none());
        if self.missed == TRIES && self.seen.watched.readings == 0 {
            self.radio = None;
        }
        self.seen.take(now, read?)
    }

    /// `None` where nothing was read.
    pub(super) fn facts(&self) -> Option<WifiWatched> {
        (self.seen.watched.readings > 0).then(|| self.seen.watched.clone())
    }
}

fn begin(radio: Radio) -> Receiver<Option<Reading>> {
    let (tell, told) = sync_channel(1);
    // Nobody may be waiting any more.
    thread::spawn(move || _ = tell.send(radio.read()));
    told
}

/// What the readings tell. Pure, time an argument.
#[derive(Debug, Default)]
struct WifiSeen {
    started: Option<Instant>,
    /// The access point that was named last, and when.
    last: Option<Named>,
    watched: WifiWatched,
}

#[derive(Debug)]
struct Named {
    at: Instant,
    access_point: Secret<String>,
    network: Option<Secret<String>>,
}

impl WifiSeen {
    fn take(&mut self, now: Instant, reading: Reading) -> Option<Roaming> {
        let watched = &mut self.watched;
        watched.readings += 1;
        if let Some(signal) = reading.facts.signal_dbm {
            let weakest = watched.signal_min_dbm.map_or(signal, |weakest| weakest.min(signal));
            let strongest =
                watched.signal_max_dbm.map_or(signal, |strongest| strongest.max(signal));
            (watched.signal_min_dbm, watched.signal_max_dbm) = (Some(weakest), Some(strongest));
        }
        let network = reading.facts.ssid;
        let named = Named { at: now, access_point: reading.access_point?, network };
        let later = (named.access_point.clone(), named.network.clone());
        let earlier = self.last.replace(named)?;
        let roamed = watched.roamed.get_or_insert_default();
        if earlier.access_point == later.0 || roamed.len() == MAX_ROAMED {
            return None;
        }
        let since = |at: Instant| self.started.map(|it| ms(at.saturating_duration_since(it)));
        let change = Roaming {
            after_ms: since(earlier.at)?,
            before_ms: since(now)?,
            other_network: earlier.network.zip(later.1).map(|(earlier, later)| earlier != later),
        };
        roamed.push(change);
        Some(change)
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;

    use super::*;
    use crate::facts::WifiFacts;
    use crate::host::fake::{Ending, FakeMachine};
    use crate::host::machine::Machine;

    fn reading(signal_dbm: Option<i32>, access_point: Option<&str>) -> Reading {
        Reading {
            facts: WifiFacts { signal_dbm, ..WifiFacts::default() },
            access_point: access_point.map(|name| Secret::new(name.to_owned())),
        }
    }

    #[test]
    fn a_change_of_the_access_point_lies_between_two_readings() {
        let start = Instant::now();
        let mut seen = WifiSeen { started: Some(start), ..WifiSeen::default() };
        let at = |seconds| start + Duration::from_secs(seconds);
        let change = Some(Roaming { after_ms: 10_000.0, before_ms: 20_000.0, other_network: None });
        for (seconds, signal, access_point, expected) in [
            (0, Some(-60), Some("a"), None),
            (5, Some(-72), Some("a"), None),
            (10, None, Some("a"), None),
            // Joined to nothing for a moment: no change yet.
            (15, Some(-80), None, None),
            (20, Some(-55), Some("b"), change),
            (25, Some(-58), Some("b"), None),
        ] {
            let seen = seen.take(at(seconds), reading(signal, access_point));
            assert_eq!(seen, expected, "{seconds} s");
        }
        let watched = &seen.watched;
        assert_eq!((watched.signal_min_dbm, watched.signal_max_dbm), (Some(-80), Some(-55)));
        assert_eq!((watched.readings, watched.roamed.as_deref()), (6, change.as_slice().into()));
    }

    #[test]
    fn what_was_named_less_than_twice_is_not_known_to_have_stayed() {
        let start = Instant::now();
        let mut seen = WifiSeen { started: Some(start), ..WifiSeen::default() };
        seen.take(start, reading(None, Some("a")));
        seen.take(start, reading(None, None));
        assert_eq!(seen.watched.roamed, None);
        seen.take(start, reading(None, Some("a")));
        assert_eq!(seen.watched.roamed, Some(Vec::new()), "now it is");
    }

    #[test]
    fn a_network_of_another_name_is_another_network() {
        for (names, expected) in [
            ([Some("x"), Some("x")], Some(false)),
            ([Some("x"), Some("y")], Some(true)),
            ([Some("x"), None], None),
        ] {
            let start = Instant::now();
            let mut seen = WifiSeen { started: Some(start), ..WifiSeen::default() };
            let [_, change] = [0, 1].map(|at| {
                let mut reading = reading(None, Some(["a", "b"][at]));
                reading.facts.ssid = names[at].map(|name| Secret::new(name.to_owned()));
                seen.take(start, reading)
            });
            assert_eq!(change.expect("it roamed").other_network, expected, "{names:?}");
        }
    }

    #[test]
    fn no_more_than_twenty_changes_are_told() {
        let start = Instant::now();
        let mut seen = WifiSeen { started: Some(start), ..WifiSeen::default() };
        for round in 0..200 {
            seen.take(start, reading(None, Some(["a", "b"][round % 2])));
        }
        assert_eq!(seen.watched.roamed.map(|all| all.len()), Some(MAX_ROAMED));
    }

    fn radio(link: Ending) -> Option<Radio> {
        let machine: Arc<dyn Machine> = Arc::new(
            FakeMachine::new()
                .address("wlan0", "192.168.12.222", 24)
                .file("/sys/class/net/wlan0/wireless/status", "0x0\n")
                .command(&["iw", "dev", "wlan0", "link"], link),
        );
        Radio::towards(&machine, IpAddr::from([192, 168, 12, 1]), None)
    }

    /// Looks every 100 ms until the reading that was begun is done.
    fn looks_on(watch: &mut WifiWatch, from: Instant) {
        let mut now = from;
        watch.look(now);
        while watch.reading.is_some() {
            now += Duration::from_millis(100);
            watch.look(now);
            thread::yield_now();
        }
    }

    #[tokio::test]
    async fn a_radio_is_read_at_once_every_five_seconds_and_at_the_end() {
        let link = "Connected to 02:00:00:00:00:05 (on wlan0)\n\tsignal: -52 dBm\n";
        let (start, mut watch) = (Instant::now(), WifiWatch::default());
        watch.start(start, radio(Ending::Output(link.into())));
        looks_on(&mut watch, start);
        watch.look(start + Duration::from_millis(4900));
        assert!(watch.reading.is_none(), "not yet");
        looks_on(&mut watch, start + EVERY);
        assert_eq!(watch.end().await, None);
        let watched = watch.facts().expect("it was read");
        assert_eq!((watched.readings, watched.signal_min_dbm), (3, Some(-52)));
        assert_eq!(watched.roamed, Some(Vec::new()));
    }

    #[tokio::test]
    async fn what_tells_nothing_three_times_is_not_asked_again() {
        for radio in [None, radio(Ending::Fails), radio(Ending::Hangs)] {
            let (start, mut watch) = (Instant::now(), WifiWatch::default());
            watch.start(start, radio);
            for round in 0..TRIES {
                looks_on(&mut watch, start + EVERY * round);
            }
            watch.look(start + EVERY * TRIES);
            assert!(watch.reading.is_none());
            assert_eq!((watch.end().await, watch.facts()), (None, None));
        }
    }

    #[test]
    fn a_radio_that_was_slow_to_tell_is_asked_again() {
        let link = "Connected to 02:00:00:00:00:05 (on wlan0)\n";
        let (start, mut watch) = (Instant::now(), WifiWatch::default());
        watch.start(start, radio(Ending::Hangs));
        looks_on(&mut watch, start);
        watch.radio = radio(Ending::Output(link.into())).filter(|_| watch.radio.is_some());
        looks_on(&mut watch, start + EVERY);
        assert_eq!(watch.facts().map(|it| it.readings), Some(1));
    }
}
