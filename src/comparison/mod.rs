//! Two connections side by side: the first rung at which they part, and what may explain it.
//!
//! Pure: what each side tells goes in, what differs comes out. Only what both sides know is
//! compared; what one of them does not tell is never a difference.

mod compare;
mod outcome;
mod side_fact;
mod side_facts;
mod subject;

pub use compare::compare;
pub use outcome::{
    Comparison, Difference, First, Kind, Of, OneSided, Role, Rung, RungSide, Undecided, Which,
};
pub use side_facts::client_of;
pub use subject::{Found, Subject};

#[cfg(test)]
mod tests;
