//! A lossy, slow network in front of an endpoint: what is sent comes out later, or never.
//!
//! Pure: time is an argument. The simulated robot has it on its side of the wire.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::event::{Transmit, Way};

/// Datagrams on their way in one direction; more are lost, as in any full queue.
const MAX_QUEUED: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Conditions {
    /// The share of datagrams that is lost, 0 to 1.
    pub loss: f64,
    /// How long a datagram takes at least.
    pub delay: Duration,
    /// How much longer it may take. None overtakes another.
    pub jitter: Duration,
}

impl Conditions {
    pub fn are_perfect(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Debug)]
pub struct Wire {
    conditions: Conditions,
    random: fastrand::Rng,
    out: VecDeque<(Instant, Transmit)>,
    into: VecDeque<(Instant, Transmit)>,
}

impl Wire {
    /// An empty wire; the same seed loses the same datagrams.
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed);
        Self { conditions, random, out: VecDeque::new(), into: VecDeque::new() }
    }

    /// Takes a datagram; `local` and `peer` of one that comes in are the endpoint's and the
    /// sender's address all the same.
    pub fn send(&mut self, now: Instant, way: Way, datagram: Transmit) {
        let lost = self.random.f64() < self.conditions.loss;
        let late = self.conditions.jitter.mul_f64(self.random.f64());
        let queue = match way {
            Way::Out => &mut self.out,
            Way::In => &mut self.into,
        };
        if lost || queue.len() == MAX_QUEUED {
            return;
        }
        let due = now + self.conditions.delay + late;
        let due = queue.back().map_or(due, |(last, _)| due.max(*last));
        queue.push_back((due, datagram));
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        [&self.out, &self.into].into_iter().filter_map(|queue| Some(queue.front()?.0)).min()
    }

    pub fn poll(&mut self, now: Instant) -> Option<(Way, Transmit)> {
        for (way, queue) in [(Way::Out, &mut self.out), (Way::In, &mut self.into)] {
            if let Some((_, datagram)) = queue.pop_front_if(|(due, _)| *due <= now) {
                return Some((way, datagram));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn datagram(number: u8) -> Transmit {
        let address = ([127, 0, 0, 1], 9).into();
        Transmit { local: address, peer: address, payload: vec![number] }
    }

    /// Sends 200 datagrams, one a millisecond, and tells when which came out.
    fn arrivals(conditions: Conditions, seed: u64) -> Vec<(Duration, u8)> {
        let start = Instant::now();
        let mut wire = Wire::new(conditions, seed);
        for number in 0..200 {
            wire.send(start + MS * u32::from(number), Way::In, datagram(number));
        }
        let mut arrived = Vec::new();
        while let Some(due) = wire.poll_timeout() {
            while let Some((way, datagram)) = wire.poll(due) {
                assert_eq!(way, Way::In);
                arrived.push((due - start, datagram.payload[0]));
            }
        }
        arrived
    }

    #[test]
    fn a_perfect_wire_hands_on_at_once() {
        let arrived = arrivals(Conditions::default(), 1);
        let sent = (0..200).map(|number| (MS * u32::from(number), number));
        assert!(arrived.into_iter().eq(sent));
    }

    #[test]
    fn what_is_late_is_late_within_bounds_and_overtakes_nothing() {
        let conditions = Conditions { delay: MS * 50, jitter: MS * 20, ..Default::default() };
        let arrived = arrivals(conditions, 2);
        assert!(arrived.iter().map(|(_, number)| *number).eq(0..200));
        for (at, number) in &arrived {
            let took = *at - MS * u32::from(*number);
            assert!((MS * 50..=MS * 70).contains(&took), "{number} took {took:?}");
        }
        let first = arrived[0].0;
        assert!(arrived.iter().any(|(at, n)| *at - MS * u32::from(*n) != first), "no jitter");
    }

    #[test]
    fn the_share_that_is_lost_is_the_one_asked_for_and_the_seeds_choice() {
        let conditions = Conditions { loss: 0.25, ..Default::default() };
        let arrived = arrivals(conditions, 3);
        assert!((130..=170).contains(&arrived.len()), "{} of 200", arrived.len());
        assert_eq!(arrived, arrivals(conditions, 3));
        assert_ne!(arrived, arrivals(conditions, 4));
        let dead = Conditions { loss: 1.0, ..Default::default() };
        assert_eq!(arrivals(dead, 3), []);
    }

    #[test]
    fn each_way_has_a_queue_of_its_own_and_a_full_one_loses() {
        let (now, conditions) = (Instant::now(), Conditions { delay: MS, ..Default::default() });
        let mut wire = Wire::new(conditions, 5);
        for _ in 0..=MAX_QUEUED {
            wire.send(now, Way::Out, datagram(1));
        }
        wire.send(now, Way::In, datagram(2));
        assert_eq!(wire.poll(now), None);
        let out = std::iter::from_fn(|| wire.poll(now + MS));
        let ways: Vec<Way> = out.map(|(way, _)| way).collect();
        assert_eq!(ways.len(), MAX_QUEUED + 1);
        assert_eq!(ways.iter().filter(|way| **way == Way::In).count(), 1);
    }
}
