//! What time does: reminds, solves, closes, forgets.

mod patience;
mod retention;
