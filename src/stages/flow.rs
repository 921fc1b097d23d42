//! The flow stage: topics arrive, a request is answered, the link stays up.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

use crate::clock;
use crate::facts::{
    FlowEvidence, FlowTimings, LinkState, SendRefusals, Stage, StageFacts, TopicEvidence,
};
use crate::host::network::wifi::Radio;
use crate::robot::message_builder::{
    HEARTBEAT_INTERVAL, heartbeat, request, request_id, subscribe,
};
use crate::robot::model::ModelBy;
use crate::robot::robot_error::RobotError;
use crate::robot::state_form::StateForm;
use crate::robot::topics::{LOW_STATE, ROBOT_POSE, Topic};

use super::connection::Connection;
use super::deadline::{Deadline, LOOK_EVERY};
use super::flow_warnings::Warnings;
use super::flow_watch::FlowWatch;
use super::ice::refusals;
use super::session::{Session, connection_of};
use crate::facts::outcome::StageEnd;
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::text::format::ms_between;

/// Messages of the slowest topic that make a rate, unless a window is asked for. One interval is
/// enough where it is a usual one; what is odd is watched for longer.
const ENOUGH_FOR_A_RATE: u64 = 2;
/// Messages that come so many times as fast as usual were held up before: no rate yet.
const TOO_FAST: f64 = 3.0;
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// The request is asked again after so long without an answer, three times in all. SCTP repeats
/// what is lost; what comes after it tells the other side earlier that something was.
const ASK_AGAIN: Duration = Duration::from_millis(1500);
const ASKED_AT_MOST: u32 = 3;

pub(super) async fn run(
    session: &mut Session<'_>,
    deadline: Duration,
    progress: &dyn Fn(Waiting),
) -> StageEnd {
    let Session { link, stock, watch, plan, robot, recorder, answer_text, .. } = session;
    watch.refused_before = link.as_ref().and_then(refusals).map_or(0, |it| it.count);
    let pair = link.as_ref().and_then(|link| link.driver.endpoint.ice().selected());
    let pair = pair.map(|(pair, _)| pair);
    let Some(connection) = connection_of(link, stock) else {
        return StageEnd::inconclusive(Remark::NoChannel);
    };
    let started = clock::now();
    // A window longer than the deadline moves it: the user asked to watch that long.
    let limit = deadline.max(plan.window.unwrap_or_default());
    let mut limits = Limits {
        started,
        limit,
        window: plan.window.map(Deadline::after),
        deadline: Deadline::after(limit),
        extended: Deadline::after(limit * 2),
    };
    watch.started = Some(started);
    watch.quality.start(started, pair, connection.check_loss());
    let radio =
        robot.address.and_then(|robot| Radio::towards(&plan.machine, robot, plan.local_address()));
    watch.wifi.start(started, radio);
    watch.warnings = plan.window.map(|_| Warnings::new(started, watch.quality.lost()));
    watch.model = plan.model.map(|(model, _)| model).unwrap_or_default();
    for topic in watch.model.topics() {
        connection.send_text(&subscribe(topic.name));
    }
    let answer = answer_text.as_ref().map(|text| text.expose().as_str()).unwrap_or_default();
    watch.media.start(&plan.media, answer, connection, started);
    // It asks in which mode the robot is: the robot answers and does not move.
    let id = request_id(SystemTime::now(), fastrand::u16(..));
    let (service, api_id) = watch.model.question();
    let question = request(service, id, api_id, "");
    watch.request = Some((id, started));

    let mut next_heartbeat =
        connection.messages().validated.unwrap_or(started) + HEARTBEAT_INTERVAL;
    let mut next_progress = started + PROGRESS_EVERY;
    let end = loop {
        let now = clock::now();
        watch.look(now, &recorder.take_round_trips(), connection).into_iter().for_each(progress);
        if let Some(end) = judge(connection, watch, &mut limits, now) {
            break end;
        }
        if now >= started + ASK_AGAIN * watch.asked
            && watch.asked < ASKED_AT_MOST
            && !watch.request(connection.messages()).is_some_and(|it| it.is_answered())
        {
            connection.send_text(&question);
            watch.asked += 1;
        }
        watch.media.look(connection, now);
        if now >= next_heartbeat {
            connection.send_text(&heartbeat(SystemTime::now()));
            watch.heartbeats_sent += 1;
            next_heartbeat = now + HEARTBEAT_INTERVAL;
        }
        if now >= next_progress {
            progress(waiting(connection));
            next_progress = now + PROGRESS_EVERY;
        }
        connection.step(now + LOOK_EVERY).await;
    };
    watch.end().await.into_iter().for_each(progress);
    if let (None, Some(model)) =
        (robot.model, connection.messages().state.and_then(StateForm::model))
    {
        (robot.model, robot.model_by) = (Some(model), Some(ModelBy::State));
    }
    end
}

struct Limits {
    started: Instant,
    /// How long the stage may take.
    limit: Duration,
    window: Option<Deadline>,
    deadline: Deadline,
    /// For what may still come on a network that loses packets.
    extended: Deadline,
}

fn judge(
    connection: &mut dyn Connection,
    watch: &mut FlowWatch,
    limits: &mut Limits,
    now: Instant,
) -> Option<StageEnd> {
    if let Some(limit) = connection.own_limit() {
        return Some(StageEnd::inconclusive(limit));
    }
    if connection.is_closed() {
        watch.link = Some(LinkState::ClosedByPeer);
        return Some(StageEnd::fail());
    }
    if connection.consent_lost(now) {
        watch.link = Some(LinkState::ConsentLost);
        watch.quality.gave_up(connection.overdue_checks());
        return Some(StageEnd::fail());
    }
    let talk = connection.messages();
    let topics = watch.topics(talk);
    let low_state = topics.iter().find(|topic| topic.name == LOW_STATE.name);
    let low_state = low_state.map_or(0, |topic| topic.messages);
    let window_s = now.saturating_duration_since(limits.started).as_secs_f64();
    let odd = topics.iter().any(|topic| topic.oddity(window_s).is_some());
    let request = watch.request(talk).unwrap_or_default();
    // What is odd now may be usual after a longer look; what is missing may still come.
    let settled = !odd
        && !topics.iter().any(held_up)
        && request.is_answered()
        && !connection.consent_in_doubt()
        && connection.consented_since(limits.started)
        && watch.media.is_settled(connection, now)
        && (limits.window.is_some() || low_state >= ENOUGH_FOR_A_RATE);
    let window_over = limits.window.as_mut().is_none_or(Deadline::is_over);
    let complete = low_state > 0 && settled;
    let missing = low_state == 0
        || !request.is_answered()
        || connection.consent_in_doubt()
        || topics.iter().any(|topic| topic.messages == 0);
    let may_still_come = !limits.extended.is_over() && missing && loses_packets(connection);
    let deadline_over = limits.deadline.is_over() && !may_still_come;
    if !(window_over && complete || deadline_over) {
        return None;
    }
    if low_state == 0 {
        watch.link = Some(LinkState::Silent);
        return Some(StageEnd::fail());
    }
    watch.link = Some(LinkState::Up);
    let warns = odd
        || talk.state.is_some_and(|state| state.refutes(watch.model))
        || !request.is_answered()
        || request.is_not_served()
        || !talk.robot_errors.is_empty();
    let media = watch.media.end(connection, now, limits.limit);
    Some(media.unwrap_or(if warns { StageEnd::warn() } else { StageEnd::pass() }))
}

/// Whether the network was seen to lose packets. SCTP sends what was lost again, after 1, 3 and 7 s
/// if need be, and holds up all that follows until then.
fn loses_packets(connection: &dyn Connection) -> bool {
    connection.consent_in_doubt()
        || connection.check_loss().is_some_and(|checks| checks.lost > 0)
        || connection.data_chunks().is_some_and(|data| data.is_marked_by_loss())
}

/// Whether the topic's messages came so fast that something had held them up.
fn held_up(topic: &TopicEvidence) -> bool {
    let usual = Topic::named(&topic.name).map(|known| known.usual_hz);
    match topic.rate_hz.zip(usual) {
        Some((rate, usual)) => rate > TOO_FAST * usual,
        None => topic.rate_hz.is_none() && topic.messages >= ENOUGH_FOR_A_RATE,
    }
}

fn waiting(connection: &dyn Connection) -> Waiting {
    let count = |name| connection.messages().topics.get(name).map_or(0, |topic| topic.messages);
    Waiting::Topics { low_state: count(LOW_STATE.name), robot_pose: count(ROBOT_POSE.name) }
}

pub(super) fn facts(session: &mut Session<'_>) -> StageFacts {
    if let Some(connection) = connection_of(&mut session.link, &mut session.stock) {
        connection.end_media();
    }
    let (Some(connection), Some(started)) = (session.connection(), session.watch.started) else {
        return StageFacts::unknown(Stage::Flow);
    };
    let talk = connection.messages();
    let watch = &session.watch;
    let ended = watch.ended.unwrap_or_else(clock::now);
    let sources: BTreeSet<_> = talk.robot_errors.iter().filter_map(RobotError::source).collect();
    StageFacts::Flow {
        timings: FlowTimings {
            first_message_ms: ms_between(talk.validated, talk.first_publication()),
        },
        evidence: FlowEvidence {
            window_s: Some(ended.saturating_duration_since(started).as_secs_f64()),
            topics: Some(watch.topics(talk)),
            spoken_as: Some(watch.model),
            state: talk.state,
            heartbeats_sent: Some(watch.heartbeats_sent),
            heartbeats: Some(talk.heartbeats),
            request: watch.request(talk),
            link: watch.link,
            ended: connection.ended(),
            quiet_ms: ms_between(talk.last_publication(), Some(ended)),
            consent_age_ms: session.link.as_ref().and_then(|link| {
                let last = link.driver.endpoint.ice().counts().last_response();
                ms_between(last, Some(ended))
            }),
            data: connection.data_chunks(),
            robot_errors: Some(talk.robot_errors.iter().map(ToString::to_string).collect()),
            robot_error_sources: Some(sources.into_iter().collect()),
            check_loss: connection.check_loss(),
            send_refusals: session.link.as_ref().and_then(|link| {
                let SendRefusals { count, reason } = refusals(link)?;
                let count = count.checked_sub(watch.refused_before).filter(|count| *count > 0)?;
                Some(SendRefusals { count, reason })
            }),
            link_quality: watch.quality.quality(),
            wifi: watch.wifi.facts(),
            warnings: watch.warnings.as_ref().map(|warnings| warnings.told().to_vec()),
            media: watch.media.facts(connection),
        },
    }
}
