//! UDP that is dropped, by this machine, by the robot's, or by both: HTTP works, ICE does not.

use crate::lab::{Lab, Report};
use crate::namespace::Place;

/// Drops UDP in that place, at `hook`.
fn drop_udp(place: &Place, hook: &str, what: &str) {
    place.shell(&format!(
        "nft add table inet lab; \
         nft add chain inet lab {hook} '{{ type filter hook {hook} priority 0; }}'; \
         nft add rule inet lab {hook} {what} drop"
    ));
}

const UDP: &str = "meta l4proto udp";

fn ice_failed(check: &Report, side: &str, confidence: &str) -> String {
    let first = check.failed("ice", "G2-ICE-FAILED", side, confidence);
    assert_eq!(check.stage("http")["status"], "pass");
    assert_eq!(check.stage("sdp")["status"], "pass");
    assert_eq!(check.stage("dtls")["skip_reason"], "ice failed");
    first["evidence"].to_string()
}

#[test]
fn what_the_robots_port_swallows_leaves_its_own_checks_as_proof_of_one_way() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    drop_udp(&lab.far, "input", UDP);
    let check = lab.run("check", &[]);
    let evidence = ice_failed(&check, "network", "possible");
    let [sent, answered, received] = check.checks();
    assert!(sent > 10 && answered == 0 && received > 10, "{sent} {answered} {received}");
    assert!(evidence.contains("packets pass in one direction only"), "{evidence}");
    assert!(evidence.contains(&format!("checks sent {sent}, answered 0")), "{evidence}");
    assert!(evidence.contains(&format!("the robot's own {received}")), "{evidence}");
}

#[test]
fn udp_that_this_machine_does_not_let_in_is_silence_and_no_more_is_claimed() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    drop_udp(&lab.near, "input", UDP);
    let check = lab.run("check", &[]);
    let [sent, answered, received] = check.checks();
    assert!(sent > 10 && answered == 0 && received == 0, "{sent} {answered} {received}");
    let evidence = ice_failed(&check, "network", "possible");
    assert!(evidence.contains(&format!("checks sent {sent}, answered 0")), "{evidence}");
    assert!(check.evidence("ice")["send_refusals"].is_null());
}

#[test]
fn udp_that_this_machine_does_not_let_out_is_its_own_doing_and_the_driver_fares_no_better() {
    for both in [false, true] {
        let Some(lab) = Lab::with_robot(&[]) else { return };
        drop_udp(&lab.near, "output", UDP);
        if both {
            drop_udp(&lab.near, "input", UDP);
        }
        let check = lab.run("check", &[]);
        let evidence = ice_failed(&check, "host", "likely");
        let refusals = &check.evidence("ice")["send_refusals"];
        assert_eq!(refusals["reason"], "forbidden", "{refusals}");
        let count = refusals["count"].as_u64().expect("it is counted");
        assert!(count >= check.checks()[0] && count > 10, "{refusals}");
        assert!(evidence.contains(&format!("{count} refused")), "{evidence}");
    }
}

#[test]
fn a_robot_whose_port_rejects_is_told_from_one_that_swallows() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    lab.far.shell(
        "nft add table inet lab; \
         nft add chain inet lab input '{ type filter hook input priority 0; }'; \
         nft add rule inet lab input meta l4proto udp reject with icmp port-unreachable; \
         nft add chain inet lab output '{ type filter hook output priority 0; }'; \
         nft add rule inet lab output meta l4proto udp drop",
    );
    let check = lab.run("check", &[]);
    check.failed("ice", "G2-ICE-UNREACHABLE", "robot", "likely");
    assert_eq!(check.evidence("ice")["pairs"][0]["unreachable"], "port");
}
