//! The README in two languages: what one shows and says to run, the other does too.

use std::fs;

use crate::pages::{alone, between, top};

const LANGUAGE: &str = " --lang zh-TW";

pub(crate) fn readme(name: &str) -> Vec<String> {
    let text = fs::read_to_string(top().join(name)).expect("the page is there");
    text.lines().map(str::to_owned).collect()
}

/// The lines to run in the blocks of one kind, without comments and spaces at their ends.
fn to_run(lines: &[String], block: &str, prompt: &str) -> Vec<String> {
    let opens = format!("```{block}");
    let blocks = between(lines, |line| (line == opens).then_some(()), |line| line == "```");
    let lines = blocks.into_iter().flat_map(|(_, range)| &lines[range]);
    let commands = lines.filter_map(|line| line.strip_prefix(prompt));
    let commands = commands.map(|line| line.split("  #").next().unwrap_or_default());
    commands.map(|line| line.trim_end().replace(LANGUAGE, "")).collect()
}

/// What the headings, rows of tables and pictures of a page are, in their order.
fn shape(lines: &[String]) -> Vec<&str> {
    let kinds = ["# ", "## ", "| ", "<picture>", "<source", "!["];
    let kind = |line: &String| kinds.into_iter().find(|kind| line.starts_with(kind));
    lines.iter().filter_map(kind).collect()
}

#[test]
fn both_say_to_run_the_same_and_are_built_alike() {
    let _alone = alone();
    let (english, chinese) = (readme("README.md"), readme("README.zh-TW.md"));
    for (block, prompt) in [("console", "$ "), ("text", "$ "), ("sh", "")] {
        let expected = to_run(&english, block, prompt);
        assert!(!expected.is_empty(), "{block}");
        assert_eq!(to_run(&chinese, block, prompt), expected, "{block}");
    }
    assert_eq!(shape(&chinese), shape(&english));
}

/// The first screen of a page on GitHub has some fifty lines.
#[test]
fn picture_installation_first_commands_and_proxy_are_on_the_first_screen() {
    let _alone = alone();
    for name in ["README.md", "README.zh-TW.md"] {
        let first = readme(name).into_iter().take(44).collect::<Vec<_>>().join("\n");
        for wanted in ["<picture>", "pip install ./", "go2doctor check ", "proxy --mend", "mends"] {
            let wanted = if wanted == "mends" && name.contains("zh") { "修補" } else { wanted };
            assert!(first.contains(wanted), "{name}: {wanted}");
        }
    }
}
