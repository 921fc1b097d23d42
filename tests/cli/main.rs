//! The binary as a user meets it: usage, help, reports, generated files.

mod bundle;
#[cfg(target_os = "linux")]
mod clock;
mod compare;
mod control;
mod dialects;
#[cfg(unix)]
mod driver;
mod env;
#[path = "../expected/mod.rs"]
#[expect(dead_code, reason = "it is shared: each reads the part that it is about")]
mod expected;
mod explain;
mod faults;
mod follow;
#[path = "../expected/next.rs"]
#[expect(dead_code, reason = "it is shared: each uses the part that it is about")]
mod followed;
mod generated;
mod guide;
mod guide_coverage;
mod help;
mod history;
mod hostile;
#[cfg(unix)]
mod interrupted;
mod languages;
mod logs;
mod media;
mod models;
mod others;
mod output;
mod overwrite;
#[path = "../expected/reports.rs"]
#[expect(dead_code, reason = "it is shared: the table is for the page")]
mod pasted;
mod reconnect;
mod repeat;
mod report;
mod reports;
mod simulate;
mod usage;

use assert_cmd::Command;

/// The binary, in an environment of its own.
fn go2doctor() -> Command {
    let mut command = Command::cargo_bin("go2doctor").expect("cargo builds it first");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}
