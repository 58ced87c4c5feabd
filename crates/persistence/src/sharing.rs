//! What is somebody's and may be shared with others: the statements that views and macros have in common.

use domain::{
    Result,
    id::AccountId,
    sharing::{Onlooker, Sharing},
    ticket::Tag,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, ModelTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{conn::Conn, dialect::lock_if_writing, error::OrStoreError};

/// A table of what may be shared.
pub(crate) trait Shared: EntityTrait {
    const ID: Self::Column;
    const OWNER: Self::Column;
    const SHARED_WITH: Self::Column;
    const TEAM: Self::Column;
}

/// The row, if the onlooker sees it.
pub(crate) async fn find<E: Shared>(db: &Conn, onlooker: &Onlooker, id: Uuid) -> Result<Option<E::Model>> {
    let select = E::find().filter(E::ID.eq(id)).filter(visible::<E>(onlooker));
    lock_if_writing(select, db).one(db).await.or_store_error()
}

/// Up to `limit` of the rows that the onlooker sees, by age.
pub(crate) async fn list<E: Shared>(
    db: &Conn,
    onlooker: &Onlooker,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<E::Model>> {
    let mut select = E::find().filter(visible::<E>(onlooker));
    if let Some(after) = after {
        select = select.filter(E::ID.gt(after));
    }
    select.order_by_asc(E::ID).limit(limit).all(db).await.or_store_error()
}

/// The rows in whose stored form the label stands as a text, whosever they are.
pub(crate) async fn naming<E: Shared>(db: &Conn, stored: E::Column, tag: &Tag) -> Result<Vec<E::Model>> {
    let quoted = format!("\"{}\"", tag.as_str());
    let select = E::find().filter(stored.contains(quoted)).order_by_asc(E::ID);
    lock_if_writing(select, db).all(db).await.or_store_error()
}

/// How many somebody has made.
pub(crate) async fn count_of<E>(db: &Conn, owner: AccountId) -> Result<u64>
where
    E: Shared,
    E::Model: FromQueryResult + ModelTrait + Send + Sync,
{
    E::find().filter(E::OWNER.eq(owner.as_uuid())).count(db).await.or_store_error()
}

/// What the onlooker made, and what is shared with them.
fn visible<E: Shared>(onlooker: &Onlooker) -> Condition {
    let of_team = Condition::all()
        .add(E::SHARED_WITH.eq("team"))
        .add(E::TEAM.is_in(onlooker.teams.iter().map(|team| team.as_uuid())));
    Condition::any()
        .add(E::OWNER.eq(onlooker.account.as_uuid()))
        .add(E::SHARED_WITH.eq(Sharing::Everyone.name()))
        .add(of_team)
}
