//! Two addresses of one prefix on one interface.

use crate::lab::Lab;

#[test]
fn two_addresses_of_one_prefix_are_a_warning_and_the_check_passes() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    lab.near.shell("ip addr add 10.77.0.3/24 dev dog0");
    let check = lab.run("check", &[]);
    check.warned("G2-ENV-DUAL-IP", "host", "10.77.0.2/24");
    check.warned("G2-ENV-DUAL-IP", "host", "10.77.0.3/24");
    assert_eq!(check.evidence("flow")["link"], "up");
    let env = lab.run("env", &[]);
    env.warned("G2-ENV-DUAL-IP", "host", "10.77.0.3/24");
    assert_eq!(env.evidence("host")["route"]["source"], "10.77.0.2");

    lab.near.shell("ip addr del 10.77.0.3/24 dev dog0");
    let env = lab.run("env", &[]);
    assert!(env.finding("G2-ENV-DUAL-IP").is_none(), "{env}");
}
