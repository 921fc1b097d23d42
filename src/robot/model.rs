//! The robots that share this signalling, and in what they differ.
//!
//! What is said of G1 and R1 was read in unitree_webrtc_connect 2.2.0 (its README, scanner and
//! constants) and in Unitree's own pages; none of it was measured on such a robot.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::discovery::{GROUPS, Serial};
use super::topics::{
    BMS_STATE, GET_FSM_ID, LOW_STATE, MOTION_SWITCHER_CHECK_MODE, MOTION_SWITCHER_REQUEST,
    ROBOT_POSE, SPORT_REQUEST, Topic,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Model {
    #[default]
    Go2,
    G1,
    R1,
}

/// The computers in a robot's wired network, 192.168.123.0/24. A Go2's LiDAR is at .20.
pub const BOARDS: [(Ipv4Addr, &[Model]); 3] = [
    // Motion control; WebRTC ends here.
    (Ipv4Addr::new(192, 168, 123, 161), &Model::ALL),
    // The docking station of an EDU.
    (Ipv4Addr::new(192, 168, 123, 18), &[Model::Go2]),
    // The development computer.
    (Ipv4Addr::new(192, 168, 123, 164), &[Model::G1]),
];

impl Model {
    pub const ALL: [Model; 3] = [Model::Go2, Model::G1, Model::R1];

    pub fn name(self) -> &'static str {
        match self {
            Model::Go2 => "go2",
            Model::G1 => "g1",
            Model::R1 => "r1",
        }
    }

    /// As people write it, and as the key tool's `--device-type` takes it.
    pub fn title(self) -> &'static str {
        match self {
            Model::Go2 => "Go2",
            Model::G1 => "G1",
            Model::R1 => "R1",
        }
    }

    pub fn is_humanoid(self) -> bool {
        self != Model::Go2
    }

    /// The groups that it listens to for searches.
    pub fn groups(self) -> &'static [Ipv4Addr] {
        if self.is_humanoid() { &GROUPS[1..] } else { &GROUPS[..1] }
    }

    /// What it publishes and may be read without a word: its state first.
    pub fn topics(self) -> [Topic; 2] {
        if self.is_humanoid() { [LOW_STATE, BMS_STATE] } else { [LOW_STATE, ROBOT_POSE] }
    }

    /// A request that moves nothing: a service and its api. Of a Go2 it asks which motion mode is
    /// set, of a humanoid in which state its state machine is.
    pub fn question(self) -> (&'static str, u32) {
        if self.is_humanoid() {
            (SPORT_REQUEST, GET_FSM_ID)
        } else {
            (MOTION_SWITCHER_REQUEST, MOTION_SWITCHER_CHECK_MODE)
        }
    }

    /// The model that a serial number hints at: users report B for the Go2 and E for the G1.
    pub fn of_serial(serial: &Serial) -> Option<Self> {
        match serial.expose().as_bytes().first()? {
            b'B' => Some(Model::Go2),
            b'E' => Some(Model::G1),
            _ => None,
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a model is go2, g1 or r1")]
pub struct NoModel;

impl FromStr for Model {
    type Err = NoModel;

    fn from_str(text: &str) -> Result<Self, NoModel> {
        let text = text.trim();
        Self::ALL.into_iter().find(|model| model.name().eq_ignore_ascii_case(text)).ok_or(NoModel)
    }
}

/// By what a model is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ModelBy {
    /// The user said so.
    Given,
    /// The first letter of its serial number, which is a hint.
    Serial,
    /// What its state message holds, see [`StateForm`](super::state_form::StateForm).
    State,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_known_by_name_and_hinted_at_by_serial_numbers() {
        assert_eq!(
            ["go2", "G1", " r1 "].map(str::parse),
            [Ok(Model::Go2), Ok(Model::G1), Ok(Model::R1)]
        );
        assert_eq!("b2".parse::<Model>(), Err(NoModel));
        let of = |serial: &str| Model::of_serial(&serial.parse().expect("a number"));
        assert_eq!(of("B42D1000TESTTEST"), Some(Model::Go2));
        assert_eq!(of("E21D1000TESTTEST"), Some(Model::G1));
        assert_eq!(of("X21D1000TESTTEST"), None);
    }

    #[test]
    fn no_question_to_a_robot_moves_it() {
        for model in Model::ALL {
            let (topic, api) = model.question();
            let known = [(MOTION_SWITCHER_REQUEST, 1001), (SPORT_REQUEST, 7001)];
            assert!(known.contains(&(topic, api)), "{model}");
        }
    }
}
