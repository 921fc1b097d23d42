//! tshark, asked for fields of a capture.

use std::path::Path;
use std::process::Command;

/// Whether it is here; else says that the test is skipped.
pub(crate) fn is_here() -> bool {
    let here = Command::new("tshark").arg("--version").output().is_ok();
    if !here {
        eprintln!("skipped: no tshark here");
    }
    here
}

/// The values of a field, packets without it left out.
pub(crate) fn field(capture: &Path, options: &[&str], field: &str) -> Vec<String> {
    let mut command = Command::new("tshark");
    command.arg("-r").arg(capture).args(options).args(["-T", "fields", "-e", field]);
    let output = command.output().expect("tshark runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let values = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = values.lines().flat_map(|line| line.split(','));
    lines.filter(|value| !value.is_empty()).map(str::to_owned).collect()
}
