//! A simulated robot and go2doctor in two network namespaces, with a cable between them.

use std::fmt;

use serde_json::Value;

use crate::namespace::{Place, SimulatedRobot};

pub(crate) const ROBOT: &str = "10.77.0.1";

/// Both ends of one cable, and who is at each. Everything ends with it.
pub(crate) struct Lab {
    // Programs end before the places that they are in.
    robot: Option<SimulatedRobot>,
    pub far: Place,
    pub near: Place,
}

impl Lab {
    /// `dog0` with 10.77.0.2 here, `far0` with 10.77.0.1 there. `None` where namespaces are
    /// forbidden.
    pub(crate) fn new() -> Option<Self> {
        let near = Place::or_skip("ip link add dog0 type veth peer name far0")?;
        let far = near.another();
        near.shell(&format!("ip link set far0 netns {}", far.id()));
        far.shell("ip addr add 10.77.0.1/24 dev far0; ip link set far0 up");
        near.shell("ip addr add 10.77.0.2/24 dev dog0; ip link set dog0 up");
        Some(Self::of(near, far))
    }

    /// Two places that are joined already; the robot is to be at the far one.
    pub(crate) fn of(near: Place, far: Place) -> Self {
        Self { robot: None, far, near }
    }

    /// With a robot that is ready, with these faults.
    pub(crate) fn with_robot(faults: &[&str]) -> Option<Self> {
        let mut lab = Self::new()?;
        lab.start_robot(ROBOT, faults);
        Some(lab)
    }

    /// Starts the robot at that address.
    pub(crate) fn start_robot(&mut self, address: &str, faults: &[&str]) {
        let listen = format!("{address}:9991");
        let faults = faults.iter().flat_map(|fault| ["--fault", fault]);
        let arguments: Vec<_> = ["--listen", &listen].into_iter().chain(faults).collect();
        self.robot = Some(self.far.robot(&arguments));
    }

    /// Waits until the robot has seen that.
    pub(crate) fn robot_sees(&mut self, event: &str) -> String {
        self.robot.as_mut().expect("it was started").hears(event)
    }

    /// The report of `go2doctor COMMAND`, with its exit status.
    pub(crate) fn run(&self, command: &str, more: &[&str]) -> Report {
        self.run_at(command, ROBOT, more)
    }

    /// The same for a robot that has another address.
    pub(crate) fn run_at(&self, command: &str, robot: &str, more: &[&str]) -> Report {
        let mut call = self.near.go2doctor(&[command, "--robot", robot, "--format", "json"]);
        // A folder that belongs to no project of a driver.
        let patience: &[&str] = if more.contains(&"--timeout") { &[] } else { &["--timeout", "2"] };
        call.arg("--no-history").args(patience).args(more).current_dir("/");
        let output = call.output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let told = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{told}"));
        Report { json: report, status: output.status.code() }
    }
}

/// What was printed, and the exit status.
pub(crate) struct Report {
    pub json: Value,
    pub status: Option<i32>,
}

impl fmt::Display for Report {
    /// What a failing test needs: the stages in a line each, and the findings with their evidence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, exit status {:?}", self.json["verdict"], self.status)?;
        for stage in self.json["stages"].as_array().into_iter().flatten() {
            writeln!(f, "{} {}: {}", stage["status"], stage["name"], stage["summary"])?;
        }
        for each in self.json["findings"].as_array().into_iter().flatten() {
            let keys = ["code", "stage", "severity", "side", "confidence", "evidence"];
            writeln!(f, "{}", keys.map(|key| each[key].to_string()).join(" "))?;
        }
        Ok(())
    }
}

impl Report {
    pub(crate) fn stage(&self, name: &str) -> &Value {
        let stages = self.json["stages"].as_array().expect("an array");
        stages.iter().find(|stage| stage["name"] == name).expect("every stage is there")
    }

    pub(crate) fn evidence(&self, name: &str) -> &Value {
        &self.stage(name)["evidence"]
    }

    pub(crate) fn finding(&self, code: &str) -> Option<&Value> {
        let findings = self.json["findings"].as_array().expect("an array");
        findings.iter().find(|finding| finding["code"] == code)
    }

    /// It failed at `stage`, and the first finding is `code`, on that side, as sure as that.
    #[track_caller]
    pub(crate) fn failed(&self, stage: &str, code: &str, side: &str, confidence: &str) -> &Value {
        let first = &self.json["findings"][0];
        let seen = [
            &self.json["failed_stage"],
            &first["code"],
            &first["side"],
            &first["confidence"],
            &first["stage"],
        ];
        assert_eq!(seen, [stage, code, side, confidence, stage], "{self}");
        assert_eq!(self.status, Some(1));
        first
    }

    /// Every stage passed, and `code` is a warning on that side with that in its evidence.
    #[track_caller]
    pub(crate) fn warned(&self, code: &str, side: &str, evidence: &str) {
        assert_eq!(
            (self.status, &self.json["verdict"]),
            (Some(0), &"warn".into()),
            "{:#}",
            self.json
        );
        let found = self.finding(code).unwrap_or_else(|| panic!("{self}"));
        assert_eq!([&found["severity"], &found["side"]], ["warning", side]);
        assert!(found["evidence"].to_string().contains(evidence), "{found:#}");
        assert_eq!(self.stage("host")["status"], "warn");
    }

    /// The checks of all pairs: sent, answered, and the robot's own.
    pub(crate) fn checks(&self) -> [u64; 3] {
        let pairs = self.evidence("ice")["pairs"].as_array().cloned().unwrap_or_default();
        ["requests_sent", "responses", "requests_received"]
            .map(|name| pairs.iter().filter_map(|pair| pair[name].as_u64()).sum())
    }
}
