//! `logs` on what people paste into trackers.

use crate::pasted::{Grade, KINDS, graded};

#[test]
fn every_given_report_is_read_right_of_those_found_nine_in_ten_and_of_the_blind_four_in_five() {
    for kind in KINDS {
        let all = graded(kind);
        let not_right: Vec<_> = all
            .iter()
            .filter(|one| one.grade != Grade::Right)
            .map(|one| format!("{} {:?}: {}", one.name, one.grade, one.complaints.join("; ")))
            .collect();
        let wrong = all.iter().filter(|one| one.grade == Grade::Wrong).count();
        let (most, most_wrong) = match kind {
            "given" => (0, 0),
            // What is missing there is known, and stands in docs/accuracy.md.
            "blind" => (6, 2),
            _ => (all.len() / 10, 0),
        };
        assert!(wrong <= most_wrong, "{not_right:#?}");
        assert!(not_right.len() <= most, "{not_right:#?}");
    }
}
