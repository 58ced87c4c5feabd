//! Who may do what, with what, and what is on record of it.

mod audit;
