//! `--video`, `--audio`, `--lidar` and `--save` on the command line.

use std::fs;
use std::process::Output;

use crate::go2doctor;

fn flow(arguments: &[&str]) -> Output {
    go2doctor().args(["flow", "-q"]).args(arguments).output().expect("it runs")
}

#[cfg(unix)]
#[test]
fn the_picture_is_for_its_owner_alone_and_is_not_overwritten_unasked() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("robot.h264");
    let saved = path.to_str().expect("a path of letters");
    let asked = ["--robot", "sim", "--video", "--save", saved];
    let first = flow(&asked);
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stdout));
    let mode = fs::metadata(&path).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let picture = fs::read(&path).expect("it is there");
    assert_eq!(picture[..5], [0, 0, 0, 1, 0x67]);
    let again = flow(&asked);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    assert_eq!(fs::read(&path).expect("it is there"), picture);
}

#[test]
fn without_a_picture_there_is_no_file_and_the_stage_fails() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("robot.h264");
    let saved = path.to_str().expect("a path of letters");
    let robot = ["--robot", "sim:video-silent", "--timeout", "5"];
    let run = flow(&[&robot[..], &["--video", "--save", saved]].concat());
    let told = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "{told}");
    assert!(told.contains("G2-DATA-NOVIDEO"), "{told}");
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 0);
}

#[test]
fn whose_picture_it_may_be_is_told_where_there_is_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (robot, is_told) in [("sim", true), ("sim:video-no-keyframe", false)] {
        let path = folder.path().join(format!("{is_told}.h264"));
        let saved = path.to_str().expect("a path of letters");
        let arguments = ["flow", "--robot", robot, "--timeout", "4", "--video", "--save", saved];
        let run = go2doctor().args(arguments).output().expect("it runs");
        let told = String::from_utf8_lossy(&run.stderr);
        let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let whose = format!("{saved} holds what the robot sees.");
        assert_eq!(words.contains(&whose), is_told, "{told}");
        assert!(told.lines().all(|line| line.len() <= 80.max(saved.len())), "{told}");
        assert_eq!(path.exists(), is_told);
    }
}

#[test]
fn what_cannot_be_done_is_wrong_usage() {
    for arguments in [
        &["--robot", "sim", "--save", "x.h264"][..],
        &["--robot", "sim", "--video", "--client", "stock"],
        &["--robot", "sim", "--video", "--offer", "data-only"],
        &["--robot", "sim", "--audio", "--offer", "aiortc-1.16-data"],
        &["--robot", "sim", "--video", "--save", "/no/such/folder/x.h264"],
        &["--robot", "sim", "--video", "--save", "."],
        &["--robot", "sim", "--video", "--save", "-"],
        &["--robot", "sim", "--export", "json=."],
        &["--robot", "sim", "--export", "json=-"],
        &["--robot", "sim", "--capture", "."],
    ] {
        assert_eq!(flow(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn two_outputs_to_one_file_are_wrong_usage() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for other in ["a.h264", "./a.h264"] {
        let export = format!("json={other}");
        let asked = ["flow", "--robot", "sim", "--video", "--save", "a.h264", "--export", &export];
        let run = go2doctor().args(asked).current_dir(folder.path()).output().expect("it runs");
        let told = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{told}");
        assert!(told.contains("another option writes"), "{told}");
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 0);
    }
}

#[test]
fn each_kind_that_does_not_come_is_told_and_asked_for_again() {
    let robot = "sim:video-silent+audio-silent+clouds-missing";
    let run = flow(&["--robot", robot, "--video", "--audio", "--lidar", "--timeout", "5"]);
    let told = String::from_utf8_lossy(&run.stdout);
    for code in ["G2-DATA-NOVIDEO", "G2-DATA-NOAUDIO", "G2-DATA-LIDAR"] {
        assert!(told.contains(code), "{code}: {told}");
    }
    let next = told.lines().last().expect("a next step");
    for option in ["--video", "--audio", "--lidar"] {
        assert_eq!(next.matches(option).count(), 1, "{next}");
    }
}
