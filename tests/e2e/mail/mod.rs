//! Letters: what they say, to whom, and that none is lost.

mod delivery;
mod files;
mod letters;
mod threads;
