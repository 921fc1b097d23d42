//! Other programs at the robot: real processes with real sockets.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, UdpSocket};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// Nobody else's, so that other tests' sockets are none of these.
const ROBOT: &str = "127.0.0.77";

/// Holds a connected TCP, a connected UDP and a free UDP socket until its input ends.
const HOLDER: &str = "import socket, sys\n\
    host, ports = sys.argv[1], [int(each) for each in sys.argv[2:4]]\n\
    one = socket.create_connection((host, ports[0]))\n\
    two = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); two.connect((host, ports[1]))\n\
    three = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); three.bind((host, 0))\n\
    print('connected', flush=True); sys.stdin.read()\n";

const KEY: &str = "00112233445566778899aabbccddeeff";

/// A process that ends with its input, also where a test fails.
struct Holder(Child);

impl Holder {
    fn start(script: &std::path::Path, ports: [u16; 2]) -> Self {
        let mut child = Command::new("python3")
            .arg(script)
            .arg(ROBOT)
            .args(ports.map(|port| port.to_string()))
            .arg(format!("aes_key:={KEY}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is python3");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let holder = Self(child);
        let mut line = String::new();
        lines.read_line(&mut line).expect("UTF-8");
        assert_eq!(line, "connected\n");
        holder
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

fn env(robot: &str) -> Value {
    let arguments = ["env", "--robot", robot, "--format", "json"];
    let output = crate::go2doctor().args(arguments).output().expect("it runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_driver_that_runs_is_found_by_its_name_its_id_and_its_sockets() {
    let tcp = TcpListener::bind((ROBOT, 0)).expect("loopback is there");
    let udp = UdpSocket::bind((ROBOT, 0)).expect("loopback is there");
    let ports = [tcp.local_addr(), udp.local_addr()].map(|it| it.expect("it is bound").port());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [driver, stranger] = ["go2_driver_node.py", "other.py"].map(|name| {
        let script = folder.path().join(name);
        std::fs::write(&script, HOLDER).expect("it can be written");
        Holder::start(&script, ports)
    });

    let report = env(ROBOT);
    let machine = &report["stages"][0]["evidence"];
    let of = |holder: &Holder| {
        let others = machine["others"].as_array().expect("they were looked for");
        let found = others.iter().find(|other| other["pid"] == holder.0.id());
        found.unwrap_or_else(|| panic!("{machine:#}")).clone()
    };
    let to_robot =
        json!([{"protocol": "tcp", "port": ports[0]}, {"protocol": "udp", "port": ports[1]}]);
    let (driver, stranger) = (of(&driver), of(&stranger));
    let names = [&driver["driver"], &stranger["driver"]];
    assert_eq!(names, [&json!("go2_driver_node"), &Value::Null]);
    assert_eq!([&driver["to_robot"], &stranger["to_robot"]], [&to_robot, &to_robot]);
    assert_eq!([&driver["udp_sockets"], &stranger["udp_sockets"]], [&json!(2), &Value::Null]);
    for other in [&driver, &stranger] {
        assert!(other["name"].as_str().is_some_and(|name| name.starts_with("python")), "{other}");
        assert!(other["age_s"].as_f64().is_some_and(|age| age < 60.0), "{other}");
    }
    assert!(!report.to_string().contains(KEY), "a command line is nobody's business");
    assert_eq!(report["findings"], json!([]), "a robot on loopback is simulated");

    let report = env("203.0.113.1");
    let findings = report["findings"].as_array().expect("an array");
    let found = findings.iter().find(|each| each["code"] == "G2-ENV-DUP-INSTANCE");
    let found = found.unwrap_or_else(|| panic!("{report:#}"));
    assert_eq!([&found["severity"], &found["confidence"]], ["warning", "possible"]);
    let pid = driver["pid"].to_string();
    let told = found["evidence"].to_string();
    assert!(told.contains(&format!("process {pid}")) && told.contains("go2_driver_node"), "{told}");
}
