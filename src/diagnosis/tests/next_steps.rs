//! The next command over all that can be brought: runs, logs, reports. It names the robot, can be
//! pasted, is not what was just run, and does not lead back to itself.

use std::path::{Path, PathBuf};

use super::followed::{is_sound, leads_somewhere};
use super::*;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::outcome::Client;
use crate::facts::{DriverFacts, HostEvidence, Stage, StageFacts};
use crate::logs::read;
use crate::report::finding::FindingReport;
use crate::report::fixtures::{
    DRIVER_LOGS, failed, failures, healthy, sctp_silent, stage_mut, up_to, with_driver,
};

fn after(robot: Option<&str>, options: &[&str]) -> Invocation {
    let ran = Some(Ran::of("check", options));
    Invocation { robot: robot.map(Into::into), ran, ..Invocation::default() }
}

#[test]
fn after_every_failure_the_advice_is_sound_and_leads_somewhere() {
    let robots = [None, Some("10.0.0.7"), Some("sim:sctp-silent")];
    for (name, mut run) in failures() {
        for robot in robots {
            if let Some(robot) = robot {
                run.robot.host = robot.into();
            }
            for os in ["linux", "macos", "windows"] {
                let machine = HostEvidence { os: Some(os.into()), ..HostEvidence::default() };
                for client in [Client::Go2doctor, Client::Stock] {
                    let case = Case { host: Some(&machine), client, ..case(&run) };
                    let of = format!("{name} on {os}, {robot:?}, {client:?}");
                    let typed = (client == Client::Stock).then_some(client);
                    let invocation = Invocation { client: typed, ..after(robot, &[]) };
                    let named = robot.unwrap_or(&run.robot.host);
                    leads_somewhere(named, invocation, &of, |invocation| {
                        Diagnosis::of(&case, invocation).next().map(str::to_owned)
                    });
                }
            }
        }
    }
}

#[test]
fn no_advice_speaks_to_a_simulated_robot_that_is_gone() {
    for (name, mut run) in failures() {
        run.robot.host = "sim:sctp-silent".into();
        run.robot.address = Some([127, 0, 0, 1].into());
        for stage in &mut run.stages {
            if let StageFacts::Http { evidence, .. } = &mut stage.facts {
                evidence.url = Some("http://127.0.0.1:34567/con_notify".into());
            }
        }
        let diagnosis = Diagnosis::of_run(&run, &after(Some("sim:sctp-silent"), &[]));
        let findings = FindingReport::all(&diagnosis, crate::text::language::Language::English);
        let confirmed = findings.iter().flat_map(|it| it.causes.iter().flat_map(|it| &it.confirm));
        let mended = findings.iter().flat_map(|it| it.remedies.iter().flat_map(|it| &it.commands));
        for command in diagnosis.next().into_iter().chain(confirmed.chain(mended).map(|it| &**it)) {
            assert!(!command.contains("127.0.0.1"), "{name}: {command}");
        }
    }
}

/// The logs and reports of the fixtures.
fn logs() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["logs", "reports/given", "reports/found", "reports/held"];
    let files = folders.into_iter().flat_map(|folder| {
        let files = std::fs::read_dir(fixtures.join(folder)).expect("the folder is there");
        files.map(|file| file.expect("a file").path())
    });
    let files: Vec<_> =
        files.filter(|file| file.extension().is_none_or(|kind| kind != "json")).collect();
    assert!(files.len() > 60, "only {}", files.len());
    files
}

#[test]
fn after_every_log_the_advice_is_sound() {
    let mut unknown = 0;
    for file in logs() {
        let bytes = std::fs::read(&file).expect("it can be read");
        let reading = read(&bytes[..]).expect("bytes can be read");
        let facts = reading.facts(None);
        let case = Case::of_log(&reading.outcomes, &reading, &facts);
        let of = file.display().to_string();
        let robot = match reading.robot.host.as_str() {
            "" => "ROBOT",
            host => host,
        };
        let diagnosis = Diagnosis::of(&case, &Invocation::default());
        let Some(next) = diagnosis.next() else { continue };
        unknown += u32::from(next.contains("ROBOT"));
        is_sound(next, robot, &of);
    }
    assert!(unknown > 5, "a log without an address is no rarity: {unknown}");
}

#[test]
fn a_log_of_a_guest_of_the_robots_wi_fi_is_about_the_robot() {
    for (asked, meant) in [
        ("192.168.12.214", "192.168.12.1"),
        ("192.168.12.1", "192.168.12.1"),
        ("10.1.1.5", "10.1.1.5"),
    ] {
        let log = format!(
            "🕒 New request to http://{asked}:9991/con_notify\n\
             requests.exceptions.ConnectTimeout: HTTPConnectionPool(host='{asked}', port=9991): \
             Max retries exceeded with url: /con_notify (Caused by ConnectTimeoutError(timed out))\n"
        );
        let reading = read(log.as_bytes()).expect("bytes can be read");
        let facts = reading.facts(None);
        let case = Case::of_log(&reading.outcomes, &reading, &facts);
        let diagnosis = Diagnosis::of(&case, &Invocation::default());
        let next = diagnosis.next().expect("it failed");
        assert!(next.contains(&format!("--robot {meant}")), "{asked}: {next}");
        if asked == "192.168.12.1" {
            assert_eq!(diagnosis.findings()[0].code(), "G2-LINK-WRONG-SSID");
            assert!(next.starts_with("go2doctor env "), "in its Wi-Fi or not: {next}");
        }
    }
}

#[test]
fn a_robot_that_is_switched_off_is_waited_for() {
    let mut run = failures().into_iter().find(|(name, _)| name == "http HostUnreachable");
    let run = &mut run.as_mut().expect("it is there").1;
    for stage in &mut run.stages {
        match &mut stage.facts {
            StageFacts::Ping { evidence, .. } => {
                (evidence.received, evidence.tcp_answered) = (Some(0), None);
            }
            StageFacts::Http { evidence, .. } => {
                evidence.neighbour = Some(crate::facts::Neighbour::Failed);
                evidence.ports = None;
            }
            _ => {}
        }
    }
    stage_mut(run, Stage::Ping).status = crate::facts::outcome::Status::Fail;
    let diagnosis = Diagnosis::of_run(run, &after(Some("192.168.12.1"), &[]));
    assert_eq!(diagnosis.findings()[0].code(), "G2-LINK-UNREACH");
    assert_eq!(diagnosis.next(), Some("go2doctor check --wait 90 --robot 192.168.12.1"));
}

#[test]
fn a_healthy_ladder_is_not_the_end() {
    let next = |run: &RunOutcome, invocation: &Invocation| {
        Diagnosis::of_run(run, invocation).next().map(str::to_owned)
    };
    let with_own = "go2doctor check --robot 10.0.0.7 -- YOUR_DRIVER";
    let invocation = after(Some("10.0.0.7"), &[]);
    assert_eq!(next(&healthy(), &invocation).as_deref(), Some(with_own));
    let part = up_to(healthy(), "sctp", Stage::Sctp);
    let ran = Some(Ran::of("sctp", &[]));
    let invocation = Invocation { ran, ..invocation };
    assert_eq!(next(&part, &invocation).as_deref(), Some("go2doctor check --robot 10.0.0.7"));

    let mut refused = healthy();
    if let StageFacts::Host { evidence, .. } = &mut stage_mut(&mut refused, Stage::Host).facts {
        evidence.driver = Some(DriverFacts {
            aiortc: Some("1.14.0".into()),
            offered_fingerprints: Some(["sha-256", "sha-512"].map(str::to_owned).into()),
            ..DriverFacts::default()
        });
    }
    stage_mut(&mut refused, Stage::Host).status = crate::facts::outcome::Status::Warn;
    let invocation = after(Some("10.0.0.7"), &[]);
    let mended = next(&refused, &invocation).expect("it will fail");
    assert_eq!(mended, "uv pip install -U unitree_webrtc_connect");
    assert!(Diagnosis::of_run(&refused, &invocation).refused_driver().is_some());
    assert!(Diagnosis::of_run(&healthy(), &invocation).refused_driver().is_none());
}

#[test]
fn a_driver_whose_log_tells_too_little_is_looked_at_from_the_proxy() {
    let typed = Invocation { offer: Some("data-only".into()), ..after(Some("10.0.0.7"), &[]) };
    let next = |log| {
        let run = with_driver(healthy(), log);
        Diagnosis::of_run(&run, &typed).next().map(str::to_owned)
    };
    let proxied = next("nothing").expect("it was not judged");
    assert!(proxied.starts_with("go2doctor proxy --robot 10.0.0.7 -- "), "{proxied}");
}

#[test]
fn after_a_driver_the_advice_is_sound() {
    let dtls = StageFacts::Dtls { timings: Default::default(), evidence: Default::default() };
    for ladder in [healthy(), sctp_silent("check"), failed(dtls, 10_000.0)] {
        for (log, _) in DRIVER_LOGS {
            let run = with_driver(ladder.clone(), log);
            let diagnosis = Diagnosis::of_run(&run, &after(Some("10.0.0.7"), &[]));
            let again = "go2doctor check --robot 10.0.0.7 -- ";
            let Some(next) = diagnosis.next() else { continue };
            assert!(!next.starts_with(again), "{log}: {next} is what was just run");
            is_sound(next, "10.0.0.7", log);
        }
    }
}
