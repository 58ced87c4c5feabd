//! Views: queues by name. Some are built in, some people make for themselves or for others.

mod builtin;
mod filter;
mod manage;
mod model;
mod repo;

pub use builtin::Builtin;
pub use filter::{Asked, ViewFilter, Whose};
pub(crate) use manage::forget_person;
pub use manage::{MOST_FOUND, NewView, Resolved, ViewChange, change, create, find, list, remove, resolve};
pub use model::{View, ViewName};
pub use repo::ViewRepo;
