//! Texts beside a case, wherever they are: one statement reads them all, one writes one of them.

use async_trait::async_trait;
use domain::{
    Result,
    id::RepairId,
    repair::{PlacedText, RepairTextRepo, TEXTS},
};
use sea_orm::ConnectionTrait;

use crate::{
    conn::Conn,
    dialect::statement,
    error::{OrStoreError, inconsistent},
};

pub(crate) struct RepairTexts<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairTextRepo for RepairTexts<'_> {
    async fn of(&mut self, repair: RepairId) -> Result<Vec<PlacedText>> {
        let rows = self.db.query_all_raw(statement(self.db, &select_all(), [repair.as_uuid().into()]));
        let rows = rows.await.or_store_error()?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let at: i32 = row.try_get_by_index(0).or_store_error()?;
            let column = usize::try_from(at).ok().and_then(|at| TEXTS.get(at));
            let column = column.ok_or_else(|| inconsistent("repair_case", "texts", repair))?;
            found.push(PlacedText { column, text: row.try_get_by_index(1).or_store_error()? });
        }
        Ok(found)
    }

    async fn replace(&mut self, repair: RepairId, old: &PlacedText, new: &str) -> Result<()> {
        let (table, column) = (old.column.table, old.column.column);
        let update = format!("UPDATE {table} SET {column} = $3 WHERE repair_id = $1 AND {column} = $2");
        let values = [repair.as_uuid().into(), old.text.as_str().into(), new.into()];
        self.db.execute_raw(statement(self.db, &update, values)).await.or_store_error()?;
        Ok(())
    }
}

fn select_all() -> String {
    let parts = TEXTS.iter().enumerate().map(|(at, text)| {
        let (table, column) = (text.table, text.column);
        format!("SELECT {at}, {column} FROM {table} WHERE repair_id = $1 AND {column} IS NOT NULL")
    });
    parts.collect::<Vec<_>>().join(" UNION ")
}
