//! The terminal as the spinner sees it: one line whose end is never filled up.

use std::io::{self, Write, stderr};

use indicatif::TermLike;

/// The width where the terminal does not tell.
const WIDTH: u16 = 80;

/// Stderr, with the cursor left behind the last letter.
///
/// The library fills its line with spaces, so that the `^C` which a terminal echoes lands on the
/// next one, and the line above is not the one that is cleared.
#[derive(Debug)]
pub(super) struct OneLine;

impl OneLine {
    fn write(self, text: &str) -> io::Result<()> {
        stderr().write_all(text.as_bytes())
    }
}

impl TermLike for OneLine {
    fn width(&self) -> u16 {
        let width = terminal_size::terminal_size_of(stderr()).map(|(width, _)| width.0);
        // Room for the echo of Ctrl-C.
        width.unwrap_or(WIDTH).saturating_sub(2).max(1)
    }

    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        OneLine.write(text.trim_end_matches(' '))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        OneLine.write(text.trim_end_matches(' '))
    }

    fn clear_line(&self) -> io::Result<()> {
        OneLine.write("\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        stderr().flush()
    }
}
