//! A path with a delay of our choice, inside two network namespaces of our own.
//!
//! The namespaces have no names: each belongs to a process that ends when our end of its stdin
//! is closed, and is gone with it. So nothing is left behind, however this program ends.

use std::io::{BufRead, BufReader, Write};
use std::path::Path as FilePath;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Measured;

/// Two namespaces and the relay between them.
pub(crate) struct Path {
    // Dropped first: it must not see the namespaces go.
    relay: Held,
    answers: BufReader<ChildStdout>,
    near: Held,
    far: Held,
}

/// The robot's address; the near end is 10.77.0.1.
pub(crate) const FAR: &str = "10.77.0.2";

/// A process that lives as long as its stdin is open.
struct Held {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Held {
    fn spawn(command: &mut Command) -> Measured<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{:?}: {error}", command.get_program()))?;
        let stdin = child.stdin.take();
        Ok(Self { child, stdin })
    }

    fn write(&mut self, line: &str) -> Measured<()> {
        let stdin = self.stdin.as_mut().ok_or("no stdin")?;
        Ok(writeln!(stdin, "{line}")?)
    }

    fn stdout(&mut self) -> Measured<BufReader<ChildStdout>> {
        Ok(BufReader::new(self.child.stdout.take().ok_or("no stdout")?))
    }

    /// A process in a network namespace of its own, which is there on return.
    fn namespace() -> Measured<Self> {
        let mut held = Self::spawn(Command::new("unshare").args(["--net", "cat"]))?;
        // What comes back comes from `cat`: the namespace stands.
        let _ = held.write("ready");
        expect(&mut held.stdout()?, "ready")
            .map_err(|_| "no network namespace can be made here (that takes root)")?;
        Ok(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

impl Path {
    /// Makes the path; it delays nothing yet.
    pub(crate) fn new() -> Measured<Self> {
        for tool in ["ip", "unshare", "nsenter", "setpriv", "python3"] {
            let version = Command::new(tool).arg("-V").output();
            version.map_err(|error| format!("{tool} is missing: {error}"))?;
        }
        let (near, far) = (Held::namespace()?, Held::namespace()?);
        let script = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("benches/relay.py");
        let mut relay = Held::spawn(
            // In a namespace too: its interfaces are never seen by anyone else.
            Command::new("unshare")
                .args(["--net", "python3"])
                .arg(script)
                .args([near.child.id().to_string(), far.child.id().to_string()]),
        )?;
        let mut answers = relay.stdout()?;
        expect(&mut answers, "ready").map_err(|_| "the relay did not start")?;
        Ok(Self { relay, answers, near, far })
    }

    /// Sets the delay one way, ms.
    pub(crate) fn delay(&mut self, one_way: u32) -> Measured<()> {
        let line = format!("{{\"delay\": {one_way}}}");
        self.relay.write(&line)?;
        expect(&mut self.answers, &line)
    }

    /// A command at the doctor's end.
    pub(crate) fn near(&self, program: &str) -> Command {
        within(&self.near, program)
    }

    /// A command at the robot's end.
    pub(crate) fn far(&self, program: &str) -> Command {
        within(&self.far, program)
    }
}

fn within(namespace: &Held, program: &str) -> Command {
    let mut command = Command::new("nsenter");
    command.arg(format!("--net=/proc/{}/ns/net", namespace.child.id()));
    // It ends with us even where we are killed: else it would keep its namespace alive.
    command.args(["setpriv", "--pdeathsig", "KILL", program]);
    command
}

fn expect(answers: &mut impl BufRead, wanted: &str) -> Measured<()> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    if line.trim_end() == wanted { Ok(()) } else { Err(format!("no {wanted:?}").into()) }
}
