//! Columns that need a word for each engine.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseBackend, Statement},
};

/// Adds `id` (UUID) and `number`, which the engine counts up: PostgreSQL by an identity column
/// beside the key (gaps allowed, no counter row to queue behind), SQLite by the row id.
pub fn numbered<'t>(
    table: &'t mut TableCreateStatement,
    schema: &SchemaManager<'_>,
) -> &'t mut TableCreateStatement {
    let (mut id, mut number) = (ColumnDef::new("id").uuid().not_null().to_owned(), ColumnDef::new("number"));
    if schema.get_database_backend() == DatabaseBackend::Sqlite {
        id.unique_key();
        number.integer().not_null().primary_key().auto_increment();
    } else {
        id.primary_key();
        number.big_integer().not_null().unique_key().extra("GENERATED ALWAYS AS IDENTITY");
    }
    table.col(id).col(number)
}

/// A column refers to the `id` of another table.
pub fn refers_to(
    table: &'static str,
    column: &'static str,
    other: &'static str,
    when_gone: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to(other, "id")
        .on_delete(when_gone)
        .to_owned()
}

/// The day that lies so many months after the one in a column: the last of the month, if that has fewer days.
pub fn months_after(schema: &SchemaManager<'_>, column: &str, months: u32) -> String {
    if schema.get_database_backend() == DatabaseBackend::Sqlite {
        // SQLite goes on into the next month: 29 February and a year are 1 March.
        let (then, of_month) =
            (format!("date({column}, '+{months} months')"), format!("strftime('%d', {column})"));
        format!(
            "CASE WHEN strftime('%d', {then}) = {of_month} THEN {then} \
             ELSE date({then}, 'start of month', '-1 day') END"
        )
    } else {
        format!("({column} + interval '{months} months')::date")
    }
}

/// The moment so many days after the one in a column.
pub fn days_after(schema: &SchemaManager<'_>, column: &str, days: u32) -> String {
    if schema.get_database_backend() == DatabaseBackend::Sqlite {
        format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', {column}, '+{days} days')")
    } else {
        format!("({column} + interval '{days} days')")
    }
}

/// SQLite plans by the schema alone from here on: what earlier versions have counted is forgotten.
pub async fn forget_statistics(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    if schema.get_database_backend() == DatabaseBackend::Sqlite && schema.has_table("sqlite_stat1").await? {
        schema.get_connection().execute_unprepared("DELETE FROM sqlite_stat1").await?;
    }
    Ok(())
}

/// A plain index.
pub fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// Adds a column with a number that grows from one writing transaction to the next. PostgreSQL gives it
/// by itself: the transaction's id, which its snapshots can be compared with. SQLite has one writer,
/// which counts. Rows that are there have 0.
pub async fn counted_by_transaction(
    schema: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    let add = ColumnDef::new(column).big_integer().not_null().default(0).to_owned();
    schema.alter_table(Table::alter().table(table).add_column(add).to_owned()).await?;
    if schema.get_database_backend() == DatabaseBackend::Sqlite {
        return Ok(());
    }
    let count =
        format!("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT pg_current_xact_id()::text::bigint");
    schema.get_connection().execute_unprepared(&count).await.map(drop)
}

/// Has PostgreSQL take no samples of these columns: statistics keep values that are deleted. SQLite takes
/// samples of indexes only.
pub async fn without_statistics(
    schema: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    if schema.get_database_backend() == DatabaseBackend::Sqlite {
        return Ok(());
    }
    for column in columns {
        let set = format!("ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0");
        schema.get_connection().execute_unprepared(&set).await?;
    }
    Ok(())
}

/// Has PostgreSQL forget the samples it has of these columns: it does when a column gets a type, also its own.
pub async fn forget_samples(
    schema: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    if schema.get_database_backend() == DatabaseBackend::Sqlite {
        return Ok(());
    }
    let db = schema.get_connection();
    for column in columns {
        let own = format!(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute \
             WHERE attrelid = '{table}'::regclass AND attname = '{column}'"
        );
        let own = db.query_one_raw(Statement::from_string(DatabaseBackend::Postgres, own)).await?;
        let own = own.ok_or_else(|| DbErr::RecordNotFound(format!("{table}.{column}")))?;
        let own: String = own.try_get_by_index(0)?;
        let set = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {own}");
        db.execute_unprepared(&set).await?;
    }
    Ok(())
}

/// A row of the other table stays while this column refers to it, although it was to go with what it refers to.
pub async fn now_keeps(
    schema: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    other: &'static str,
) -> Result<(), DbErr> {
    let key = format!("{table}_{column}_fkey");
    let keep = if schema.get_database_backend() == DatabaseBackend::Sqlite {
        // It cannot change what a column refers to.
        format!(
            "CREATE TRIGGER {table}_{column}_keeps BEFORE DELETE ON {other} \
             WHEN EXISTS (SELECT 1 FROM {table} WHERE {column} = OLD.id) BEGIN \
             SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END"
        )
    } else {
        format!(
            "ALTER TABLE {table} DROP CONSTRAINT {key}, ADD CONSTRAINT {key} \
             FOREIGN KEY ({column}) REFERENCES {other} (id) ON DELETE RESTRICT"
        )
    };
    schema.get_connection().execute_unprepared(&keep).await.map(drop)
}

/// Gives rows that have none an `id`, of random bytes.
pub async fn give_ids(schema: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    let random = match schema.get_database_backend() {
        DatabaseBackend::Sqlite => "randomblob(16)",
        _ => "gen_random_uuid()",
    };
    let give = format!("UPDATE {table} SET id = {random} WHERE id IS NULL");
    schema.get_connection().execute_unprepared(&give).await.map(drop)
}
