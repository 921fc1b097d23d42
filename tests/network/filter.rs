//! UDP that is dropped, by this machine, by the robot's, or by both: HTTP works, ICE does not.

use crate::dropped::{Packets, by_nftables, drop_in, forbid_udp_out, rule};
use crate::lab::{Lab, Report};

/// The evidence of the failure. Where the firewall's rules were read in time, its own finding comes
/// first and explains it: a loaded machine may be too slow for that.
fn ice_failed(check: &Report, side: &str, confidence: &str) -> String {
    let failed = check.finding("G2-ICE-FAILED").unwrap_or_else(|| panic!("{check}"));
    match check.json["findings"][0]["code"] == "G2-ENV-FW-UFW" {
        true => check.failed("ice", "G2-ENV-FW-UFW", "host", "likely"),
        false => check.failed("ice", "G2-ICE-FAILED", side, confidence),
    };
    assert_eq!([&failed["side"], &failed["confidence"]], [side, confidence], "{check}");
    assert_eq!(check.stage("http")["status"], "pass");
    assert_eq!(check.stage("sdp")["status"], "pass");
    assert_eq!(check.stage("dtls")["skip_reason"], "ice failed");
    failed["evidence"].to_string()
}

#[test]
fn what_the_robots_port_swallows_leaves_its_own_checks_as_proof_of_one_way() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    drop_in(&lab.far, "far0", Packets::UdpIn);
    let check = lab.run("check", &[]);
    let evidence = ice_failed(&check, "network", "possible");
    let [sent, answered, received] = check.checks();
    assert!(sent > 10 && answered == 0 && received > 10, "{sent} {answered} {received}");
    assert!(evidence.contains("packets pass in one direction only"), "{evidence}");
    assert!(evidence.contains(&format!("checks sent {sent}, answered 0")), "{evidence}");
    assert!(evidence.contains(&format!("the robot's own {received}")), "{evidence}");
}

#[test]
fn udp_that_this_machine_does_not_let_in_is_silence_and_its_firewalls_doing_where_that_was_read() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    drop_in(&lab.near, "dog0", Packets::UdpIn);
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
        if !by_nftables(&lab.near) {
            // A rule refuses earlier, when the way is asked for.
            lab.near.shell(&rule("ipproto udp to 10.77.0.1 prohibit"));
            lab.run("check", &[]).failed("host", "G2-LINK-SUBNET", "host", "certain");
            return;
        }
        forbid_udp_out(&lab.near);
        if both {
            drop_in(&lab.near, "dog0", Packets::UdpIn);
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
