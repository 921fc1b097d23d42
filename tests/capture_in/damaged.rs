//! Captures that are cut or changed are read as far as they go, and never to a panic.

use go2doctor::capture::{Options, read};

use crate::fixtures::{CAPTURES, bytes, reading};
use crate::forms::frames;

#[test]
fn a_capture_that_ends_within_a_packet_is_read_up_to_there() {
    let whole = bytes("healthy");
    let told = reading(&whole);
    assert!(!told.totals.damaged);
    let cut = reading(&whole[..whole.len() - 3]);
    assert!(cut.totals.damaged);
    assert_eq!(cut.totals.packets, told.totals.packets - 1);
    for length in (0..whole.len()).step_by(97) {
        let _ = read(&whole[..length], Options::default());
    }
}

#[test]
fn packets_of_which_only_the_beginning_was_kept_are_counted() {
    let mut file = bytes("sctp-silent")[..24].to_vec();
    for (s, us, frame) in frames(&bytes("sctp-silent")) {
        let kept = &frame[..frame.len().min(160)];
        let header = [s, us, kept.len() as u32, frame.len() as u32];
        file.extend(header.into_iter().flat_map(u32::to_le_bytes));
        file.extend(kept);
    }
    let told = reading(&file);
    assert!(told.totals.cut > 0 && !told.attempts.is_empty());
    let whole = reading(&bytes("sctp-silent"));
    let requests = |reading: &go2doctor::facts::capture_reading::CaptureReading| {
        reading.attempts[0].counts.stun_requests
    };
    assert_eq!(requests(&told), requests(&whole), "a check's type stands in its beginning");
}

#[test]
fn changed_captures_never_panic() {
    let mut random = fastrand::Rng::with_seed(11);
    for (name, ..) in CAPTURES {
        let whole = bytes(name);
        for _ in 0..40 {
            let mut changed = whole.clone();
            for _ in 0..random.usize(1..60) {
                let at = random.usize(..changed.len());
                changed[at] = random.u8(..);
            }
            changed.truncate(random.usize(..=changed.len()));
            let _ = read(&changed[..], Options::default());
        }
    }
}
