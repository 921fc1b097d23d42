//! On one loopback: the simulated robot is found, masked, by number, or not at all.

use std::io::{BufRead, BufReader};
use std::net::UdpSocket;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::namespace::Place;

const LO: [&str; 2] = ["--interface", "lo"];

fn codes(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("an array");
    findings.iter().filter_map(|finding| finding["code"].as_str()).collect()
}

#[test]
fn the_simulated_robot_is_found_and_its_serial_number_masked() {
    let place = Place::with_loopback();
    let robot = place.robot(&["--listen", "127.0.0.1:0", "--seed", "7"]);
    let ports = ["--signal-port", &robot.port, "--legacy-port", "1"];
    let (report, status) = place.discover(&[&LO[..], &ports].concat());
    assert_eq!((status, &report["verdict"]), (Some(0), &"found".into()), "{report:#}");
    assert_eq!(report["schema_version"], 1);
    let robots = report["robots"].as_array().expect("an array");
    assert_eq!(robots.len(), 1, "{report:#}");
    let found = &robots[0];
    assert_eq!([&found["address"], &found["interface"]], ["127.0.0.1", "lo"]);
    assert_eq!(found["serial"], "***");
    assert!(found["latency_ms"].as_f64().is_some_and(|latency| latency < 2000.0), "{found}");
    assert_eq!(found["ports"][0]["port"].to_string(), robot.port);
    assert_eq!(
        [&found["ports"][0]["reason"], &found["ports"][1]["reason"]],
        ["open", "conn-refused"]
    );
    assert_eq!(report["interfaces"][0]["questions"], 9);
    assert!(!report.to_string().contains(&robot.serial));

    let (report, _) = place.discover(&[&LO[..], &["--show-serials", "--timeout", "0.5"]].concat());
    assert_eq!(report["robots"][0]["serial"], robot.serial);

    let human =
        place.go2doctor(&["discover", "--interface", "127.0.0.1", "--timeout", "0.5"]).output();
    let human = String::from_utf8(human.expect("it runs").stdout).expect("UTF-8");
    assert!(human.starts_with("Found 1 robot") && !human.contains(&robot.serial), "{human}");
    assert!(human.trim_end().ends_with("Next  go2doctor check --robot 127.0.0.1"), "{human}");
}

#[test]
fn a_robot_is_found_by_its_number_and_not_by_another() {
    let place = Place::with_loopback();
    let robot = place.robot(&["--listen", "127.0.0.1:0", "--seed", "8"]);
    let (report, status) = place.discover(&[&LO[..], &["--serial", &robot.serial]].concat());
    assert_eq!((status, &report["verdict"]), (Some(0), &"found".into()), "{report:#}");
    assert_eq!(report["robots"][0]["wanted"], true);

    let other = ["--serial", "B42D9999ZZZZZZZZ", "--timeout", "1"];
    let (report, status) = place.discover(&[&LO[..], &other].concat());
    assert_eq!((status, &report["verdict"]), (Some(1), &"none".into()), "{report:#}");
    assert_eq!(report["robots"][0]["wanted"], false, "it replied to the general question");
    assert_eq!(codes(&report), ["G2-DISC-NOREPLY"]);
}

#[test]
fn silence_is_status_1_and_says_what_was_asked() {
    let place = Place::with_loopback();
    let (report, status) = place.discover(&[&LO[..], &["--timeout", "0.5"]].concat());
    assert_eq!((status, &report["verdict"]), (Some(1), &"none".into()), "{report:#}");
    assert_eq!(codes(&report), ["G2-DISC-NOREPLY"]);
    let evidence = report["findings"][0]["evidence"][0].as_str().expect("a line");
    assert!(evidence.starts_with("9 queries from lo (127.0.0.1), no reply"), "{evidence}");
}

#[test]
fn a_port_that_another_program_has_is_named_and_nothing_is_sent() {
    let place = Place::with_loopback();
    // As drivers have it: on every address, and willing to share, which we are not.
    let script = "import socket,sys\n\
        s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n\
        s.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1)\n\
        s.bind(('',10134))\nprint('bound',flush=True)\nsys.stdin.read()";
    let mut holder: Option<std::process::Child> = None;
    let mut ours: Option<UdpSocket> = None;
    if place.own {
        let mut command: Command = place.command("python3");
        command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("there is python3");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("UTF-8");
        assert_eq!(line, "bound\n");
        holder = Some(child);
    } else {
        ours = Some(UdpSocket::bind("127.0.0.1:10134").expect("nobody else has it"));
    }
    let (report, status) = place.discover(&LO);
    assert_eq!((status, &report["verdict"]), (Some(3), &"inconclusive".into()), "{report:#}");
    assert_eq!(codes(&report), ["G2-DISC-PORT-BUSY"]);
    let lo = &report["interfaces"][0];
    assert_eq!([&lo["unused"], &lo["questions"]], [&Value::from("port-busy"), &Value::from(0)]);
    assert!(
        report["waited_ms"].as_f64().is_some_and(|waited| waited < 1000.0),
        "it waits for nothing"
    );
    drop(ours);
    if let Some(mut child) = holder {
        drop(child.stdin.take());
        child.wait().expect("it ends");
    }
}

#[test]
fn what_cannot_be_asked_is_status_2_before_anything_is_sent() {
    let place = Place::with_loopback();
    for (arguments, word) in [
        (["--interface", "nosuch0"], "--interface"),
        (["--serial", "go2.local"], "serial number"),
        (["--timeout", "0"], "--timeout"),
        (["--scan", "127.0.0.0/8"], "wider than a /24"),
        (["--scan", "127.0.0.1"], "192.168.12.0/24"),
        (["--scan", "203.0.113.0/24"], "lo 127.0.0.1/8"),
        (["--signal-port", "x"], "--signal-port"),
    ] {
        let mut command = place.go2doctor(&["discover"]);
        // Were it to go out all the same, then not by an interface of this machine.
        if arguments[0] != LO[0] {
            command.args(LO);
        }
        let output = command.args(arguments).output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(output.stdout.is_empty() && told.contains(word), "{told}");
    }
}

#[test]
fn a_scan_finds_the_robot_that_multicast_does_not() {
    let place = Place::with_loopback();
    let mut command = place.go2doctor(&["simulate", "--listen", "127.0.0.9:0"]);
    let mut robot = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut lines = BufReader::new(robot.stdout.take().expect("it is piped"));
    let mut ready = String::new();
    lines.read_line(&mut ready).expect("UTF-8");
    let ready: Value = serde_json::from_str(&ready).expect("JSON");
    let port = ready["signal_port"].to_string();
    let ports = ["--signal-port", &port, "--legacy-port", "1", "--timeout", "0.3"];
    let (report, status) = place.discover(&[&LO[..], &ports, &["--scan", "127.0.0.0/28"]].concat());
    robot.kill().expect("it runs");
    robot.wait().expect("it ends");

    assert_eq!((status, &report["verdict"]), (Some(0), &"found".into()), "{report:#}");
    assert_eq!(report["scanned"], serde_json::json!({"range": "127.0.0.0/28", "addresses": 14}));
    let robots = report["robots"].as_array().expect("an array");
    assert_eq!(robots.len(), 1, "{report:#}");
    assert_eq!([&robots[0]["address"], &robots[0]["interface"]], ["127.0.0.9", "lo"]);
    assert_eq!([&robots[0]["serial"], &robots[0]["replied_to"]], [&Value::Null, &Value::Null]);
    assert_eq!(codes(&report), ["G2-DISC-NOREPLY"]);
    assert_eq!(report["next"], "go2doctor check --robot 127.0.0.9");
}

#[test]
fn a_serial_number_stands_for_the_robot_that_replies_to_it() {
    let place = Place::with_loopback();
    if !place.own {
        eprintln!(
            "skipped: without a namespace the name would be asked of this machine's resolver"
        );
        return;
    }
    let robot = place.robot(&["--listen", "127.0.0.1:0", "--seed", "10"]);
    let run = |command: &str, serial: &str| {
        let ports = ["--interface", "lo", "--signal-port", &robot.port, "--no-history"];
        let mut call = place.go2doctor(&[command, "--robot", serial, "--format", "json"]);
        let output = call.args(ports).output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        (String::from_utf8_lossy(&output.stdout).into_owned(), told, output.status.code())
    };
    let (report, told, status) = run("probe-http", &robot.serial);
    assert_eq!(status, Some(0), "{report}{told}");
    assert!(told.contains("is at 127.0.0.1, by lo"), "{told}");
    assert!(!report.contains(&robot.serial) && !told.contains(&robot.serial), "{report}{told}");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["robot"]["host"], "127.0.0.1");

    let (report, told, status) = run("probe-http", "B42D9999ZZZZZZZZ");
    assert_eq!((report.as_str(), status), ("", Some(1)), "{told}");
    assert!(told.contains("go2doctor discover --serial"), "{told}");

    let (report, told, _) = run("env", &robot.serial);
    assert!(!told.contains("is at") && report.contains("\"stages\""), "env sends nothing: {told}");
}

#[test]
fn an_interrupted_search_prints_what_it_has_and_is_status_130() {
    let place = Place::with_loopback();
    let mut robot = place.robot(&["--listen", "127.0.0.1:0", "--seed", "11"]);
    let arguments = ["discover", "--format", "json", "--interface", "lo", "--timeout", "30"];
    let mut command = place.go2doctor(&arguments);
    let search = command.stdout(Stdio::piped()).spawn().expect("it runs");
    // The robot hears the question after the search has begun to listen for signals.
    let heard = robot.hears("searched");
    assert!(heard.contains("\"replied\":true"), "{heard}");
    let id = search.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("there is kill").success());
    let output = search.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["interrupted"], true);
    assert!(report["waited_ms"].as_f64().is_some_and(|waited| waited < 25_000.0), "{report:#}");
}

#[test]
fn a_simulated_humanoid_answers_in_its_own_group_and_to_its_own_number_alone() {
    let place = Place::with_loopback();
    let robot = place.robot(&["--listen", "127.0.0.1:0", "--model", "g1"]);
    let (report, status) = place.discover(&[&LO[..], &["--timeout", "0.5"]].concat());
    assert_eq!(status, Some(1), "{report:#}");
    let named = ["--serial", &robot.serial, "--timeout", "2"];
    let (report, status) = place.discover(&[&LO[..], &named, &["--model", "go2"]].concat());
    assert_eq!(status, Some(1), "the Go2's group is another: {report:#}");
    let (report, status) = place.discover(&[&LO[..], &named].concat());
    assert_eq!(status, Some(0), "{report:#}");
    assert_eq!(codes(&report), ["G2-DISC-NEEDS-SN"]);
    assert_eq!(report["robots"][0]["model"], "g1");
}
