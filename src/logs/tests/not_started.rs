//! Drivers that never started: each line of `not_started.txt` alone fails `host`, and blames nobody
//! else; where a rung was tried it means nothing.

use super::variations::findings;
use super::*;
use crate::logs::signatures::BUILT_IN;

const LINES: &str = include_str!("not_started.txt");

#[test]
fn what_keeps_a_driver_from_starting_is_this_machine_s() {
    let mut wrong = Vec::new();
    for (id, line) in rows(LINES) {
        let reading = read_bytes(format!("{line}\n").as_bytes());
        let code = BUILT_IN.all().iter().find(|one| one.id == id).and_then(|one| one.code.clone());
        let (broken, found) = (reading.broken(), findings(&reading));
        if broken != Some(Stage::Host) || found.first() != code.as_ref() {
            wrong.push(format!("{id}: {line}\n  {broken:?} {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows(LINES).count() > 100);
}

#[test]
fn once_a_driver_connected_such_a_line_is_of_something_else() {
    let before = "🕒 WebRTC connection        : 🟡 started       (14:00:00)\n\
                  🕒 Signaling State          : 🟢 stable        (14:00:00)\n";
    for (id, line) in rows(LINES) {
        let reading = read_bytes(format!("{before}{line}\n").as_bytes());
        assert_eq!(reading.broken(), None, "{id}: {line}");
    }
}

#[test]
fn a_neighbour_of_the_driver_in_a_launch_may_crash() {
    for line in ["Segmentation fault (core dumped)", "qt.qpa.xcb: could not connect to display"] {
        let of = |node: &str| read_bytes(format!("[{node}-5] {line}\n").as_bytes()).broken();
        assert_eq!((of("rviz2"), of("go2_driver_node")), (None, Some(Stage::Host)), "{line}");
    }
}

#[test]
fn a_traceback_counts_where_it_goes_through_a_driver() {
    let traceback = |file: &str, exception: &str| {
        let log = format!(
            "Traceback (most recent call last):\n  File \"{file}\", line 5, in main\n    x()\n{exception}\n"
        );
        read_bytes(log.as_bytes()).broken()
    };
    let packages = "/venv/lib/python3.11/site-packages";
    let aiortc = format!("{packages}/aiortc/rtcpeerconnection.py");
    let parts = "AttributeError: 'builtins.Certificate' object has no attribute '_x509'";
    assert_eq!(traceback(&aiortc, parts), Some(Stage::Host));
    assert_eq!(traceback(&format!("{packages}/flask/app.py"), parts), None);
    // What is None may be an answer of the robot's.
    let none = "AttributeError: 'NoneType' object has no attribute 'media'";
    assert_eq!(traceback(&aiortc, none), None);
    assert_eq!(traceback(&aiortc, "ConnectionRefusedError: [Errno 111] Connection refused"), None);
}
