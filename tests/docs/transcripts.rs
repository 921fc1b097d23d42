//! Blocks marked `console`: each command is run, and prints what stands below it.
//!
//! The commands of a block run in one shell, in a folder of their own, with the program in `PATH`.
//! Figures that differ from run to run are masked; `cargo run --` stands for the program
//! that was built for the tests.

use std::env;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::mask::masked;
use crate::pages::{Page, alone, between, blessing, pages};

/// Blocks that run at the same time: they wait more than they work.
const WORKERS: usize = 8;

/// Stands before each command's output, followed by a line end.
const MARK: char = '\u{1e}';

/// A command and the lines below it.
struct Step {
    command: String,
    output: Range<usize>,
}

/// The steps of every block of a page.
fn blocks(lines: &[String]) -> Vec<Vec<Step>> {
    let opens = |line: &str| (line == "```console").then_some(());
    let found = between(lines, opens, |line| line == "```");
    found.into_iter().map(|((), range)| steps(lines, range)).collect()
}

fn steps(lines: &[String], block: Range<usize>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for at in block {
        match (lines[at].strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                steps.push(Step { command: command.into(), output: at + 1..at + 1 });
            }
            (None, Some(step)) => step.output.end = at + 1,
            (None, None) => panic!("line {}: a console block begins with `$ `", at + 1),
        }
    }
    steps
}

/// What each command of a block prints, stdout and stderr together.
fn run(steps: &[Step]) -> Vec<String> {
    let mut script = String::from("exec 2>&1\n");
    for step in steps {
        let command = step.command.replace("cargo run --", "go2doctor");
        // `$?` must be that of the command before, not that of the mark.
        script += &format!("s=$?; printf '{MARK}\\n'; (exit $s)\n{command}\n");
    }
    let program = Path::new(env!("CARGO_BIN_EXE_go2doctor"));
    let mut path = vec![program.parent().expect("it is in a folder").to_owned()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (printed, output) = (folder.path().join(".printed"), folder.path());
    let mut shell = Command::new("sh")
        .args(["-c", &script])
        .current_dir(output)
        .env_clear()
        .env("PATH", env::join_paths(path).expect("no path holds a colon"))
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        // A file, so that a background process cannot keep us waiting for a pipe's end.
        .stdout(File::create(&printed).expect("a file in a new folder"))
        .spawn()
        .expect("there is a shell");
    shell.wait().expect("it ends");
    let mut text = String::new();
    let mut file = File::open(printed).expect("it was made");
    file.read_to_string(&mut text).expect("the program prints UTF-8");
    text.split(&format!("{MARK}\n")).skip(1).map(str::to_owned).collect()
}

/// Whether a command needs a tool that this machine does not have.
fn lacks_a_tool(steps: &[Step]) -> bool {
    let needs = steps.iter().any(|step| step.command.contains("jq "));
    let there = || Command::new("jq").arg("--version").stdout(Stdio::null()).status().is_ok();
    needs && !there()
}

/// What has drifted: the lines and what to put in their place.
type Drift = (Range<usize>, Vec<String>);

fn drift(page: &Page, lines: &[String], steps: &[Step]) -> Vec<(String, Drift)> {
    if lacks_a_tool(steps) {
        eprintln!("skipped: {}, `{}`: there is no jq here", page.name(), steps[0].command);
        return Vec::new();
    }
    let mut drifted = Vec::new();
    let printed = run(steps);
    assert_eq!(printed.len(), steps.len(), "{}: {:?}", page.name(), steps[0].command);
    for (step, printed) in steps.iter().zip(printed) {
        let shown = lines[step.output.clone()].join("\n");
        if masked(&shown) != masked(&printed) {
            let message = format!(
                "{}:{}: $ {}\n--- shown, masked\n{}\n--- printed\n{printed}\n--- printed, masked\n{}",
                page.name(),
                step.output.start,
                step.command,
                masked(&shown),
                masked(&printed)
            );
            let lines = printed.trim_end().lines().map(str::to_owned).collect();
            drifted.push((message, (step.output.clone(), lines)));
        }
    }
    drifted
}

#[test]
fn what_is_shown_is_what_is_printed() {
    let _alone = alone();
    let pages: Vec<_> = pages().into_iter().map(|page| (page.lines(), page)).collect();
    let work: Vec<_> = pages
        .iter()
        .enumerate()
        .flat_map(|(number, (lines, _))| {
            blocks(lines).into_iter().map(move |steps| (number, steps))
        })
        .collect();
    assert!(!work.is_empty());
    let (next, drifted) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some((number, steps)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (lines, page) = &pages[*number];
                    let found = drift(page, lines, steps);
                    let found = found.into_iter().map(|it| (*number, it));
                    drifted.lock().expect("no worker panicked").extend(found);
                }
            });
        }
    });
    let mut drifted = drifted.into_inner().expect("no worker panicked");
    if blessing() {
        // From the end on, so that the line numbers before stay true.
        drifted.sort_by_key(|(number, (_, (range, _)))| (*number, std::cmp::Reverse(range.start)));
        for (number, (lines, page)) in pages.iter().enumerate() {
            let mut lines = lines.clone();
            for (_, (_, (range, new))) in drifted.iter().filter(|(of, _)| *of == number) {
                lines.splice(range.clone(), new.iter().cloned());
            }
            page.rewrite(&lines);
        }
        return;
    }
    let messages: Vec<_> = drifted.into_iter().map(|(_, (message, _))| message).collect();
    assert!(
        messages.is_empty(),
        "{}\n\nGO2DOCTOR_BLESS=1 cargo test --test docs rewrites the pages",
        messages.join("\n\n")
    );
}
