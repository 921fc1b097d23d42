//! The targets of `fuzz/` without a fuzzer: each is given its corpus and seeded mutations of it,
//! and must neither panic nor take long.

use std::env;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::time::{Duration, Instant};

#[expect(unreachable_pub, reason = "it is a crate of its own for the fuzzer")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

mod mutate;

/// Mutations a target, where this variable names no other number.
const ROUNDS: usize = 3000;
const ROUNDS_VARIABLE: &str = "GO2DOCTOR_FUZZ_ROUNDS";
/// Longer than any input may take on a busy machine, unoptimised.
const LONGEST: Duration = Duration::from_secs(2);

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("a file of the corpus")).collect()
}

/// Gives a target one input; the panic's text comes with the input that made it.
fn give(name: &str, run: fn(&[u8]), input: &[u8]) {
    let began = Instant::now();
    let ended = panic::catch_unwind(AssertUnwindSafe(|| run(input)));
    let shown = input.escape_ascii();
    assert!(ended.is_ok(), "{name} panicked at b\"{shown}\"");
    let took = began.elapsed();
    assert!(took < LONGEST, "{name} took {took:?} for b\"{shown}\"");
}

fn check(name: &str) {
    let (_, run) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "{name} has no corpus");
    for input in &corpus {
        give(name, *run, input);
    }
    let rounds = env::var(ROUNDS_VARIABLE).map_or(ROUNDS, |text| text.parse().expect("a number"));
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..rounds {
        give(name, *run, &mutate::mutated(&corpus, &mut random));
    }
}

macro_rules! tests {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_tested() {
            let tested = [$(stringify!($name)),*];
            assert_eq!(tested.to_vec(), targets::TARGETS.iter().map(|it| it.0).collect::<Vec<_>>());
        }
    };
}

tests! {
    con_notify envelope driver_request driver_offer sdp_answer candidate datagram dtls_record sctp_packet sctp_chunks message
    binary discovery log log_line signatures history saved_report project_file
    capture dump relay rtps rtp
}
