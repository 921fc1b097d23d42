//! Python's rule of tabs and spaces, for where there is no Python to ask.
//!
//! Each line's indentation is measured twice, once with tabs that reach to the
//! next multiple of eight and once with tabs as wide as a space. Where the two
//! disagree on how a line stands to the ones around it, Python refuses the file
//! (CPython's `Parser/tokenizer`, since 3.0).

/// What is wrong with a file's indentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Tabs and spaces that only agree for one width of a tab.
    Tabs,
    /// A line that goes back to where no line around it begins.
    Unindent,
}

impl Fault {
    /// Python's name for it.
    pub fn error(self) -> &'static str {
        match self {
            Fault::Tabs => "TabError",
            Fault::Unindent => "IndentationError",
        }
    }

    /// Python's message.
    pub fn message(self) -> &'static str {
        match self {
            Fault::Tabs => "inconsistent use of tabs and spaces in indentation",
            Fault::Unindent => "unindent does not match any outer indentation level",
        }
    }
}

/// The first fault of a source's indentation, with its line, from 1. What
/// cannot be followed, an unclosed string for instance, is no fault of it.
pub fn fault(source: &str) -> Option<(u64, Fault)> {
    let source = source.trim_start_matches('\u{feff}');
    let mut levels = vec![(0, 0)];
    let mut place = Place::default();
    for (number, line) in (1..).zip(source.split_inclusive(['\n'])) {
        let line = line.trim_end_matches(['\n', '\r']);
        let begins = place.begins_here();
        let code = line.trim_start_matches([' ', '\t', '\u{c}']);
        let blank = code.is_empty() || code.starts_with('#');
        // A backslash alone carries its indentation over to the next line: left to Python.
        if begins && code == "\\" {
            return None;
        }
        if begins && !blank {
            let indentation = &line[..line.len() - code.len()];
            if let Some(fault) = step(&mut levels, width(indentation)) {
                return Some((number, fault));
            }
        }
        if !place.follow(line) {
            return None;
        }
    }
    None
}

/// The indentation with tabs of eight, and with tabs of one.
fn width(indentation: &str) -> (usize, usize) {
    indentation.chars().fold((0, 0), |(wide, narrow), c| match c {
        '\t' => ((wide / 8 + 1) * 8, narrow + 1),
        '\u{c}' => (0, 0),
        _ => (wide + 1, narrow + 1),
    })
}

fn step(levels: &mut Vec<(usize, usize)>, (wide, narrow): (usize, usize)) -> Option<Fault> {
    let top = *levels.last()?;
    if wide > top.0 {
        if narrow <= top.1 {
            return Some(Fault::Tabs);
        }
        levels.push((wide, narrow));
        return None;
    }
    while levels.len() > 1 && levels.last().is_some_and(|level| wide < level.0) {
        levels.pop();
    }
    let level = *levels.last()?;
    if wide != level.0 {
        return Some(Fault::Unindent);
    }
    (narrow != level.1).then_some(Fault::Tabs)
}

/// Where in the source a line's end stands.
#[derive(Debug, Default)]
struct Place {
    /// Brackets that are open.
    brackets: usize,
    /// The quotes that end the string that goes on.
    string: Option<&'static str>,
    /// Whether a backslash joined the next line to this one.
    joined: bool,
}

impl Place {
    /// Whether a new statement begins on the next line.
    fn begins_here(&self) -> bool {
        self.brackets == 0 && self.string.is_none() && !self.joined
    }

    /// Goes over one line; whether it could be followed.
    fn follow(&mut self, line: &str) -> bool {
        self.joined = false;
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if let Some(end) = self.string {
                if rest.starts_with(end) {
                    self.string = None;
                    rest = &rest[end.len()..];
                    continue;
                }
                // An escaped character, the line's end included.
                let skipped = if c == '\\' { rest.chars().take(2) } else { rest.chars().take(1) };
                rest = &rest[skipped.map(char::len_utf8).sum()..];
                if rest.is_empty() && c == '\\' {
                    return true;
                }
                continue;
            }
            let quotes = ["\"\"\"", "'''", "\"", "'"];
            if let Some(quotes) = quotes.into_iter().find(|quotes| rest.starts_with(quotes)) {
                self.string = Some(quotes);
                rest = &rest[quotes.len()..];
                continue;
            }
            match c {
                '#' => break,
                '(' | '[' | '{' => self.brackets += 1,
                ')' | ']' | '}' => match self.brackets.checked_sub(1) {
                    Some(left) => self.brackets = left,
                    None => return false,
                },
                '\\' if rest.len() == 1 => self.joined = true,
                _ => {}
            }
            rest = &rest[c.len_utf8()..];
        }
        // A string in single quotes ends with its line.
        self.string.is_none_or(|end| end.len() == 3)
    }
}

#[cfg(test)]
mod tests;
