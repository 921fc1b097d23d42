//! What `reconnect` measured, for programs: one JSON object, documented in docs/reconnect.md.

use schemars::JsonSchema;
use serde::Serialize;

use super::connection::ConnectionReport;
use super::json::schema_of;
use super::model::{Made, timestamp};
use crate::diagnosis::verdict::Verdict;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::{RobotFacts, Slot};
use crate::facts::reconnect::{Again, Compared, Left, Reconnection};

/// What was asked for, and whether it was interrupted.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub count: u32,
    pub kill: bool,
    pub interrupted: bool,
}

/// Connections to one robot, one right after another.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "go2doctor reconnect")]
pub struct ReconnectReport {
    #[serde(flatten)]
    made: Made,
    /// `reconnect`.
    command: &'static str,
    /// When it started.
    started_at: Option<String>,
    /// What is known about the robot.
    robot: RobotFacts,
    /// The worst of the connections; `warn` where the robot rejected longer than is known.
    pub verdict: Verdict,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// Connections with a goodbye that were asked for.
    pub count: u32,
    /// Whether one more was to vanish, and another one after it.
    pub kill: bool,
    /// How many of the connections worked.
    pub worked: u32,
    /// Whether the robot accepted every client after the first; null where that was not tried.
    pub works_again: Option<bool>,
    /// Each connection, in order.
    pub connections: Vec<ReconnectionReport>,
    /// The slot after the last one.
    pub slot: Slot,
    /// The one command to run next; null where nothing is left to do.
    pub next: Option<String>,
}

/// One of them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReconnectionReport {
    /// 1 for the first.
    pub number: u32,
    /// Whether its validation passed.
    pub works: bool,
    /// How it left; null where it could not be ended.
    pub left: Option<Left>,
    /// When the robot accepted it after the one before; null for the first.
    pub again: Option<Again>,
    /// That beside what is known of KVS; null where it cannot be told.
    pub compared: Option<Compared>,
    /// How far it came.
    pub connection: ConnectionReport,
}

impl ReconnectReport {
    pub fn of(asked: Asked, done: &[Reconnection], invocation: &Invocation) -> Self {
        let row = |(at, each): (usize, &Reconnection)| ReconnectionReport {
            number: at as u32 + 1,
            works: each.works(),
            left: each.left,
            again: each.again,
            compared: each.again.as_ref().and_then(Again::compared),
            connection: ConnectionReport::of(&each.run),
        };
        let wanted = asked.count as usize + if asked.kill { 2 } else { 0 };
        let all_worked = done.iter().all(Reconnection::works);
        let mut verdict = Verdict::worst(done.iter().map(Reconnection::status));
        // What was left out is not known to work.
        if all_worked && done.len() < wanted && verdict < Verdict::Inconclusive {
            verdict = Verdict::Inconclusive;
        }
        let first = done.first();
        let later_fails = done.iter().skip(1).any(|each| !each.works());
        let next = match first {
            _ if asked.interrupted => None,
            Some(first) if !first.works() => Some(invocation.command("check")),
            _ if done.iter().any(Reconnection::is_rejected) => {
                Some(invocation.command("sdp --retry-busy"))
            }
            _ if later_fails => Some(invocation.command("check")),
            _ => None,
        };
        Self {
            made: Made::in_form(1),
            command: "reconnect",
            started_at: first.map(|first| timestamp(first.run.started_at)),
            robot: first.map(|first| first.run.robot.clone()).unwrap_or_default(),
            verdict,
            interrupted: asked.interrupted,
            count: asked.count,
            kill: asked.kill,
            worked: done.iter().filter(|each| each.works()).count() as u32,
            works_again: match done {
                [_, _, ..] if later_fails && asked.interrupted => None,
                [_, _, ..] => Some(!later_fails),
                _ => None,
            },
            connections: done.iter().enumerate().map(row).collect(),
            slot: done.last().map_or(Slot::Untouched, |last| last.run.slot),
            next,
        }
    }

    /// Whether a client of ours that vanished may still hold the slot.
    pub fn leaves_a_dead_client(&self) -> bool {
        let vanished = self.connections.iter().rposition(|each| each.left == Some(Left::Vanished));
        vanished.is_some_and(|at| !self.connections[at + 1..].iter().any(|each| each.works))
    }
}

pub fn schema() -> String {
    schema_of::<ReconnectReport>()
}
