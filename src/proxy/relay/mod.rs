//! The relay: each datagram of the connection itself passes here, between the driver and the robot.
//!
//! ```text
//! driver's d ─► socket that stands for the robot's b ─► socket that stands for d ─► robot's b
//! ```
//!
//! [`description`] puts the sockets into offer and answer in place of the addresses that they stand
//! for, [`switch`] says where a datagram goes (no sockets, no clock), [`session`] has the sockets.
//! DTLS stays between driver and robot: nothing inside it is seen or changed.

pub mod description;
pub mod session;
mod sockets;
pub mod switch;
