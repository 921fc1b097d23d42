//! However a command is ended, and whenever: nothing of it is left, the slot comes free, no file is
//! half written.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::namespace::Place;

/// A command, and how long it takes by itself at most, ms.
const COMMANDS: &[(&[&str], u64)] = &[
    (&["check", "127.0.0.1"], 1800),
    (&["check", "127.0.0.1", "--client", "stock"], 1800),
    (&["ping", "127.0.0.1"], 1000),
    (&["http", "127.0.0.1"], 100),
    (&["sdp", "127.0.0.1"], 300),
    (&["ice", "127.0.0.1"], 300),
    (&["dtls", "127.0.0.1"], 400),
    (&["sctp", "127.0.0.1"], 400),
    (&["validate", "127.0.0.1"], 400),
    (&["flow", "127.0.0.1", "--window", "2"], 2500),
    (&["check", "127.0.0.1", "--", "sh", "-c", "sleep 60 & sleep 60"], 2500),
    (&["check", "sim:sctp-silent"], 2500),
    (&["env"], 300),
    (
        &[
            "logs",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/fixtures/logs/aiortc-1.16.0_data2-2_sctp-silent.log"
            ),
        ],
        300,
    ),
    (&["logs", "--follow", "tests/fixtures/no-such.log"], 1000),
    (&["discover"], 2500),
    (&["simulate", "--listen", "127.0.0.1:0"], 500),
    (&["explain"], 50),
];

const SIGNALS: [(&str, i32); 4] = [("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3)];

/// How soon a command that was told to end has ended.
const ENDED: Duration = Duration::from_millis(3300);

/// How soon the robot has been told goodbye by one that had DTLS: 0.3 s, and what a busy machine
/// takes to wake everybody up.
const GOODBYE: Duration = Duration::from_millis(300 + 700);

/// The robot holds its slot so long after a goodbye, after an offer that led nowhere, and where a
/// client just vanished.
const TEARDOWN: Duration = Duration::from_millis(2300);

/// What the robot saw, each with the time at which its line was read.
fn listen(robot: &mut Child) -> Receiver<(Instant, Value)> {
    let lines = BufReader::new(robot.stdout.take().expect("it is piped")).lines();
    let (tell, told) = channel();
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let event = serde_json::from_str(&line).expect("a JSON object");
            if tell.send((Instant::now(), event)).is_err() {
                return;
            }
        }
    });
    told
}

struct Case {
    number: u64,
    command: &'static [&'static str],
    signal: (&'static str, i32),
    after: Duration,
}

impl Case {
    fn of(number: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(number);
        let (command, longest) = COMMANDS[number as usize % COMMANDS.len()];
        let signal = SIGNALS[random.usize(..SIGNALS.len())];
        let after = Duration::from_millis(random.u64(..longest));
        Self { number, command, signal, after }
    }

    fn told(&self) -> String {
        let Self { number, command, signal, after } = self;
        format!("case {number}: {} after {after:?} of {}", signal.0, command.join(" "))
    }

    /// Runs it. The time from the signal to the robot's hearing goodbye, where there was DTLS.
    fn run(&self, place: &Place) -> Option<Duration> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut robot = place
            .go2doctor(&["simulate", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let seen = listen(&mut robot);
        let (_, ready) = seen.recv().expect("the robot is ready");
        let mark = format!("go2doctor-ends-{}-{}", std::process::id(), self.number);
        let report = folder.path().join("report.json");
        let mut command = place.go2doctor(self.command);
        if self.command.contains(&"127.0.0.1") {
            // Before what may be a driver's command line.
            command = place.go2doctor(&[]);
            let export = format!("json={}", report.display());
            let port = ready["signal_port"].to_string();
            let options = ["--signal-port", &port, "--export", &export, "--no-history"];
            command.args([&self.command[..2], &options, &self.command[2..]].concat());
        }
        command.env("GO2DOCTOR_TEST", &mark).current_dir(env!("CARGO_MANIFEST_DIR"));
        let [stdin, out, err] = [Stdio::null(), Stdio::null(), Stdio::null()];
        let mut child = command.stdin(stdin).stdout(out).stderr(err).spawn().expect("it runs");
        sleep(self.after);
        let at = Instant::now();
        let ran = child.try_wait().expect("it is ours").is_none();
        let id = child.id().to_string();
        let sent =
            Command::new("kill").args(["-s", self.signal.0, &id]).stderr(Stdio::null()).status();
        assert!(sent.is_ok_and(|sent| sent.success()) || !ran, "no kill: {}", self.told());
        let status = ended(&mut child).unwrap_or_else(|| panic!("it goes on: {}", self.told()));
        assert!(self.may_be(status), "{status}: {}", self.told());
        let end = Instant::now();
        while let Some(process) = marked(&mark) {
            let late = end.elapsed() > Duration::from_secs(1);
            assert!(!late, "{process} is left: {}", self.told());
            sleep(Duration::from_millis(20));
        }
        if let Ok(text) = fs::read_to_string(&report) {
            let whole = serde_json::from_str::<Value>(&text).is_ok();
            assert!(whole, "half a report: {}", self.told());
        }
        let left = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, usize::from(report.exists()), "a file is left: {}", self.told());
        let goodbye = self.slot_comes_free(&seen, at);
        let _ = robot.kill();
        let _ = robot.wait();
        goodbye
    }

    /// What ends in good order tells its own status; what watches for no signal dies of it.
    fn may_be(&self, status: ExitStatus) -> bool {
        match status.code() {
            Some(code) => matches!(code, 0 | 1 | 3 | 130),
            None => status.signal() == Some(self.signal.1),
        }
    }

    fn slot_comes_free(&self, seen: &Receiver<(Instant, Value)>, at: Instant) -> Option<Duration> {
        let (mut taken, mut connected, mut goodbye) = (false, false, None);
        let deadline = Instant::now() + TEARDOWN + Duration::from_secs(9);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok((when, event)) = seen.recv_timeout(if taken { left } else { left / 20 }) else {
                assert!(!taken, "the slot stays taken: {}", self.told());
                return goodbye;
            };
            match event["event"].as_str() {
                Some("offer-answered") => taken = true,
                Some("dtls-connected") => connected = when <= at,
                Some("closed") if connected => goodbye = Some(when.saturating_duration_since(at)),
                Some("slot-free") => taken = false,
                _ => {}
            }
            if let Some(took) = goodbye {
                assert!(took <= GOODBYE, "goodbye after {took:?}: {}", self.told());
            }
        }
    }
}

fn ended(child: &mut Child) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < ENDED {
        if let Some(status) = child.try_wait().expect("it is ours") {
            return Some(status);
        }
        sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    None
}

/// A process that has that mark in its environment, as its descendants have.
fn marked(mark: &str) -> Option<String> {
    let processes = fs::read_dir("/proc").expect("it is mounted").flatten();
    let has = |folder: &Path| {
        let environment = fs::read(folder.join("environ")).unwrap_or_default();
        let mut variables = environment.split(|byte| *byte == 0);
        variables.any(|variable| variable.ends_with(mark.as_bytes()))
    };
    let found = processes.map(|entry| entry.path()).find(|folder| has(folder))?;
    let line = fs::read_to_string(found.join("cmdline")).unwrap_or_default();
    Some(line.replace('\0', " "))
}

/// `GO2DOCTOR_ENDS=200` asks for as many moments.
#[test]
fn a_signal_at_any_moment_leaves_nothing_behind() {
    let Some(place) = Place::or_skip("true") else { return };
    let wanted = std::env::var("GO2DOCTOR_ENDS").map_or(36, |it| it.parse().expect("a number"));
    let next = AtomicU64::new(0);
    let worker = || {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let mine = numbers.take_while(|number| *number < wanted);
        mine.filter_map(|number| Case::of(number).run(&place)).collect::<Vec<_>>()
    };
    let mut goodbyes: Vec<Duration> = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    goodbyes.sort();
    let (median, worst) = (goodbyes.get(goodbyes.len() / 2), goodbyes.last());
    println!(
        "{wanted} moments; {} goodbyes after DTLS, median {median:?}, worst {worst:?}",
        goodbyes.len()
    );
}

/// Where a run cannot open what it needs, that is told before anything is sent.
#[test]
fn a_process_at_its_limit_of_descriptors_says_so_and_blames_nobody() {
    for limit in [4, 6, 8, 12, 16, 17, 18, 24, 32, 40, 48, 64] {
        let line = format!("ulimit -n {limit}; exec \"$0\" check sim --no-history --format json");
        let output = Command::new("sh")
            .args(["-c", &line, env!("CARGO_BIN_EXE_go2doctor")])
            .env_clear()
            .output()
            .expect("there is a shell");
        let told = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default();
        match output.status.code() {
            Some(0) => assert_ne!(report["verdict"], "fail", "{limit}: {report:#}"),
            Some(1) => assert!(told.contains("Too many open files"), "{limit}: {told}{report:#}"),
            other => panic!("{limit}: {other:?} {told}{report:#}"),
        }
    }
}
