//! `dds` against participants that nobody of this project wrote: Cyclone DDS and Fast DDS, on this
//! machine and on another one.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::namespace::Place;
use crate::venv::{Packages, interpreter, script};

/// Ours and the robot's end of one cable.
const OURS: &str = "ip link set lo multicast on";
const CABLE: &str = "
    ip link add eth0 type veth peer name robot0
    ip addr add 192.168.123.99/24 dev eth0; ip link set eth0 up; ip link set robot0 netns";
const ROBOTS: &str = "
    ip addr add 192.168.123.161/24 dev robot0; ip link set robot0 up; ip link set lo up";

/// A participant on Cyclone DDS. It ends when dropped.
struct Participant(Child);

impl Participant {
    fn start(place: &Place, python: &Path, role: &str, interface: &str) -> Self {
        let uri = format!(
            "<CycloneDDS><Domain><General><Interfaces><NetworkInterface name=\"{interface}\" \
             multicast=\"true\"/></Interfaces></General></Domain></CycloneDDS>"
        );
        let mut command = place.command(python.to_str().expect("UTF-8"));
        command.arg(script("dds.py")).args([role, "0"]).env("CYCLONEDDS_URI", uri);
        Self::spawned(command, role)
    }

    /// On Fast DDS, by every interface, as ROS 2 has it unless told otherwise.
    fn on_fast_dds(place: &Place, program: &Path, role: &str) -> Self {
        let mut command = place.command(program.to_str().expect("UTF-8"));
        command.args([role, "0"]);
        Self::spawned(command, role)
    }

    fn spawned(mut command: Command, role: &str) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("UTF-8");
        assert_eq!(line, "ready\n", "{role}");
        Self(child)
    }
}

impl Drop for Participant {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

fn look(place: &Place, arguments: &[&str]) -> (Value, Option<i32>) {
    let output = place.go2doctor(&["dds", "--format", "json"]).args(arguments).output();
    let output = output.expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    let report: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{told}"));
    assert_eq!(report["schema_version"], 1);
    let schema = include_str!("../../docs/dds.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let valid = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<_> = valid.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    (report, output.status.code())
}

fn topic<'a>(report: &'a Value, name: &str) -> Option<&'a Value> {
    report["topics"].as_array().expect("an array").iter().find(|topic| topic["name"] == name)
}

fn codes(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("an array");
    findings.iter().filter_map(|finding| finding["code"].as_str()).collect()
}

/// The two ends of a cable; `None` where this machine forbids namespaces or has no Python.
fn cable() -> Option<(Place, Place, PathBuf)> {
    let (ours, robots) = bare_cable()?;
    Some((ours, robots, interpreter(Packages::CycloneDds)?))
}

fn bare_cable() -> Option<(Place, Place)> {
    let ours = Place::or_skip(OURS)?;
    let robots = ours.another();
    ours.shell(&format!("{CABLE} {}", robots.id()));
    robots.shell(ROBOTS);
    Some((ours, robots))
}

/// A participant on Fast DDS 2, made from its source once; `None` where the library or a compiler is
/// missing.
static FAST_DDS: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fast-dds");
    std::fs::create_dir_all(&folder).expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/cpp/dds.cpp");
    let program = folder.join("dds");
    let mut compiler = Command::new("g++");
    compiler.args(["-std=c++17", "-O0", "-o"]).arg(&program).arg(source);
    let made = compiler.args(["-lfastrtps", "-lfastcdr"]).stderr(Stdio::null()).status();
    if made.is_ok_and(|status| status.success()) {
        return Some(program);
    }
    eprintln!("skipped: no g++ with Fast DDS 2 here (libfastrtps-dev)");
    None
});

#[test]
fn the_robot_on_the_cable_and_the_driver_here_are_told_with_what_nobody_writes() {
    let Some((ours, robots, python)) = cable() else { return };
    let _robot = Participant::start(&robots, &python, "robot", "robot0");
    let _driver = Participant::start(&ours, &python, "driver", "eth0");
    robot_and_driver_are_told(&ours, ["Cyclone DDS", "Cyclone DDS"]);
}

#[test]
fn participants_on_fast_dds_are_told_like_those_on_cyclone_dds() {
    let Some(program) = FAST_DDS.as_deref() else { return };
    let Some((ours, robots)) = bare_cable() else { return };
    let _robot = Participant::on_fast_dds(&robots, program, "robot");
    let _driver = Participant::on_fast_dds(&ours, program, "driver");
    robot_and_driver_are_told(&ours, ["Fast DDS", "Fast DDS"]);
}

#[test]
fn a_robot_on_cyclone_dds_and_a_driver_on_fast_dds_are_told_side_by_side() {
    let Some(program) = FAST_DDS.as_deref() else { return };
    let Some((ours, robots, python)) = cable() else { return };
    let _robot = Participant::start(&robots, &python, "robot", "robot0");
    let _driver = Participant::on_fast_dds(&ours, program, "driver");
    robot_and_driver_are_told(&ours, ["Cyclone DDS", "Fast DDS"]);
}

fn robot_and_driver_are_told(ours: &Place, [robots, drivers]: [&str; 2]) {
    let (report, status) = look(ours, &["--for", "5"]);
    assert_eq!((status, &report["verdict"]), (Some(0), &"robot".into()), "{report:#}");
    let participants = report["participants"].as_array().expect("an array");
    assert_eq!(participants.len(), 2, "{report:#}");
    let robot = &participants[report["robot"][0].as_u64().expect("a place") as usize];
    assert_eq!(
        [&robot["address"], &robot["here"], &robot["vendor"], &robot["told_all"]],
        [&Value::from("192.168.123.161"), &false.into(), &robots.into(), &true.into()]
    );
    let driver = &participants[report["driver"][0].as_u64().expect("a place") as usize];
    assert_eq!((&driver["here"], &driver["nodes"][0]), (&true.into(), &"go2_driver_node".into()));
    assert_eq!((&driver["vendor"], &driver["told_all"]), (&drivers.into(), &true.into()));
    for (name, writers, readers) in [
        ("rt/lowstate", 1, 1),
        ("rt/sportmodestate", 1, 0),
        ("rt/api/sport/request", 0, 1),
        ("rt/webrtc_req", 0, 1),
        ("rt/utlidar/cloud", 0, 1),
    ] {
        let topic = topic(&report, name).unwrap_or_else(|| panic!("{name}: {report:#}"));
        let count = |side: &str| topic[side].as_array().map(Vec::len);
        assert_eq!((count("writers"), count("readers")), (Some(writers), Some(readers)), "{name}");
        assert_eq!(topic["type"], "unitree_go::msg::dds_::LowState_", "{name}");
    }
    assert_eq!(codes(&report), ["G2-DDS-NO-PUBLISHER"]);
    let evidence = report["findings"][0]["evidence"][0].as_str().expect("a line");
    assert!(evidence.contains("reads rt/utlidar/cloud; nobody"), "{evidence}");
    assert_eq!(report["next"], "go2doctor check");
}

#[test]
fn every_topic_of_a_participant_with_many_is_told() {
    let Some((ours, robots, python)) = cable() else { return };
    let _many = Participant::start(&robots, &python, "many", "robot0");
    let (report, status) = look(&ours, &["--for", "6", "--interface", "eth0"]);
    assert_eq!((status, &report["verdict"]), (Some(0), &"robot".into()), "by its address");
    assert_eq!(report["participants"][0]["told_all"], true);
    let told = (0..300).filter(|at| topic(&report, &format!("rt/many/topic_{at:03}")).is_some());
    assert_eq!(told.count(), 300);
}

#[test]
fn commands_that_nobody_reads_are_found_on_this_machine_alone() {
    let Some((ours, _robots, python)) = cable() else { return };
    let _commander = Participant::start(&ours, &python, "commander", "lo");
    let (report, status) = look(&ours, &["--for", "4", "--interface", "lo"]);
    assert_eq!((status, &report["verdict"]), (Some(1), &"no-robot".into()), "{report:#}");
    assert_eq!(codes(&report), ["G2-DDS-NO-ROBOT", "G2-DDS-UNREAD"]);
}

/// Others answer an announcement at once and keep whoever announced himself in mind: not beyond the
/// goodbye.
#[test]
fn a_look_leaves_nothing_behind_even_when_it_is_interrupted() {
    let Some((ours, robots, python)) = cable() else { return };
    let mut watcher = robots.command(python.to_str().expect("UTF-8"));
    watcher.arg(script("dds_watch.py")).env(
        "CYCLONEDDS_URI",
        "<CycloneDDS><Domain><General><Interfaces><NetworkInterface name=\"robot0\"/></Interfaces>\
         </General></Domain></CycloneDDS>",
    );
    let mut watcher =
        watcher.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    let stdout = watcher.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(stdout).lines().map(|line| line.expect("UTF-8"));
    assert_eq!(lines.next().as_deref(), Some("ready"));
    let mut command = ours.go2doctor(&["dds", "--for", "60", "--interface", "eth0"]);
    let look = command.stdout(Stdio::piped()).spawn().expect("it runs");
    assert_eq!(lines.next().as_deref(), Some("came go2doctor"));
    let began = Instant::now();
    ours.shell(&format!("kill -INT {}", look.id()));
    assert_eq!(lines.next().as_deref(), Some("gone go2doctor"));
    assert!(began.elapsed() < Duration::from_secs(5), "not by its lease, which is 10 s");
    let output = look.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(!output.stdout.is_empty(), "what was heard is told");
    drop(watcher.stdin.take());
    watcher.wait().expect("it ends");
}

#[test]
fn without_leave_to_send_nothing_is_sent_and_silence_is_no_absence() {
    let Some(place) = Place::or_skip(
        "ip link add eth0 type veth peer name far0; ip link set far0 up; ip link set eth0 up
         ip addr add 192.168.123.99/24 dev eth0
         ip -6 addr flush dev eth0; sysctl -qw net.ipv6.conf.all.disable_ipv6=1",
    ) else {
        return;
    };
    let sent = |place: &Place| {
        let output = place.command("cat").arg("/proc/net/snmp").output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let udp = text.lines().filter(|line| line.starts_with("Udp:")).nth(1).expect("a line");
        udp.split(' ').nth(4).expect("OutDatagrams").to_owned()
    };
    let before = sent(&place);
    let (report, status) = look(&place, &["--passive", "--for", "1"]);
    assert_eq!(sent(&place), before);
    assert_eq!((status, &report["verdict"]), (Some(3), &"inconclusive".into()), "{report:#}");
    assert_eq!((&report["announced"], codes(&report)), (&false.into(), vec![]));
    let (report, status) = look(&place, &["--for", "1"]);
    assert_ne!(sent(&place), before);
    assert_eq!((status, &report["verdict"]), (Some(1), &"no-robot".into()), "{report:#}");
    assert_eq!(codes(&report), ["G2-DDS-NO-ROBOT"]);
}
