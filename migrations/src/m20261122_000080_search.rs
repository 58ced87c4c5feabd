use sea_orm_migration::{
    prelude::*,
    schema::big_integer_null,
    sea_orm::{ConnectionTrait, DatabaseBackend},
};

use crate::columns::index;

/// The search index: what customers may find, what only staff may, and customers. A message's place in
/// it stands in the message; without one it is yet to be indexed.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 3] = ["search_reply", "search_note", "search_customer"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["message", "account"] {
            let column = Table::alter().table(table).add_column(big_integer_null("search_id")).to_owned();
            schema.alter_table(column).await?;
        }
        schema.create_index(index("message_by_search", "message", &["search_id", "id"])).await?;
        schema.create_index(index("account_by_search", "account", &["search_id", "id"])).await?;
        let is_sqlite = schema.get_database_backend() == DatabaseBackend::Sqlite;
        for table in TABLES {
            let statements = if is_sqlite { sqlite_table(table) } else { postgres_table(table) };
            for statement in statements {
                schema.get_connection().execute_unprepared(&statement).await?;
            }
        }
        let forgetting = if is_sqlite { SQLITE_FORGETS } else { POSTGRES_FORGETS };
        schema.get_connection().execute_unprepared(forgetting).await?;
        Ok(())
    }
}

/// Words come folded and separated by spaces. What is deleted is overwritten (`secure-delete`).
fn sqlite_table(table: &str) -> Vec<String> {
    vec![
        format!("CREATE VIRTUAL TABLE {table} USING fts5(words, tokenize = 'ascii')"),
        format!("INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)"),
    ]
}

/// New words wait in a list, which every search reads: it is kept short.
fn postgres_table(table: &str) -> Vec<String> {
    vec![
        format!("CREATE TABLE {table} (id bigint PRIMARY KEY, words tsvector NOT NULL)"),
        format!(
            "CREATE INDEX {table}_words ON {table} USING gin (words) WITH (gin_pending_list_limit = 256)"
        ),
    ]
}

/// Whatever deletes a message or an account, and however: the index goes with it.
const SQLITE_FORGETS: &str = "\
    CREATE TRIGGER search_forgets_message AFTER DELETE ON message WHEN OLD.search_id IS NOT NULL BEGIN \
        DELETE FROM search_reply WHERE rowid = OLD.search_id; \
        DELETE FROM search_note WHERE rowid = OLD.search_id; \
    END; \
    CREATE TRIGGER search_forgets_account AFTER DELETE ON account WHEN OLD.search_id IS NOT NULL BEGIN \
        DELETE FROM search_customer WHERE rowid = OLD.search_id; \
    END;";
const POSTGRES_FORGETS: &str = "\
    CREATE FUNCTION search_forgets_message() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        DELETE FROM search_reply WHERE id = OLD.search_id; \
        DELETE FROM search_note WHERE id = OLD.search_id; \
        RETURN NULL; \
    END $$; \
    CREATE TRIGGER search_forgets_message AFTER DELETE ON message \
        FOR EACH ROW WHEN (OLD.search_id IS NOT NULL) EXECUTE FUNCTION search_forgets_message(); \
    CREATE FUNCTION search_forgets_account() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        DELETE FROM search_customer WHERE id = OLD.search_id; \
        RETURN NULL; \
    END $$; \
    CREATE TRIGGER search_forgets_account AFTER DELETE ON account \
        FOR EACH ROW WHEN (OLD.search_id IS NOT NULL) EXECUTE FUNCTION search_forgets_account();";
