//! What every next command has to be: it can be pasted, names the robot, is none of the kinds that
//! help nobody, and does not lead back to itself.

use std::process::Command as Process;

use clap::Parser;
use go2doctor::cli::{CheckOptions, Cli, Command, MediaOptions};
use go2doctor::facts::Stage;
use go2doctor::facts::invocation::Invocation;
use go2doctor::settings::resolve;

/// Forms for programs, pauses without a word, blanks, a version that helps few drivers, and what
/// every run of ours measures itself.
const FORBIDDEN: [&str; 12] = [
    "--format",
    "sleep",
    "{",
    "aiortc==",
    "curl ",
    "ip route get",
    "route -n get",
    "-brief address",
    "pgrep",
    "timedatectl show",
    "127.0.0.1",
    " unitree-fetch-aes-key --help",
];

/// Commands that ask no robot in particular.
const OF_NO_ROBOT: [&str; 4] = ["compare", "explain", "discover", "logs"];

fn words(line: &str) -> Vec<String> {
    let script = format!("for word in {line}; do printf '%s\\n' \"$word\"; done");
    let split = Process::new("sh").args(["-c", &script]).output().expect("a shell is there");
    assert!(split.status.success(), "{line}: {}", String::from_utf8_lossy(&split.stderr));
    String::from_utf8(split.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

/// How our own command line reads a call; `None` for one that asks no robot.
pub(crate) fn typed(call: &str) -> Option<Invocation> {
    let cli = Cli::try_parse_from(words(call)).unwrap_or_else(|error| panic!("{call}: {error}"));
    let (mut prove, mut driver, mut media) = (false, false, MediaOptions::default());
    let (name, last, options) = match cli.command {
        Command::Check(CheckOptions {
            robot, prove: proved, driver: words, media: asked, ..
        }) => {
            (prove, driver, media) = (proved, !words.is_empty(), asked);
            ("check", None, robot)
        }
        Command::Proxy(options) => {
            driver = !options.driver.is_empty();
            ("proxy", None, options.robot)
        }
        Command::Env(options) => ("env", Some(Stage::Host), options),
        Command::Ping(options) => ("ping", Some(Stage::Ping), options),
        Command::ProbeHttp(options) => ("probe-http", Some(Stage::Http), options.robot),
        Command::Sdp(options) => ("sdp", Some(Stage::Sdp), options),
        Command::Ice(options) => ("ice", Some(Stage::Ice), options),
        Command::Dtls(options) => ("dtls", Some(Stage::Dtls), options),
        Command::Sctp(options) => ("sctp", Some(Stage::Sctp), options),
        Command::Validate(options) => ("validate", Some(Stage::Validation), options),
        Command::Flow(options) => {
            media = options.media;
            ("flow", Some(Stage::Flow), options.robot)
        }
        _ => return None,
    };
    let settings = resolve(name, last, options, &cli.common, &|_| None).expect(call);
    let settings = settings.with_media(media).expect(call);
    let mut invocation = settings.output.invocation;
    if let Some(ran) = &mut invocation.ran {
        (ran.prove, ran.driver) = (prove, driver);
    }
    Some(invocation)
}

/// Whether `next` may be said to somebody who asked `robot`, and how it would be read.
pub(crate) fn is_sound(next: &str, robot: &str, of: &str) -> Option<Invocation> {
    for forbidden in FORBIDDEN.iter().filter(|it| !robot.contains(*it)) {
        assert!(!next.contains(forbidden), "{of}: {next}");
    }
    assert!(!words(next).is_empty(), "{of}: {next}");
    let own = next.strip_prefix("go2doctor ")?;
    let name = own.split(' ').next().unwrap_or_default();
    let read = typed(next);
    if OF_NO_ROBOT.contains(&name) {
        return None;
    }
    let read = read.unwrap_or_else(|| panic!("{of}: {next} asks a robot"));
    // A finding may say which address is the robot's instead.
    let named = read.robot.as_deref().unwrap_or_default();
    let known = [robot, "192.168.12.1", "192.168.123.161"];
    assert!(known.contains(&named), "{of}: {next} does not name {robot}");
    Some(read)
}

/// Follows the advice of `next` after `first` for as long as it is a call of ours to that robot, and
/// nothing changes.
pub(crate) fn leads_somewhere(
    robot: &str,
    first: Invocation,
    of: &str,
    next: impl Fn(&Invocation) -> Option<String>,
) {
    let mut invocation = first;
    let mut said: Vec<String> = Vec::new();
    loop {
        let Some(next) = next(&invocation) else {
            assert!(said.is_empty(), "{of}: {said:?} end in nothing");
            return;
        };
        assert!(!said.contains(&next), "{of}: in circles: {said:?}, {next}");
        said.push(next);
        assert!(said.len() < 8, "{of}: {said:?}");
        let Some(read) = said.last().and_then(|next| is_sound(next, robot, of)) else { return };
        let ran = read.ran.clone().expect("it was a command");
        // From then on the driver's own run is judged, or another robot's.
        if ran.driver || ran.command == "env" || read.robot.as_deref() != Some(robot) {
            return;
        }
        invocation = read;
    }
}
