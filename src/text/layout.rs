//! Text on a terminal, by the columns that it takes there: a Chinese character
//! takes two, so neither bytes nor characters will do.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub fn columns_of(text: &str) -> usize {
    text.width()
}

/// `text`, filled up with spaces to `columns`; a longer one stays as it is.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(text.width()))
}

/// `text` in lines of at most `columns`, a line end kept. Lines break between words
/// and beside a Chinese character, but a line neither begins with closing punctuation
/// nor ends with opening punctuation, and `[name: value]` breaks at its spaces alone.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrapped_line(line, columns)).collect()
}

fn wrapped_line(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && line.width() + piece.trim_end().width() > columns {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
        while line.trim_end().width() > columns && fitting(&line, columns) < line.len() {
            let rest = line.split_off(fitting(&line, columns));
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The same, with what does not fit into `most` lines cut off and marked.
pub fn wrapped_at_most(text: &str, columns: usize, most: usize) -> Vec<String> {
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

/// `lines` behind `head`, which takes `columns`; those after the first stand below it.
pub fn hanging(
    head: &str,
    columns: usize,
    lines: impl IntoIterator<Item = String>,
) -> impl Iterator<Item = String> {
    let blank = " ".repeat(columns);
    lines.into_iter().enumerate().map(move |(number, line)| match number {
        0 => format!("{head}{line}"),
        _ => format!("{blank}{line}"),
    })
}

/// As much of `text` as fits into `columns`, marked where it was cut, on one line.
pub fn clipped(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    format!("{}...", &text[..fitting(text, columns.saturating_sub(3))])
}

/// `text` cut at every place where a line may end, spaces with what precedes them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let (mut rest, mut bracketed) = (text, false);
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices().peekable();
        while let Some((_, character)) = characters.next() {
            bracketed = character == '[' || (bracketed && character != ']');
            let Some((at, next)) = characters.peek().copied() else { break };
            if may_break(character, next) && (character == ' ' || !bracketed) {
                let (piece, after) = rest.split_at(at);
                rest = after;
                return Some(piece);
            }
        }
        let piece = std::mem::take(&mut rest);
        (!piece.is_empty()).then_some(piece)
    })
}

/// Whether a line may end between two characters.
fn may_break(character: char, next: char) -> bool {
    if character == ' ' {
        return next != ' ';
    }
    let wide = |c: char| c.width() == Some(2);
    (wide(character) || wide(next)) && next != ' ' && !opens(character) && !closes(next)
}

/// Punctuation that no line ends with.
fn opens(character: char) -> bool {
    "（「『《〈【([{".contains(character)
}

/// Punctuation that no line begins with.
fn closes(character: char) -> bool {
    "，。、：；！？）」』》〉】…％,.;:!?)]}%".contains(character)
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
        assert_eq!(wrapped("one\ntwo", 7), ["one", "two"]);
        assert_eq!(wrapped("", 3), [""]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrapped("階段階段", 4), ["階段", "階段"]);
        assert_eq!(wrapped("階", 1), ["階"]);
        assert_eq!(padded("階段", 6), "階段  ");
        assert_eq!(padded("階段", 3), "階段");
    }

    #[test]
    fn chinese_breaks_anywhere_but_around_punctuation() {
        assert_eq!(wrapped("機器人沒有回應，請稍候", 14), ["機器人沒有回", "應，請稍候"]);
        assert_eq!(wrapped("位址（可達）", 6), ["位址", "（可", "達）"]);
        assert_eq!(wrapped("送出 INIT 九次", 9), ["送出 INIT", "九次"]);
        assert_eq!(wrapped("送出INIT九次", 7), ["送出", "INIT九", "次"]);
        assert_eq!(wrapped("位址 [預設: 依路由]", 12), ["位址 [預設:", "依路由]"]);
    }

    #[test]
    fn no_line_is_too_wide_whatever_the_text() {
        let text =
            "DTLS 已連線，但 SCTP 沒有回應（INIT 送出 9 次）：192.168.12.222:50412 -> 機器人。";
        for columns in 4..40 {
            for line in wrapped(text, columns) {
                assert!(columns_of(&line) <= columns, "{line}");
                assert!(!line.starts_with(' ') && !line.ends_with(' '), "{line:?}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_marked() {
        assert_eq!(wrapped_at_most("one two three", 7, 1), ["one ..."]);
        assert_eq!(wrapped_at_most("one two", 7, 1), ["one two"]);
        assert_eq!(wrapped_at_most("機器人沒有回應", 9, 1), ["機器人..."]);
    }
}
