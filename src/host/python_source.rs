//! Python sources, read as text.

/// The line without a comment of its own and the space around it. A `#` later in the line may
/// stand in a string, so only a whole-line comment counts.
pub(super) fn code(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with('#') { "" } else { line }
}

/// `import NAME`, `import NAME.x`, `from NAME import x`, `from NAME.x import y`.
pub(super) fn imports(code: &str, name: &str) -> bool {
    let Some(rest) = code.strip_prefix("import ").or_else(|| code.strip_prefix("from ")) else {
        return false;
    };
    rest.split(',').any(|module| {
        let module = module.trim_start().strip_prefix(name);
        module.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}
