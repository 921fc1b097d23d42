//! The WebRTC peer that the robot makes of one accepted offer, from the answer
//! to the free slot.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::stack::driver::{Driver, Sockets, Step};
use crate::stack::{Endpoint, EndpointConfig, Event, StackError};

use super::app::App;
use super::fault::{Fault, Faults, Hold};
use super::gates::{self, Substitutes};
use super::journal::{Journal, Sight, shown};
use super::slot::{ClientId, Slot};
