//! No route to the robot.

use std::time::Duration;

use serde_json::json;

use crate::lab::Lab;

#[test]
fn without_a_route_the_host_stage_fails_at_once_and_nothing_is_sent() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    lab.near.shell("ip addr del 10.77.0.2/24 dev dog0");
    let check = lab.run("check", &[]);
    check.failed("host", "G2-LINK-SUBNET", "host", "certain");
    assert_eq!(check.evidence("host")["route"]["exists"], false);
    for stage in ["http", "sdp", "ice", "dtls", "sctp", "validation", "flow", "ping"] {
        assert_eq!(check.stage(stage)["skip_reason"], json!("host failed"), "{stage}");
    }
    let took = check.json["duration_ms"].as_f64().expect("it is known");
    assert!(took < 1500.0, "{took} ms: it must not wait for anything");
}

#[test]
fn a_machine_that_joins_the_robots_network_meanwhile_is_waited_for() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    lab.near.shell("ip addr del 10.77.0.2/24 dev dog0");
    let late = std::thread::scope(|scope| {
        let check = scope.spawn(|| lab.run("check", &["--wait", "20"]));
        // What joins a network is a person: the check is well under way by then.
        std::thread::sleep(Duration::from_secs(2));
        lab.near.shell("ip addr add 10.77.0.2/24 dev dog0");
        check.join().expect("it reports")
    });
    assert_eq!(late.json["verdict"], "pass", "{late}");
    let waited = late.evidence("http")["waited_ms"].as_f64().expect("it was waited");
    assert!((1000.0..10_000.0).contains(&waited), "{waited} ms");

    lab.near.shell("ip addr del 10.77.0.2/24 dev dog0");
    let never = lab.run("check", &["--wait", "1.5"]);
    never.failed("host", "G2-LINK-SUBNET", "host", "certain");
    assert_eq!(never.evidence("http")["reason"], "net-unreachable", "{never}");
    assert!(never.evidence("http")["waited_ms"].as_f64() >= Some(1500.0), "{never}");
}

#[test]
fn the_stock_client_needs_no_default_route() {
    let Some(lab) = Lab::with_robot(&["kvs-2026"]) else { return };
    let check = lab.run("check", &["--client", "stock"]);
    assert_eq!(check.json["verdict"], "pass", "{check}");
}

#[test]
fn a_route_that_refuses_is_no_way_although_the_network_is_attached() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    for kind in ["unreachable", "prohibit", "blackhole"] {
        lab.near.shell(&format!("ip route add {kind} 10.77.0.1"));
        let check = lab.run("check", &[]);
        lab.near.shell(&format!("ip route del {kind} 10.77.0.1"));
        let first = check.failed("host", "G2-LINK-SUBNET", "host", "certain");
        let told = first["evidence"].to_string();
        assert!(told.contains("although dog0 is in its network"), "{kind}: {told}");
        assert_eq!(check.evidence("host")["route"]["exists"], false, "{kind}");
    }
}

#[test]
fn a_candidate_to_which_there_is_no_route_is_named_with_the_refusals() {
    let Some(lab) = Lab::with_robot(&["ice-other-subnet"]) else { return };
    let check = lab.run("check", &[]);
    let first = check.failed("ice", "G2-ICE-ANSWER-WRONG-IP", "robot", "likely");
    let refusals = &check.evidence("ice")["send_refusals"];
    assert_eq!(refusals["reason"], "no-route", "{refusals}");
    assert!(refusals["count"].as_u64() >= Some(check.checks()[0]), "{refusals}");
    assert!(first["evidence"].to_string().contains("10.77.0.1"), "{first:#}");
}
