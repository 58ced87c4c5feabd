//! Rows that wait to be stored or deleted together, and the texts that do so: docs/adr/0280.
//!
//! Both engines keep what they have prepared by its text, and not much of it. So a text does not tell how many
//! rows there are, only up to which power of two: the rest is filled with rows that are left out again.

use std::fmt::Write;

use sea_orm::{ActiveModelTrait, DbBackend, EntityName, IdenStatic, Iterable, Statement, Value};

/// How many rows of one table a statement stores at most.
const MOST_ROWS: usize = 32;

/// What stands for a cell's value in what is stored.
const VALUE: char = '?';

/// A row of a table. Its first cell is never null.
pub(crate) struct Row {
    table: &'static str,
    cells: Vec<Cell>,
    /// Whether it takes the place of the row that has the same in the first cell.
    replaces: bool,
}

struct Cell {
    column: &'static str,
    value: Value,
    /// What is stored: the value, or something that is made of it.
    stored: &'static str,
}

impl Row {
    pub(crate) const fn of_table(table: &'static str) -> Self {
        Self { table, cells: Vec::new(), replaces: false }
    }

    /// A row with what is set.
    pub(crate) fn new<A: ActiveModelTrait>(row: &A) -> Self {
        let all = <<A::Entity as sea_orm::EntityTrait>::Column as Iterable>::iter();
        let cells = all.filter_map(|column| {
            let value = row.get(column).into_value()?;
            Some(Cell { column: column.as_str(), value, stored: "?" })
        });
        Self { table: A::Entity::default().table_name(), cells: cells.collect(), replaces: false }
    }

    /// With another cell, which stores what is said, a `?` standing for the value.
    pub(crate) fn with(
        mut self,
        column: &'static str,
        value: impl Into<Value>,
        stored: &'static str,
    ) -> Self {
        self.cells.push(Cell { column, value: value.into(), stored });
        self
    }

    /// In the place of the row that has the same in the first cell, if there is one.
    pub(crate) fn replacing(self) -> Self {
        Self { replaces: true, ..self }
    }

    fn is_like(&self, other: &Self) -> bool {
        let mut pairs = self.cells.iter().zip(&other.cells);
        self.table == other.table
            && self.replaces == other.replaces
            && self.cells.len() == other.cells.len()
            && pairs.all(|(a, b)| a.column == b.column && a.stored == b.stored)
    }
}

/// Which rows of a table go.
pub(crate) struct Deletion {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) value: Value,
}

/// What waits. A row refers only to such as are stored, and to such of tables that came before its own; from a table
/// into which rows wait to be stored none waits to be deleted.
#[derive(Default)]
pub(crate) struct Waiting {
    full: Vec<Together>,
    last: Together,
}

/// What one statement does.
type Together = Vec<Part>;

enum Part {
    /// Rows of a table, which are alike.
    Store(Vec<Row>),
    Delete(Deletion),
}

impl Waiting {
    pub(crate) fn add(&mut self, row: Row) {
        let mut tables = self.last.iter_mut().filter_map(|part| match part {
            Part::Store(rows) => Some(rows),
            Part::Delete(_) => None,
        });
        match tables.find(|rows| rows.first().is_some_and(|first| first.is_like(&row))) {
            Some(rows) if rows.len() < MOST_ROWS => rows.push(row),
            Some(_) => self.full.push(std::mem::replace(&mut self.last, vec![Part::Store(vec![row])])),
            None => self.last.push(Part::Store(vec![row])),
        }
    }

    pub(crate) fn delete(&mut self, deletion: Deletion) {
        self.last.push(Part::Delete(deletion));
    }

    /// What does it, in this order.
    pub(crate) fn statements(self, backend: DbBackend) -> impl Iterator<Item = Statement> {
        let all = self.full.into_iter().chain([self.last]).filter(|together| !together.is_empty());
        all.map(move |together| {
            let mut text = Text { backend, sql: String::new(), values: Vec::new() };
            text.write_all(together);
            Statement::from_sql_and_values(backend, text.sql, text.values)
        })
    }
}

struct Text {
    backend: DbBackend,
    sql: String,
    values: Vec<Value>,
}

impl Text {
    /// SQLite takes several statements at a time; PostgreSQL takes them as parts of one.
    fn write_all(&mut self, together: Together) {
        let last = together.len().saturating_sub(1);
        let is_one = self.backend == DbBackend::Postgres;
        for (at, part) in together.into_iter().enumerate() {
            match (is_one, at) {
                (true, at) if at < last => {
                    let before = if at == 0 { "WITH" } else { "," };
                    self.write(format_args!("{before} part_{at} AS ("));
                    self.write_part(part);
                    self.sql.push(')');
                }
                (true, _) => {
                    self.sql.push(' ');
                    self.write_part(part);
                }
                (false, _) => {
                    self.write_part(part);
                    self.sql.push(';');
                }
            }
        }
    }

    fn write_part(&mut self, part: Part) {
        match part {
            Part::Store(rows) => self.store(rows),
            Part::Delete(Deletion { table, column, value }) => {
                self.write(format_args!("DELETE FROM \"{table}\" WHERE \"{column}\" = "));
                self.value(value);
            }
        }
    }

    fn store(&mut self, rows: Vec<Row>) {
        let Some(Row { replaces: true, cells, .. }) = rows.first() else {
            return self.insert("INSERT", rows);
        };
        if self.backend != DbBackend::Postgres {
            return self.insert("INSERT OR REPLACE", rows);
        }
        let mut columns = cells.iter().map(|cell| cell.column);
        let key = columns.next().unwrap_or_default();
        let others: Vec<_> = columns.map(|column| format!("\"{column}\" = excluded.\"{column}\"")).collect();
        self.insert("INSERT", rows);
        self.write(format_args!(" ON CONFLICT (\"{key}\") DO UPDATE SET {}", others.join(", ")));
    }

    fn insert(&mut self, verb: &str, rows: Vec<Row>) {
        let Some(first) = rows.first() else { return };
        self.write(format_args!("{verb} INTO \"{}\" (", first.table));
        self.list(&first.cells, |text, _, cell| text.write(format_args!("\"{}\"", cell.column)));
        self.sql.push(')');
        if rows.len() == 1 {
            self.sql.push_str(" VALUES (");
            self.list(rows.into_iter().flat_map(|row| row.cells), |text, _, cell| {
                let (before, after) = cell.stored.split_once(VALUE).unwrap_or((cell.stored, ""));
                text.sql.push_str(before);
                text.value(cell.value);
                text.sql.push_str(after);
            });
            return self.sql.push(')');
        }
        self.sql.push_str(" SELECT ");
        self.list(&first.cells, |text, at, cell| {
            text.sql.push_str(&cell.stored.replace(VALUE, &format!("column{}", at + 1)));
        });
        self.sql.push_str(" FROM (VALUES ");
        self.fill(rows);
        self.sql.push_str(") AS filled WHERE column1 IS NOT NULL");
    }

    /// All rows, and nulls up to the next power of two.
    fn fill(&mut self, rows: Vec<Row>) {
        let Some(first) = rows.first() else { return };
        let nulls = first.cells.iter().map(|cell| cell.value.as_null()).collect::<Vec<_>>();
        let missing = rows.len().next_power_of_two() - rows.len();
        let rows = rows.into_iter().map(|row| row.cells.into_iter().map(|cell| cell.value).collect());
        self.list(rows.chain(std::iter::repeat_n(nulls, missing)), |text, _, values: Vec<Value>| {
            text.sql.push('(');
            text.list(values, |text, _, value| text.value(value));
            text.sql.push(')');
        });
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, usize, T)) {
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.sql.push_str(", ");
            }
            write(self, at, item);
        }
    }

    fn value(&mut self, value: Value) {
        self.values.push(value);
        match self.backend {
            DbBackend::Postgres => self.write(format_args!("${}", self.values.len())),
            _ => self.sql.push(VALUE),
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        let _ = self.sql.write_fmt(text);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn texts(backend: DbBackend, recipients: usize) -> Vec<(String, usize)> {
        let mut waiting = Waiting::default();
        waiting.add(Row::of_table("message").with("id", 1, "?").with("body", "text", "upper(?)"));
        for at in 0..recipients {
            waiting.add(Row::of_table("recipient").with("id", at as u64, "?").with("reason", "cc", "?"));
            waiting.add(Row::of_table("job").with("id", at as u64, "max(?, 1)"));
        }
        let statements = waiting.statements(backend);
        statements.map(|one| (one.sql, one.values.map_or(0, |values| values.0.len()))).collect()
    }

    #[test]
    fn rows_of_several_tables_are_one_text() {
        let postgres = "WITH part_0 AS (INSERT INTO \"message\" (\"id\", \"body\") VALUES ($1, upper($2))), \
            part_1 AS (INSERT INTO \"recipient\" (\"id\", \"reason\") SELECT column1, column2 \
            FROM (VALUES ($3, $4), ($5, $6), ($7, $8), ($9, $10)) AS filled WHERE column1 IS NOT NULL) \
            INSERT INTO \"job\" (\"id\") SELECT max(column1, 1) \
            FROM (VALUES ($11), ($12), ($13), ($14)) AS filled WHERE column1 IS NOT NULL";
        assert_eq!(texts(DbBackend::Postgres, 3), [(postgres.to_owned(), 14)]);
        let sqlite = "INSERT INTO \"message\" (\"id\", \"body\") VALUES (?, upper(?));\
            INSERT INTO \"recipient\" (\"id\", \"reason\") VALUES (?, ?);\
            INSERT INTO \"job\" (\"id\") VALUES (max(?, 1));";
        assert_eq!(texts(DbBackend::Sqlite, 1), [(sqlite.to_owned(), 5)]);
    }

    #[test]
    fn what_is_deleted_or_replaced_goes_with_it() {
        let text = |backend| {
            let mut waiting = Waiting::default();
            waiting.add(Row::of_table("index").with("id", 1, "?").with("words", "text", "?").replacing());
            waiting.delete(Deletion { table: "key", column: "of", value: 2.into() });
            waiting.add(Row::of_table("index").with("id", 3, "?").with("words", "more", "?").replacing());
            let texts: Vec<_> = waiting.statements(backend).map(|one| one.sql).collect();
            texts.join("\n")
        };
        let postgres = "WITH part_0 AS (INSERT INTO \"index\" (\"id\", \"words\") SELECT column1, column2 \
            FROM (VALUES ($1, $2), ($3, $4)) AS filled WHERE column1 IS NOT NULL \
            ON CONFLICT (\"id\") DO UPDATE SET \"words\" = excluded.\"words\") DELETE FROM \"key\" WHERE \"of\" = $5";
        assert_eq!(text(DbBackend::Postgres), postgres);
        let sqlite = "INSERT OR REPLACE INTO \"index\" (\"id\", \"words\") SELECT column1, column2 \
            FROM (VALUES (?, ?), (?, ?)) AS filled WHERE column1 IS NOT NULL;DELETE FROM \"key\" WHERE \"of\" = ?;";
        assert_eq!(text(DbBackend::Sqlite), sqlite);
    }

    #[test]
    fn there_are_few_texts_however_many_rows_there_are() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            let all = (0..500).flat_map(|recipients| texts(backend, recipients));
            let all = all.map(|(sql, values)| {
                assert!(values <= 3 * MOST_ROWS + 2, "{values}");
                sql
            });
            // None, and 1, 2, 4, 8, 16 and 32 with the message, or without it as what is left of many.
            assert_eq!(all.collect::<BTreeSet<_>>().len(), 1 + 6 + 6);
        }
    }
}
