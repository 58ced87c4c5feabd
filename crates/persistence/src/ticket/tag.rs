use async_trait::async_trait;
use domain::{
    Result,
    page::{Count, Page, PageRequest},
    ticket::{Tag, TagCount, TagRepo},
};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{conn::Conn, dialect::statement, error::OrStoreError};

pub(crate) struct Tags<'t> {
    pub(crate) db: &'t Conn,
}

/// Goes from tag to tag by the index, and counts each to a bound: the cost does not grow with the tickets.
/// `deleted_at IS NULL` is what `visibility::present` says.
const COUNTED: &str = "WITH RECURSIVE names(tag, place) AS (
    SELECT (SELECT min(tag) FROM ticket_tag WHERE tag > $1), 1
    UNION ALL
    SELECT (SELECT min(next.tag) FROM ticket_tag next WHERE next.tag > names.tag), place + 1
    FROM names WHERE names.tag IS NOT NULL AND place < $2
)
SELECT names.tag AS tag, (SELECT count(*) FROM (
    SELECT 1 FROM ticket_tag one JOIN ticket ON ticket.id = one.ticket_id
    WHERE one.tag = names.tag AND ticket.deleted_at IS NULL LIMIT $3
) bounded) AS found
FROM names WHERE names.tag IS NOT NULL ORDER BY names.place";

#[derive(FromQueryResult)]
struct Row {
    tag: String,
    found: i64,
}

#[async_trait]
impl TagRepo for Tags<'_> {
    async fn list(&mut self, page: &PageRequest<Tag>, bound: u64) -> Result<Page<TagCount, Tag>> {
        let after = page.after.as_ref().map_or("", Tag::as_str);
        let limit = i64::from(page.limit) + 1;
        let most = i64::try_from(bound).unwrap_or(i64::MAX - 1) + 1;
        let values = [after.into(), limit.into(), most.into()];
        let rows = self.db.query_all_raw(statement(self.db, COUNTED, values)).await.or_store_error()?;
        let counted = rows.iter().map(|row| {
            let Row { tag, found } = Row::from_query_result(row, "").or_store_error()?;
            let found = u64::try_from(found).unwrap_or_default();
            let count = Count { found: found.min(bound), is_exact: found <= bound };
            Ok(TagCount { tag: Tag::from_stored(tag), count })
        });
        let counted = counted.collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(counted, page.limit, |one| one.tag.clone()))
    }
}
