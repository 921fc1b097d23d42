//! Our `check`, and the published client, against a robot on the stock crate `webrtc`.

use crate::agreement;
use crate::check::check;
use crate::stock_robot::StockRobot;

#[test]
fn our_check_passes() {
    let robot = StockRobot::start();
    let checked = check(robot.signal_port(), &[]);
    checked.assert_passed();
    checked.assert_found("webrtc", None);
    assert_eq!(checked.evidence("dtls")["fingerprint_match"], true);
    assert_eq!(checked.evidence("sctp")["opened_by"], "ack");
    assert_eq!(checked.evidence("flow")["request"]["code"], 0);
}

#[test]
fn the_published_client_connects_to_it_too() {
    let robot = StockRobot::start();
    agreement::assert_client_connects(robot.signal_port(), "1");
}

#[test]
fn the_stock_client_passes_every_stage_where_its_open_is_acknowledged() {
    let robot = StockRobot::start();
    let checked = check(robot.signal_port(), &["--client", "stock"]);
    checked.assert_passed();
    assert_eq!(checked.evidence("sctp")["opened_by"], "ack");
    assert_eq!(checked.evidence("flow")["request"]["code"], 0);
}
