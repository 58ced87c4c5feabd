//! End to end: the whole desk over HTTP, on both engines.

mod jobs;
mod story;
