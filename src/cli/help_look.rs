//! Colours and width of help.

use clap::builder::styling::{AnsiColor, Styles};

/// The width of help where the terminal's is not known: clap's own.
const USUAL_WIDTH: usize = 100;

pub(super) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The columns that help may take, as clap finds them.
pub(super) fn columns() -> usize {
    let terminal = terminal_size::terminal_size().map(|(width, _)| width.0.into());
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(told).unwrap_or(USUAL_WIDTH)
}
