//! What `control` does once the ladder has passed: reads mode, battery and faults, and where none of
//! these forbids it sends one request and watches the body.
//!
//! It is the only place that moves the robot. The request goes out once: SCTP repeats what is lost,
//! and a second one could move the robot a second time.

use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use super::connection::Connection;
use super::deadline::LOOK_EVERY;
use super::session::{Session, connection_of};
use crate::clock;
use crate::facts::{Action, MotionEvidence, MotionRequest};
use crate::robot::body::JOINTS;
use crate::robot::message_builder::{
    HEARTBEAT_INTERVAL, heartbeat, request, request_id, subscribe,
};
use crate::robot::robot_error::RobotError;
use crate::robot::topics::{SPORT_MODE_STATE, SPORT_REQUEST};
use crate::text::format::{ms, ms_between};
use crate::text::redact::printable;

/// How long the body's state is waited for before the request: it comes a few times a second.
const STATE_WITHIN: Duration = Duration::from_secs(3);
/// How long an answer, and movement, are waited for: the guide waits a few seconds.
const WATCH: Duration = Duration::from_secs(8);
/// Heights that differ by no more than this within [`SETTLED`], m: the body is where it stays.
const SAME_HEIGHT: f64 = 0.002;
const SETTLED: Duration = Duration::from_secs(1);

/// Fills `evidence` as it goes, so that an interruption finds what was done by then.
pub(super) async fn run(session: &mut Session<'_>, evidence: &mut MotionEvidence) {
    let asked = session.watch.request.map(|(id, _)| id);
    let Session { link, stock, .. } = session;
    let Some(connection) = connection_of(link, stock) else { return };
    let mut next_heartbeat = clock::now() + HEARTBEAT_INTERVAL;
    connection.send_text(&subscribe(SPORT_MODE_STATE));
    let until = clock::now() + STATE_WITHIN;
    while clock::now() < until && !connection.is_closed() && !is_known(connection) {
        step(connection, &mut next_heartbeat).await;
    }
    read(connection, asked, evidence);
    let Some((name, api_id)) = evidence.action.api() else { return };
    evidence.refused = evidence.forbids();
    if !evidence.refused.is_empty() || connection.is_closed() {
        return;
    }
    let id = request_id(SystemTime::now(), fastrand::u16(..));
    connection.send_text(&request(SPORT_REQUEST, id, api_id, ""));
    evidence.request =
        Some(MotionRequest { name: name.into(), api_id, code: None, answer_ms: None });
    let mut watch = Watch::new(connection, id);
    while !watch.is_over(connection, evidence) {
        step(connection, &mut next_heartbeat).await;
        watch.look(connection, evidence);
    }
}

async fn step(connection: &mut dyn Connection, next_heartbeat: &mut Instant) {
    let now = clock::now();
    if now >= *next_heartbeat {
        connection.send_text(&heartbeat(SystemTime::now()));
        *next_heartbeat = now + HEARTBEAT_INTERVAL;
    }
    connection.step(now + LOOK_EVERY).await;
}

fn is_known(connection: &dyn Connection) -> bool {
    let body = &connection.messages().body;
    body.height.is_some() && body.battery_percent.is_some()
}

/// What is known before the request. `asked` is the id of the query for the mode, which the flow
/// stage sent.
fn read(connection: &dyn Connection, asked: Option<i64>, evidence: &mut MotionEvidence) {
    let talk = connection.messages();
    let answer = asked.and_then(|id| talk.responses.get(&id));
    evidence.mode_code = answer.and_then(|answer| answer.code);
    evidence.mode = answer.and_then(|answer| mode_name(&answer.data));
    evidence.battery_percent = talk.body.battery_percent;
    evidence.sport_mode = talk.body.sport_mode;
    evidence.body_height_before_m = talk.body.height.map(|(height, _)| rounded(height));
    evidence.robot_errors = talk.robot_errors.iter().map(RobotError::to_string).collect();
}

/// `{"form":"0","name":"mcf"}`.
fn mode_name(data: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(data).ok()?;
    Some(printable(answer.get("name")?.as_str()?, 32))
}

/// To a tenth of a millimetre or milliradian: no sensor here is better than that.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// What happens after the request.
struct Watch {
    id: i64,
    sent: Instant,
    joints_before: Option<[f64; JOINTS]>,
    /// The last height that differed from the one before it, and when it came.
    changed: Option<(f64, Instant)>,
}

impl Watch {
    fn new(connection: &dyn Connection, id: i64) -> Self {
        let body = &connection.messages().body;
        Self {
            id,
            sent: clock::now(),
            joints_before: body.joints.map(|(joints, _)| joints),
            changed: body.height,
        }
    }

    fn look(&mut self, connection: &dyn Connection, evidence: &mut MotionEvidence) {
        let talk = connection.messages();
        evidence.watched_s = Some(clock::since(self.sent).as_secs_f64());
        if let (Some(request), Some(answer)) = (&mut evidence.request, talk.responses.get(&self.id))
        {
            request.code = answer.code;
            request.answer_ms = ms_between(Some(self.sent), Some(answer.at));
        }
        if let Some((height, at)) = talk.body.height.filter(|(_, at)| *at > self.sent) {
            evidence.body_height_after_m = Some(rounded(height));
            let before = self.changed.map(|(height, _)| height);
            if before.is_none_or(|before| (height - before).abs() > SAME_HEIGHT) {
                self.changed = Some((height, at));
            }
        }
        let joints = talk.body.joints.filter(|(_, at)| *at > self.sent);
        if let (Some(before), Some((joints, _))) = (self.joints_before, joints) {
            let turns = before.iter().zip(joints).map(|(before, now)| (now - before).abs());
            let turn = turns.fold(evidence.joint_turn_rad.unwrap_or_default(), f64::max);
            evidence.joint_turn_rad = Some(rounded(turn));
        }
        if evidence.moved_after_ms.is_none() && evidence.moved() == Some(true) {
            evidence.moved_after_ms = Some(ms(clock::since(self.sent)));
        }
    }

    /// Whether nothing more is to be expected: it was refused, it moved and came to rest, or the time
    /// is up.
    fn is_over(&self, connection: &dyn Connection, evidence: &MotionEvidence) -> bool {
        let now = clock::now();
        let code = evidence.request.as_ref().and_then(|request| request.code);
        let answered = evidence.request.as_ref().is_some_and(|it| it.answer_ms.is_some());
        let rests = self.changed.is_none_or(|(_, at)| at + SETTLED <= now);
        // A wave of the leg ends where it began: it is not over because the height is the same.
        let came_to_rest = evidence.action != Action::Hello
            && evidence.moved() == Some(true)
            && evidence.height_change().is_some()
            && rests;
        connection.is_closed()
            || now >= self.sent + WATCH
            || answered && (code != Some(0) || came_to_rest)
    }
}
