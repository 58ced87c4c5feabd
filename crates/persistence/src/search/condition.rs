use std::borrow::Cow;

use domain::{
    Error, Result,
    device::SerialKey,
    id::AccountId,
    search::{self, Criterion, Phrase, Requester, Span, TeamNamed},
    ticket::{TicketFilter, Viewer},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, Value,
    sea_query::{Condition, Expr, SelectStatement},
};
use uuid::Uuid;

use super::index;
use crate::{
    conn::Conn,
    entity::{account, device, team, team_member, ticket::Column},
    error::OrStoreError,
    ticket::{tagged, updated_column},
};

/// How many customers a name may stand for.
pub(super) const NAMESAKES: usize = 100;

/// What a query asks of a ticket's row. Its status is not among it: lists are read by status.
pub(crate) fn condition(viewer: Viewer, asked: &search::Condition) -> Option<Condition> {
    let any = |of: Condition| if asked.negated { of.not() } else { of };
    let one = |of| Some(any(Condition::all().add(of)));
    match &asked.criterion {
        Criterion::Status(_) => None,
        Criterion::Priority(values) => one(Column::Priority.is_in(values.iter().map(|value| value.rank()))),
        Criterion::Type(values) => one(Column::Kind.is_in(values.iter().map(|value| value.name()))),
        Criterion::Assignee(values) => Some(any(assigned_to(values))),
        Criterion::Requester(values) => one(Column::RequesterId.is_in(values.iter().filter_map(by_id))),
        Criterion::Tag(values) => {
            let tags = values.iter().map(|tag| Column::Id.in_subquery(tagged(tag.as_str())));
            Some(any(tags.fold(Condition::any(), Condition::add)))
        }
        Criterion::Team(values) => Some(any(of_team(values))),
        Criterion::Serial(keys) => Some(any(about_serial(viewer, keys))),
        Criterion::Among(numbers) => one(Column::Number.is_in(numbers.iter().copied())),
        Criterion::Number(span) => Some(any(within(Column::Number, *span))),
        Criterion::Created(span) => Some(any(within(Column::CreatedAt, *span))),
        Criterion::Updated(span) => Some(any(within(updated_column(viewer), *span))),
    }
}

/// Without a comparison to NULL, which could be neither true nor false.
fn assigned_to(values: &[Option<AccountId>]) -> Condition {
    let people = values.iter().flatten().map(|account| account.as_uuid());
    let nobody = values.contains(&None).then(|| Column::AssigneeId.is_null());
    let somebody =
        Condition::all().add(Column::AssigneeId.is_not_null()).add(Column::AssigneeId.is_in(people));
    Condition::any().add(somebody).add_option(nobody)
}

/// The same.
fn of_team(values: &[Option<TeamNamed>]) -> Condition {
    let nobody = values.contains(&None).then(|| Column::TeamId.is_null());
    let some = values.iter().flatten().map(one_of_teams).fold(Condition::any(), Condition::add);
    let named = Condition::all().add(Column::TeamId.is_not_null()).add(some);
    Condition::any().add_option(nobody).add_option(values.iter().any(Option::is_some).then_some(named))
}

fn one_of_teams(team: &TeamNamed) -> Expr {
    match team {
        TeamNamed::Id(id) => Column::TeamId.eq(id.as_uuid()),
        TeamNamed::Of(member) => {
            let of_member = team_member::Entity::find()
                .select_only()
                .column(team_member::Column::TeamId)
                .filter(team_member::Column::AccountId.eq(member.as_uuid()));
            Column::TeamId.in_subquery(of_member.into_query())
        }
        TeamNamed::Named(key) => {
            let named = team::Entity::find()
                .select_only()
                .column(team::Column::Id)
                .filter(team::Column::NameKey.eq(key.as_str()));
            Column::TeamId.in_subquery(named.into_query())
        }
    }
}

/// What is about somebody else's device is to a customer not about it.
fn about_serial(viewer: Viewer, keys: &[SerialKey]) -> Condition {
    let owner = match viewer {
        Viewer::Staff => None,
        Viewer::Requester(account) => Some(device::Column::OwnerId.eq(account.as_uuid())),
    };
    let devices: SelectStatement = device::Entity::find()
        .select_only()
        .column(device::Column::Id)
        .filter(device::Column::SerialKey.is_in(keys.iter().map(SerialKey::as_str)))
        .filter(Condition::all().add_option(owner))
        .into_query();
    Condition::all().add(Column::DeviceId.is_not_null()).add(Column::DeviceId.in_subquery(devices))
}

fn within<T: Into<Value>>(column: Column, span: Span<T>) -> Condition {
    Condition::all()
        .add_option(span.from.map(|from| column.gte(from)))
        .add_option(span.until.map(|until| column.lt(until)))
}

const fn by_id(requester: &Requester) -> Option<Uuid> {
    match requester {
        Requester::Account(account) => Some(account.as_uuid()),
        Requester::Named(_) => None,
    }
}

/// The filter with everybody who is named in it looked up.
pub(crate) async fn with_requesters<'f>(
    db: &Conn,
    filter: &'f TicketFilter,
) -> Result<Cow<'f, TicketFilter>> {
    let mut filter = Cow::Borrowed(filter);
    for at in 0..filter.conditions.len() {
        if let Criterion::Requester(values) = &filter.conditions[at].criterion
            && values.iter().any(|value| by_id(value).is_none())
        {
            let is_negated = filter.conditions[at].negated;
            let mut known = Vec::new();
            for value in values {
                match value {
                    Requester::Account(account) => known.push(*account),
                    Requester::Named(name) if is_negated => known.extend(all_named(db, name).await?),
                    Requester::Named(name) => {
                        known.extend(named(db, std::slice::from_ref(name), NAMESAKES).await?);
                    }
                }
            }
            let known = known.into_iter().map(Requester::Account).collect();
            filter.to_mut().conditions[at].criterion = Criterion::Requester(known);
        }
    }
    Ok(filter)
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// Everybody whose name and address say this: with some of them left out, those would be let through.
async fn all_named(db: &Conn, name: &Phrase) -> Result<Vec<AccountId>> {
    let found = named(db, std::slice::from_ref(name), NAMESAKES + 1).await?;
    if found.len() > NAMESAKES {
        let text =
            "a name that more than 100 customers have cannot be excluded: say an e-mail address or an id";
        return Err(Error::TooBroad(text));
    }
    Ok(found)
}

/// So many of the accounts whose name and address say all of this.
pub(super) async fn named(db: &Conn, phrases: &[Phrase], most: usize) -> Result<Vec<AccountId>> {
    let numbers = index(db).accounts(db, phrases, most).await?;
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let found = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::Number.is_in(numbers))
        // Who was erased is nobody who could be looked for.
        .filter(account::Column::Id.ne(AccountId::NOBODY.as_uuid()))
        .into_model::<Id>()
        .all(db)
        .await
        .or_store_error()?;
    Ok(found.into_iter().map(|row| AccountId::from_uuid(row.id)).collect())
}
