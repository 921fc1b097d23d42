//! A deadline that is shorter than a healthy robot needs judges no robot.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::facts::Stage;
use go2doctor::facts::finding::Side;
use go2doctor::facts::outcome::Status;

use crate::support::{of, plan, robot, run};

#[tokio::test]
async fn what_did_not_come_within_a_tenth_of_a_second_is_nobodys_fault() {
    let silences = [
        ("con-notify-silent", Stage::Http),
        ("con-ing-silent", Stage::Sdp),
        ("dtls-silent", Stage::Dtls),
        ("sctp-silent", Stage::Sctp),
        ("open-unanswered", Stage::Sctp),
        ("validation-silent", Stage::Validation),
        ("no-data", Stage::Flow),
    ];
    let runs = silences.map(|(fault, stage)| async move {
        let robot = robot(fault);
        let mut plan = plan(&robot, Stage::Flow);
        plan.deadlines.set(stage, Duration::from_millis(100));
        (fault, stage, run(&plan).await)
    });
    let outcomes: Vec<_> = stream::iter(runs).buffer_unordered(4).collect().await;
    for (fault, stage, outcome) in outcomes {
        assert_eq!(of(&outcome, stage).status, Status::Inconclusive, "{fault}");
        let case = Case {
            offer: outcome.offer_facts.as_ref(),
            ..Case::live(&outcome.stages, &outcome.robot)
        };
        let found = diagnose(&case);
        let blamed = found.iter().find(|each| each.stage == stage && each.side == Side::Robot);
        assert!(blamed.is_none(), "{fault}: {:?}", blamed.map(|each| each.code()));
        assert_eq!(found[0].code(), "G2-CLIENT-LIMIT", "{fault}");
    }
}
