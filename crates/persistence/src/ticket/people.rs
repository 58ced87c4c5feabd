//! The people who are shown beside tickets and messages, read with them by one statement.

use domain::{
    Result,
    contact::{City, Country, EmailAddress, PersonName, Phone, Postcode, VoluntaryContact},
    id::{AccountId, TicketId},
    identity::AccountState,
    ticket::{Asker, PeopledTicket, Someone, Viewer},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, ExprTrait, FromQueryResult, Iterable, JoinType, QueryResult,
    sea_query::{Alias, Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::{row::to_ticket, visibility::visible_tickets};
use crate::{
    conn::Conn,
    entity::{
        account,
        ticket::{Column, Entity, Model},
    },
    error::{OrStoreError, inconsistent},
};

// No column of a ticket is called like one of theirs.
const REQUESTER: &str = "asker";
const ASSIGNEE: &str = "answerer";

pub(super) async fn find_peopled(db: &Conn, viewer: Viewer, id: TicketId) -> Result<Option<PeopledTicket>> {
    let mut select = Query::select();
    select
        .columns(Column::iter().map(|column| (Entity, column)))
        .from(Entity)
        .cond_where(visible_tickets(viewer))
        .and_where(Column::Id.eq(id.as_uuid()));
    join_someone(&mut select, ASSIGNEE, Column::AssigneeId);
    join_someone(&mut select, REQUESTER, Column::RequesterId);
    select_asker(&mut select, REQUESTER);
    let row = db.query_one(&select).await.or_store_error()?;
    row.map(|row| {
        let ticket = to_ticket(Model::from_query_result(&row, "").or_store_error()?)?;
        let requester = asker(&row, REQUESTER)?.ok_or(domain::Error::NotFound("requester"))?;
        Ok(PeopledTicket { ticket, requester, assignee: someone(&row, ASSIGNEE)? })
    })
    .transpose()
}

/// Joins the account that a column names, and selects what [`someone`] reads of it.
pub(super) fn join_someone(select: &mut SelectStatement, of: &'static str, column: impl ColumnTrait) {
    let on = Expr::col((of, account::Column::Id)).equals((column.entity_name(), column));
    select.join_as(JoinType::LeftJoin, account::Entity, Alias::new(of), on);
    select_someone(select, of);
}

fn select_someone(select: &mut SelectStatement, of: &'static str) {
    for (column, name) in
        [(account::Column::Id, "id"), (account::Column::Name, "name"), (account::Column::IsStaff, "is_staff")]
    {
        select.expr_as(Expr::col((of, column)), Alias::new(format!("{of}_{name}")));
    }
}

/// Selects what [`asker`] reads beside [`someone`].
fn select_asker(select: &mut SelectStatement, of: &'static str) {
    use account::Column::{City, Country, Email, Phone, Postcode, State};
    let columns = [
        (State, "state"),
        (Email, "email"),
        (Phone, "phone"),
        (Postcode, "postcode"),
        (City, "city"),
        (Country, "country"),
    ];
    for (column, name) in columns {
        select.expr_as(Expr::col((of, column)), Alias::new(format!("{of}_{name}")));
    }
}

/// Selects from an account what [`asker`] reads.
pub(super) fn select_from_account(of: &'static str, id: AccountId) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(account::Entity, Alias::new(of))
        .and_where(Expr::col((of, account::Column::Id)).eq(id.as_uuid()));
    select_someone(&mut select, of);
    select_asker(&mut select, of);
    select
}

#[derive(FromQueryResult)]
struct SomeoneRow {
    id: Option<Uuid>,
    name: Option<String>,
    is_staff: Option<bool>,
}

#[derive(FromQueryResult)]
struct AskerRow {
    state: String,
    email: String,
    phone: Option<String>,
    postcode: Option<String>,
    city: Option<String>,
    country: Option<String>,
}

/// The person, if there is one.
pub(super) fn someone(row: &QueryResult, of: &str) -> Result<Option<Someone>> {
    let row = SomeoneRow::from_query_result(row, &format!("{of}_")).or_store_error()?;
    let SomeoneRow { id: Some(id), name: Some(name), is_staff: Some(is_staff) } = row else {
        return Ok(None);
    };
    Ok(Some(Someone { id: AccountId::from_uuid(id), name: PersonName::from_stored(name), is_staff }))
}

pub(super) fn asker(row: &QueryResult, of: &str) -> Result<Option<Asker>> {
    let Some(person) = someone(row, of)? else { return Ok(None) };
    let AskerRow { state, email, phone, postcode, city, country } =
        AskerRow::from_query_result(row, &format!("{of}_")).or_store_error()?;
    let state = AccountState::from_name(&state);
    Ok(Some(Asker {
        state: state.ok_or_else(|| inconsistent("account", "state", person.id))?,
        email: EmailAddress::from_stored(email),
        contact: VoluntaryContact {
            phone: phone.map(Phone::from_stored),
            postcode: postcode.map(Postcode::from_stored),
            city: city.map(City::from_stored),
            country: country.map(Country::from_stored),
        },
        person,
    }))
}
