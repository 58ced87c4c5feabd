use sea_orm_migration::prelude::*;

/// Maxima that were approved before it was written down what a repair came to: what left, or is over, was paid for by
/// the maximum.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // Behind the quote's own lines, of which there are at most a hundred.
        let lines = format!(
            "INSERT INTO repair_quote_line (repair_id, version, position, kind, text, quantity_milli, unit_minor, \
             tax_rate, covered_minor, is_final) \
             SELECT l.repair_id, l.version, 1000 + l.position, l.kind, l.text, l.quantity_milli, l.unit_minor, \
             l.tax_rate, l.covered_minor, TRUE FROM repair_quote_line l JOIN repair_quote q \
             ON q.repair_id = l.repair_id AND q.version = l.version WHERE NOT l.is_final AND {CHARGED}"
        );
        let quotes = format!(
            "UPDATE repair_quote AS q SET final_at = COALESCE(q.decided_at, q.issued_at) WHERE {CHARGED}"
        );
        let db = schema.get_connection();
        db.execute_unprepared(&lines).await?;
        db.execute_unprepared(&quotes).await.map(drop)
    }
}

const CHARGED: &str = "q.is_maximum AND q.status = 'approved' AND q.final_at IS NULL AND EXISTS (\
     SELECT 1 FROM repair_case c WHERE c.id = q.repair_id AND (c.dispatched_at IS NOT NULL \
     OR c.delivered_at IS NOT NULL OR c.ended_at IS NOT NULL))";
