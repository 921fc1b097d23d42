//! Ways that carry small packets only.

use crate::dropped::{Packets, drop_in};
use crate::lab::{Lab, Report};

#[test]
fn a_narrow_interface_is_a_warning_and_the_check_passes() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    for end in [(&lab.near, "dog0"), (&lab.far, "far0")] {
        end.0.shell(&format!("ip link set {} mtu 1280", end.1));
    }
    for command in ["env", "check"] {
        lab.run(command, &[]).warned(
            "G2-LINK-MTU",
            "network",
            "dog0 carries packets of at most 1280 bytes",
        );
    }
}

/// Two routers between us and the robot, and a link of `mtu` between them. Without `errors` they
/// do not tell of packets that are too large, as many firewalls have it.
fn through_a_narrow_middle(mtu: u32, errors: bool) -> Option<Report> {
    const ROBOT: &str = "10.78.0.1";
    let mut lab = Lab::new()?;
    let [one, two] = [lab.near.another(), lab.near.another()];
    let (one_id, two_id) = (one.id(), two.id());
    lab.near.shell(&format!(
        "ip link del dog0; \
         ip link add dog0 type veth peer name near0; ip link set near0 netns {one_id}; \
         ip link add mid0 type veth peer name mid1; ip link set mid0 netns {one_id}; \
         ip link set mid1 netns {two_id}; \
         ip link add far0 type veth peer name far1; ip link set far1 netns {two_id}; \
         ip link set far0 netns {}; \
         ip addr add 10.77.0.2/24 dev dog0; ip link set dog0 up; \
         ip route add default via 10.77.0.254",
        lab.far.id()
    ));
    let router = |near: &str, address: &str, middle: &str, own: &str, other: &str, beyond: &str| {
        format!(
            "echo 1 > /proc/sys/net/ipv4/ip_forward; \
             ip addr add {address} dev {near}; ip link set {near} up; \
             ip addr add {own}/30 dev {middle}; ip link set {middle} mtu {mtu} up; \
             ip route add {beyond} via {other}"
        )
    };
    one.shell(&router("near0", "10.77.0.254/24", "mid0", "10.79.0.1", "10.79.0.2", "10.78.0.0/24"));
    two.shell(&router("far1", "10.78.0.254/24", "mid1", "10.79.0.2", "10.79.0.1", "10.77.0.0/24"));
    if !errors {
        for each in [&one, &two] {
            drop_in(each, "", Packets::OwnErrors);
        }
    }
    lab.far.shell(&format!(
        "ip addr add {ROBOT}/24 dev far0; ip link set far0 up; ip route add default via 10.78.0.254"
    ));
    lab.start_robot(ROBOT, &[]);
    Some(lab.run_at("check", ROBOT, &[]))
}

#[test]
fn a_hop_that_tells_of_its_size_stands_in_nobodys_way() {
    for mtu in [1280, 700] {
        let Some(check) = through_a_narrow_middle(mtu, true) else { return };
        assert_eq!(check.status, Some(0), "{mtu}: {check}");
        assert_eq!(check.stage("flow")["status"], "pass");
    }
}

#[test]
fn a_hop_that_swallows_what_is_too_large_is_not_blamed_on_the_robot_for_sure() {
    let Some(check) = through_a_narrow_middle(600, false) else { return };
    let first = check.failed("http", "G2-HTTP-NOANSWER", "unknown", "possible");
    assert_eq!(check.evidence("http")["reason"], "no-response");
    assert_eq!(check.evidence("http")["ports"][0]["reason"], "open");
    let causes = first["causes"].to_string();
    assert!(causes.contains("large"), "{causes}");
}
