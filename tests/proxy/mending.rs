//! Each kind of mending, against a driver that needs it.

use crate::stand::{DEVICE_KEY, Robot, codes, stage, through};

const GO2DOCTOR: &str = env!("CARGO_BIN_EXE_go2doctor");

/// A driver with this offer, at the proxy's con_notify.
fn driver(offer: &str) -> [&str; 9] {
    let words = ["check", "--signal-port", "{signal_port}", "--legacy-port", "1", "--offer"];
    let [a, b, c, d, e, f] = words;
    [GO2DOCTOR, a, b, c, d, e, f, offer, "--timeout=5"]
}

/// Whether a driver with this offer validates, and what was, or would have been, mended.
fn validates(proxy: &[&str], robot: &Robot, offer: &str) -> (bool, Vec<String>, Vec<String>) {
    let robot = robot.arguments();
    let arguments: Vec<&str> =
        robot.iter().map(String::as_str).chain(proxy.iter().copied()).collect();
    let (_, report) = through(&arguments, &driver(offer));
    let owned = |list| codes(&report, list).into_iter().map(str::to_owned).collect();
    let passed = report["driver"]["exit_status"] == 0;
    (passed, owned("changes"), owned("would_change"))
}

#[test]
fn an_offer_with_three_fingerprints_fails_as_it_is_and_validates_mended() {
    for offer in ["aiortc-1.16", "aiortc-1.16-data", "aiortc-1.14-data"] {
        let robot = Robot::start(&["--listen", "127.0.0.1:0", "--fault", "kvs-2022"]);
        let bare = validates(&[], &robot, offer);
        assert_eq!(bare, (false, vec![], vec!["fingerprints".into()]), "{offer}");
        let robot = Robot::start(&["--listen", "127.0.0.1:0", "--fault", "kvs-2022"]);
        let mended = validates(&["--mend"], &robot, offer);
        assert_eq!(mended, (true, vec!["fingerprints".into()], vec![]), "{offer}");
    }
}

#[test]
fn an_offer_whose_sections_differ_fails_as_it_is_and_validates_mended() {
    for (offer, kinds) in
        [("aiortc-1.9", &["credentials"][..]), ("aiortc-1.14", &["fingerprints", "credentials"])]
    {
        let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let robot = Robot::start(&["--listen", "127.0.0.1:0", "--fault", "kvs-2022"]);
        assert_eq!(validates(&[], &robot, offer), (false, vec![], kinds.clone()), "{offer}");
        let robot = Robot::start(&["--listen", "127.0.0.1:0", "--fault", "kvs-2022"]);
        assert_eq!(validates(&["--mend"], &robot, offer), (true, kinds, vec![]), "{offer}");
    }
}

#[test]
fn an_offer_that_the_robot_takes_passes_unchanged() {
    for (offer, fault) in [("aiortc-1.9-data", "kvs-2022"), ("go2doctor", "kvs-2022")] {
        let robot = Robot::start(&["--listen", "127.0.0.1:0", "--fault", fault]);
        assert_eq!(validates(&["--mend"], &robot, offer), (true, vec![], vec![]), "{offer}");
    }
    // A robot that takes three fingerprints needs no mending.
    let robot = Robot::start(&["--listen", "127.0.0.1:0", "--fault", "kvs-2026"]);
    let (passed, changes, _) = validates(&[], &robot, "aiortc-1.16");
    assert!(passed && changes.is_empty());
}

#[test]
fn a_driver_without_the_key_is_let_in_only_where_the_key_is_lent() {
    let robot =
        || Robot::start(&["--listen", "127.0.0.1:0", "--data2", "3", "--device-key", DEVICE_KEY]);
    let (at, key) = (robot(), ["--aes-key", DEVICE_KEY]);
    let (passed, ..) = validates(&key, &at, "go2doctor");
    assert!(!passed, "while looking, the driver is shown what the robot shows");
    let lent = validates(&[&key[..], &["--mend=key"]].concat(), &at, "go2doctor");
    assert_eq!(lent, (true, vec!["key".into()], vec![]));
}

#[test]
fn a_driver_that_knows_only_offer_reaches_con_notify_and_the_reverse() {
    let new = Robot::start(&["--listen", "127.0.0.1:0"]);
    let old = Robot::start(&["--listen", "none", "--legacy-listen", "127.0.0.1:0"]);
    for (robot, ports) in [
        (new, ["--signal-port=1", "--legacy-port={legacy_port}"]),
        (old, ["--signal-port={signal_port}", "--legacy-port=1"]),
    ] {
        let words = robot.arguments();
        let mut proxy: Vec<&str> = words.iter().map(String::as_str).collect();
        proxy.push("--mend=dialect");
        let (_, report) = through(&proxy, &[GO2DOCTOR, "validate", ports[0], ports[1]]);
        assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
        assert_eq!(codes(&report, "changes"), ["dialect"]);
        assert_eq!(stage(&report, "sdp")["status"], "warn");
        assert_eq!(report["client"], "driver");
    }
}

#[test]
fn a_change_is_told_with_what_was_before_and_after() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = robot.arguments();
    let mut proxy: Vec<&str> = words.iter().map(String::as_str).collect();
    proxy.extend(["--mend", "--signalling-only"]);
    let (_, report) = through(&proxy, &driver("aiortc-1.16-data"));
    let change = &report["proxy"]["changes"][0];
    assert_eq!(change["what"], "the fingerprints of the offer");
    let (before, after) = (change["before"].as_str().unwrap(), change["after"].as_str().unwrap());
    assert_eq!(before.matches("sha-").count(), 3, "{before}");
    assert!(after.starts_with("sha-256 ") && !after.contains(','), "{after}");
    for name in ["ice", "dtls", "sctp", "validation", "flow"] {
        assert_eq!(stage(&report, name)["skip_reason"], "not seen");
    }
}
