//! The same snippets are held against a real Python in `tests/foreign`.

use super::*;

/// Snippets, a file: the rule's verdict on each stands in its first line.
const SNIPPETS: &str = include_str!("../../../../tests/fixtures/indentation/snippets.txt");

#[test]
fn the_rule_says_of_each_snippet_what_python_says() {
    let mut seen = 0;
    for snippet in SNIPPETS.split("=== ").skip(1) {
        let (head, source) = snippet.split_once('\n').expect("a snippet has a first line");
        let source = source.replace('→', "\t").replace('␌', "\u{c}");
        let told = match fault(&source) {
            None => "ok".to_owned(),
            Some((line, fault)) => format!("{} {line}", fault.error()),
        };
        assert_eq!(told, head, "{source}");
        seen += 1;
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn what_cannot_be_followed_is_no_fault() {
    let broken = "if x:\n        a = 'open\n\tb = 1\n";
    for source in [broken, ")\n        a\n\tb\n", "\\\n", "x = '\\", "\u{feff}", "'''\n\t \n"] {
        assert_eq!(fault(source), None, "{source:?}");
    }
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let source = "\u{feff}if x:\r\n        a = 1\r\n\tb = 2\r\n";
    assert_eq!(fault(source), Some((3, Fault::Tabs)));
}
