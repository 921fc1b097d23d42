//! What the others on the link say of a robot that answers no ARP there.

use super::*;

fn others(router_answers: Option<bool>, others_answer: Option<u32>) -> LinkNeighbours {
    LinkNeighbours { router_answers, others_answer }
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

/// What an unreachable robot may have as its cause, of this machine with these interfaces.
fn causes(place: Place, wireless: Option<bool>) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut run = run(NoResponse, Ping::Unanswered, Some(Failed), place.robot());
    if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
        evidence.neighbours = Some(others(Some(true), Some(0)));
    }
    let mut machine = machine(place, Linux);
    machine.interfaces.iter_mut().flatten().for_each(|each| each.wireless = wireless);
    let found = diagnose(&Case { host: Some(&machine), ..case(&run) });
    let unreached = found.iter().find(|each| each.code() == "G2-LINK-UNREACH").expect("found");
    let causes = unreached.causes().map(|cause| cause.text.get(Language::English)).collect();
    (found.iter().map(Finding::code).collect(), causes)
}

#[test]
fn what_the_facts_exclude_is_no_cause_of_an_unreachable_robot() {
    for (place, wireless, elsewhere, isolated) in [
        (HouseWifi, Some(true), false, true),
        (HouseWifi, None, false, true),
        (HouseWifi, Some(false), false, false),
        (AccessPoint, Some(true), false, false),
        (HouseWifiElsewhere, Some(true), true, true),
    ] {
        let (codes, causes) = causes(place, wireless);
        let names = |part: &str| causes.iter().any(|cause| cause.contains(part));
        assert_eq!(names("not in the robot's network"), elsewhere, "{place:?}: {causes:?}");
        assert_eq!(names("VPN"), elsewhere, "{place:?}: {causes:?}");
        let alike = isolated && !elsewhere;
        assert_eq!(names("uses the same addresses"), alike, "{place:?}: {causes:?}");
        assert_eq!(names("isolates"), isolated, "{place:?}: {causes:?}");
        let found = codes.contains(&"G2-LINK-ISOLATION");
        assert_eq!(found, isolated && !elsewhere, "{place:?} {wireless:?}: {codes:?}");
    }
}

const BOTH: &[&str] = &["G2-LINK-UNREACH", "G2-LINK-ISOLATION"];
const ALONE: &[&str] = &["G2-LINK-UNREACH"];

#[test]
fn isolation_needs_a_router_that_answers_and_no_sign_against_it() {
    for (neighbours, codes, brief) in [
        (others(Some(true), Some(0)), BOTH, "or the Wi-Fi isolates its clients"),
        // Another client that answers; a router that does not.
        (others(Some(true), Some(2)), ALONE, "the robot is off, still starting"),
        // It may be on a cable.
        (others(Some(true), Some(2)), ALONE, "or the Wi-Fi isolates it"),
        (others(Some(false), Some(0)), ALONE, "the robot is off or still starting"),
        // What was not looked at is no sign of anything.
        (others(None, Some(0)), ALONE, "the robot is off or still starting"),
        (others(Some(true), None), ALONE, "the robot is off or still starting"),
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
        let seen = others(Some(true), Some(0));
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
            evidence.neighbours = Some(others(Some(true), Some(0)));
        }
        let machine = machine(HouseWifi, Linux);
        let case = Case { host: Some(&machine), ..case(&run) };
        assert!(!codes(&case).contains(&"G2-LINK-ISOLATION"), "{reason:?} {ping:?}");
    }
}
