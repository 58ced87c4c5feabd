//! Updates of whole rows.

use sea_orm::{ActiveModelTrait, ActiveValue, EntityTrait, Iterable, PrimaryKeyToColumn, UpdateMany};

/// Writes all of a row but its key. SQLite looks for every row that refers to one whose key is written, also where
/// the key stays the same (<https://sqlite.org/foreignkeys.html>, 3 and 4.3).
pub(crate) fn update<A: ActiveModelTrait>(mut row: A) -> UpdateMany<A::Entity> {
    for key in <A::Entity as EntityTrait>::PrimaryKey::iter() {
        row.not_set(key.into_column());
    }
    A::Entity::update_many().set(row)
}

/// Leaves of a row what differs from what it was: an index of what stays the same is not written again.
pub(crate) fn changes<A: ActiveModelTrait>(mut row: A, before: &A) -> A {
    for column in <A::Entity as EntityTrait>::Column::iter() {
        if let (ActiveValue::Set(new), ActiveValue::Set(old)) = (row.get(column), before.get(column))
            && new == old
        {
            row.not_set(column);
        }
    }
    row
}
