//! Team rows to and from the domain.

use std::collections::BTreeSet;

use domain::{
    id::{AccountId, TeamId},
    team::{Team, TeamName, TeamPatience},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::entity::team::{ActiveModel, Model};

pub(super) fn to_row(team: &Team) -> ActiveModel {
    let Team {
        id,
        number: _,
        name,
        is_default,
        members: _,
        patience: TeamPatience { remind, solve, close },
        version,
        created_at,
        updated_at,
        dissolved_at,
    } = team;
    // The name of a dissolved team may be taken again.
    let key = if dissolved_at.is_some() { id.to_string() } else { name.key() };
    ActiveModel {
        id: Set(id.as_uuid()),
        number: NotSet,
        name: Set(name.as_str().to_owned()),
        name_key: Set(key),
        is_default: Set(*is_default),
        remind_after_days: Set(*remind),
        solve_after_days: Set(*solve),
        close_after_days: Set(*close),
        version: Set(*version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
        dissolved_at: Set(*dissolved_at),
    }
}

pub(super) fn patience(row: &Model) -> TeamPatience {
    TeamPatience { remind: row.remind_after_days, solve: row.solve_after_days, close: row.close_after_days }
}

pub(super) fn to_team(row: Model, members: BTreeSet<AccountId>) -> Team {
    let patience = patience(&row);
    let Model {
        id,
        number,
        name,
        name_key: _,
        is_default,
        remind_after_days: _,
        solve_after_days: _,
        close_after_days: _,
        version,
        created_at,
        updated_at,
        dissolved_at,
    } = row;
    Team {
        id: TeamId::from_uuid(id),
        number,
        name: TeamName::from_stored(name),
        is_default,
        members,
        patience,
        version,
        created_at,
        updated_at,
        dissolved_at,
    }
}
