//! What each fault of the simulated robot is taken for.

use std::time::Duration;

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::diagnosis::finding::{Confidence, Side};
use go2doctor::evidence::Stage;
use go2doctor::simulator::fault::FAULTS;

use crate::support::{plan, robot, run};

use Confidence::{Certain, Likely, Possible};
use Side::{Network, Robot, Unknown};

/// Fault, and the first finding's code, side and confidence.
const EXPECTED: [(&str, &str, Side, Confidence); 17] = [
    ("port-refused", "G2-HTTP-REFUSED", Robot, Possible),
    ("con-notify-silent", "G2-HTTP-NOANSWER", Robot, Likely),
    ("con-notify-404", "G2-HTTP-404", Network, Possible),
    ("con-notify-garbage", "G2-HTTP-BADJSON", Network, Likely),
    ("con-ing-closed", "G2-SIG-NOANSWER", Robot, Possible),
    ("busy", "G2-SIG-REJECT", Robot, Likely),
    ("answer-no-data", "G2-SDP-NOAPP", Robot, Likely),
    ("ice-black-hole", "G2-ICE-FAILED", Network, Possible),
    ("dtls-silent", "G2-DTLS-NOHELLO", Robot, Likely),
    // That the certificates differ is certain; whose fault it is, nothing says.
    ("wrong-fingerprint", "G2-DTLS-FPRINT", Unknown, Certain),
    ("dtls-alert", "G2-DTLS-ERROR", Robot, Likely),
    // Our offer carries one correct fingerprint: the cause stays open.
    ("sctp-silent", "G2-SCTP-NOINITACK", Robot, Possible),
    ("sctp-abort", "G2-SCTP-ABORT", Robot, Likely),
    ("open-unanswered", "G2-DC-UNANSWERED", Robot, Possible),
    ("validation-silent", "G2-VAL-NOCHALLENGE", Robot, Likely),
    ("no-data", "G2-DATA-SILENT", Robot, Likely),
    ("link-dead", "G2-ICE-CONSENT", Network, Possible),
];

#[tokio::test]
async fn each_fault_has_the_right_first_finding() {
    let listed: Vec<_> = FAULTS.iter().filter(|fault| fault.stage.is_some()).collect();
    assert!(listed.iter().map(|fault| fault.name).eq(EXPECTED.iter().map(|(name, ..)| *name)));
    let runs = EXPECTED.iter().map(|expected| async move {
        let robot = robot(expected.0);
        let mut plan = plan(&robot, Stage::Flow);
        for stage in Stage::ALL {
            plan.deadlines.set(stage, Duration::from_millis(1500));
        }
        // Consent takes 2.5 s to be lost.
        plan.deadlines.set(Stage::Flow, Duration::from_millis(4500));
        (expected, run(&plan).await)
    });
    for ((name, code, side, confidence), outcome) in futures_util::future::join_all(runs).await {
        let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
        let first = found.first().unwrap_or_else(|| panic!("{name} has no finding"));
        let first = (first.code(), first.side, first.confidence);
        assert_eq!(first, (*code, *side, *confidence), "{name}: {outcome:#?}");
    }
}

#[tokio::test]
async fn a_healthy_robot_has_no_finding() {
    let robot = robot("");
    let outcome = run(&plan(&robot, Stage::Flow)).await;
    assert_eq!(diagnose(&Case::live(&outcome.stages, &outcome.robot)), []);
}
