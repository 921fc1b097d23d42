//! A path between two namespaces, as bad as one likes: `benches/relay.py` carries every packet.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::namespace::Place;

/// The robot's address; the near end is 10.77.0.1.
pub(crate) const FAR: &str = "10.77.0.2";

/// Both ends and the relay between them.
pub(crate) struct Path {
    relay: Child,
    settings: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    pub near: Place,
    pub far: Place,
}

impl Path {
    /// A good one; `None` where this machine allows no namespaces.
    pub(crate) fn or_skip() -> Option<Self> {
        let near = Place::or_skip("true")?;
        let far = near.another();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/relay.py");
        let mut relay = near
            // In a namespace too: its interfaces are never seen by anyone else.
            .command("unshare")
            .args(["--net", "python3", script])
            .args([near.id(), far.id()].map(|id| id.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is unshare");
        let settings = relay.stdin.take();
        let answers = BufReader::new(relay.stdout.take().expect("it is piped"));
        let mut path = Self { relay, settings, answers, near, far };
        path.expect("ready");
        Some(path)
    }

    /// Makes the path what `settings` say, as `benches/relay.py` reads them.
    pub(crate) fn set(&mut self, settings: &str) {
        let relay = self.settings.as_mut().expect("it lives as long as this");
        writeln!(relay, "{settings}").expect("it reads");
        self.expect(settings);
    }

    fn expect(&mut self, wanted: &str) {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("UTF-8");
        assert_eq!(line.trim_end(), wanted, "the relay needs Python 3 and /dev/net/tun");
    }
}

impl Drop for Path {
    fn drop(&mut self) {
        // Its input ends, and it with it, before the namespaces go.
        drop(self.settings.take());
        let _ = self.relay.wait();
    }
}
