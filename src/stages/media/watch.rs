//! What is said to the robot for the sake of camera, microphone and LiDAR, and when.
//!
//! Picture and sound are switched off before the connection is closed. The LiDAR runs from the
//! robot's start on and obstacle avoidance lives by it: it is switched on only where nothing of it
//! comes, and never off, since what did not come may have been lost.

use std::time::{Duration, Instant};

use super::book::MediaBook;
use super::plan::MediaPlan;
use crate::facts::outcome::StageEnd;
use crate::facts::remark::Remark;
use crate::facts::{ENOUGH_TO_MISS, LidarEvidence, MediaCondition, MediaKind, MediaTrack};
use crate::robot::message::Track;
use crate::robot::message_builder::{
    disable_traffic_saving, lidar_switch, subscribe, track, unsubscribe,
};
use crate::robot::topics::{ROBOT_POSE, VOXEL_MAP};
use crate::stages::connection::Connection;
use crate::text::format::{ms, ms_between};

/// So long clouds are waited for before the LiDAR is switched on.
const SWITCH_AFTER: Duration = Duration::from_millis(1500);
/// The first message is often lost: drivers send several.
const SWITCH_AGAIN: Duration = Duration::from_millis(700);
const MOST_SWITCHES: u32 = 5;
/// Clouds that make a rate.
const ENOUGH_CLOUDS: u64 = 3;

#[derive(Debug, Default)]
pub(in crate::stages) struct MediaWatch {
    wanted: MediaPlan,
    started: Option<Instant>,
    switched_on: u32,
    last_switch: Option<Instant>,
    ran_before: Option<bool>,
    /// What switches off what was switched on.
    goodbyes: Vec<String>,
}

impl MediaWatch {
    pub(in crate::stages) fn start(
        &mut self,
        plan: &MediaPlan,
        answer: &str,
        connection: &mut dyn Connection,
        now: Instant,
    ) {
        self.wanted = plan.clone();
        if plan.is_empty() {
            return;
        }
        self.started = Some(now);
        connection.start_media(MediaBook::new(plan, answer));
        for (wanted, kind) in [(plan.video, Track::Video), (plan.audio, Track::Audio)] {
            if wanted {
                connection.send_text(&track(kind, true));
                self.goodbyes.push(track(kind, false));
            }
        }
        if plan.lidar {
            connection.send_text(&disable_traffic_saving(true));
            connection.send_text(&subscribe(VOXEL_MAP));
            self.goodbyes.extend([unsubscribe(VOXEL_MAP), disable_traffic_saving(false)]);
        }
    }

    pub(in crate::stages) fn look(&mut self, connection: &mut dyn Connection, now: Instant) {
        if let Some(source) = connection.look_at_media(now) {
            connection.ask_for_key_frame(source);
        }
        let Some(started) = self.started.filter(|_| self.wanted.lidar) else { return };
        let talk = connection.messages();
        let came = |topic| talk.topics.contains_key(topic);
        // The odometry is the LiDAR's too.
        let runs = came(VOXEL_MAP) || came(ROBOT_POSE.name);
        if runs && self.switched_on == 0 {
            self.ran_before = Some(true);
        }
        if came(VOXEL_MAP) {
            return;
        }
        let due = self.last_switch.map_or(started + SWITCH_AFTER, |last| last + SWITCH_AGAIN);
        if now < due || self.switched_on >= MOST_SWITCHES {
            return;
        }
        self.switched_on += 1;
        self.last_switch = Some(now);
        connection.send_text(&lidar_switch(true));
    }

    /// Whether something that was asked for loads the link by now.
    pub(in crate::stages) fn goes_by(&self, connection: &dyn Connection) -> bool {
        let clouds = || connection.messages().topics.contains_key(VOXEL_MAP);
        connection.media().is_some_and(MediaBook::came) || (self.wanted.lidar && clouds())
    }

    /// Whether everything that was asked for, and can come, came for long enough.
    pub(in crate::stages) fn is_settled(&self, connection: &dyn Connection, now: Instant) -> bool {
        let clouds = connection.messages().topics.get(VOXEL_MAP).map_or(0, |topic| topic.messages);
        let has_keys = connection.refused_media().is_some();
        let rtp = !has_keys || connection.media().is_none_or(|book| book.is_settled(now));
        rtp && (!self.wanted.lidar || clouds >= ENOUGH_CLOUDS)
    }

    /// How the stage, which could take as long as `limit`, ends for the sake of what was asked for;
    /// `None` where that is as it should be.
    pub(in crate::stages) fn end(
        &self,
        connection: &mut dyn Connection,
        now: Instant,
        limit: Duration,
    ) -> Option<StageEnd> {
        connection.end_media();
        let hurried = now < self.started? + ENOUGH_TO_MISS;
        let tracks = self.facts(connection)?;
        let (late, judged): (Vec<_>, Vec<_>) = tracks
            .iter()
            .map(MediaTrack::condition)
            .partition(|condition| hurried && condition.is_absence());
        match judged.into_iter().min() {
            Some(worst) if worst.is_unusable() => Some(StageEnd::fail()),
            _ if !late.is_empty() => Some(StageEnd::inconclusive(Remark::DeadlineTooShort {
                deadline_ms: limit.as_millis(),
                needs_ms: ENOUGH_TO_MISS.as_millis(),
            })),
            worst => (worst == Some(MediaCondition::Lossy)).then(StageEnd::warn),
        }
    }

    /// What came of each thing that was asked for; `None` where nothing was.
    pub(in crate::stages) fn facts(&self, connection: &dyn Connection) -> Option<Vec<MediaTrack>> {
        self.started?;
        let mut tracks = connection
            .media()
            .map_or_else(Vec::new, |book| book.facts(self.started, connection.refused_media()));
        if self.wanted.lidar {
            tracks.push(MediaTrack {
                kind: MediaKind::Lidar,
                negotiated: None,
                codec: None,
                rtp: None,
                video: None,
                audio: None,
                lidar: Some(self.lidar(connection)),
            });
        }
        Some(tracks)
    }

    fn lidar(&self, connection: &dyn Connection) -> LidarEvidence {
        let talk = connection.messages();
        let clouds = talk.topics.get(VOXEL_MAP).cloned().unwrap_or_default();
        LidarEvidence {
            messages: clouds.messages,
            bytes: clouds.bytes,
            rate_hz: clouds.rate_hz(),
            first_message_ms: ms_between(self.started, clouds.first),
            longest_gap_ms: clouds.longest_gap.map(ms),
            decodable: talk.decodable_clouds,
            traffic_saving_off: talk.traffic_saving_off,
            switched_on: self.switched_on,
            ran_before: self.ran_before,
        }
    }

    /// What has to be said before the connection is closed, once.
    pub(in crate::stages) fn goodbyes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.goodbyes)
    }
}
