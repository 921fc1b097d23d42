//! Breaking text into lines by the columns that it takes on a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` in lines of at most `columns`, broken between words where possible.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.width() + 1 + word.width() > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        while line.width() > columns && fitting(&line, columns) < line.len() {
            let rest = line.split_off(fitting(&line, columns));
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    lines.push(line);
    lines
}

/// The same, with what does not fit into `most` lines cut off and marked.
pub(super) fn wrapped_at_most(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = wrapped(text, columns);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.truncate(fitting(last, columns.saturating_sub(3)));
            last.push_str("...");
        }
    }
    lines
}

/// The bytes of the longest beginning of `text` that takes at most `columns`, at
/// least one character.
fn fitting(text: &str, columns: usize) -> usize {
    let mut taken = 0;
    let too_wide = |c: char| {
        taken += c.width().unwrap_or(0);
        taken > columns
    };
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.find(too_wide).unwrap_or(text.len()).max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_long_words_inside() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("", 3), [""]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrapped("階段階段", 4), ["階段", "階段"]);
        assert_eq!(wrapped("階", 1), ["階"]);
    }

    #[test]
    fn what_does_not_fit_is_marked() {
        assert_eq!(wrapped_at_most("one two three", 7, 1), ["one ..."]);
        assert_eq!(wrapped_at_most("one two", 7, 1), ["one two"]);
    }
}
