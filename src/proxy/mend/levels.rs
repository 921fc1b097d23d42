//! A description in its levels: the session's lines, then those of each m-section.

/// Lines with their ends, so that joined they are the text again.
pub(in crate::proxy) fn levels(text: &str) -> Vec<Vec<&str>> {
    let mut levels = vec![Vec::new()];
    for line in text.split_inclusive('\n') {
        if line.starts_with("m=") {
            levels.push(Vec::new());
        }
        if let Some(level) = levels.last_mut() {
            level.push(line);
        }
    }
    levels
}

/// The value of an `a=NAME:` line.
pub(in crate::proxy) fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':')?;
    Some(rest.trim())
}

/// The end of a line as it is written.
pub(in crate::proxy) fn line_end(line: &str) -> &str {
    &line[line.trim_end_matches(['\r', '\n']).len()..]
}
