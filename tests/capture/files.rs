//! The files themselves: whose they are, who may read them, what is not overwritten.

use std::fs;

use crate::go2doctor;

#[cfg(unix)]
#[test]
fn capture_and_key_log_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let (capture, keylog) = (folder.path().join("a.pcapng"), folder.path().join("a.keys"));
    let run = || {
        let mut command = go2doctor();
        command.args(["dtls", "sim", "--quiet", "--capture"]).arg(&capture);
        command.arg("--keylog").arg(&keylog).assert().success();
    };
    run();
    for path in [&capture, &keylog] {
        let mode = fs::metadata(path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
    // Our own are written anew, without a word.
    run();
    let lines = fs::read_to_string(&keylog).expect("it is text");
    assert_eq!(lines.lines().filter(|line| line.starts_with("CLIENT_RANDOM ")).count(), 1);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing beside them");
}

#[test]
fn what_go2doctor_did_not_write_is_kept_unless_force_says_otherwise() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("thesis.txt");
    fs::write(&path, "two years of work").expect("it is writable");
    for option in ["--capture", "--keylog"] {
        let refused = go2doctor().args(["dtls", "sim", option]).arg(&path).assert().code(2);
        let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
        assert!(said.contains("--force"), "{said}");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "two years of work");
    }
    go2doctor().args(["dtls", "sim", "--force", "--capture"]).arg(&path).assert().success();
    assert!(fs::read(&path).expect("it is there").starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_as_the_run_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("it is there");
    assert!(made.success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).expect("it is a pipe")
    });
    go2doctor().args(["dtls", "sim", "--quiet", "--capture"]).arg(&pipe).assert().success();
    let capture = reader.join().expect("it read");
    assert!(capture.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]));
    assert!(capture.windows(14).any(|at| at == b"CLIENT_RANDOM "));
}

#[test]
fn a_name_that_cannot_be_written_is_told_before_anything_is_sent() {
    for option in ["--capture", "--keylog"] {
        let refused =
            go2doctor().args(["check", "sim", option, "/no/such/folder/file"]).assert().code(2);
        assert!(refused.get_output().stdout.is_empty());
    }
    go2doctor().args(["check", "sim", "--client", "stock", "--capture", "x"]).assert().code(2);
    go2doctor().args(["check", "sim", "--capture-media"]).assert().code(2);
}
