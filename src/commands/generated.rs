//! What is generated from the definitions: completions and the man page.

use std::io::{self, Write};

use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::definition::definition;
use crate::text::language::Language;

pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definition(Language::English), "go2doctor", &mut script);
    script
}

/// The man page: the whole tree on one page, in roff.
pub fn man_page() -> io::Result<Vec<u8>> {
    // Unbuilt, global options would be missing below the subcommands.
    let mut command = definition(Language::English).help_template("{about}");
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone()).title("GO2DOCTOR").manual("go2doctor manual").date("");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        subcommand_section(subcommand, &mut page)?;
    }
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// One subcommand as a section of its own; clap_mangen's sections become its parts.
fn subcommand_section(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    // What every command takes stands at the top of the page.
    let own = command.clone().mut_args(|arg| {
        let everywhere = arg.is_global_set() || arg.get_id() == "help";
        arg.hide(everywhere)
    });
    let man = Man::new(own);
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_description_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    man.render_extra_section(&mut parts)?;
    let parts = String::from_utf8_lossy(&parts).replace(".SH ", ".SS ");
    writeln!(page, ".SH \"GO2DOCTOR {}\"", command.get_name().to_uppercase())?;
    page.write_all(parts.as_bytes())
}
