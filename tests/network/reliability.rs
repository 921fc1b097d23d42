//! Every bad network of the table, once each: none makes a healthy robot a faulty one. `cargo bench
//! --bench reliability` asks the same of each twenty times, and of those that lose 30 %, where one
//! check in a hundred may lose its offer and not one echo request: nothing tells that from silence.

use crate::condition::check_all;

#[test]
fn no_network_makes_a_healthy_robot_a_faulty_one() {
    let Some(all) = check_all(1, |condition| !condition.name.contains("30 %")) else { return };
    let wrong: Vec<_> = all
        .iter()
        .flat_map(|(condition, checks)| checks.iter().map(move |check| (condition, check)))
        .filter(|(condition, check)| !check.is_right(condition.sides))
        .map(|(condition, check)| format!("{}: {check}", condition.name))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
