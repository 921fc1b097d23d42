//! Every fault is blamed on its stage; what refuses does so at once.

use std::time::Duration;

use go2doctor::evidence::Stage;
use go2doctor::simulator::fault::FAULTS;
use go2doctor::stages::outcome::Status;

use crate::support::{of, plan, robot, run};

/// Deadline of the stages in these runs: silence costs this much.
const DEADLINE: Duration = Duration::from_millis(1500);

/// Faults that say no: they may not wait for the deadline.
const REFUSALS: [&str; 9] = [
    "port-refused",
    "con-notify-404",
    "con-notify-garbage",
    "con-ing-closed",
    "busy",
    "answer-no-data",
    "wrong-fingerprint",
    "dtls-alert",
    "sctp-abort",
];

#[tokio::test]
async fn every_fault_is_blamed_on_its_stage() {
    let runs = FAULTS.iter().map(|fault| async move {
        let robot = robot(fault.name);
        let mut plan = plan(&robot, Stage::Flow);
        for stage in Stage::ALL {
            plan.deadlines.set(stage, DEADLINE);
        }
        // Consent takes 2.5 s to be lost.
        plan.deadlines.set(Stage::Flow, DEADLINE * 3);
        (fault, run(&plan).await)
    });
    for (fault, outcome) in futures_util::future::join_all(runs).await {
        let failed: Vec<Stage> = outcome
            .stages
            .iter()
            .filter(|stage| stage.status == Status::Fail)
            .map(|stage| stage.stage())
            .collect();
        assert_eq!(failed, Vec::from_iter(fault.stage), "{}: {outcome:#?}", fault.name);
        let Some(blamed) = fault.stage else { continue };
        let took = of(&outcome, blamed).duration_ms.expect("it ran");
        let deadline = DEADLINE.as_secs_f64() * 1e3;
        let refused = took < deadline * 0.9;
        if blamed != Stage::Flow {
            assert_eq!(refused, REFUSALS.contains(&fault.name), "{} took {took} ms", fault.name);
            assert!(took < deadline + 300.0, "{} took {took} ms", fault.name);
        }
        for later in Stage::ALL.into_iter().filter(|stage| *stage > blamed) {
            let reason = of(&outcome, later).skip_reason.clone();
            assert_eq!(reason, Some(format!("{blamed} failed")), "{}", fault.name);
        }
    }
}
