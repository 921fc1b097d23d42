//! The published client `unitree_webrtc_connect` against our simulated robot.

use crate::agreement::{assert_client_connects, data2_arguments};
use crate::peer::Peer;
use crate::venv::{self, Packages};

fn connects(data2: &str) {
    if venv::interpreter(Packages::Client).is_none() {
        return;
    }
    let robot = Peer::simulate(&data2_arguments(data2));
    assert_client_connects(robot.signal_port(), data2);
}

#[test]
fn connects_to_our_robot_with_data2_1() {
    connects("1");
}

#[test]
fn connects_to_our_robot_with_data2_2() {
    connects("2");
}

#[test]
fn connects_to_our_robot_with_data2_3() {
    connects("3");
}
