//! What a network may be like, and what a check makes of a healthy robot behind it.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use crate::path::{FAR, Path};

/// A network, and what becomes of it while a check runs.
pub(crate) struct Condition {
    pub name: &'static str,
    /// As `benches/relay.py` reads it.
    path: &'static str,
    /// Lines of shell for both ends, before anything runs.
    ends: &'static str,
    robot: &'static str,
    changes: &'static [Change],
    /// The sides that may be called faulty.
    pub sides: &'static [&'static str],
}

/// A change, so many ms after the validation or after the change before.
enum Change {
    Way(u64, &'static str),
    /// Of this machine, by a line of shell.
    Near(u64, &'static str),
    /// Of the robot.
    Far(u64, &'static str),
}

use Change::{Far, Near, Way};

const NETWORK: &[&str] = &["network"];
/// What its own machine does to a check is the machine's.
const HERE: &[&str] = &["network", "host"];
/// A hop that swallows what is too large, and says nothing, looks like a robot that does.
const UNTOLD: &[&str] = &["network", "unknown"];

const fn steady(name: &'static str, path: &'static str) -> Condition {
    Condition { name, path, ends: "true", robot: FAR, changes: &[], sides: NETWORK }
}

const fn untold(name: &'static str, path: &'static str) -> Condition {
    let ends = "ip route replace 10.77.0.2 via 10.77.0.254 dev path0";
    Condition { ends, sides: UNTOLD, ..steady(name, path) }
}

const fn changing(
    name: &'static str,
    sides: &'static [&'static str],
    changes: &'static [Change],
) -> Condition {
    Condition { sides, changes, ..steady(name, "{}") }
}

pub(crate) const CONDITIONS: &[Condition] = &[
    steady("good", "{}"),
    steady("loss 1 %", r#"{"loss": 0.01}"#),
    steady("loss 5 %", r#"{"loss": 0.05}"#),
    steady("loss 10 %", r#"{"loss": 0.10}"#),
    steady("loss 20 %", r#"{"loss": 0.20}"#),
    steady("loss 30 %", r#"{"loss": 0.30}"#),
    steady("loss 10 %, round trip 200 ms", r#"{"loss": 0.10, "delay": 100}"#),
    steady("loss 20 %, round trip 200 ms", r#"{"loss": 0.20, "delay": 100}"#),
    steady("loss 30 %, round trip 200 ms", r#"{"loss": 0.30, "delay": 100}"#),
    steady("loss 30 % to the robot alone", r#"{"loss": [0.30, 0]}"#),
    steady("loss 30 % from the robot alone", r#"{"loss": [0, 0.30]}"#),
    steady("delay 5 ms one way", r#"{"delay": 5}"#),
    steady("delay 50 ms one way", r#"{"delay": 50}"#),
    steady("delay 250 ms one way", r#"{"delay": 250}"#),
    steady("delay 500 ms one way", r#"{"delay": 500}"#),
    steady("jitter up to 200 ms", r#"{"delay": 10, "jitter": 200}"#),
    steady("one packet in five overtaken", r#"{"delay": 5, "reorder": 0.2}"#),
    steady("one packet in three twice", r#"{"delay": 5, "duplicate": 0.33}"#),
    steady("64 kbit/s", r#"{"delay": 20, "rate": 64}"#),
    steady("MTU 1280 on the way", r#"{"mtu": 1280}"#),
    steady("MTU 576 on the way", r#"{"mtu": 576}"#),
    untold("MTU 1280 behind a router, ICMP filtered", r#"{"mtu": 1280, "icmp": false}"#),
    untold("MTU 576 behind a router, ICMP filtered", r#"{"mtu": 576, "icmp": false}"#),
    Condition { ends: "ip link set path0 mtu 1280", ..steady("MTU 1280 at both ends", "{}") },
    steady("ICMP filtered", r#"{"icmp": false}"#),
    steady("NAT that forgets after 5 s", r#"{"delay": 5, "nat": 5}"#),
    Condition {
        changes: &[Way(500, r#"{"nat": 0}"#), Way(10, r#"{"nat": 5}"#)],
        ..steady("NAT that starts anew in mid-session", r#"{"nat": 5}"#)
    },
    changing(
        "this machine's address changes in mid-session",
        HERE,
        &[Near(500, "ip addr add 10.77.0.9/24 dev path0; ip addr del 10.77.0.1/24 dev path0")],
    ),
    changing(
        "the robot's address changes in mid-session",
        NETWORK,
        &[Far(500, "ip addr add 10.77.0.9/24 dev path0; ip addr del 10.77.0.2/24 dev path0")],
    ),
    changing("nothing passes for 1 s", NETWORK, &[Way(300, r#"{"down": true}"#), Way(1000, "{}")]),
    changing("nothing passes for 2 s", NETWORK, &[Way(300, r#"{"down": true}"#), Way(2000, "{}")]),
    changing("nothing passes any more", NETWORK, &[Way(300, r#"{"down": true}"#)]),
    changing(
        "this machine's link goes down and up",
        HERE,
        &[Near(300, "ip link set path0 down"), Near(1000, "ip link set path0 up")],
    ),
    changing("this machine's link goes down", HERE, &[Near(300, "ip link set path0 down")]),
    Condition {
        robot: "fd77::2",
        ends: "ip -4 addr flush dev path0",
        ..steady("IPv6 alone", "{}")
    },
];

/// The report of one check.
pub(crate) struct Checked(Value);

impl Condition {
    /// Checks a healthy robot once; `None` where this machine allows no namespaces.
    pub(crate) fn check(&self, seed: u64) -> Option<Checked> {
        let mut path = Path::or_skip()?;
        path.set(&format!("{{\"seed\": {seed}}}"));
        path.set(self.path);
        for end in [&path.near, &path.far] {
            end.shell(self.ends);
        }
        let host =
            if self.robot.contains(':') { format!("[{}]", self.robot) } else { self.robot.into() };
        let (listen, seed) = (format!("{host}:9991"), seed.to_string());
        let _robot = path.far.robot(&["--listen", &listen, "--quiet", "--seed", &seed]);
        let mut check = path.near.go2doctor(&["check", self.robot, "--format", "jsonl"]);
        // A folder that belongs to no project of a driver.
        check.args(["--no-history", "--quiet"]).current_dir("/");
        let mut check = check.stdout(Stdio::piped()).spawn().expect("it runs");
        let mut report = Value::Null;
        for line in BufReader::new(check.stdout.take().expect("it is piped")).lines() {
            let mut event: Value = serde_json::from_str(&line.expect("UTF-8")).expect("an event");
            if event["event"] == "run_finished" {
                report = event["report"].take();
            } else if is_validated(&event) {
                self.changes.iter().for_each(|change| change.make(&mut path));
            }
        }
        check.wait().expect("it ends");
        Some(Checked(report))
    }
}

fn is_validated(event: &Value) -> bool {
    let stage = [&event["stage"]["name"], &event["stage"]];
    event["event"] == "stage_finished" && stage.contains(&&"validation".into())
}

impl Change {
    fn make(&self, path: &mut Path) {
        let (Way(after, _) | Near(after, _) | Far(after, _)) = self;
        sleep(Duration::from_millis(*after));
        match self {
            Way(_, settings) => path.set(settings),
            Near(_, line) => path.near.shell(line),
            Far(_, line) => path.far.shell(line),
        }
    }
}

impl Checked {
    /// From the start of the run to `Validation Ok.`, ms.
    pub(crate) fn validated_ms(&self) -> Option<f64> {
        let stage = self.list("stages").find(|stage| stage["name"] == "validation")?;
        let passed = matches!(stage["status"].as_str(), Some("pass" | "warn"));
        passed.then_some(stage["started_ms"].as_f64()? + stage["duration_ms"].as_f64()?)
    }

    pub(crate) fn failed(&self) -> bool {
        !matches!(self.0["verdict"].as_str(), Some("pass" | "warn"))
    }

    /// Code and side of the finding that is the answer.
    pub(crate) fn first(&self) -> Option<(String, String)> {
        let first = self.list("findings").next()?;
        let text = |key: &str| first[key].as_str().unwrap_or_default().to_owned();
        Some((text("code"), text("side")))
    }

    /// Whether no finding is the robot's, and what failed is laid to one of these sides.
    pub(crate) fn is_right(&self, sides: &[&str]) -> bool {
        let innocent = self.list("findings").all(|each| each["side"] != "robot");
        let named = || self.first().is_some_and(|(_, side)| sides.contains(&side.as_str()));
        innocent && (!self.failed() || named())
    }

    fn list(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.0[key].as_array().into_iter().flatten()
    }
}

impl fmt::Display for Checked {
    /// What a failing test needs: the stages in a line each, and the findings with their evidence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.0["verdict"])?;
        for stage in self.list("stages") {
            writeln!(f, "{} {}: {}", stage["status"], stage["name"], stage["summary"])?;
        }
        for each in self.list("findings") {
            let keys = ["code", "stage", "severity", "side", "confidence", "evidence"];
            writeln!(f, "{}", keys.map(|key| each[key].to_string()).join(" "))?;
        }
        Ok(())
    }
}

/// Checks behind every condition that `wanted` takes, `runs` times, several at a time. `None` where
/// this machine allows no namespaces.
pub(crate) fn check_all(
    runs: u64,
    wanted: impl Fn(&Condition) -> bool,
) -> Option<Vec<(&'static Condition, Vec<Checked>)>> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    const AT_A_TIME: usize = 6;
    let wanted: Vec<_> = CONDITIONS.iter().filter(|one| wanted(one)).collect();
    let jobs: Vec<_> =
        wanted.iter().flat_map(|one| (0..runs).map(move |seed| (*one, seed))).collect();
    let next = AtomicUsize::new(0);
    let worker = || {
        let mine = std::iter::from_fn(|| jobs.get(next.fetch_add(1, Ordering::Relaxed)));
        let done = mine.map(|(condition, seed)| Some((condition.name, condition.check(*seed)?)));
        done.collect::<Option<Vec<_>>>()
    };
    let all: Option<Vec<_>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    let mut all: Vec<_> = all?.into_iter().flatten().collect();
    let of = |condition: &&'static Condition| {
        let (mine, others) =
            std::mem::take(&mut all).into_iter().partition(|(name, _)| *name == condition.name);
        all = others;
        let mine: Vec<_> = mine;
        (*condition, mine.into_iter().map(|(_, checked)| checked).collect())
    };
    Some(wanted.iter().map(of).collect())
}
