//! Stamps of every form, alone, behind another, damaged.

use super::*;

fn difference(earlier: &str, later: &str) -> Option<f64> {
    let mut clock = Clock::default();
    let earlier = clock.read(earlier.as_bytes())?;
    clock.read(later.as_bytes())?.since(earlier)
}

#[test]
fn the_usual_forms_are_read() {
    let cases = [
        ("2026-11-22 14:04:32.486 DEBUG:x", "2026-11-22 14:04:33.129 INFO:y", Some(643.0)),
        ("2026-02-28 23:59:59,5 - x", "2026-03-01 00:00:00,000 - x", Some(500.0)),
        ("2024-02-28T23:59:59Z x", "2024-03-01T00:00:00+08:00 x", Some(86_401_000.0)),
        ("[node-3] [INFO] [1763456789.250000000] [n]: a", "[WARN] [1763456790.5] b", Some(1250.0)),
        ("Nov  9 23:59:59 host x[1]: a", "Nov 10 00:00:01 host x[1]: b", Some(2000.0)),
        ("23:59:59.9 x", "[00:00:00.1] x", Some(200.0)),
        ("🕒 State : a (14:04:33)", "🕒 State : b (14:04:48)", Some(15_000.0)),
        ("INFO:aioice.ice:no stamp", "x", None),
        ("port 1763456789.5", "x", None),
        ("2026-13-22 14:04:32 x", "2026-13-22 14:04:33 x", None),
    ];
    for (earlier, later, expected) in cases {
        assert_eq!(difference(earlier, later), expected, "{earlier:?}, {later:?}");
    }
}

#[test]
fn of_two_stamps_the_loggers_own_counts() {
    let cases = [
        // docker: UTC before, local time behind.
        (
            "driver-1  | 2026-11-22T10:00:00.9Z 2026-11-22 18:00:00.250 DEBUG:x",
            "driver-1  | 2026-11-22T10:00:01.9Z 2026-11-22 18:00:00.750 DEBUG:y",
            Some(500.0),
        ),
        // A line without the logger's own has none that could be compared.
        (
            "driver-1  | 2026-11-22T10:00:00.9Z 2026-11-22 18:00:00.250 DEBUG:x",
            "driver-1  | 2026-11-22T10:00:01.9Z Traceback",
            None,
        ),
        (
            "Nov 22 18:00:00 a-host-with-a-name go2_driver_node[12345]: [go2_driver_node-1] \
             2026-11-22 18:00:00,250 - DEBUG",
            "Nov 22 18:00:01 a-host-with-a-name go2_driver_node[12345]: [go2_driver_node-1] \
             2026-11-22 18:00:00,500 - DEBUG",
            Some(250.0),
        ),
        ("2026-11-22T10:00:00.5Z stdout F a", "2026-11-22T10:00:01Z stdout F b", Some(500.0)),
        // A date that the message speaks of is none of its line.
        (
            "2026-11-22T10:00:00Z valid until 2027-01-01 00:00:00",
            "2026-11-22T10:00:01Z valid until 2027-01-01 00:00:09",
            Some(1000.0),
        ),
    ];
    for (earlier, later, expected) in cases {
        assert_eq!(difference(earlier, later), expected, "{earlier:?}, {later:?}");
    }
}

#[test]
fn a_clock_set_back_gives_no_difference() {
    assert_eq!(difference("2026-11-22 14:00:01 x", "2026-11-22 14:00:00 x"), None);
}

#[test]
fn the_better_form_wins_and_forms_are_not_mixed() {
    let mut clock = Clock::default();
    let poor = clock.read("🕒 x (14:04:33)".as_bytes()).expect("a stamp");
    let good = clock.read(b"2026-11-22 14:04:33.129 x").expect("a stamp");
    assert_eq!(good.since(poor), None);
    assert_eq!(clock.read("🕒 x (14:04:34)".as_bytes()), None);
}

#[test]
fn any_bytes_may_come() {
    let mut rng = fastrand::Rng::with_seed(3);
    for _ in 0..5000 {
        let mut line =
            b"[INFO] [1763456789.25] 2026-11-22 14:04:32.486 Nov 10 00:00:01 (14:04:33)".to_vec();
        for _ in 0..rng.usize(1..8) {
            let at = rng.usize(..line.len());
            line[at] = rng.u8(..);
        }
        let cut = rng.usize(..line.len());
        let _ = stamp(&line[cut..]);
    }
}
