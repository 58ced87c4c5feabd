use domain::identity::Permission::{TeamManage, TicketRead};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listTeams", &[TicketRead]),
    any_of("createTeam", &[TeamManage]),
    any_of("getTeam", &[TicketRead]),
    any_of("updateTeam", &[TeamManage]),
    any_of("deleteTeam", &[TeamManage]),
];
