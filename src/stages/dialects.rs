//! `dialects`: one connection a dialect, each ended before the next begins.

use std::time::Duration;

use tokio::sync::watch;

use super::plan::{GOODBYE_RETRIES, Plan, slot_tries};
use super::supervisor;
use crate::facts::Stage;
use crate::facts::dialects::{Taken, TriedDialect};
use crate::facts::outcome::{Client, RunEvent};
use crate::robot::dialect::Dialect;

/// How long each stage is waited for, unless the user says otherwise: a stage that passes needs less than a second, and
/// one that fails shall not cost the half minute of a client's own patience each time.
pub const PATIENCE: Duration = Duration::from_secs(8);

/// Tries each dialect so often, in order. Ends where the first, which the others are measured by,
/// is never taken. `told` hears of each before it is tried.
pub async fn run(
    plan: &Plan,
    dialects: &[&Dialect],
    repeat: u32,
    interrupt: &watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
    told: &dyn Fn(&Dialect),
) -> Vec<TriedDialect> {
    let mut tried: Vec<TriedDialect> = Vec::new();
    for dialect in dialects {
        told(dialect);
        let plan = Plan {
            offer: dialect.offer.clone(),
            change: dialect.change,
            client: Client::Go2doctor,
            last_stage: Stage::Validation,
            goodbye_retries: GOODBYE_RETRIES.into(),
            // A dialect that failed may have left the slot taken; it is waited for, and so checked.
            busy_retries: slot_tries(),
            ..plan.clone()
        };
        let mut this = TriedDialect { name: dialect.name.clone(), runs: Vec::new() };
        for _ in 0..repeat {
            if *interrupt.borrow() {
                break;
            }
            this.runs.push(supervisor::run(&plan, interrupt.clone(), events).await);
        }
        let first_fails = tried.is_empty() && matches!(this.taken(), Taken::Never | Taken::Unknown);
        tried.push(this);
        if first_fails || *interrupt.borrow() {
            break;
        }
    }
    tried
}
