//! `logs` on what people paste into trackers.

use crate::pasted::{Grade, KINDS, graded};

#[test]
fn every_given_report_is_read_right_and_of_those_found_nine_in_ten_and_none_wrongly() {
    for kind in KINDS {
        let all = graded(kind);
        let not_right: Vec<_> = all
            .iter()
            .filter(|one| one.grade != Grade::Right)
            .map(|one| format!("{} {:?}: {}", one.name, one.grade, one.complaints.join("; ")))
            .collect();
        assert!(all.iter().all(|one| one.grade != Grade::Wrong), "{not_right:#?}");
        let most = if kind == "given" { 0 } else { all.len() / 10 };
        assert!(not_right.len() <= most, "{not_right:#?}");
    }
}
