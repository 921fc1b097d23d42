//! tcpdump beside what runs in a place.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::namespace::Place;

/// What is sent last, so that one sees when everything before it has been written.
const MARK: &str = "everything before this was captured";

/// More than the last packet takes into the file; only what hangs reaches it.
const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Tcpdump {
    child: Child,
    told: Lines<BufReader<ChildStderr>>,
    file: PathBuf,
}

impl Tcpdump {
    /// Captures the loopback of a place of its own; `None`, with a word, where only root may, or where
    /// there is no tcpdump.
    pub(crate) fn in_a_place(file: &Path) -> Option<(Place, Self)> {
        let there = Command::new("tcpdump").arg("--version").stdout(Stdio::null()).status();
        // The crate webrtc wants to hear multicast, if only from itself.
        let multicast = "ip link set lo multicast on; ip route add 224.0.0.0/4 dev lo";
        let place = there.ok().and_then(|_| Place::of_root(multicast));
        if place.is_none() {
            eprintln!("skipped: no tcpdump here, or nobody but root may capture");
        }
        let place = place?;
        let mut child = place
            .command("tcpdump")
            // As root, for its user may not write to the folders of tests. Its buffer has a place for
            // the longest packet each: by default for eight, which a busy machine overruns.
            .args(["-Z", "root", "-i", "lo", "-U", "--immediate-mode"])
            .args(["-s", "65535", "-B", "65536", "-w"])
            .arg(file)
            .stderr(Stdio::piped())
            .spawn()
            .expect("there is nsenter");
        let mut told = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let listens = told.by_ref().map_while(Result::ok).any(|line| line.contains("listening on"));
        assert!(listens, "tcpdump does not listen: {:?}", child.wait());
        Some((place, Self { child, told, file: file.to_owned() }))
    }

    /// Ends it when everything that was sent is in its file.
    pub(crate) fn finish(mut self, place: &Place) {
        let mark = format!("printf '{MARK}' > /dev/udp/127.0.0.1/9");
        let sent = place.command("bash").args(["-c", &mark]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the mark was not sent");
        let start = Instant::now();
        while !holds(&fs::read(&self.file).unwrap_or_default(), MARK.as_bytes()) {
            assert!(start.elapsed() < LIMIT, "tcpdump has not written what was sent");
            sleep(Duration::from_millis(20));
        }
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-s", "INT", &id]).status();
        assert!(told.is_ok_and(|status| status.success()), "it was not told to end");
        let told: Vec<_> = self.told.by_ref().map_while(Result::ok).collect();
        let dropped = told.iter().find(|line| line.contains("dropped by kernel"));
        assert_eq!(dropped.map(String::as_str), Some("0 packets dropped by kernel"), "{told:?}");
        assert!(self.child.wait().is_ok_and(|status| status.success()));
    }
}

impl Drop for Tcpdump {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn holds(file: &[u8], bytes: &[u8]) -> bool {
    file.windows(bytes.len()).any(|window| window == bytes)
}
