//! The driver's Python and its project.

use super::*;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::finding::Severity;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::{RobotFacts, Status};
use crate::facts::*;
use crate::report::finding::FindingReport;
use crate::stages::host::status;
use crate::text::language::Language;

/// What `env` alone would conclude; the stage warns exactly where one of the rules does.
fn alone(machine: &HostEvidence) -> Vec<Finding> {
    let robot = RobotFacts::default();
    let found = diagnose(&Case { host: Some(machine), ..Case::live(&[], &robot) });
    let warns = found.iter().any(|each| each.severity != Severity::Info);
    let expected = if warns { Status::Warn } else { Status::Pass };
    assert_eq!(status(machine, None), expected, "{:?}", told(&found));
    found
}

fn of(driver: DriverFacts) -> Vec<Finding> {
    alone(&HostEvidence { driver: Some(driver), ..HostEvidence::default() })
}

fn told(found: &[Finding]) -> Vec<(&'static str, Severity)> {
    found.iter().map(|each| (each.code(), each.severity)).collect()
}

fn lines(found: &[Finding]) -> Vec<&str> {
    found.iter().flat_map(|each| &each.evidence).map(|it| it.get(Language::English)).collect()
}

fn at(file: &str, line: u64) -> SourceLine {
    SourceLine { file: file.into(), line, text: String::new() }
}

fn pin(package: &str, specifiers: &str, satisfied: Option<bool>) -> PinFacts {
    PinFacts {
        package: package.into(),
        specifiers: specifiers.into(),
        at: at("pyproject.toml", 7),
        exact: Some(specifiers.starts_with("==")),
        satisfied,
        via: None,
    }
}

fn lock(package: &str, version: &str, installed: bool) -> LockFacts {
    LockFacts {
        package: package.into(),
        version: version.into(),
        at: at("uv.lock", 12),
        installed: Some(installed),
        demanded: Some(true),
    }
}

fn python(version: &str) -> Option<PythonFacts> {
    Some(PythonFacts { version: Some(version.into()), ..PythonFacts::default() })
}

const PINS: (&str, Severity) = ("G2-ENV-PINS", Severity::Warning);

#[test]
fn a_lock_that_differs_is_told_beside_what_is_demanded_and_installed() {
    let with = |lock: LockFacts, patch| DriverFacts {
        aiortc: Some("1.9.0".into()),
        pins: Some(vec![pin("aiortc", ">=1.9", Some(true))]),
        locks: Some(vec![lock]),
        sha256_patch: patch,
        ..DriverFacts::default()
    };
    let differs = of(with(lock("aiortc", "1.14.0", false), None));
    assert_eq!(told(&differs), [PINS]);
    assert_eq!(
        lines(&differs),
        [
            "pyproject.toml:7 allows several versions: aiortc>=1.9",
            "uv.lock:12 locks aiortc to 1.14.0",
            "aiortc 1.9.0 is installed",
        ]
    );
    assert_eq!(of(with(lock("aiortc", "1.9.0", true), None)), [], "the lock holds the demand");
    assert_eq!(told(&of(with(lock("aioice", "0.9.0", true), None))), [PINS], "not that of another");
    assert_eq!(of(with(lock("aiortc", "1.14.0", false), Some(true))), [], "any aiortc will do");
    let two = vec![lock("aiortc", "1.9.0", true), lock("aiortc", "1.14.0", false)];
    let forked = DriverFacts { locks: Some(two), ..with(lock("aiortc", "1.9.0", true), None) };
    assert_eq!(of(forked), [], "a version for another Python beside the one in use");
    let stale = LockFacts { demanded: Some(false), ..lock("aiortc", "1.14.0", true) };
    assert!(lines(&of(with(stale, None)))[1].ends_with("which the project's requirement excludes"));
}

#[test]
fn what_would_raise_aiortc_again_is_named() {
    let demand = |by: &str, specifiers: &str, satisfied| DemandFacts {
        package: "aiortc".into(),
        by: by.into(),
        by_version: Some("2.2.0".into()),
        specifiers: specifiers.into(),
        file: "~/x".into(),
        satisfied: Some(satisfied),
    };
    let with = |pins: Vec<PinFacts>, demand: DemandFacts| {
        of(DriverFacts { pins: Some(pins), demands: Some(vec![demand]), ..Default::default() })
    };
    let open = demand("unitree-webrtc-connect", ">=1.9.0", true);
    let exact = || vec![pin("aiortc", "==1.9.0", Some(true))];
    assert_eq!(with(exact(), open.clone()), [], "beside an exact pin it raises nothing");
    let found = with(vec![pin("aiortc", "", Some(true))], open);
    assert_eq!(told(&found), [PINS]);
    assert_eq!(
        lines(&found)[1],
        "unitree-webrtc-connect 2.2.0 requires aiortc >=1.9.0: installing it may upgrade \
         aiortc again"
    );
    let found = with(exact(), demand("dimos", ">=1.10", false));
    assert_eq!(told(&found), [PINS]);
    assert!(lines(&found)[0].starts_with("dimos 2.2.0 requires aiortc>=1.10"), "{found:?}");
}

#[test]
fn a_python_without_wheels_is_a_warning_where_they_are_demanded_and_not_there() {
    let with = |version: &str, pin: PinFacts, aiortc: Option<&str>| {
        let aiortc = aiortc.map(str::to_owned);
        let pins = Some(vec![pin]);
        of(DriverFacts { python: python(version), pins, aiortc, ..Default::default() })
    };
    let exact = || pin("aiortc", "==1.9.0", None);
    let wheels = [("G2-ENV-PY-WHEELS", Severity::Warning)];
    assert_eq!(told(&with("3.13.0", exact(), None)), wheels);
    assert_eq!(told(&with("3.14.1", pin("av", "<13", None), None)), wheels);
    assert_eq!(with("3.12.7", exact(), None), []);
    assert_eq!(with("3.13.0", exact(), Some("1.9.0")), [], "somebody built it");
    assert_eq!(with("3.13.0", pin("av", ">=14", None), None), []);
    let locked = DriverFacts {
        python: python("3.13.0"),
        locks: Some(vec![LockFacts { installed: None, ..lock("av", "12.3.0", true) }]),
        ..Default::default()
    };
    assert_eq!(told(&of(locked)), wheels);
}

#[test]
fn the_remedy_that_this_python_cannot_install_is_said_beside_the_fingerprints() {
    let with = |version: &str| {
        let offered_fingerprints = Some(vec!["sha-256".into(), "sha-512".into()]);
        of(DriverFacts { python: python(version), offered_fingerprints, ..Default::default() })
    };
    let fingerprints = ("G2-ENV-AIORTC-FPS", Severity::Warning);
    assert_eq!(told(&with("3.11.2")), [fingerprints]);
    assert_eq!(told(&with("3.13.0")), [fingerprints, ("G2-ENV-PY-WHEELS", Severity::Info)]);
}

#[test]
fn a_node_that_runs_in_another_python_than_the_active_one_is_told() {
    let python = |found_by: &str, aiortc: Option<&str>| PythonPackages {
        executable: Some(format!("/{found_by}/python3")),
        found_by: found_by.into(),
        used: found_by == "ros2-install",
        aiortc: aiortc.map(str::to_owned),
        ..PythonPackages::default()
    };
    let with = |node: PythonPackages, active: PythonPackages| {
        let (aiortc, pythons) = (node.aiortc.clone(), Some(vec![node, active]));
        of(DriverFacts { aiortc, pythons, ..Default::default() })
    };
    let node = |version| python("ros2-install", version);
    let active = |version| python("virtual-env", version);
    let found = with(node(Some("1.14.0")), active(Some("1.9.0")));
    assert_eq!(told(&found), [("G2-ENV-OTHER-PYTHON", Severity::Warning)]);
    assert_eq!(
        lines(&found)[0],
        "the installed node runs on /ros2-install/python3 (aiortc 1.14.0)"
    );
    assert_eq!(lines(&with(node(None), active(Some("1.9.0")))).len(), 3);
    assert_eq!(with(node(Some("1.9.0")), active(Some("1.9.0"))), []);
    assert_eq!(with(node(Some("1.9.0")), active(None)), [], "an environment for other things");
    assert_eq!(with(node(Some("1.9.0")), python("pyenv", Some("1.14.0"))), []);
}

#[test]
fn a_submodule_that_was_not_checked_out_is_the_missing_patch() {
    let with = |folder: &str, state: &str, of_driver, shared| {
        let submodule = SubmoduleFacts {
            folder: folder.into(),
            at: at(".gitmodules", 2),
            state: state.into(),
            of_driver,
        };
        let submodules = Some(vec![submodule]);
        of(DriverFacts { submodules, credentials_shared: shared, ..Default::default() })
    };
    let missing = [("G2-ENV-PATCH-MISSING", Severity::Warning)];
    let found = with("sdk/aioice", "empty", true, None);
    assert_eq!(told(&found), missing);
    assert_eq!(lines(&found), ["the submodule sdk/aioice is empty (.gitmodules:2)"]);
    assert_eq!(told(&with("sdk/aioice", "missing", true, Some(false))), missing);
    assert_eq!(with("docs", "missing", false, None), []);
    assert_eq!(with("sdk/aioice", "no-git", true, None), [], "its files are there all the same");
    let there = with("sdk/aioice", "checked-out", true, Some(false));
    assert_eq!(told(&there), missing);
    assert!(
        there[0].next.as_deref().is_some_and(|next| next.starts_with("python3 -c")),
        "git is done"
    );
}

#[test]
fn git_is_not_asked_for_in_a_folder_that_it_does_not_know() {
    for (in_git, asked) in [(Some(true), true), (None, true), (Some(false), false)] {
        let submodule = SubmoduleFacts {
            folder: "sdk/aioice".into(),
            state: "empty".into(),
            of_driver: true,
            ..SubmoduleFacts::default()
        };
        let driver =
            DriverFacts { submodules: Some(vec![submodule]), in_git, ..Default::default() };
        let machine = HostEvidence { driver: Some(driver), ..HostEvidence::default() };
        let robot = RobotFacts::default();
        let case = Case { host: Some(&machine), ..Case::live(&[], &robot) };
        let diagnosis = Diagnosis::of(&case, &Invocation::default());
        let next = diagnosis.next().expect("there is one");
        assert_eq!(next.starts_with("git "), asked, "{in_git:?}: {next}");
        let finding = &FindingReport::all(&diagnosis, Language::English)[0];
        let commands: Vec<_> = finding.remedies.iter().flat_map(|it| &it.commands).collect();
        assert_eq!(commands.iter().any(|it| it.starts_with("git ")), asked, "{commands:?}");
    }
}

#[test]
fn a_file_that_does_not_compile_is_named_with_its_line_and_its_judge() {
    let with = |error: &str, judge: &str| {
        let file = UncompiledFacts {
            file: "go2_connection.py".into(),
            line: Some(257),
            error: error.into(),
            message: "inconsistent use".into(),
            judge: judge.into(),
        };
        of(DriverFacts { uncompiled: Some(vec![file]), ..Default::default() })
    };
    let found = with("TabError", "3.10");
    assert_eq!(told(&found), [("G2-ENV-TABERROR", Severity::Warning)]);
    assert_eq!(lines(&found), ["go2_connection.py:257: TabError: inconsistent use (Python 3.10)"]);
    let other = with("SyntaxError", "3.8");
    assert!(!other[0].brief().get(Language::English).contains("tabs"));
    assert_eq!(of(DriverFacts { uncompiled: Some(Vec::new()), ..Default::default() }), []);
}

#[test]
fn what_was_built_is_held_against_the_sources() {
    let names = |names: &[&str]| Some(names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
    let with = |stale: &[&str], orphans: &[&str], failed: &[&str]| {
        let workspace = WorkspaceFacts {
            stale: names(stale),
            orphans: names(orphans),
            failed: names(failed),
            linked: Some(false),
        };
        of(DriverFacts { workspace: Some(workspace), ..Default::default() })
    };
    assert_eq!(with(&[], &[], &[]), []);
    let code = "G2-ENV-STALE-BUILD";
    assert_eq!(told(&with(&["src/a.py"], &[], &[])), [(code, Severity::Warning)]);
    assert_eq!(told(&with(&[], &[], &["go2_interfaces"])), [(code, Severity::Warning)]);
    assert_eq!(told(&with(&[], &["go2_old"], &[])), [(code, Severity::Info)]);
    let all = with(&["src/a.py"], &["go2_old"], &["go2_interfaces"]);
    assert_eq!(lines(&all).len(), 3);
    assert_eq!(all[0].entry.next[0].command, "rm -rf build install log && colcon build");
}

#[test]
fn over_webrtc_only_what_keeps_a_node_from_starting_counts_and_over_dds_all() {
    let ros = |conn_type: &str, ros: RosFacts| {
        let machine = HostEvidence {
            conn_type: Some(conn_type.into()),
            ros: Some(ros),
            ..HostEvidence::default()
        };
        let found = alone(&machine).into_iter().filter(|it| it.code() == "G2-ENV-ROS-DDS");
        let found: Vec<_> = found.collect();
        lines(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let some = |text: &str| Some(text.to_owned());
    let interface = |exists, in_robot_network| DdsInterface {
        named: "eth0".into(),
        exists: Some(exists),
        in_robot_network,
    };
    let cyclone = |interface| RosFacts {
        rmw: some("rmw_cyclonedds_cpp"),
        dds_interfaces: Some(vec![interface]),
        ..RosFacts::default()
    };
    let only_dds = [
        RosFacts { rmw: some("rmw_fastrtps_cpp"), ..Default::default() },
        RosFacts { domain_id: some("7"), ..Default::default() },
        RosFacts { localhost_only: Some(true), ..Default::default() },
        RosFacts { discovery_range: some("LOCALHOST"), ..Default::default() },
        cyclone(interface(true, Some(false))),
    ];
    for facts in only_dds {
        assert_eq!(ros("webrtc", facts.clone()), [""; 0], "{facts:?}");
        assert_eq!(ros("CycloneDDS", facts.clone()).len(), 1, "{facts:?}");
    }
    let everywhere = [
        RosFacts { domain_id: some("233"), ..Default::default() },
        RosFacts { domain_id: some("seven"), ..Default::default() },
        cyclone(interface(false, None)),
        RosFacts {
            rmw: some("rmw_cyclonedds_cpp"),
            cyclonedds: some("missing-file"),
            ..Default::default()
        },
    ];
    for facts in everywhere {
        assert_eq!(ros("webrtc", facts.clone()).len(), 1, "{facts:?}");
        assert_eq!(ros("cyclonedds", facts.clone()).len(), 1, "{facts:?}");
    }
    let right = RosFacts { domain_id: some("0"), ..cyclone(interface(true, Some(true))) };
    assert_eq!(ros("cyclonedds", right), [""; 0]);
    let unread = RosFacts { rmw: some("rmw_fastrtps_cpp"), ..cyclone(interface(false, None)) };
    assert_eq!(ros("webrtc", unread), [""; 0], "Fast DDS does not read it");
}

#[test]
fn an_old_driver_searches_for_a_humanoid_where_only_a_go2_listens() {
    use crate::robot::model::Model;
    let found = |version: &str, model| {
        let driver =
            DriverFacts { unitree_webrtc_connect: Some(version.into()), ..DriverFacts::default() };
        let machine = HostEvidence { driver: Some(driver), ..HostEvidence::default() };
        let robot = RobotFacts { model, ..RobotFacts::default() };
        told(&diagnose(&Case { host: Some(&machine), ..Case::live(&[], &robot) }))
    };
    let wrong = [("G2-DISC-WRONG-GROUP", Severity::Info)];
    for version in ["2.0.5", "2.1.2", "1"] {
        assert_eq!(found(version, Some(Model::G1)), wrong, "{version}");
        assert_eq!(found(version, Some(Model::R1)), wrong, "{version}");
    }
    for (version, model) in [
        ("2.2.0", Some(Model::G1)),
        ("3.0", Some(Model::G1)),
        ("unknown", Some(Model::G1)),
        ("2.1.2", Some(Model::Go2)),
        ("2.1.2", None),
    ] {
        assert_eq!(found(version, model), [], "{version} {model:?}");
    }
}
