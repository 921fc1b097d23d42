//! The ladder and a driver after it: how they stand to each other, and what comes of it.

use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::verdict::{Verdict, failed_stage_of_run};
use crate::diagnosis::with_driver::{Meeting, meeting};
use crate::exit::ExitStatus;
use crate::facts::Stage;
use crate::facts::driver_run::Ended;
use crate::facts::finding::{Confidence, Side};
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::outcome::{RunOutcome, Slot, Status};
use crate::report::finding::FindingReport;
use crate::report::fixtures::{failures, healthy, stage_mut, with_driver};
use crate::text::language::Language;
use Meeting::*;

fn ladder(name: &str) -> RunOutcome {
    let mut run = match failures().into_iter().find(|(failure, _)| failure == name) {
        Some((_, run)) => run,
        None => healthy(),
    };
    run.offer_facts = Some(super::offers::good());
    run
}

fn diagnosed(run: &RunOutcome) -> Diagnosis {
    let ran = Some(Ran::of("check", &[]));
    Diagnosis::of_run(run, &Invocation { ran, ..Invocation::default() })
}

fn met(run: &RunOutcome) -> Meeting {
    meeting(run, run.driver.as_deref().expect("it was run"))
}

#[test]
fn another_robot_is_no_proof_of_anything() {
    let mut run = with_driver(ladder(""), "sctp silent");
    let driver = run.driver.as_mut().expect("it was run");
    driver.reading.robot.address = Some([192, 168, 123, 161].into());
    assert!(matches!(met(&run), Elsewhere { .. }));
    let diagnosis = diagnosed(&run);
    let first = &diagnosis.findings()[0];
    assert_eq!((first.code(), first.side), ("G2-SCTP-NOINITACK", Side::Robot), "as its log alone");
    assert_eq!(Verdict::of_run(&run), Verdict::Fail);
}

#[test]
fn each_meeting_of_ladder_and_driver_has_its_one_verdict() {
    let ice = Stage::Ice;
    let sctp = Stage::Sctp;
    let beyond = |ladder, driver| DriverWentBeyond { ladder, driver };
    let before = |driver, ladder| DriverBrokeBefore { driver, ladder };
    type Answer = Option<(&'static str, Side)>;
    let noinit = "G2-SCTP-NOINITACK";
    type Expected = (&'static str, &'static str, Meeting, Answer, Verdict, Option<Stage>);
    let cases: [Expected; 13] = [
        ("", "healthy", Fine, None, Verdict::Pass, None),
        ("", "nothing", Untold, None, Verdict::Inconclusive, None),
        (
            "",
            "three fingerprints",
            DriverBroke(sctp),
            Some(("G2-ENV-AIORTC-FPS", Side::Host)),
            Verdict::Fail,
            Some(sctp),
        ),
        (
            "",
            "sctp silent",
            DriverBroke(sctp),
            Some((noinit, Side::Host)),
            Verdict::Fail,
            Some(sctp),
        ),
        (
            "",
            "ice black hole",
            DriverBroke(ice),
            Some(("G2-ICE-FAILED", Side::Host)),
            Verdict::Fail,
            Some(ice),
        ),
        // Another client may have been quicker: that is no fault of the driver's.
        (
            "",
            "reject",
            DriverBroke(Stage::Sdp),
            Some(("G2-SIG-REJECT", Side::Robot)),
            Verdict::Fail,
            Some(Stage::Sdp),
        ),
        (
            "sctp silent",
            "sctp silent",
            Alike(sctp),
            Some((noinit, Side::Robot)),
            Verdict::Fail,
            Some(sctp),
        ),
        (
            "sctp silent",
            "healthy",
            beyond(sctp, None),
            Some((noinit, Side::Unknown)),
            Verdict::Fail,
            Some(sctp),
        ),
        (
            "ice black hole",
            "sctp silent",
            beyond(ice, Some(sctp)),
            Some((noinit, Side::Robot)),
            Verdict::Fail,
            Some(ice),
        ),
        (
            "sctp silent",
            "ice black hole",
            before(ice, sctp),
            Some((noinit, Side::Robot)),
            Verdict::Fail,
            Some(sctp),
        ),
        ("sctp silent", "nothing", Untold, Some((noinit, Side::Robot)), Verdict::Fail, Some(sctp)),
        (
            "http ConnRefused",
            "refused",
            Alike(Stage::Http),
            Some(("G2-HTTP-REFUSED", Side::Robot)),
            Verdict::Fail,
            Some(Stage::Http),
        ),
        (
            "sdp Busy",
            "healthy",
            beyond(Stage::Sdp, None),
            Some(("G2-SIG-REJECT", Side::Robot)),
            Verdict::Fail,
            Some(Stage::Sdp),
        ),
    ];
    for (name, log, meeting, answer, verdict, failed) in cases {
        let run = with_driver(ladder(name), log);
        assert_eq!(met(&run), meeting, "{name} / {log}");
        let diagnosis = diagnosed(&run);
        let first = diagnosis.findings().first().map(|first| (first.code(), first.side));
        assert_eq!(first, answer, "{name} / {log}");
        assert_eq!(Verdict::of_run(&run), verdict, "{name} / {log}");
        assert_eq!(failed_stage_of_run(&run), failed, "{name} / {log}");
        let status = match verdict {
            Verdict::Fail => ExitStatus::Failed,
            Verdict::Inconclusive => ExitStatus::Inconclusive,
            _ => ExitStatus::Healthy,
        };
        assert_eq!(ExitStatus::from_outcome(&run, false), status, "{name} / {log}");
    }
}

#[test]
fn what_breaks_both_alike_is_one_finding_with_the_evidence_of_both() {
    let run = with_driver(ladder("sctp silent"), "sctp silent");
    let diagnosis = diagnosed(&run);
    let errors = diagnosis.findings().iter().filter(|each| each.stage == Stage::Sctp);
    assert_eq!(errors.count(), 1);
    let evidence = &FindingReport::all(&diagnosis, Language::English)[0].evidence;
    let alone = diagnosed(&RunOutcome { driver: None, ..run });
    let of_ladder = &FindingReport::all(&alone, Language::English)[0].evidence;
    let of_driver = evidence.iter().filter(|line| line.starts_with("the driver failed there"));
    assert_eq!(of_driver.count(), 1, "{evidence:?}");
    assert_eq!(evidence.len(), of_ladder.len() + 1, "{evidence:?}");
    assert_eq!(evidence[0], of_ladder[0], "the ladder's own comes first");
}

#[test]
fn what_the_driver_passed_is_doubted_and_measured_again() {
    let diagnosis = diagnosed(&with_driver(ladder("sctp silent"), "healthy"));
    let first = &diagnosis.findings()[0];
    assert_eq!(first.confidence, Confidence::Possible);
    assert!(first.brief().get(Language::English).contains("passed sctp moments later"));
    assert_eq!(diagnosis.next(), Some("go2doctor check --wait-slot --robot 192.168.12.1"));
}

#[test]
fn a_robot_that_serves_us_does_not_make_the_drivers_fault_the_robots() {
    let diagnosis = diagnosed(&with_driver(ladder(""), "sctp silent"));
    let brief = diagnosis.brief().expect("a finding").get(Language::English);
    assert!(brief.contains("the difference is in the driver"), "{brief}");
    assert_eq!(diagnosis.next(), Some("go2doctor check --prove --robot 192.168.12.1"));
    // A cause on this machine is known better than that.
    let diagnosis = diagnosed(&with_driver(ladder(""), "three fingerprints"));
    assert!(!diagnosis.brief().expect("a finding").get(Language::English).contains("what differs"));
}

#[test]
fn a_driver_that_found_our_own_slot_taken_is_not_told_so() {
    let codes = |slot| {
        let run = with_driver(RunOutcome { slot, ..ladder("ice black hole") }, "reject");
        let met = met(&run);
        assert_eq!(met, DriverBrokeBefore { driver: Stage::Sdp, ladder: Stage::Ice });
        diagnosed(&run).findings().iter().map(|each| each.code()).collect::<Vec<_>>()
    };
    assert!(!codes(Slot::HeldLong).contains(&"G2-SIG-REJECT"));
    assert!(codes(Slot::Released).contains(&"G2-SIG-REJECT"));
}

#[test]
fn a_driver_that_was_not_started_fails_and_is_nobodys_finding() {
    let mut run = with_driver(ladder(""), "nothing");
    let driver = run.driver.as_mut().expect("it was run");
    driver.ended = Ended::NotStarted("Exec format error".into());
    assert_eq!(met(&run), NotStarted);
    assert_eq!(Verdict::of_run(&run), Verdict::Fail);
    assert!(diagnosed(&run).findings().is_empty());
}

#[test]
fn a_log_that_leaves_off_leaves_the_verdict_open() {
    let mut run = with_driver(ladder(""), "healthy");
    let driver = run.driver.as_mut().expect("it was run");
    for stage in driver.reading.outcomes.iter_mut().filter(|it| it.stage() >= Stage::Ice) {
        let left = stage.stage() == Stage::Ice;
        stage.status = if left { Status::Inconclusive } else { Status::Skip };
    }
    assert_eq!(met(&run), DriverLeft(Stage::Ice));
    assert_eq!(Verdict::of_run(&run), Verdict::Inconclusive);
    // The ladder broke, and this log says neither yes nor no to it.
    for stage in Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Ice) {
        stage_mut(&mut run, stage).status = Status::Skip;
    }
    stage_mut(&mut run, Stage::Sctp).status = Status::Fail;
    run.driver.as_mut().expect("it was run").reading.outcomes.iter_mut().for_each(|stage| {
        if stage.stage() >= Stage::Ice {
            stage.status = Status::Skip;
        }
    });
    let met = met(&run);
    assert_eq!(met, LadderBroke(Stage::Sctp));
}
