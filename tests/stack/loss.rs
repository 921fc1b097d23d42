//! What a bad network costs, over a thousand seeds.

use std::time::Duration;

use crate::net::{Net, Weather};

#[test]
fn at_ten_percent_loss_and_50_ms_round_trip_990_of_1000_validate_within_10_seconds() {
    let weather = Weather {
        loss: 0.10,
        duplication: 0.01,
        delay: Duration::from_millis(25),
        jitter: Duration::from_millis(10),
        ..Weather::fair()
    };
    let mut times: Vec<Duration> =
        (0..1000).filter_map(|seed| Net::new(seed, weather).run(Duration::from_secs(10))).collect();
    times.sort();
    println!("{} of 1000, median {:?}, worst {:?}", times.len(), times[500], times.last());
    assert!(times.len() >= 990, "only {} of 1000", times.len());
}
