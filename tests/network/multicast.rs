//! A search for robots across a cable, whatever the route of multicast says.

use serde_json::Value;

use crate::lab::{Lab, ROBOT};

fn found(lab: &Lab, more: &[&str]) -> Value {
    let (report, status) = lab.near.discover(more);
    assert_eq!((status, &report["verdict"]), (Some(0), &"found".into()), "{report:#}");
    let robots = report["robots"].as_array().expect("an array");
    assert_eq!(robots.len(), 1, "{report:#}");
    assert_eq!([&robots[0]["address"], &robots[0]["interface"]], [ROBOT, "dog0"]);
    assert_eq!(robots[0]["ports"][0]["reason"], "open");
    report
}

#[test]
fn a_robot_across_a_cable_is_found() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    let report = found(&lab, &[]);
    assert!(report["robots"][0]["latency_ms"].as_f64().is_some_and(|ms| ms < 2000.0), "{report:#}");
}

#[test]
fn it_is_found_although_a_tunnel_owns_multicast() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    lab.near.shell(
        "ip link add tun0 type veth peer name beyond0; ip link set beyond0 up; \
         ip addr add 10.99.0.2/24 dev tun0; ip link set tun0 up; \
         ip route add 224.0.0.0/4 dev tun0",
    );
    let report = found(&lab, &[]);
    let asked = report["interfaces"].as_array().expect("an array").iter();
    let asked: Vec<_> = asked
        .filter(|each| each["questions"] == 9)
        .filter_map(|each| each["name"].as_str())
        .collect();
    assert_eq!(asked, ["dog0", "tun0"], "{report:#}");

    let (report, status) = lab.near.discover(&["--interface", "tun0", "--timeout", "0.5"]);
    assert_eq!((status, &report["verdict"]), (Some(1), &"none".into()), "{report:#}");
}
