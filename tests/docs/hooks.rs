//! The hooks of `docs/pre-flight.md`, taken from the page and run: by git, by direnv and by Python.
//!
//! A requirement that lets aiortc rise is the fault; the project with an exact one is healthy on any
//! machine on which `env` finds nothing else.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::pages::{between, top};

const HEALTHY: &str = "aiortc==1.9.0\n";
const OPEN: &str = "aiortc>=1.9.0\n";

/// The first block of that language below the heading.
fn block(heading: &str, language: &str) -> String {
    let page = fs::read_to_string(top().join("docs/pre-flight.md")).expect("the page is there");
    let lines: Vec<String> = page.lines().map(str::to_owned).collect();
    let start = lines.iter().position(|line| *line == format!("## {heading}"));
    let below = &lines[start.unwrap_or_else(|| panic!("no section {heading:?}"))..];
    let opens = format!("```{language}");
    let blocks = between(below, |line| (line == opens).then_some(()), |line| line == "```");
    let (_, range) = blocks.into_iter().next().expect("the section has such a block");
    below[range].join("\n") + "\n"
}

/// A project with that requirement, and a home beside it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn with(requirement: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir_all(place.project()).expect("a folder");
        fs::create_dir_all(place.folder.path().join("home")).expect("a folder");
        place.write("requirements.txt", requirement);
        place
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.project().join(name), text).expect("the file can be written");
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let ours = Path::new(env!("CARGO_BIN_EXE_go2doctor")).parent().expect("a folder");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = [ours.to_owned()].into_iter().chain(std::env::split_paths(&path));
        Command::new(program)
            .args(arguments)
            .current_dir(self.project())
            .env_clear()
            .env("PATH", std::env::join_paths(path).expect("no path holds a colon"))
            .env("HOME", self.folder.path().join("home"))
            .env("GO2DOCTOR_ROBOT", "127.0.0.1")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"))
    }

    fn git(&self, arguments: &[&str]) -> Output {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        self.run("git", &[&who[..], arguments].concat())
    }
}

fn text(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    format!("{out}{err}")
}

#[test]
fn git_refuses_to_commit_and_to_push_what_the_robot_would_refuse() {
    for (hook, requirement, taken) in [
        ("pre-commit", HEALTHY, true),
        ("pre-commit", OPEN, false),
        ("pre-push", HEALTHY, true),
        ("pre-push", OPEN, false),
    ] {
        let place = Place::with(requirement);
        let remote = place.folder.path().join("remote");
        assert!(place.git(&["init", "--quiet"]).status.success());
        let bare = ["init", "--quiet", "--bare", remote.to_str().expect("UTF-8")];
        assert!(place.git(&bare).status.success());
        let file = place.project().join(".git/hooks").join(hook);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, block("git", "sh")).expect("the hook can be written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it is ours");
        assert!(place.git(&["add", "."]).status.success());
        let commit = place.git(&["commit", "--quiet", "-m", "a"]);
        let push = place.git(&["push", "--quiet", bare[3], "HEAD:main"]);
        let (done, refs) = match hook {
            "pre-commit" => (commit, place.git(&["log", "--oneline"])),
            _ => (push, place.git(&["ls-remote", bare[3]])),
        };
        let kept = refs.status.success() && !refs.stdout.is_empty();
        assert_eq!((done.status.success(), kept), (taken, taken), "{hook}: {}", text(&done));
        assert_eq!(text(&done).contains("G2-ENV-PINS"), !taken, "{hook}: {}", text(&done));
    }
}

#[test]
fn direnv_enters_the_folder_all_the_same_and_says_why_not_to() {
    if Command::new("direnv").arg("version").output().is_err() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI has no direnv");
        return eprintln!("skipped: there is no direnv here");
    }
    for (requirement, warned) in [(HEALTHY, false), (OPEN, true)] {
        let place = Place::with(requirement);
        place.write(".envrc", &block("direnv", "sh"));
        assert!(place.run("direnv", &["allow"]).status.success());
        let entered = place.run("direnv", &["exec", ".", "sh", "-c", "echo $VIRTUAL_ENV"]);
        let told = text(&entered);
        assert!(entered.status.success() && told.contains(".direnv/python"), "{told}");
        assert_eq!(told.contains("the robot would refuse this driver"), warned, "{told}");
    }
}

/// The packages of ROS 2 that the launch file imports, as far as it uses them: what it describes is
/// started, and its handler asked what comes next.
const LAUNCH: &str = r#"
import subprocess, sys, types

def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)

class Part:
    def __init__(self, *given, **named):
        self.given, self.named = given, named

kinds = {name: type(name, (Part,), {}) for name in [
    "LaunchDescription", "EmitEvent", "ExecuteProcess", "RegisterEventHandler", "OnProcessExit",
    "Shutdown", "Node"]}
module("launch", LaunchDescription=kinds["LaunchDescription"])
module("launch.actions", **{name: kinds[name] for name in
    ["EmitEvent", "ExecuteProcess", "RegisterEventHandler"]})
module("launch.event_handlers", OnProcessExit=kinds["OnProcessExit"])
module("launch.events", Shutdown=kinds["Shutdown"])
module("launch_ros")
module("launch_ros.actions", Node=kinds["Node"])
exec(open("go2.launch.py").read())

started, registered = generate_launch_description().given[0]
handler = registered.given[0].named
assert handler["target_action"] is started, "the check is what is waited for"
done = subprocess.run(started.named["cmd"], stdout=subprocess.DEVNULL)
then = handler["on_exit"](types.SimpleNamespace(returncode=done.returncode), None)
print(type(then).__name__, (then.named.get("executable") or type(then.named["event"]).__name__))
"#;

#[test]
fn the_launch_file_starts_the_driver_only_if_the_check_passes() {
    for (requirement, then) in [(HEALTHY, "Node go2_driver_node"), (OPEN, "EmitEvent Shutdown")] {
        let place = Place::with(requirement);
        place.write("go2.launch.py", &block("A launch file", "python"));
        let launched = place.run("python3", &["-c", LAUNCH]);
        assert_eq!(text(&launched).trim(), then);
    }
}
