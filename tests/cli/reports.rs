//! `logs` on what people paste into trackers.

use crate::pasted::{Grade, KINDS, graded};

#[test]
fn every_given_report_is_read_right_and_nine_in_ten_of_the_others() {
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
            _ => (all.len() / 10, 0),
        };
        assert!(wrong <= most_wrong, "{not_right:#?}");
        assert!(not_right.len() <= most, "{not_right:#?}");
    }
}
