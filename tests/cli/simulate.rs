//! The simulated robot's command line.

use predicates::str::contains;

use crate::go2doctor;

#[test]
fn the_faults_are_listed_as_a_table_and_as_json() {
    go2doctor()
        .args(["simulate", "--list-faults"])
        .assert()
        .code(0)
        .stdout(contains("sctp-silent"));
    let output = go2doctor()
        .args(["simulate", "--list-faults", "--format", "json"])
        .assert()
        .code(0)
        .get_output()
        .clone();
    let faults: Vec<serde_json::Value> =
        serde_json::from_slice(&output.stdout).expect("a JSON array");
    let silent = faults.iter().find(|fault| fault["name"] == "sctp-silent").expect("it is listed");
    assert_eq!(silent["stage"], "sctp");
    assert!(silent["summary"].is_string());
}

#[test]
fn an_unknown_fault_is_status_2() {
    go2doctor()
        .args(["simulate", "--fault", "hungry"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("--list-faults"));
}

#[test]
fn a_bad_device_key_is_status_2() {
    go2doctor()
        .args(["simulate", "--data2", "3", "--device-key", "0011"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("--device-key"));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("it is bound").to_string();
    go2doctor()
        .args(["simulate", "--listen", &address])
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains(address.as_str()));
}
