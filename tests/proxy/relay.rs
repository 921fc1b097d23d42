//! The relay from outside: what passes it, who else may come, and what is left behind.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::stand::{Robot, Standing, go2doctor, stage, through, through_at};

const GO2DOCTOR: &str = env!("CARGO_BIN_EXE_go2doctor");

fn arguments(robot: &Robot) -> Vec<String> {
    robot.arguments().to_vec()
}

/// A driver of ours, in JSON so that nothing of it is read as a log.
const DRIVER: [&str; 7] =
    [GO2DOCTOR, "check", "--format=json", "--no-history", "--signal-port", "{signal_port}", "-q"];

#[test]
fn packets_alone_show_the_rungs_up_to_dtls_and_call_nothing_healthy() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = arguments(&robot);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (output, report) = through(&words, &DRIVER);
    assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
    for passed in ["http", "sdp", "ice", "dtls"] {
        assert_eq!(stage(&report, passed)["status"], "pass", "{report:#}");
    }
    let dtls = &stage(&report, "dtls")["evidence"];
    assert_eq!(dtls["fingerprint_match"], true, "{dtls:#}");
    assert_eq!(dtls["client_fingerprint_match"], true, "{dtls:#}");
    assert_eq!(stage(&report, "sctp")["status"], "inconclusive");
    for unseen in ["validation", "flow"] {
        assert_eq!(stage(&report, unseen)["skip_reason"], "not seen");
    }
    assert!(report["proxy"]["relayed"]["records_received"].as_u64() > Some(0), "{report:#}");
    assert_eq!(output.status.code(), Some(3), "{report:#}");
}

#[test]
fn each_family_of_addresses_passes_and_so_does_one_to_the_other() {
    if std::net::UdpSocket::bind("[::1]:0").is_err() {
        eprintln!("skipped: this machine has no IPv6");
        return;
    }
    for (robots, listen) in
        [("[::1]:0", "[::1]:0"), ("[::1]:0", "127.0.0.1:0"), ("127.0.0.1:0", "[::1]:0")]
    {
        let robot = Robot::start(&["--listen", robots]);
        let words = arguments(&robot);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (_, report) = through_at(listen, &words, &DRIVER);
        assert_eq!(report["driver"]["exit_status"], 0, "{robots} {listen}: {report:#}");
        for passed in ["ice", "dtls"] {
            assert_eq!(stage(&report, passed)["status"], "pass", "{robots} {listen}: {report:#}");
        }
        // What is told are the driver's own address and the robot's, whatever stood between.
        let selected = stage(&report, "ice")["evidence"]["selected"].as_str().unwrap();
        let (local, remote) = selected.split_once(" -> ").unwrap();
        let ip = |listen: &str| listen.trim_end_matches('0').to_owned();
        assert!(local.starts_with(&ip(listen)), "{selected}");
        assert!(remote.starts_with(&ip(robots)), "{selected}");
    }
}

#[test]
fn what_goes_past_the_proxy_is_not_seen() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = arguments(&robot);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.push("--signalling-only");
    let (_, report) = through(&words, &DRIVER);
    assert_eq!(report["proxy"]["relayed"], Value::Null);
    assert_eq!(stage(&report, "ice")["skip_reason"], "not seen");
}

#[test]
fn a_second_driver_is_rejected_while_a_connection_is_relayed_and_carried_afterwards() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let proxy = Standing::start(&robot, &[]);
    let port = proxy.address.port().to_string();
    let check = |window: &'static str| {
        let mut command = go2doctor();
        command.args(["check", "--robot", "127.0.0.1", "--format", "json", "--no-history", "-q"]);
        command.args(["--legacy-port", "1", "--signal-port", &port, "--window", window]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let verdict = |child: std::process::Child| -> Value {
        let output = child.wait_with_output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let first = check("8");
    // The robot's own answer takes longer than this, and its flow much longer.
    std::thread::sleep(Duration::from_secs(3));
    let second = verdict(check("1"));
    assert_eq!(stage(&second, "sdp")["evidence"]["reason"], "busy", "{second:#}");
    let first = verdict(first);
    assert_eq!(first["verdict"], "pass", "{first:#}");
    let third = verdict(check("1"));
    assert_eq!(stage(&third, "dtls")["status"], "pass", "{third:#}");
}

#[test]
#[cfg(unix)]
fn after_a_signal_it_relays_for_5_s_more_and_says_how_long_the_slot_may_stay_taken() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let mut proxy = Standing::start(&robot, &[]);
    let port = proxy.address.port().to_string();
    let mut driver = go2doctor()
        .args(["check", "--robot", "127.0.0.1", "--format", "json", "--no-history", "-q"])
        .args(["--legacy-port", "1", "--signal-port", &port, "--window", "30"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    assert!(proxy.told().contains("offer carried, answer returned"));
    std::thread::sleep(Duration::from_secs(2));
    let began = std::time::Instant::now();
    let (status, report) = proxy.interrupted();
    let took = began.elapsed();
    let _ = driver.kill();
    let _ = driver.wait();
    assert_eq!(status, Some(130), "{report:#}");
    assert!(took >= Duration::from_secs(5), "{took:?}");
    assert!(took < Duration::from_secs(9), "{took:?}");
    assert_eq!(stage(&report, "dtls")["status"], "pass", "{report:#}");
    let slot = report["findings"][0]["evidence"].to_string() + &report.to_string();
    assert!(slot.contains("may stay taken for up to 46 s"), "{report:#}");
}
