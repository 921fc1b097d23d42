//! What a look at DDS concludes, and what it leaves open.

use crate::diagnosis::dds::conclude;
use crate::diagnosis::finding::Finding;
use crate::facts::{
    DdsEvidence, DdsOutcome, DdsParticipant, DdsTopic, FirewallFacts, HostEvidence, RosFacts,
    WslFacts,
};
use crate::report::fixtures::dds::{passive, robot, silent};
use crate::text::language::Language;

fn codes(seen: &DdsEvidence) -> Vec<&'static str> {
    conclude(seen, &HostEvidence::default()).iter().map(Finding::code).collect()
}

fn told(seen: &DdsEvidence, machine: &HostEvidence) -> String {
    let found = conclude(seen, machine);
    let first = found.first().expect("something is found");
    let lines = std::iter::once(first.brief()).chain(&first.evidence);
    lines.map(|line| line.get(Language::English)).collect::<Vec<_>>().join("\n")
}

#[test]
fn silence_is_an_absence_only_where_a_robot_would_have_been_heard() {
    assert_eq!(
        (silent().outcome(), codes(&silent())),
        (DdsOutcome::NoRobot, vec!["G2-DDS-NO-ROBOT"])
    );
    assert_eq!((passive().outcome(), codes(&passive())), (DdsOutcome::Unknown, vec![]));
    let long = DdsEvidence { listened_ms: 35_000.0, ..passive() };
    assert_eq!(long.outcome(), DdsOutcome::NoRobot);
    assert_eq!(DdsEvidence::default().outcome(), DdsOutcome::Unknown, "nobody was listened to");
}

#[test]
fn somebody_who_did_not_tell_may_be_the_robot() {
    let mut seen = silent();
    let other = DdsParticipant {
        address: Some([192, 168, 123, 50].into()),
        told_all: Some(false),
        ..DdsParticipant::default()
    };
    seen.participants.push(other);
    assert_eq!((seen.outcome(), codes(&seen)), (DdsOutcome::Unknown, vec![]));
    seen.participants[0].told_all = Some(true);
    assert!(told(&seen, &HostEvidence::default()).contains("1 participant in domain 0, none"));
    // One on this machine is no robot, whatever it keeps to itself.
    seen.participants[0] =
        DdsParticipant { here: true, told_all: None, ..DdsParticipant::default() };
    assert_eq!(seen.outcome(), DdsOutcome::NoRobot);
}

#[test]
fn a_simulation_on_this_machine_is_no_robot() {
    let mut seen = robot();
    for each in &mut seen.participants {
        each.here = true;
    }
    assert!(
        told(&seen, &HostEvidence::default()).contains("rt/lowstate is written on this machine")
    );
}

#[test]
fn what_the_driver_reads_in_vain_is_named_beside_the_robot() {
    assert_eq!(codes(&robot()), ["G2-DDS-NO-PUBLISHER"]);
    let machine = HostEvidence::default();
    let line = told(&robot(), &machine);
    assert!(line.contains("reads rt/utlidar/cloud; nobody in domain 0 writes it"), "{line}");
    let mut seen = robot();
    seen.topics.retain(|topic| topic.name != "rt/utlidar/cloud");
    assert_eq!(codes(&seen), [] as [&str; 0]);
}

#[test]
fn commands_without_a_reader_are_found_where_all_have_told() {
    let mut seen = robot();
    seen.topics =
        vec![DdsTopic { name: "rt/webrtc_req".into(), writers: vec![2], ..DdsTopic::default() }];
    assert_eq!(codes(&seen), ["G2-DDS-UNREAD"]);
    seen.participants[1].told_all = None;
    assert!(codes(&seen).is_empty());
}

#[test]
fn the_likeliest_reason_for_silence_is_this_machines_own_where_it_has_one() {
    let other = DdsEvidence { domain: 3, ..silent() };
    assert!(told(&other, &HostEvidence::default()).contains("is in domain 0"));
    let firewall = FirewallFacts {
        name: Some("ufw".into()),
        active: Some(true),
        inbound_default: Some("drop".into()),
        ..FirewallFacts::default()
    };
    let firewall = HostEvidence { firewall: Some(firewall), ..HostEvidence::default() };
    assert!(told(&silent(), &firewall).contains("firewall here (ufw)"));
    let wsl = WslFacts { version: Some(2), networking: Some("nat".into()), ..WslFacts::default() };
    let wsl = HostEvidence { wsl: Some(wsl), ..HostEvidence::default() };
    assert!(told(&silent(), &wsl).contains("WSL2's multicast"));
    let mut in_wifi = silent();
    in_wifi.links[0].address = Some([192, 168, 12, 222].into());
    assert!(told(&in_wifi, &HostEvidence::default()).contains("no address 192.168.123.x"));
    let ros = RosFacts { domain_id: Some("7".into()), ..RosFacts::default() };
    let elsewhere = HostEvidence {
        conn_type: Some("cyclonedds".into()),
        ros: Some(ros),
        ..HostEvidence::default()
    };
    assert!(told(&silent(), &elsewhere).contains("ROS_DOMAIN_ID=7"));
}
