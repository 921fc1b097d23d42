//! A network of a test's own, and the programs in it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// Where a test's programs run.
pub(crate) struct Place {
    /// Whether its loopback is nobody else's.
    pub own: bool,
    /// The shell in the namespace; programs enter by its id.
    holder: Option<Child>,
    /// Whether the namespaces are owned by a user namespace, which is entered too.
    is_users: bool,
    /// Held where the ports are everybody's.
    _alone: Option<MutexGuard<'static, ()>>,
}

static LOOPBACK: Mutex<()> = Mutex::new(());

impl Place {
    /// A namespace in which `script` has run; `None` where this machine forbids them.
    pub(crate) fn of_its_own(script: &str) -> Option<Self> {
        let own = |command: &str| {
            let mut unshare = Command::new("unshare");
            unshare.args(["--user", "--map-root-user", "--net", "--mount", command]);
            unshare
        };
        let allowed = own("true").stderr(Stdio::null()).status();
        let is_allowed = allowed.is_ok_and(|status| status.success());
        is_allowed.then(|| Self::held_by(own("sh"), true, script))
    }

    /// A namespace that root itself makes, for programs that want other users (tcpdump gives its file
    /// to one): there are none in a namespace of a user. `None` for anybody else.
    pub(crate) fn of_root(script: &str) -> Option<Self> {
        let own = |command: &str| {
            let mut unshare = Command::new("unshare");
            unshare.args(["--net", "--mount", command]);
            unshare
        };
        let allowed = own("true").stderr(Stdio::null()).status();
        let is_allowed = allowed.is_ok_and(|status| status.success());
        is_allowed.then(|| Self::held_by(own("sh"), false, script))
    }

    /// The same. Where it is forbidden that is said, and in CI it is a failure: a test that was not
    /// run has not passed there.
    pub(crate) fn or_skip(script: &str) -> Option<Self> {
        let place = Self::of_its_own(script);
        if place.is_none() {
            let told = "this machine lets nobody make network namespaces (user_namespaces(7))";
            assert!(std::env::var_os("CI").is_none(), "{told}");
            eprintln!("skipped: {told}");
        }
        place
    }

    /// Another namespace whose interfaces this one may give it.
    pub(crate) fn another(&self) -> Self {
        let mut unshare = self.command("unshare");
        unshare.args(["--net", "--mount", "sh"]);
        Self::held_by(unshare, self.is_users, "true")
    }

    /// The shell that holds it ends with its input, and that with this process, however it ends.
    fn held_by(mut unshare: Command, is_users: bool, script: &str) -> Self {
        // What the kernel shows of its interfaces is that of whoever mounted it.
        let own_sys = "mount -t sysfs sysfs /sys 2>/dev/null || true";
        let script = format!("set -e; {own_sys}; ip link set lo up; {script}\necho ready; cat");
        let mut holder = unshare
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is unshare");
        let mut line = String::new();
        let stdout = holder.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("UTF-8");
        let place = Self { own: true, holder: Some(holder), is_users, _alone: None };
        assert_eq!(line.trim(), "ready", "{script}");
        place
    }

    /// A namespace, else the loopback of this machine, one test at a time.
    pub(crate) fn with_loopback() -> Self {
        Self::of_its_own("true").unwrap_or_else(|| {
            eprintln!("no namespaces here: on this machine's own loopback instead");
            let alone = LOOPBACK.lock().unwrap_or_else(PoisonError::into_inner);
            Self { own: false, holder: None, is_users: false, _alone: Some(alone) }
        })
    }

    /// Runs a line of shell there, which has to succeed.
    pub(crate) fn shell(&self, line: &str) {
        let output = self.command("sh").args(["-ec", line]).output().expect("there is a shell");
        assert!(output.status.success(), "{line}: {output:?}");
    }

    /// The process that others may give interfaces to.
    pub(crate) fn id(&self) -> u32 {
        self.holder.as_ref().map_or(0, Child::id)
    }

    /// A program there.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = match &self.holder {
            Some(holder) => {
                let mut enter = Command::new("nsenter");
                let id = holder.id().to_string();
                if self.is_users {
                    enter.args(["--preserve-credentials", "--user"]);
                }
                enter.args(["--net", "--mount", "--target", &id]);
                // It ends with the thread that started it, however that ends.
                enter.args(["setpriv", "--pdeathsig", "KILL", program]);
                enter
            }
            None => Command::new(program),
        };
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// go2doctor there.
    pub(crate) fn go2doctor(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_go2doctor"));
        command.args(arguments);
        command
    }

    /// What a search prints as JSON, with its exit status.
    pub(crate) fn discover(&self, arguments: &[&str]) -> (Value, Option<i32>) {
        let mut command = self.go2doctor(&["discover", "--format", "json"]);
        let output = command.args(arguments).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let told = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{told}"));
        (report, output.status.code())
    }

    /// A simulated robot there, ready.
    pub(crate) fn robot(&self, arguments: &[&str]) -> SimulatedRobot {
        let mut command = self.go2doctor(&["simulate", "--discoverable"]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().expect("it runs");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("it is UTF-8");
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        let serial = ready["serial"].as_str().expect("it says its serial number").to_owned();
        let port = ready["signal_port"].as_u64().expect("it has one").to_string();
        SimulatedRobot { child, lines, serial, port }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(mut holder) = self.holder.take() {
            // Its input ends with it, and so does it.
            drop(holder.stdin.take());
            let _ = holder.wait();
        }
    }
}

/// A simulated robot. It ends when dropped.
pub(crate) struct SimulatedRobot {
    child: Child,
    /// Kept open: the robot ends when nobody reads.
    lines: BufReader<std::process::ChildStdout>,
    pub serial: String,
    pub port: String,
}

impl SimulatedRobot {
    /// Waits for the robot to see `event`, and returns the line.
    pub(crate) fn hears(&mut self, event: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("it is UTF-8");
            assert!(read > 0, "the robot has ended");
            if line.contains(event) {
                return line;
            }
        }
    }
}

impl Drop for SimulatedRobot {
    fn drop(&mut self) {
        // nsenter and setpriv become the program that they start, so this is the robot itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
