//! No name that came over the wire is looked up: it would tell others of the robot, and wait for
//! them. Counted by a resolver of our own.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};

use crate::namespace::Place;

/// Takes questions on port 53 and answers none; a line each, and one when it listens.
const RESOLVER: &str = "\
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 53))
print('ready', flush=True)
while True:
    print(s.recvfrom(4096)[0].hex(), flush=True)
";

/// Robots whose answers hold names: candidates, a redirection, what is shown.
const NAMING: [&str; 4] = [
    "hostile-candidates-elsewhere",
    "ice-mdns-only-silent",
    "hostile-redirect",
    "hostile-escapes-answer",
];

struct Resolver {
    child: Child,
    questions: Lines<BufReader<ChildStdout>>,
}

impl Resolver {
    fn in_place(place: &Place) -> Self {
        let mut python = place.command("python3");
        let python = python.args(["-c", RESOLVER]).stdout(Stdio::piped());
        let mut child = python.spawn().expect("there is Python 3");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let ready = lines.next().and_then(Result::ok);
        assert_eq!(ready.as_deref(), Some("ready"), "the resolver listens");
        Self { child, questions: lines }
    }

    /// The next question: it waits for one.
    fn asked(&mut self) -> String {
        self.questions.next().and_then(Result::ok).expect("it listens")
    }
}

impl Drop for Resolver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A name as a question holds it.
fn hex(name: &str) -> String {
    name.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn only_the_name_that_was_typed_is_looked_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let conf = folder.path().join("resolv.conf");
    let settings = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n";
    fs::write(&conf, settings).expect("it is writable");
    let script = format!("mount --bind '{}' /etc/resolv.conf", conf.display());
    let Some(place) = Place::or_skip(&script) else { return };
    let mut resolver = Resolver::in_place(&place);
    for fault in NAMING {
        let robot = place.robot(&["--listen", "127.0.0.1:0", "--fault", fault]);
        let options = ["--no-history", "--timeout", "2", "--format", "json", "--signal-port"];
        let mut check = place.go2doctor(&["check", "127.0.0.1"]);
        let output = check.args(options).arg(&robot.port).output().expect("it runs");
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // Whatever was asked before is read before this.
    let mut typed = place.go2doctor(&["http", "typed.example", "--no-history", "--timeout", "2"]);
    let output = typed.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "nobody answers for that name");
    let first = resolver.asked();
    assert!(first.contains(&hex("typed")), "another name was looked up: {first}");
}
