//! `proxy -- CMD`: how the driver is pointed, what it is given, and what it is not.

use crate::stand::{DEVICE_KEY, Robot, go2doctor, stage, through};

/// The words that make the proxy ask this robot.
fn at(robot: &Robot) -> Vec<String> {
    robot.arguments().to_vec()
}

/// What a shell prints on stderr when it is run as the driver.
fn printed(robot: &Robot, proxy: &[&str], script: &str) -> String {
    let words = at(robot);
    let arguments: Vec<&str> =
        words.iter().map(String::as_str).chain(proxy.iter().copied()).collect();
    let (output, _) = through(&arguments, &["sh", "-c", script, "{robot}:{signal_port}"]);
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const SAYS: &str = "echo robot=$ROBOT_IP,$UNITREE_ROBOT_IP,$GO2DOCTOR_ROBOT place=$0 \
                    key=${ROBOT_AES_KEY:-none}";

#[test]
fn the_driver_is_given_the_proxys_address_in_every_way() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let said = printed(&robot, &[], SAYS);
    assert!(said.contains("robot=127.0.0.1,127.0.0.1,127.0.0.1 place=127.0.0.1:"), "{said}");
    assert!(!said.contains(&format!("place=127.0.0.1:{} ", robot.signal_port)), "{said}");
}

#[test]
fn the_driver_loses_the_key_only_where_none_is_asked_for() {
    let robot =
        Robot::start(&["--listen", "127.0.0.1:0", "--data2", "3", "--device-key", DEVICE_KEY]);
    for (mend, expected) in
        [(None, format!("key={DEVICE_KEY}")), (Some("--mend"), "key=none".into())]
    {
        let output = go2doctor()
            .args(["proxy", "--listen", "127.0.0.1:0", "--legacy-listen", "none"])
            .args(at(&robot))
            .args(mend)
            .args(["--format", "json", "--", "sh", "-c", SAYS])
            .env("ROBOT_AES_KEY", DEVICE_KEY)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&expected), "{said}");
        assert!(!String::from_utf8_lossy(&output.stdout).contains(DEVICE_KEY));
    }
}

#[test]
fn a_driver_that_never_asks_is_inconclusive_and_told_where_to_point_it() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let output = go2doctor()
        .args(["proxy", "--listen", "127.0.0.1:0", "--legacy-listen", "none"])
        .args(at(&robot))
        .args(["--", "true"])
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{report}");
    assert!(report.contains("the driver never asked the proxy"), "{report}");
    let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("set the driver's robot address to 127.0.0.1"), "{report}");
    assert_eq!(report.lines().filter(|line| line.starts_with("Next ")).count(), 1, "{report}");
}

#[test]
fn a_robot_that_is_not_there_ends_it_before_the_driver_starts() {
    let arguments = ["--robot", "127.0.0.1", "--signal-port", "1", "--legacy-port", "1"];
    let (output, report) = through(&arguments, &["sh", "-c", "echo started"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stage(&report, "http")["status"], "fail");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("started"));
}

#[test]
fn a_key_that_is_missing_is_the_sdp_stages_to_say() {
    let robot =
        Robot::start(&["--listen", "127.0.0.1:0", "--data2", "3", "--device-key", DEVICE_KEY]);
    let words = at(&robot);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (output, report) = through(&words, &["true"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stage(&report, "sdp")["evidence"]["reason"], "aes-key-missing");
}

#[test]
fn only_ports_that_the_robot_has_are_open() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = at(&robot);
    for (mend, legacy) in [(None, false), (Some("--mend=dialect"), true)] {
        let arguments: Vec<&str> = words.iter().map(String::as_str).chain(mend).collect();
        let (_, report) = through(&arguments, &["true"]);
        assert!(report["proxy"]["listen"].is_string());
        assert_eq!(report["proxy"]["legacy_listen"].is_string(), legacy);
    }
}
