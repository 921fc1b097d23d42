//! What was learnt of DDS: who takes part in a domain, and what is written and read there.

use std::net::Ipv4Addr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::robot::model::BOARDS;

/// What a Go2 writes of which a driver over DDS lives: its state, and what its LiDAR makes.
pub const ROBOT_WRITES: [&str; 6] = [
    "rt/lowstate",
    "rt/sportmodestate",
    "rt/lf/lowstate",
    "rt/lf/sportmodestate",
    "rt/utlidar/robot_pose",
    "rt/utlidar/cloud",
];

/// Requests that move a robot: the robot reads them.
pub const ROBOT_READS: &str = "rt/api/sport/request";

/// What go2_ros2_sdk reads where `CONN_TYPE` is `cyclonedds`.
pub const DRIVER_READS: [&str; 3] = ["rt/lowstate", "rt/utlidar/robot_pose", "rt/utlidar/cloud"];

/// The ROS topic `/webrtc_req` of go2_ros2_sdk, as DDS has it.
pub const DRIVER_REQUESTS: &str = "rt/webrtc_req";

/// go2_ros2_sdk's node.
pub const DRIVER_NODE: &str = "go2_driver_node";

/// Cyclone DDS as robots have it announces itself so seldom, ms (SPDPInterval, 30 s).
pub const LONGEST_SILENCE_MS: f64 = 30_000.0;

/// What was seen of one DDS domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DdsEvidence {
    /// The domain that was listened to.
    pub domain: u16,
    /// How long, ms.
    pub listened_ms: f64,
    /// Whether go2doctor announced itself as a participant: others then answer at once and tell what
    /// they write and read. Before it did, and where it did not, it only listened.
    pub announced: bool,
    /// The addresses of this machine that came into question.
    pub links: Vec<DdsLink>,
    /// Who takes part, in the order in which they were heard: 64 at most.
    pub participants: Vec<DdsParticipant>,
    /// What they write and read, by name: 512 at most.
    pub topics: Vec<DdsTopic>,
    /// Datagrams on the ports of discovery that were none of RTPS.
    pub ignored: u32,
}

/// One address of this machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DdsLink {
    /// Its interface.
    pub interface: String,
    /// The address, where it is of local use: a public one tells who the user is.
    pub address: Option<Ipv4Addr>,
    /// Why nobody was listened to there; `None` where somebody was.
    pub unused: Option<String>,
}

/// One participant of the domain: usually a process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DdsParticipant {
    /// Where its announcement came from; a public address is left out.
    pub address: Option<Ipv4Addr>,
    /// Whether that is an address of this machine.
    pub here: bool,
    /// The interface of this machine that it was heard on.
    pub interface: Option<String>,
    /// Its DDS product, by its registered number; the number itself where that is not known.
    pub vendor: Option<String>,
    /// Its own name.
    pub name: Option<String>,
    /// The program that it runs in, as it says itself.
    pub process: Option<String>,
    /// Its ROS 2 nodes, known by the services that each usually has.
    pub nodes: Vec<String>,
    /// Whether it announced itself before go2doctor did.
    pub unasked: bool,
    /// Whether it has told all of what it writes and reads; `None` where it was not asked.
    pub told_all: Option<bool>,
}

/// One topic. A ROS 2 topic `/x` is `rt/x` in DDS; requests and replies of services begin with `rq/`
/// and `rr/`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DdsTopic {
    /// Its name.
    pub name: String,
    /// The type of its messages.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Who writes it: places in `participants`, from 0.
    pub writers: Vec<usize>,
    /// Who reads it.
    pub readers: Vec<usize>,
}

/// What a look comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DdsOutcome {
    /// A participant of the robot is there.
    Robot,
    /// Whoever is there has told what it writes and reads, and none of them is a robot.
    NoRobot,
    #[serde(rename = "inconclusive")]
    Unknown,
}

impl DdsEvidence {
    pub fn outcome(&self) -> DdsOutcome {
        let mut others = self.participants.iter().filter(|each| !each.here);
        if !self.robot().is_empty() {
            DdsOutcome::Robot
        } else if self.would_have_heard() && others.all(|each| each.told_all == Some(true)) {
            DdsOutcome::NoRobot
        } else {
            DdsOutcome::Unknown
        }
    }

    pub fn topic(&self, name: &str) -> Option<&DdsTopic> {
        self.topics.iter().find(|topic| topic.name == name)
    }

    /// The robot's participants: on another machine, which is one of its boards, writes what only a
    /// robot writes, or takes requests to move.
    pub fn robot(&self) -> Vec<usize> {
        let does = |at: &usize| {
            self.topics.iter().any(|topic| {
                (ROBOT_WRITES.contains(&topic.name.as_str()) && topic.writers.contains(at))
                    || (topic.name == ROBOT_READS && topic.readers.contains(at))
            })
        };
        let of_board = |at: &usize| self.participants[*at].address.is_some_and(is_a_board);
        let others = (0..self.participants.len()).filter(|at| !self.participants[*at].here);
        let found: Vec<_> = others.clone().filter(|at| does(at) || of_board(at)).collect();
        // One machine has one place: what else runs there is the robot's as well.
        let places: Vec<_> = found.iter().filter_map(|at| self.participants[*at].address).collect();
        let beside = |at: &usize| {
            let address = self.participants[*at].address;
            found.contains(at) || address.is_some_and(|address| places.contains(&address))
        };
        others.filter(beside).collect()
    }

    /// The participants of go2_ros2_sdk's node: by the node's name, or by what it reads.
    pub fn driver(&self) -> Vec<usize> {
        let is = |at: &usize| {
            let nodes = &self.participants[*at].nodes;
            let is_node = |node: &String| node.rsplit('/').next() == Some(DRIVER_NODE);
            let reads = self.topic(DRIVER_REQUESTS).is_some_and(|it| it.readers.contains(at));
            nodes.iter().any(is_node) || reads
        };
        (0..self.participants.len()).filter(is).collect()
    }

    /// What the driver reads of the robot's topics, and nobody writes. Only where all have told
    /// what they write: else a writer may just not have spoken yet.
    pub fn unwritten(&self) -> Vec<&DdsTopic> {
        let driver = self.driver();
        let read = |topic: &&DdsTopic| {
            let known = DRIVER_READS.contains(&topic.name.as_str())
                || ROBOT_WRITES.contains(&topic.name.as_str());
            known && topic.writers.is_empty() && topic.readers.iter().any(|at| driver.contains(at))
        };
        let all_told = self.participants.iter().all(|each| each.told_all == Some(true));
        self.topics.iter().filter(read).filter(|_| all_told).collect()
    }

    /// Whether silence would have been broken by whoever is there: those that do not lose multicast
    /// answer an announcement at once, and else speak every 30 s.
    pub fn would_have_heard(&self) -> bool {
        let listened = self.links.iter().any(|link| link.unused.is_none());
        listened && (self.announced || self.listened_ms > LONGEST_SILENCE_MS)
    }
}

fn is_a_board(address: Ipv4Addr) -> bool {
    BOARDS.iter().any(|(board, _)| *board == address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn participant(last: u8, here: bool, nodes: &[&str]) -> DdsParticipant {
        DdsParticipant {
            address: Some([192, 168, 123, last].into()),
            here,
            nodes: nodes.iter().map(|node| (*node).into()).collect(),
            told_all: Some(true),
            ..DdsParticipant::default()
        }
    }

    fn topic(name: &str, writers: &[usize], readers: &[usize]) -> DdsTopic {
        DdsTopic { name: name.into(), kind: None, writers: writers.into(), readers: readers.into() }
    }

    fn with(participants: &[DdsParticipant], topics: &[DdsTopic]) -> DdsEvidence {
        DdsEvidence {
            participants: participants.into(),
            topics: topics.into(),
            ..DdsEvidence::default()
        }
    }

    #[test]
    fn the_robot_is_known_by_what_it_does_or_by_its_boards_and_never_is_this_machine() {
        let far = |last| participant(last, false, &[]);
        let does = [topic("rt/lowstate", &[0], &[]), topic(ROBOT_READS, &[0], &[1])];
        assert_eq!(with(&[far(50), far(51), far(52)], &does).robot(), [0, 1]);
        assert_eq!(with(&[far(52), far(161)], &[]).robot(), [1]);
        assert_eq!(with(&[far(50), far(50)], &does[..1]).robot(), [0, 1], "one machine");
        assert!(with(&[participant(161, true, &[])], &does[..1]).robot().is_empty());
    }

    #[test]
    fn what_the_driver_reads_and_nobody_writes_is_told_only_where_all_have_spoken() {
        let driver = participant(9, true, &["go2_driver_node"]);
        let topics = [topic("rt/lowstate", &[], &[0]), topic("rt/utlidar/cloud", &[1], &[0])];
        let other = participant(161, false, &[]);
        let mut seen = with(&[driver, other], &topics);
        assert_eq!(seen.unwritten(), [&topics[0]]);
        seen.participants[1].told_all = Some(false);
        assert!(seen.unwritten().is_empty());
    }

    #[test]
    fn the_driver_is_known_by_its_node_in_any_namespace_or_by_its_requests() {
        let named = participant(9, true, &["robot0/go2_driver_node"]);
        let other = participant(9, true, &["rviz"]);
        assert_eq!(with(&[other.clone(), named], &[]).driver(), [1]);
        assert_eq!(with(&[other], &[topic(DRIVER_REQUESTS, &[], &[0])]).driver(), [0]);
    }

    #[test]
    fn short_silence_without_an_announcement_says_nothing() {
        let mut seen = DdsEvidence { listened_ms: 10_000.0, ..DdsEvidence::default() };
        seen.links.push(DdsLink::default());
        assert!(!seen.would_have_heard());
        assert!(DdsEvidence { announced: true, ..seen.clone() }.would_have_heard());
        seen.listened_ms = 35_000.0;
        assert!(seen.would_have_heard());
        seen.links[0].unused = Some("down".into());
        assert!(!seen.would_have_heard());
    }
}
