//! The stack against itself in virtual time: no sockets, no sleeping, every run repeatable.

mod corruption;
mod gentle;
mod handshake;
mod loss;
mod media;
mod net;
mod relayed;
