//! What the others on the link say of a robot that answers no ARP there.

use super::*;

fn others(router: Option<bool>, others: Option<u32>, before: Option<bool>) -> LinkNeighbours {
    LinkNeighbours { router_answers: router, others_answer: others, robot_known_before: before }
}

/// Codes, and the first one's brief.
fn found(
    place: Place,
    neighbours: LinkNeighbours,
    reason: HttpReason,
) -> (Vec<&'static str>, String) {
    let mut run = run(reason, Ping::Unanswered, Some(Failed), place.robot());
    if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
        evidence.neighbours = Some(neighbours);
    }
    let machine = machine(place, Linux);
    let found = diagnose(&Case { host: Some(&machine), ..case(&run) });
    let brief = found[0].brief().get(Language::English).to_owned();
    (found.iter().map(Finding::code).collect(), brief)
}

const BOTH: &[&str] = &["G2-LINK-UNREACH", "G2-LINK-ISOLATION"];
const ALONE: &[&str] = &["G2-LINK-UNREACH"];

#[test]
fn isolation_needs_a_router_that_answers_and_no_sign_against_it() {
    let (yes, no) = (Some(true), Some(false));
    for (neighbours, codes, brief) in [
        (others(yes, Some(0), no), BOTH, "or the Wi-Fi isolates its clients"),
        // Another client that answers; a robot that did, before; a router that does not.
        (others(yes, Some(2), no), ALONE, "the robot is off, still starting"),
        (others(yes, Some(0), yes), ALONE, "it was in this network before"),
        (others(no, Some(0), no), ALONE, "the robot is off or still starting"),
        // What was not looked at is no sign of anything.
        (others(None, Some(0), no), ALONE, "the robot is off or still starting"),
        (others(yes, None, no), ALONE, ""),
        (others(yes, Some(0), None), ALONE, ""),
    ] {
        for reason in [NoResponse, HostUnreachable] {
            let (found, told) = found(HouseWifi, neighbours.clone(), reason);
            assert_eq!(found, codes, "{neighbours:?}");
            assert!(told.contains(brief), "{neighbours:?}: {told}");
        }
    }
}

#[test]
fn a_robot_that_is_the_access_point_or_on_a_cable_is_not_isolated() {
    for place in [AccessPoint, Wired, HouseWifiElsewhere] {
        let seen = others(Some(true), Some(0), Some(false));
        let (found, _) = found(place, seen, NoResponse);
        assert!(!found.contains(&"G2-LINK-ISOLATION"), "{place:?}: {found:?}");
    }
}

#[test]
fn a_robot_that_answers_anything_is_not_isolated() {
    for (reason, ping) in [
        (ConnRefused, Ping::Unanswered),
        (NoResponse, Ping::Answered),
        (HostUnreachable, Ping::Answered),
    ] {
        let mut run = run(reason, ping, Some(Failed), HouseWifi.robot());
        if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
            evidence.neighbours = Some(others(Some(true), Some(0), Some(false)));
        }
        let machine = machine(HouseWifi, Linux);
        let case = Case { host: Some(&machine), ..case(&run) };
        assert!(!codes(&case).contains(&"G2-LINK-ISOLATION"), "{reason:?} {ping:?}");
    }
}
