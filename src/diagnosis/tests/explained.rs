//! A finding that another explains is shown once, behind that one.

use super::super::explained::behind_their_causes;
use super::*;
use crate::facts::finding::Severity;

/// Codes in their order, each with what explains it.
fn order(found: Vec<Finding>) -> Vec<(&'static str, Option<&'static str>)> {
    behind_their_causes(found).iter().map(|each| (each.code(), each.explained_by)).collect()
}

const TIMEOUT: &str = "G2-HTTP-TIMEOUT";
const SUBNET: &str = "G2-LINK-SUBNET";
const WIFI: &str = "G2-LINK-WRONG-SSID";

#[test]
fn what_follows_stands_behind_its_reason_and_the_order_is_else_kept() {
    let found =
        vec![Finding::likely(TIMEOUT), Finding::likely("G2-ENV-PINS"), Finding::likely(WIFI)];
    let expected = [(WIFI, None), (TIMEOUT, Some(WIFI)), ("G2-ENV-PINS", None)];
    assert_eq!(order(found), expected);
}

#[test]
fn a_chain_keeps_its_order() {
    let found = vec![Finding::likely(TIMEOUT), Finding::certain(SUBNET), Finding::likely(WIFI)];
    let expected = [(WIFI, None), (TIMEOUT, Some(SUBNET)), (SUBNET, Some(WIFI))];
    let found = order(found);
    assert_eq!(found[0], expected[0]);
    assert!(expected.iter().all(|each| found.contains(each)), "{found:?}");
    let subnet = found.iter().position(|each| each.0 == SUBNET);
    assert!(subnet < found.iter().position(|each| each.0 == TIMEOUT), "{found:?}");
}

#[test]
fn a_guess_explains_nothing_surer_and_a_warning_no_failure() {
    let alone = |found: Vec<Finding>| order(found).iter().all(|each| each.1.is_none());
    assert!(alone(vec![Finding::likely(TIMEOUT), Finding::possible(WIFI)]));
    assert!(!alone(vec![Finding::possible(TIMEOUT), Finding::possible(WIFI)]));
    assert!(!alone(vec![Finding::certain(TIMEOUT), Finding::likely(WIFI)]));
    let warning = Finding::likely(WIFI).with_severity(Severity::Warning);
    assert!(alone(vec![Finding::likely(TIMEOUT), warning.clone()]));
    let both = vec![Finding::likely(TIMEOUT).with_severity(Severity::Info), warning];
    assert_eq!(order(both)[0].0, WIFI);
}

#[test]
fn of_two_reasons_the_better_placed_one_counts() {
    let found = vec![
        Finding::likely("G2-LINK-NOCARRIER"),
        Finding::likely(WIFI),
        Finding::possible(TIMEOUT),
    ];
    let expected =
        [("G2-LINK-NOCARRIER", None), (TIMEOUT, Some("G2-LINK-NOCARRIER")), (WIFI, None)];
    assert_eq!(order(found), expected);
}

#[test]
fn nothing_is_lost_whatever_is_found_together() {
    let codes: Vec<&'static str> =
        crate::catalogue::catalogue().entries().iter().map(|entry| entry.code.as_str()).collect();
    let mut rng = fastrand::Rng::with_seed(7);
    for _ in 0..500 {
        let mut chosen: Vec<_> = codes.iter().copied().filter(|_| rng.u8(..4) == 0).collect();
        rng.shuffle(&mut chosen);
        let sure = [Confidence::Certain, Confidence::Likely, Confidence::Possible];
        let found: Vec<_> =
            chosen.iter().map(|code| Finding::new(code, sure[rng.usize(..3)])).collect();
        let placed = behind_their_causes(found);
        let mut before: Vec<&str> = Vec::new();
        for each in &placed {
            let by = each.explained_by;
            assert!(by.is_none_or(|by| before.contains(&by)), "{} before {by:?}", each.code());
            before.push(each.code());
        }
        before.sort_unstable();
        chosen.sort_unstable();
        assert_eq!(before, chosen);
    }
}
