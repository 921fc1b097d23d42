//! A simulated robot, a proxy before it, and raw requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

pub(crate) const DEVICE_KEY: &str = "00112233445566778899aabbccddeeff";

/// The program, with nothing of this machine's environment that it would read.
pub(crate) fn go2doctor() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    for name in [
        "GO2DOCTOR_ROBOT",
        "ROBOT_IP",
        "UNITREE_ROBOT_IP",
        "UNITREE_AES_128_KEY",
        "ROBOT_AES_KEY",
        "GO2_AES_KEY",
        "GO2DOCTOR_SIGNAL_PORT",
        "GO2DOCTOR_LEGACY_PORT",
        "GO2DOCTOR_LANG",
    ] {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    command
}

/// A simulated robot in a process of its own; killed when dropped.
pub(crate) struct Robot {
    child: Child,
    pub signal_port: u16,
    pub legacy_port: u16,
    host: &'static str,
}

impl Robot {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = go2doctor()
            .args(["simulate", "--time-scale", "0.1"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        // A port that nobody has.
        let port = |name: &str| ready[name].as_u64().map_or(1, |port| port.try_into().unwrap());
        let is_v6 = arguments.iter().any(|it| it.contains("[::1]"));
        let host = if is_v6 { "::1" } else { "127.0.0.1" };
        Self { signal_port: port("signal_port"), legacy_port: port("legacy_port"), host, child }
    }

    pub(crate) fn arguments(&self) -> [String; 6] {
        let (signal, legacy) = (self.signal_port.to_string(), self.legacy_port.to_string());
        ["--robot", self.host, "--signal-port", &signal, "--legacy-port", &legacy]
            .map(str::to_owned)
    }
}

impl Drop for Robot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A proxy that stays up; killed when dropped.
pub(crate) struct Standing {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
    pub address: SocketAddr,
}

impl Standing {
    /// Listens at ports that the system chooses; for 60 s at most.
    pub(crate) fn start(robot: &Robot, arguments: &[&str]) -> Self {
        let mut child = go2doctor()
            .args(["proxy", "--listen", "127.0.0.1:0", "--legacy-listen", "none", "--for", "60"])
            .args(["--format", "json"])
            .args(robot.arguments())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let address = line.split("listening on ").nth(1).and_then(|rest| rest.split(' ').next());
        let address = address.and_then(|it| it.parse().ok());
        Self { address: address.unwrap_or_else(|| panic!("{line}")), child, stderr }
    }

    /// Interrupts it: its exit status, and its report.
    pub(crate) fn interrupted(&mut self) -> (Option<i32>, Value) {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().unwrap();
        let mut report = String::new();
        self.child.stdout.as_mut().unwrap().read_to_string(&mut report).unwrap();
        (self.child.wait().unwrap().code(), serde_json::from_str(&report).unwrap())
    }

    /// The next line that it tells.
    pub(crate) fn told(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends these bytes, and reads what comes until the connection is closed.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    // A reset is as good as a close.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Runs a driver through the proxy, and gives the report.
pub(crate) fn through(proxy: &[&str], driver: &[&str]) -> (Output, Value) {
    through_at("127.0.0.1:0", proxy, driver)
}

/// The same at another address.
pub(crate) fn through_at(listen: &str, proxy: &[&str], driver: &[&str]) -> (Output, Value) {
    let output = go2doctor()
        .args(["proxy", "--listen", listen, "--legacy-listen", listen])
        .args(["--format", "json"])
        .args(proxy)
        .arg("--")
        .args(driver)
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let report = report.unwrap_or_else(|error| panic!("{error}: {stderr}"));
    (output, report)
}

/// The names of the changes in one of the report's lists.
pub(crate) fn codes<'a>(report: &'a Value, list: &str) -> Vec<&'a str> {
    let list = report["proxy"][list].as_array().unwrap();
    list.iter().map(|change| change["code"].as_str().unwrap()).collect()
}

/// The report's line on a stage.
pub(crate) fn stage<'a>(report: &'a Value, name: &str) -> &'a Value {
    let stages = report["stages"].as_array().unwrap();
    stages.iter().find(|stage| stage["name"] == name).unwrap()
}

/// A port of loopback's that nobody has at the moment.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
