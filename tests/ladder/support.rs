//! One run against one simulated robot.

use std::sync::Arc;
use std::time::{Duration, Instant};

use go2doctor::facts::deadlines::Deadlines;
use go2doctor::facts::outcome::{Client, RunEvent, RunOutcome, StageOutcome};
use go2doctor::facts::{SctpEvidence, Stage, StageFacts};
use go2doctor::simulator::fault_setting::FaultSetting;
use go2doctor::simulator::options::{SimulatorOptions, TimeScale};
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::media::plan::MediaPlan;
use go2doctor::stages::plan::Plan;
use go2doctor::stages::supervisor;
use tokio::sync::watch;

use crate::bare_machine::BareMachine;

/// A simulated robot; `fault` is `NAME[:SECS]`, several of them with `+` between, or empty.
pub(crate) fn robot(fault: &str) -> Simulator {
    Simulator::start(SimulatorOptions::in_process(faults(fault))).expect("a simulated robot")
}

/// A healthy simulated robot whose hold times and pauses are multiplied by `scale`.
pub(crate) fn scaled_robot(scale: f64) -> Simulator {
    scaled_robot_with("", scale)
}

/// The same with a fault, as [`robot`] takes it.
pub(crate) fn scaled_robot_with(fault: &str, scale: f64) -> Simulator {
    let time_scale = TimeScale::new(scale).expect("a scale");
    let options = SimulatorOptions { time_scale, ..SimulatorOptions::in_process(faults(fault)) };
    Simulator::start(options).expect("a simulated robot")
}

fn faults(text: &str) -> Vec<FaultSetting> {
    let faults = text.split_terminator('+');
    faults.map(|fault| fault.parse::<FaultSetting>().expect("a fault")).collect()
}

/// What `check` (or a stage's command) would do against it.
pub(crate) fn plan(robot: &Simulator, last_stage: Stage) -> Plan {
    plan_at(robot.address().to_string(), (robot.signal_port(), robot.legacy_port()), last_stage)
}

/// The same against a robot that is another process: at this address, with these two ports.
pub(crate) fn plan_at(host: String, ports: (u16, u16), last_stage: Stage) -> Plan {
    let (signal_port, legacy_port) = ports;
    Plan {
        command: "check".into(),
        robot: "sim".into(),
        host,
        signal_port,
        legacy_port,
        previous_data2: None,
        device_key: None,
        model: None,
        offer: "go2doctor".into(),
        change: None,
        client: Client::Go2doctor,
        local_addresses: None,
        deadlines: Deadlines::default(),
        window: None,
        wait: None,
        goodbye_retries: Vec::new(),
        busy_retries: Vec::new(),
        observer: None,
        machine: Arc::new(BareMachine),
        dds: None,
        last_stage,
        media: MediaPlan::default(),
        action: None,
        vanish: false,
    }
}

/// Deadline of the stages against a faulty robot: silence costs this much.
pub(crate) const DEADLINE: Duration = Duration::from_millis(1500);

/// What `check` would do against a faulty robot, with short deadlines.
pub(crate) fn impatient_plan(robot: &Simulator) -> Plan {
    let mut plan = plan(robot, Stage::Flow);
    for stage in Stage::ALL {
        plan.deadlines.set(stage, DEADLINE);
    }
    // Consent takes 2.5 s to be lost.
    plan.deadlines.set(Stage::Flow, DEADLINE * 3);
    plan
}

/// Runs to the end.
pub(crate) async fn run(plan: &Plan) -> RunOutcome {
    let (_keep, interrupt) = watch::channel(false);
    supervisor::run(plan, interrupt, &mut |_| {}).await
}

/// Runs and interrupts as soon as `stage` has started. When that was comes with the outcome.
pub(crate) async fn run_interrupted_at(plan: &Plan, stage: Stage) -> (RunOutcome, Instant) {
    let (tell, interrupt) = watch::channel(false);
    let mut interrupted_at = None;
    let mut on_event = |event: RunEvent| {
        if matches!(event, RunEvent::StageStarted { stage: started, .. } if started == stage) {
            interrupted_at = Some(Instant::now());
            tell.send_replace(true);
        }
    };
    let outcome = supervisor::run(plan, interrupt, &mut on_event).await;
    (outcome, interrupted_at.expect("the stage started"))
}

/// The outcome of one stage.
pub(crate) fn of(outcome: &RunOutcome, stage: Stage) -> &StageOutcome {
    outcome.stages.iter().find(|each| each.stage() == stage).expect("every stage is listed")
}

/// What SCTP saw.
pub(crate) fn sctp(outcome: &RunOutcome) -> &SctpEvidence {
    match &of(outcome, Stage::Sctp).facts {
        StageFacts::Sctp { evidence, .. } => evidence,
        other => panic!("not the facts of sctp: {other:?}"),
    }
}

/// Waits until a new client would be answered; how long that took, or `None` after the limit.
pub(crate) async fn free_after(robot: &mut Simulator, limit: Duration) -> Option<Duration> {
    let start = Instant::now();
    while !robot.slot_is_free() {
        let left = limit.checked_sub(start.elapsed())?;
        // Whatever the robot sees may have freed the slot; the pause bounds a wait without news.
        let pause = left.min(Duration::from_millis(20));
        let _ = tokio::time::timeout(pause, robot.next_event()).await;
    }
    Some(start.elapsed())
}
