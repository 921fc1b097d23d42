//! A hostile or broken network must cost a connection at worst, never a panic.

use std::time::Duration;

use crate::net::{Net, Weather};

#[test]
fn corrupted_handshakes_never_panic_and_mostly_recover() {
    let weather =
        Weather { corruption: 1.0 / 6.0, delay: Duration::from_millis(20), ..Weather::fair() };
    let validated = (0..600)
        .filter(|seed| Net::new(*seed, weather).run(Duration::from_secs(30)).is_some())
        .count();
    println!("{validated} of 600 validate with one datagram in six corrupted");
    assert!(validated > 300, "only {validated} of 600");
}
