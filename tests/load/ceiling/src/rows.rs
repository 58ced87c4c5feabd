//! The rows that one stored ticket consists of, as patterns for more of their kind.

use std::{iter, time::UNIX_EPOCH};

use rusqlite::{Connection, Statement, types::Value};

use crate::Outcome;

/// Which rows of a table one `POST /tickets` has written; `?1` is the ticket's id as text. In the
/// order in which the server writes them.
const TABLES: [(&str, &str); 5] = [
    ("idempotency", "resource_id = unhex(replace(?1, '-', ''))"),
    ("ticket", "id = unhex(replace(?1, '-', ''))"),
    ("message", "ticket_id = unhex(replace(?1, '-', ''))"),
    ("ticket_event", "ticket_id = unhex(replace(?1, '-', ''))"),
    ("job", "instr(payload, ?1) > 0"),
];

/// A row to write again and again.
pub struct Row {
    table: &'static str,
    columns: Vec<(String, Value)>,
}

/// Reads a stored ticket's rows.
pub fn of_ticket(connection: &Connection, ticket: &str) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for (table, condition) in TABLES {
        let mut select = connection.prepare(&format!("SELECT * FROM {table} WHERE {condition}"))?;
        let names: Vec<String> = select.column_names().into_iter().map(str::to_owned).collect();
        let mut found = select.query([ticket])?;
        let before = rows.len();
        while let Some(row) = found.next()? {
            let values = (0..names.len()).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>()?;
            // The engine counts tickets by itself.
            let columns = iter::zip(names.clone(), values).filter(|(name, _)| name != "number");
            rows.push(Row { table, columns: columns.collect() });
        }
        if rows.len() == before {
            return Err(format!("the ticket has no row in {table}").into());
        }
    }
    Ok(rows)
}

impl Row {
    /// The statement that writes the row, with everything bound that stays the same.
    pub fn prepare<'c>(&self, connection: &'c Connection) -> rusqlite::Result<Statement<'c>> {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let marks = vec!["?"; names.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", self.table, names.join(", "));
        let mut insert = connection.prepare(&sql)?;
        for (at, (_, value)) in (1..).zip(&self.columns) {
            insert.raw_bind_parameter(at, value)?;
        }
        Ok(insert)
    }

    /// Writes the row for another ticket.
    pub fn write(
        &self,
        insert: &mut Statement<'_>,
        ticket: &[u8; 16],
        ids: &mut Ids,
    ) -> rusqlite::Result<()> {
        for (at, (name, _)) in (1..).zip(&self.columns) {
            match name.as_str() {
                "id" if self.table != "ticket" => insert.raw_bind_parameter(at, ids.next())?,
                "id" | "ticket_id" | "resource_id" => insert.raw_bind_parameter(at, ticket)?,
                "key_hash" => insert.raw_bind_parameter(at, ids.hash())?,
                _ => {}
            }
        }
        insert.raw_execute().map(drop)
    }
}

/// Makes ids as the server does: milliseconds first, then chance.
pub struct Ids(u64);

impl Ids {
    /// Different for each writer of each run.
    pub fn new(writer: u64) -> Self {
        Self((now() << 8 | writer).wrapping_mul(0xA076_1D64_78BD_642F))
    }

    /// An id that sorts by time.
    pub fn next(&mut self) -> [u8; 16] {
        let mut id = [0; 16];
        id[..6].copy_from_slice(&now().to_be_bytes()[2..]);
        id[6..14].copy_from_slice(&self.chance());
        id
    }

    /// A keyed hash looks like chance.
    pub fn hash(&mut self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.chunks_exact_mut(8).for_each(|part| part.copy_from_slice(&self.chance()));
        hash
    }

    /// `SplitMix64`.
    fn chance(&mut self) -> [u8; 8] {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)).to_be_bytes()
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    UNIX_EPOCH.elapsed().unwrap_or_default().as_millis() as u64
}
