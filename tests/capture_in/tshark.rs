//! What is counted is what tshark counts.

use crate::counted::assert_counted_as_tshark_counts;
use crate::fixtures::{CAPTURES, path};

#[test]
fn messages_are_counted_as_tshark_counts_them() {
    for (name, ..) in CAPTURES {
        assert_counted_as_tshark_counts(&path(name));
    }
}
