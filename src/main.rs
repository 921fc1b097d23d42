//! The program: parse, run, exit.

use std::panic::catch_unwind;
use std::process::ExitCode;

use go2doctor::commands;
use go2doctor::exit::{ExitStatus, install_panic_hook};
use go2doctor::host::process;

fn main() -> ExitCode {
    install_panic_hook();
    let status = catch_unwind(|| commands::run(std::env::args_os())).unwrap_or(ExitStatus::Defect);
    process::end_all();
    status.into()
}
