use super::*;
use crate::host::fake::FakeMachine;
use crate::text::language::Language;

/// Debian's own Python.
fn debian() -> FakeMachine {
    FakeMachine::new()
        .variable("HOME", "/home/a")
        .variable("PATH", "/usr/local/bin:/usr/bin:/bin")
        .file("/usr/bin/python3.10", "\u{7f}ELF")
        .link("/usr/bin/python3", "python3.10")
        .file("/usr/lib/python3/dist-packages/numpy/__init__.py", "")
        .file("/usr/lib/python3.10/os.py", "")
}

fn with_venv(machine: FakeMachine, folder: &str, config: &str) -> FakeMachine {
    machine
        .file(&format!("{folder}/pyvenv.cfg"), config)
        .link(&format!("{folder}/bin/python3"), "/usr/bin/python3.10")
        .file(&format!("{folder}/lib/python3.10/site-packages/pip/__init__.py"), "")
}

const CONFIG: &str = "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.10.12\n";

fn found(machine: &FakeMachine) -> Vec<Python> {
    let project = crate::host::project::files::root(machine);
    pythons(machine, project.as_deref(), &mut Notes::default())
}

fn by(found: &[Python]) -> Vec<&str> {
    found.iter().filter_map(|python| python.facts.found_by.as_deref()).collect()
}

fn path(python: &Python) -> Vec<String> {
    python.path.iter().map(|folder| folder.display().to_string()).collect()
}

#[test]
fn debians_python_imports_from_the_users_folder_and_from_dist_packages() {
    let machine = debian()
        .file("/home/a/.local/lib/python3.10/site-packages/aiortc/__init__.py", "")
        .file("/usr/local/lib/python3.10/dist-packages/x.py", "");
    let found = found(&machine);
    assert_eq!(by(&found), ["path"]);
    assert_eq!(found[0].facts.version.as_deref(), Some("3.10"));
    assert_eq!(found[0].facts.executable.as_deref(), Some("/usr/bin/python3"));
    assert_eq!(
        path(&found[0]),
        [
            "/home/a/.local/lib/python3.10/site-packages",
            "/usr/local/lib/python3.10/dist-packages",
            "/usr/lib/python3/dist-packages",
        ]
    );
    let without = machine.variable("PYTHONNOUSERSITE", "1");
    assert_eq!(path(&super::tests::found(&without)[0]).len(), 2);
}

#[test]
fn an_active_environment_comes_before_everything_and_sees_only_itself() {
    let machine = with_venv(debian(), "/home/a/env", CONFIG)
        .file("/home/a/.local/lib/python3.10/site-packages/aiortc/__init__.py", "")
        .variable("VIRTUAL_ENV", "/home/a/env");
    let seen = found(&machine);
    assert_eq!(by(&seen), ["virtual-env", "path"]);
    assert_eq!(seen[0].facts.version.as_deref(), Some("3.10.12"));
    assert_eq!(path(&seen[0]), ["/home/a/env/lib/python3.10/site-packages"]);
    let open = CONFIG.replace("false", "true");
    let machine = with_venv(machine, "/home/a/env", &open);
    assert_eq!(path(&found(&machine)[0]).len(), 3, "its own, the user's, the system's");
}

#[test]
fn an_environment_that_is_gone_is_said_and_passed_over() {
    let machine = debian().variable("VIRTUAL_ENV", "/home/a/deleted");
    let mut notes = Notes::default();
    assert_eq!(by(&pythons(&machine, None, &mut notes)), ["path"]);
    assert!(notes.unread[0].note.get(Language::English).contains("VIRTUAL_ENV"));
}

#[test]
fn conda_is_known_by_its_variable_and_wins_where_its_folder_comes_first() {
    let conda = debian()
        .variable("CONDA_PREFIX", "/opt/conda")
        .file("/opt/conda/bin/python3.11", "\u{7f}ELF")
        .link("/opt/conda/bin/python3", "python3.11")
        .file("/opt/conda/conda-meta/python-3.11.7-h955ad1f_0.json", "{}")
        .file("/opt/conda/lib/python3.11/site-packages/aiortc/__init__.py", "");
    let seen = found(&conda);
    assert_eq!(by(&seen), ["conda", "path"]);
    assert_eq!(seen[0].facts.version.as_deref(), Some("3.11.7"));
    assert_eq!(path(&seen[0]), ["/opt/conda/lib/python3.11/site-packages"]);
    let both = with_venv(conda, "/home/a/env", CONFIG).variable("VIRTUAL_ENV", "/home/a/env");
    assert_eq!(by(&found(&both))[0], "virtual-env");
    let first = both.variable("PATH", "/opt/conda/bin:/home/a/env/bin:/usr/bin");
    assert_eq!(by(&found(&first))[0], "conda");
}

#[test]
fn the_projects_own_environment_and_the_installed_node_are_found() {
    let machine = with_venv(debian(), "/home/a/ws/.venv", CONFIG)
        .file("/home/a/ws/requirements.txt", "")
        .started_in("/home/a/ws");
    assert_eq!(by(&found(&machine)), ["project", "path"]);
    let node = "/home/a/ws/install/go2_robot_sdk/lib/go2_robot_sdk/go2_driver_node";
    let installed = machine.clone().file(node, "#!/usr/bin/python3\nimport sys\n");
    assert_eq!(by(&found(&installed)), ["ros2-install", "project"], "and the node's is the path's");
    let by_env = machine.file(node, "#!/usr/bin/env python3\n");
    assert_eq!(by(&found(&by_env)), ["ros2-install", "project"]);
}

#[test]
fn a_script_in_pythons_place_is_asked_and_only_where_nothing_else_is_known() {
    let shim = FakeMachine::new()
        .variable("PATH", "/home/a/.pyenv/shims")
        .file("/home/a/.pyenv/shims/python3", "#!/usr/bin/env bash\n")
        .file("/home/a/.pyenv/versions/3.11.7/bin/python3.11", "\u{7f}ELF")
        .file("/home/a/.pyenv/versions/3.11.7/lib/python3.11/site-packages/x.py", "");
    let said = "3.11.7\n/home/a/.pyenv/versions/3.11.7\n\
                /home/a/.pyenv/versions/3.11.7/bin/python3.11\n";
    let program = "/home/a/.pyenv/shims/python3";
    let seen = found(&shim.clone().program(program, said));
    assert_eq!(seen[0].facts.version.as_deref(), Some("3.11.7"));
    assert_eq!(path(&seen[0]), ["/home/a/.pyenv/versions/3.11.7/lib/python3.11/site-packages"]);
    for said in ["", "nonsense", "3.11.7\n../x\n/y\n", "3\n/a\n/b\n"] {
        assert_eq!(found(&shim.clone().program(program, said)), [], "{said:?}");
    }
}

#[test]
fn pyenvs_choice_is_read_from_where_pyenv_reads_it() {
    let pyenv = |version: &str| format!("/home/a/.pyenv/versions/{version}");
    let machine = ["3.11.7", "3.12.1"].iter().fold(FakeMachine::new(), |machine, version| {
        let minor = &version[..4];
        machine
            .file(&format!("{}/bin/python{minor}", pyenv(version)), "\u{7f}ELF")
            .link(&format!("{}/bin/python3", pyenv(version)), &format!("python{minor}"))
            .file(&format!("{}/lib/python{minor}/site-packages/x.py", pyenv(version)), "")
    });
    let machine = machine
        .variable("PATH", "/home/a/.pyenv/shims")
        .file("/home/a/.pyenv/shims/python3", "#!/usr/bin/env bash\n")
        .file("/home/a/.pyenv/version", "3.11.7\n3.12.1\n")
        .started_in("/home/a/ws/src");
    let version = |machine: &FakeMachine| found(machine)[0].facts.version.clone();
    assert_eq!(version(&machine).as_deref(), Some("3.11"));
    let local = machine.file("/home/a/ws/.python-version", "3.12.1\n");
    assert_eq!(version(&local).as_deref(), Some("3.12"));
    let chosen = local.clone().variable("PYENV_VERSION", "3.11.7");
    assert_eq!(version(&chosen).as_deref(), Some("3.11"));
    assert_eq!(found(&local.variable("PYENV_VERSION", "../../x")), []);
}

#[test]
fn a_machine_without_python_has_none() {
    let mut notes = Notes::default();
    assert_eq!(pythons(&FakeMachine::new(), None, &mut notes), []);
    assert_eq!(notes.unread[0].note.get(Language::English), "no python3 on the path");
}

#[test]
fn the_variable_comes_first_and_path_files_lead_on() {
    let machine = debian()
        .variable("PYTHONPATH", "/opt/ros/humble/lib/python3.10/site-packages::/missing")
        .file("/opt/ros/humble/lib/python3.10/site-packages/rclpy/__init__.py", "")
        .file("/usr/local/lib/python3.10/dist-packages/easy-install.pth", "/src/driver\nimport x\n")
        .file("/src/driver/unitree_webrtc_connect/__init__.py", "");
    assert_eq!(
        path(&found(&machine)[0]),
        [
            "/opt/ros/humble/lib/python3.10/site-packages",
            "/usr/local/lib/python3.10/dist-packages",
            "/src/driver",
            "/usr/lib/python3/dist-packages",
        ]
    );
}

#[test]
fn the_installed_nodes_python_comes_before_an_active_environment() {
    let node = "/home/a/ws/install/go2_robot_sdk/lib/go2_robot_sdk/go2_driver_node";
    let machine = with_venv(debian(), "/home/a/env", CONFIG)
        .variable("VIRTUAL_ENV", "/home/a/env")
        .file("/home/a/ws/setup.py", "")
        .file(node, "#!/usr/bin/python3\n")
        .started_in("/home/a/ws");
    assert_eq!(by(&found(&machine)), ["ros2-install", "virtual-env"]);
}
