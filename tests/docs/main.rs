//! The documents: what they show as printed is what is printed, what stands in the code is not
//! typed twice, and links lead somewhere.
//!
//! `GO2DOCTOR_BLESS=1 cargo test --test docs` rewrites what has drifted.

mod accuracy;
#[path = "../expected/mod.rs"]
#[expect(dead_code, reason = "it is shared: each reads the part that it is about")]
mod expected;
mod floors;
mod glossary;
#[cfg(unix)]
mod hooks;
mod layering;
mod links;
#[path = "../expected/logs.rs"]
mod logs;
mod mask;
mod pages;
#[path = "../expected/reports.rs"]
#[expect(dead_code, reason = "it is shared: the complaints are for the test of the command")]
mod pasted;
#[cfg(unix)]
mod picture;
#[cfg(unix)]
mod proxy_lines;
mod readmes;
#[path = "../expected/stacks.rs"]
mod stacks;
mod tables;
mod threat_model;
#[cfg(unix)]
mod transcripts;
mod translations;
