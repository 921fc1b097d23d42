//! Drivers on WebRTC stacks of other languages against the simulated robot.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::client::{Owned, robot_with, wait};
use crate::node_drivers::DRIVERS;
use crate::runs::at_once;
use crate::stacks::{StackRow, stacks};
use crate::verdict::Told;

/// Drivers under way at the same time.
const AT_ONCE: usize = 16;
/// What a driver is given: Node's start on a busy machine, and its own 33 s without data.
const PATIENCE: Duration = Duration::from_secs(150);
/// How long a driver listens to a robot of which the connection ends, seconds.
const LISTENS: &str = "40";

/// A driver on one stack, and the robot that it meets.
struct Meeting<'r> {
    number: usize,
    stack: &'r str,
    row: &'r StackRow,
}

#[test]
fn logs_of_drivers_on_other_stacks_are_told_right() {
    let Some(drivers) = DRIVERS.folder() else { return };
    let rows = stacks();
    let both = rows.iter().flat_map(|row| row.stacks.iter().map(move |stack| (stack, row)));
    let all: Vec<Meeting<'_>> =
        both.enumerate().map(|(number, (stack, row))| Meeting { number, stack, row }).collect();
    let name = format!("corpus-stacks-{}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    at_once(AT_ONCE, &all, |meeting| meeting.run(&drivers, &folder));
    let wrong: Vec<String> = all.iter().filter_map(|one| one.wrong(&folder)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\nthe logs lie in {}", folder.display());
    fs::remove_dir_all(folder).unwrap();
}

impl Meeting<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.stack, self.row.robot.join(" "))
    }

    fn run(&self, drivers: &Path, folder: &Path) {
        let [robot, own] = [1, 2].map(|host| format!("127.79.{}.{host}", self.number + 1));
        let faults: Vec<&str> = self.row.robot.iter().map(String::as_str).collect();
        let _robot = robot_with(&faults, &robot, "none");
        let log = File::create(folder.join(self.name())).unwrap();
        let ends = self.row.robot.last().is_some_and(|fault| fault.contains(':'));
        let mut driver = Owned(
            Command::new("node")
                .arg(drivers.join("driver.mjs"))
                .args([self.stack, &format!("http://{robot}:9991"), &own])
                .arg(if ends { LISTENS } else { "2" })
                .env("DEBUG", "werift*")
                .stdin(Stdio::null())
                .stdout(log.try_clone().unwrap())
                .stderr(log)
                .spawn()
                .unwrap(),
        );
        assert!(wait(PATIENCE, || driver.has_ended()), "{} does not end", self.name());
    }

    /// What the log is read as, where that is not what it has to be.
    fn wrong(&self, folder: &Path) -> Option<String> {
        let told = Told::of(&folder.join(self.name()));
        let StackRow { rung, first, less, .. } = self.row;
        let right = told.is_one_of(*rung, first) || *less && told.is_undecided();
        (!right).then(|| format!("{}: {told}, not {rung:?} by {first:?}", self.name()))
    }
}
