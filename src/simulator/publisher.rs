//! What the robot publishes to one client, and when. Pure: time is an argument.

use std::time::{Duration, Instant};

use crate::robot::binary::{Layout, frame};

use super::body::Body;
use super::fault::Fault;
use super::fault_setting::{Faults, Hold};
use super::media::CLOUD;
use super::telemetry::Published;

const SLOWER: u32 = 5;
/// How long a bursty robot holds its messages up.
const BURST: Duration = Duration::from_secs(2);
/// What follows the header of a binary frame: as opaque to a client as a point cloud.
const PAYLOAD: [u8; 64] = [0x5a; 64];

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutgoingMessage {
    Text(String),
    Binary(Vec<u8>),
}

/// The LiDAR, as far as it is seen in what is published.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lidar {
    pub on: bool,
    /// While traffic is saved no point clouds are sent.
    pub traffic_saving_off: bool,
}

impl Lidar {
    fn makes(self, published: Published) -> bool {
        match published {
            Published::RobotPose => self.on,
            Published::VoxelMap => self.on && self.traffic_saving_off,
            _ => true,
        }
    }
}

#[derive(Default)]
pub struct Publisher {
    faults: Faults,
    publications: Vec<(Published, Option<Instant>)>,
    held_up: Vec<OutgoingMessage>,
    /// What the LiDAR does, which the application switches.
    pub(super) lidar: Lidar,
    release: Option<Instant>,
}

impl Publisher {
    pub fn new(faults: &Faults) -> Self {
        let on = !faults.any_of(&[Fault::LidarOff, Fault::LidarAbsent]);
        let lidar = Lidar { on, traffic_saving_off: false };
        Self { faults: faults.clone(), lidar, ..Self::default() }
    }

    /// Begins to publish. `phase`, between 0 and 1, says at which part of its period the client
    /// meets the publisher, which runs already.
    pub fn subscribe(&mut self, now: Instant, published: Published, phase: f64) {
        if self.publications.iter().any(|(known, _)| *known == published) {
            return;
        }
        let first = now + self.period(published).mul_f64(phase);
        let missing = match published {
            Published::RobotPose => self.faults.has(Fault::TopicMissing),
            Published::VoxelMap => self.faults.has(Fault::CloudsMissing),
            _ => false,
        };
        let due = match self.faults.hold(Fault::NoData) {
            _ if missing => None,
            Hold::No => Some(first),
            Hold::For(delay) => Some(first + delay),
            Hold::Forever => None,
        };
        if self.faults.has(Fault::DataBursty) {
            self.release.get_or_insert(now + BURST);
        }
        self.publications.push((published, due));
    }

    pub fn unsubscribe(&mut self, topic: &str) {
        self.publications.retain(|(published, _)| published.name() != topic);
    }

    fn period(&self, published: Published) -> Duration {
        let slower = if self.faults.has(Fault::DataSlow) { SLOWER } else { 1 };
        published.period() * slower
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        self.publications.iter().filter_map(|(_, due)| *due).chain(self.release).min()
    }

    /// What is due of `body`, `elapsed` after the channel was opened.
    pub fn handle_timeout(
        &mut self,
        now: Instant,
        elapsed: Duration,
        body: &Body,
    ) -> Vec<OutgoingMessage> {
        let mut said = Vec::new();
        let discharged = self.faults.has(Fault::BatteryLow);
        for at in 0..self.publications.len() {
            let (published, due) = self.publications[at];
            let Some(due) = due.filter(|due| *due <= now) else { continue };
            if self.lidar.makes(published) {
                said.extend(self.form(published, published.message(elapsed, body, discharged)));
            }
            // Keeps its rate when called a little late, and does not catch up in a burst when
            // called much too late.
            let next = (due + self.period(published)).max(now);
            self.publications[at].1 = Some(next);
        }
        let Some(release) = self.release else { return said };
        self.held_up.append(&mut said);
        if release > now {
            return Vec::new();
        }
        self.release = Some((release + BURST).max(now));
        std::mem::take(&mut self.held_up)
    }

    /// As text, or as a frame of the layout that the topic's like has.
    fn form(&self, published: Published, message: String) -> Option<OutgoingMessage> {
        if published == Published::VoxelMap {
            let broken = self.faults.has(Fault::CloudsBroken);
            let length = if broken { CLOUD.0.len() / 2 } else { CLOUD.0.len() };
            let frame = frame(Layout::PointCloud, &message, &CLOUD.0[..length]);
            return frame.map(OutgoingMessage::Binary);
        }
        if !self.faults.has(Fault::BinaryFrames) {
            return Some(OutgoingMessage::Text(message));
        }
        let layout = match published {
            Published::LowState
            | Published::SportModeState
            | Published::HumanoidState(_)
            | Published::Battery => Layout::Plain,
            Published::RobotPose | Published::VoxelMap => Layout::PointCloud,
        };
        frame(layout, &message, &PAYLOAD).map(OutgoingMessage::Binary)
    }
}

#[cfg(test)]
mod tests {
    use crate::robot::binary::BinaryFrame;
    use crate::robot::message::Message;

    use super::*;

    /// When each topic's messages came within 10 s, in ms.
    fn times(fault: &str) -> [Vec<u128>; 2] {
        let settings = fault.parse().into_iter().collect::<Vec<_>>();
        let (mut publisher, start) = (Publisher::new(&Faults(settings)), Instant::now());
        for published in [Published::LowState, Published::RobotPose] {
            publisher.subscribe(start, published, 0.5);
        }
        let mut times = [Vec::new(), Vec::new()];
        while let Some(at) = publisher.poll_timeout().filter(|at| *at - start < BURST * 5) {
            for said in publisher.handle_timeout(at, at - start, &Body::default()) {
                times[usize::from(topic(&said) != "rt/lf/lowstate")].push((at - start).as_millis());
            }
        }
        times
    }

    fn topic(said: &OutgoingMessage) -> String {
        let message = match said {
            OutgoingMessage::Text(text) => Message::parse(text.as_bytes()).unwrap(),
            OutgoingMessage::Binary(bytes) => BinaryFrame::parse(bytes).unwrap().message,
        };
        match message {
            Message::Publication { topic, .. } => topic,
            other => panic!("not a publication: {other:?}"),
        }
    }

    #[test]
    fn a_slow_robot_publishes_at_a_fifth_of_its_rate() {
        let [low_state, pose] = times("data-slow");
        assert_eq!(low_state, [1250, 3750, 6250, 8750]);
        assert_eq!(pose.len(), 36);
    }

    #[test]
    fn a_bursty_robot_publishes_as_much_as_another_at_fewer_times() {
        let [low_state, pose] = times("data-bursty");
        assert_eq!(low_state.len(), 16, "those of the last 2 s are still held up");
        assert_eq!(pose.len(), 18 * 8);
        let mut at = pose;
        at.dedup();
        assert_eq!(at, [2000, 4000, 6000, 8000]);
    }

    #[test]
    fn a_missing_topic_leaves_the_other_as_it_is() {
        let [low_state, pose] = times("topic-missing");
        assert_eq!((low_state.len(), pose.len()), (20, 0));
    }

    #[test]
    fn binary_frames_carry_the_same_topics() {
        let [low_state, pose] = times("binary-frames");
        assert_eq!((low_state.len(), pose.len()), (20, 180));
    }
}
