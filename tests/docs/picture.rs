//! The picture of a terminal in the README shows what the program prints today.

use std::fs;
use std::process::Command;

use regex::Regex;

use crate::mask::masked;
use crate::pages::{blessing, top};

const SCRIPT: &str = "docs/images/terminal.py";
const PROGRAM: &str = env!("CARGO_BIN_EXE_go2doctor");

/// What the script prints, or `None` where there is no Python.
fn script(arguments: &[&str]) -> Option<String> {
    let output = Command::new("python3").arg(SCRIPT).args(arguments).current_dir(top()).output();
    let output = output.ok()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    Some(String::from_utf8(output.stdout).expect("the program prints UTF-8"))
}

/// The lines of a picture.
fn shown(picture: &str) -> String {
    let text = Regex::new(r"<text [^>]*>([^<]*)</text>").expect("it compiles");
    let drawn = picture.lines().skip_while(|line| !line.starts_with("<g ")).skip(1);
    // An empty line ends each line of the terminal.
    let mut lines = vec![String::new()];
    for line in drawn.take_while(|line| *line != "</g>") {
        match text.captures(line) {
            Some(part) => lines.last_mut().expect("there is one").push_str(&part[1]),
            None => lines.push(String::new()),
        }
    }
    let lines = lines.join("\n").replace('\u{a0}', " ");
    lines.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A terminal has other marks than a file.
fn as_in_a_file(text: &str) -> String {
    text.replace('✓', "ok").replace('✗', "FAIL").replace('–', "skip")
}

#[test]
fn the_picture_of_a_terminal_is_what_is_printed() {
    let Some(printed) = script(&["--text", PROGRAM]) else {
        eprintln!("skipped: there is no python3 here");
        return;
    };
    let printed = masked(&as_in_a_file(&printed));
    assert!(printed.contains("[G2-SIG-REJECT]"), "{printed}");
    for name in ["light", "dark"] {
        let path = top().join(format!("docs/images/terminal-{name}.svg"));
        let picture = || fs::read_to_string(&path).expect("the picture is there");
        let drawn = || masked(&as_in_a_file(&shown(&picture())));
        if blessing() && drawn() != printed {
            script(&[PROGRAM]);
        }
        let again = "GO2DOCTOR_BLESS=1 cargo test --test docs draws it anew";
        assert_eq!(drawn(), printed, "{name}; {again}");
    }
}
