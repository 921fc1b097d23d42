//! Two endpoints that meet through a relay.

use std::time::Duration;

use crate::net::{DOCTOR, Net, ROBOT, Weather};

const LIMIT: Duration = Duration::from_secs(60);

/// On each of the relay's sides.
fn foul() -> Weather {
    Weather {
        loss: 0.03,
        duplication: 0.02,
        delay: Duration::from_millis(5),
        jitter: Duration::from_millis(20),
        ..Weather::fair()
    }
}

#[test]
fn a_relay_is_a_longer_way_and_nothing_else() {
    let direct = Net::new(1, Weather::fair()).run(LIMIT).unwrap();
    let relayed = Net::relayed(1, Weather::fair()).run(LIMIT).unwrap();
    assert!(relayed >= direct, "{relayed:?} against {direct:?}");
    assert!(relayed < direct * 3, "{relayed:?} against {direct:?}");
}

#[test]
fn endpoints_meet_through_a_relay_with_loss_delay_and_reordering_on_both_sides() {
    let met = |seed| {
        let mut net = Net::relayed(seed, foul());
        let met = net.run(LIMIT);
        assert!(net.failure(ROBOT).is_none() || met.is_some(), "{seed}: {:?}", net.failure(ROBOT));
        met.is_some() && net.failure(DOCTOR).is_none()
    };
    let count = (0..200).filter(|seed| met(*seed)).count();
    // As many as meet without a relay where twice as much is lost.
    assert!(count >= 196, "{count} of 200");
}
