//! Teams: who answers what together, and how long their tickets may stand.

mod manage;
mod model;
mod repo;

pub use manage::{NewTeam, TeamChange, change, create, dissolve, find};
pub use model::{MAX_MEMBERS, Team, TeamName, TeamPatience, days};
pub use repo::TeamRepo;
