//! What `--capture` and `--keylog` write, read by tshark: its reading is the measure of ours.

mod files;
mod reading;
mod tshark;

use assert_cmd::Command;

/// The binary, in an environment of its own.
fn go2doctor() -> Command {
    let mut command = Command::cargo_bin("go2doctor").expect("cargo builds it first");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}
