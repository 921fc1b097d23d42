//! Machines with others on them.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::*;
use crate::facts::RobotSocket;
use crate::host::fake::FakeMachine;
use crate::text::language::Language;

const ROBOT: &str = "192.168.12.1";
const HEAD: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   \
                    uid  timeout inode\n";
const NODE: &str = "/usr/bin/python3\0/ws/install/go2_robot_sdk/lib/go2_robot_sdk/go2_driver_node\0\
                    --ros-args\0-p\0aes_key:=00112233445566778899aabbccddeeff\0";

fn far() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

fn look_at(machine: &FakeMachine) -> (Vec<OtherProcess>, Notes) {
    let mut notes = Notes::default();
    let found = look(machine, ROBOT.parse().ok(), far(), &mut notes);
    (found.expect("/proc is there"), notes)
}

/// An address as the tables have it.
fn word(address: &str) -> String {
    let bytes = address.parse::<Ipv4Addr>().expect("an address").octets();
    format!("{:08X}", u32::from_ne_bytes(bytes))
}

fn row(peer: &str, port: u16, user: u32, inode: u64) -> String {
    format!(
        "   0: 0100007F:C738 {peer}:{port:04X} 01 00000000:00000000 00:00000000 00000000  {user}        0 {inode} 1 0 20 4 30 10 -1\n"
    )
}

/// A machine that has been up for 10 000 s, with ourselves, user 1000, started by a shell.
fn machine() -> FakeMachine {
    let us = FakeMachine::PROCESS;
    let machine = FakeMachine::new()
        .file("/proc/uptime", "10000.00 9000.00\n")
        .file("/proc/self_is_no_number/stat", "");
    let machine = process(machine, us, "go2doctor", 3999, "go2doctor\0check\0", &[90]);
    let status = format!("/proc/{us}/status");
    process(machine.file(&status, "Name:\tx\nUid:\t1000\t1000\n"), 3999, "bash", 1, "bash\0", &[])
}

fn process(
    mut machine: FakeMachine,
    pid: u32,
    name: &str,
    parent: u32,
    command_line: &str,
    sockets: &[u64],
) -> FakeMachine {
    // Started 100 s after the machine.
    let stat = format!(
        "{pid} ({name}) S {parent} {pid} {pid} 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 10000 1 2\n"
    );
    machine = machine
        .file(&format!("/proc/{pid}/stat"), &stat)
        .file(&format!("/proc/{pid}/cmdline"), command_line)
        .link(&format!("/proc/{pid}/fd/0"), "/dev/null");
    for (number, inode) in (3..).zip(sockets) {
        machine = machine.link(&format!("/proc/{pid}/fd/{number}"), &format!("socket:[{inode}]"));
    }
    machine
}

fn sockets(found: &OtherProcess) -> Vec<(&'static str, u16)> {
    let each = |socket: &RobotSocket| (socket.protocol.name(), socket.port);
    found.to_robot.iter().flatten().map(each).collect()
}

#[test]
fn a_process_with_sockets_to_the_robot_is_found_whatever_it_is() {
    let robot = word(ROBOT);
    let mapped = format!("0000000000000000{:08X}{robot}", u32::from_ne_bytes([0, 0, 255, 255]));
    let machine =
        process(machine(), 700, "node (x) 1", 1, "node\0--key=secret\0", &[70, 71, 72, 73])
            .file(
                "/proc/net/tcp",
                &[
                    HEAD.to_owned(),
                    row(&robot, 9991, 1000, 70),
                    row(&word("192.168.12.2"), 9991, 1000, 73),
                    row(&robot, 22, 1000, 0),
                ]
                .concat(),
            )
            .file("/proc/net/tcp6", &[HEAD.to_owned(), row(&mapped, 8081, 1000, 71)].concat())
            .file("/proc/net/udp", &[HEAD.to_owned(), row(&robot, 55001, 1000, 72)].concat());
    let (found, notes) = look_at(&machine);
    assert_eq!(found.len(), 1, "{found:?}");
    let node = &found[0];
    assert_eq!(
        (node.pid, node.name.as_deref(), node.driver.as_deref()),
        (700, Some("node (x) 1"), None)
    );
    assert_eq!(node.age_s, Some(9900.0));
    assert_eq!(sockets(node), [("TCP", 8081), ("TCP", 9991), ("UDP", 55001)]);
    assert_eq!(notes.unread, []);
    assert!(notes.sources.iter().any(|note| note.fact == "others"));
    assert!(!format!("{found:?}{notes:?}").contains("secret"));
}

#[test]
fn we_ourselves_and_our_family_are_not_counted() {
    let robot = word(ROBOT);
    let rows = [90, 91, 92, 93].map(|inode| row(&robot, 9991, 1000, inode)).concat();
    let machine = machine().file("/proc/net/tcp", &[HEAD, &rows].concat());
    let us = FakeMachine::PROCESS;
    let machine = process(machine, 4001, "python3", us, NODE, &[91]);
    let machine = process(machine, 4002, "python3", 4001, NODE, &[92]);
    // The shell that started us holds one, and so does its sister, who is none of us.
    let machine = process(machine, 3999, "python3", 1, NODE, &[93]);
    let (found, notes) = look_at(&machine);
    assert_eq!((found, notes.unread), (Vec::new(), Vec::new()));
    let (found, _) = look_at(&process(machine, 3998, "python3", 1, NODE, &[93]));
    assert_eq!(found.iter().map(|other| other.pid).collect::<Vec<_>>(), [3998]);
}

#[test]
fn drivers_are_known_by_the_file_that_runs_and_by_nothing_else() {
    let known = |command_line: &str| {
        let command_line = command_line.replace(' ', "\0");
        let machine = process(machine(), 700, "x", 1, &command_line, &[])
            .file("/proc/700/cwd/mine.py", "# import go2_robot_sdk\nimport os\n  from unitree_webrtc_connect.constants import X\n")
            .file("/proc/700/cwd/other.py", "import unitree_webrtc_connection\n")
            .file("/proc/700/root/opt/old.py", "from go2_webrtc_driver.webrtc_driver import Go2WebRTCConnection\n");
        look_at(&machine).0.pop().and_then(|other| other.driver)
    };
    for (command_line, driver) in [
        (
            "/usr/bin/python3 /ws/install/lib/go2_robot_sdk/go2_driver_node --ros-args",
            "go2_driver_node",
        ),
        ("python3.11 -u -X dev src/go2_driver_node.py", "go2_driver_node"),
        ("/ws/go2_driver_node --ros-args", "go2_driver_node"),
        (
            "/usr/bin/python3 /opt/ros/humble/bin/ros2 launch go2_robot_sdk robot.launch.py",
            "go2_robot_sdk",
        ),
        ("ros2 run go2_robot_sdk go2_driver_node", "go2_robot_sdk"),
        ("python -m unitree_webrtc_connect.examples.x", "unitree_webrtc_connect"),
        ("python3 mine.py --key 1", "unitree_webrtc_connect"),
        ("python3 /opt/old.py", "go2_webrtc_driver"),
        ("/ws/unitree_ros2", "unitree_ros2"),
    ] {
        assert_eq!(known(command_line).as_deref(), Some(driver), "{command_line}");
    }
    for command_line in [
        "vim go2_driver_node.py",
        "tail -f /log/go2_driver_node",
        "/ws/go2_robot_sdk/lib/lidar_node",
        "python3 -m pip install unitree_webrtc_connect",
        "python3 -c import_go2_robot_sdk",
        "python3 other.py go2_driver_node",
        "python3 gone.py",
        "python3 -X",
        "python3",
        "ros2 topic echo go2_robot_sdk",
        "pythonista go2_driver_node",
    ] {
        assert_eq!(known(command_line), None, "{command_line}");
    }
}

#[test]
fn a_driver_tells_its_udp_sockets_by_its_own_network_and_not_its_command_line() {
    let unconnected = row("00000000", 0, 1000, 70) + &row("00000000", 0, 1000, 79);
    let here = process(machine(), 700, "python3", 1, NODE, &[70])
        .file("/proc/net/udp", HEAD)
        .file("/proc/700/net/udp", &[HEAD, &unconnected].concat());
    let (found, notes) = look_at(&here);
    let node = &found[0];
    assert_eq!((node.driver.as_deref(), node.udp_sockets), (Some("go2_driver_node"), Some(1)));
    assert_eq!(node.to_robot, Some(vec![]), "where they lead is not known of such sockets");
    assert!(!format!("{found:?}{notes:?}").contains("0011"), "the key is nobody's business");
    // Without a look at its network nothing is said of them.
    let (found, _) = look_at(&process(machine(), 700, "python3", 1, NODE, &[70]));
    assert_eq!(found[0].udp_sockets, None);
}

#[test]
fn what_belongs_to_others_is_counted_and_not_guessed() {
    let table = [HEAD, &row(&word(ROBOT), 55001, 0, 70)].concat();
    let locked = process(machine(), 700, "python3", 1, NODE, &[])
        .forbidden("/proc/700/fd")
        .file("/proc/net/udp", &table);
    let (found, notes) = look_at(&locked);
    assert_eq!((&found[0].to_robot, found[0].udp_sockets), (&None, None));
    assert_eq!(found[0].driver.as_deref(), Some("go2_driver_node"));
    assert_eq!(notes.unread[0].fact, "others.to_robot");
    assert!(
        notes.unread[0].note.get(Language::English).contains("could not be looked into: 1;"),
        "{notes:?}"
    );
    assert!(notes.unread[0].note.get(Language::English).ends_with("theirs: 1"), "{notes:?}");
    // Nobody's concern: it is no driver, and nobody has a socket to the robot.
    let quiet = process(machine(), 700, "sshd", 1, "sshd\0", &[]).forbidden("/proc/700/fd");
    let (found, notes) = look_at(&quiet.file("/proc/net/udp", HEAD));
    assert_eq!((found, notes.unread), (Vec::new(), Vec::new()));
}

#[test]
fn what_cannot_be_looked_for_says_why() {
    let unread = |machine: &FakeMachine, robot: Option<&str>, until: Instant| {
        let mut notes = Notes::default();
        let robot = robot.and_then(|robot| robot.parse().ok());
        let found = look(machine, robot, until, &mut notes);
        (found.map(|found| found.len()), notes.unread.first().map(|note| note.fact.clone()))
    };
    let (here, some) = (machine().file("/proc/net/tcp", HEAD), |fact: &str| Some(fact.to_owned()));
    let robot = Some(ROBOT);
    assert_eq!(unread(&FakeMachine::new(), robot, far()), (None, some("others")));
    assert_eq!(unread(&here, None, far()), (Some(0), some("others.to_robot")));
    assert_eq!(unread(&machine(), robot, far()), (Some(0), some("others.to_robot")), "no tables");
    assert_eq!(unread(&here, robot, far()), (Some(0), None));
    let busy = process(here.clone(), 700, "python3", 1, NODE, &[]);
    assert_eq!(unread(&busy, robot, Instant::now()), (Some(0), some("others")), "no time");
    for os in ["windows", "macos"] {
        let (found, fact) = unread(&here.clone().running(os), robot, far());
        assert_eq!((found, fact), (None, some("others")), "{os}");
    }
    let lsof = FakeMachine::new().running("macos").program(
        "/usr/sbin/lsof",
        "p700\nR1\ncPython\nf11\nPTCP\nn192.168.12.222:51002->192.168.12.1:9991\n",
    );
    assert_eq!(unread(&lsof, robot, far()), (Some(1), some("others.driver")));
    assert_eq!(unread(&lsof, None, far()), (None, some("others")));
}

#[test]
fn no_more_are_told_of_than_anybody_reads() {
    let crowd = (700..740).fold(machine().file("/proc/net/tcp", HEAD), |machine, pid| {
        process(machine, pid, "python3", 1, NODE, &[])
    });
    let (found, notes) = look_at(&crowd);
    assert_eq!((found.len(), notes.unread.len()), (MOST_TOLD, 1));
    assert!(notes.unread[0].note.get(Language::English).starts_with("24 more"), "{notes:?}");
}

#[test]
fn tables_and_processes_of_nonsense_are_nobody() {
    let machine = machine()
        .file(
            "/proc/net/tcp",
            "x\n0: y\n 0: a b:c d e f g h i\n\u{0}\n0: 1:2 ZZZZZZZZ:0001 01 0 0 0 0 0 7\n",
        )
        .file("/proc/800/stat", "800 (x")
        .file("/proc/801/stat", ") 1 2 3")
        .file("/proc/99999999999/stat", "1 (x) S 1");
    let (found, notes) = look_at(&machine);
    assert_eq!((found, notes.unread), (Vec::new(), Vec::new()));
}
