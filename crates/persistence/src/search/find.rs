use std::collections::HashSet;

use async_trait::async_trait;
use domain::{
    Result,
    id::TicketId,
    page::{MAX_LIMIT, Page, PageRequest},
    search::{Phrase, SearchRepo, WordSearch},
    ticket::{Position, SortKey, TicketFilter, TicketOrder, TicketRow, Viewer},
};

use super::{
    Table, Wanted,
    condition::{NAMESAKES, named, with_requesters},
    document::reader_word,
    index, write,
};
use crate::{
    conn::Conn,
    ticket::{list, numbered},
};

/// How many matches are looked at for one page: what bounds a search whose filter refuses them.
const BUDGET: usize = 4_000;
/// How many matches are looked at in one go.
const MOST: usize = 1_000;

pub(crate) struct Search<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl SearchRepo for Search<'_> {
    async fn tickets(
        &mut self,
        viewer: Viewer,
        words: &WordSearch,
        filter: &TicketFilter,
        page: &PageRequest<Position>,
    ) -> Result<Page<TicketRow, Position>> {
        if words.wanted.is_empty() {
            return self.without(viewer, words, filter, page).await;
        }
        let filter = with_requesters(self.db, filter).await?;
        let wanted = self.wanted(viewer, words).await?;
        let enough = usize::from(page.limit) + 1;
        let mut below = page.after.map_or(i64::MAX, |after| after.value);
        let (mut rows, mut seen, mut batch) = (Vec::new(), 0, enough);
        loop {
            let numbers = index(self.db).tickets(self.db, tables(viewer), &wanted, below, batch).await?;
            let said = self.saying(viewer, &words.unwanted, &numbers).await?;
            let left: Vec<_> = numbers.iter().copied().filter(|number| !said.contains(number)).collect();
            rows.extend(numbered(self.db, viewer, &filter, &left).await?);
            seen += numbers.len();
            if rows.len() >= enough {
                return Ok(Page::from_overfull(rows, page.limit, |row| place(row.number)));
            }
            match numbers.last() {
                Some(last) if numbers.len() == batch => below = *last,
                _ => return Ok(Page { items: rows, next: None }),
            }
            if seen >= BUDGET {
                return Ok(Page { items: rows, next: Some(place(below)) });
            }
            batch = (batch * 4).min(MOST);
        }
    }

    async fn catch_up(&mut self, limit: u64) -> Result<u64> {
        write::catch_up(self.db, limit).await
    }

    async fn is_behind(&mut self) -> Result<bool> {
        write::is_behind(self.db).await
    }
}

impl Search<'_> {
    async fn wanted<'q>(&self, viewer: Viewer, words: &'q WordSearch) -> Result<Wanted<'q>> {
        let in_customers = words.in_customers && viewer.is_staff();
        let instead = if in_customers { named(self.db, &words.wanted, NAMESAKES).await? } else { Vec::new() };
        let readers = match viewer {
            Viewer::Staff => Vec::new(),
            Viewer::Requester(account) => vec![reader_word(account)],
        };
        let instead = instead.into_iter().map(reader_word).collect();
        Ok(Wanted { phrases: &words.wanted, instead, readers })
    }

    /// Only what must not be said: a list, with some left out.
    async fn without(
        &self,
        viewer: Viewer,
        words: &WordSearch,
        filter: &TicketFilter,
        page: &PageRequest<Position>,
    ) -> Result<Page<TicketRow, Position>> {
        let order = TicketOrder { key: SortKey::CreatedAt, descending: true };
        let enough = usize::from(page.limit) + 1;
        let mut request = PageRequest { limit: MAX_LIMIT, after: page.after };
        let (mut rows, mut seen): (Vec<TicketRow>, _) = (Vec::new(), 0);
        loop {
            let listed = list(self.db, viewer, filter, order, &request).await?;
            seen += listed.items.len();
            let numbers: Vec<_> = listed.items.iter().map(|row| row.number).collect();
            let said = self.saying(viewer, &words.unwanted, &numbers).await?;
            rows.extend(listed.items.into_iter().filter(|row| !said.contains(&row.number)));
            if rows.len() >= enough {
                let key = |row: &TicketRow| Position { value: 0, id: row.id };
                return Ok(Page::from_overfull(rows, page.limit, key));
            }
            if listed.next.is_none() || seen >= BUDGET {
                return Ok(Page { items: rows, next: listed.next });
            }
            request.after = listed.next;
        }
    }

    async fn saying(&self, viewer: Viewer, phrases: &[Phrase], numbers: &[i64]) -> Result<HashSet<i64>> {
        if phrases.is_empty() || numbers.is_empty() {
            return Ok(HashSet::new());
        }
        let said = index(self.db).saying(self.db, tables(viewer), phrases, numbers).await?;
        Ok(said.into_iter().collect())
    }
}

/// Where the viewer may look.
const fn tables(viewer: Viewer) -> &'static [Table] {
    match viewer {
        Viewer::Staff => &[Table::Reply, Table::Note],
        Viewer::Requester(_) => &[Table::Reply],
    }
}

fn place(number: i64) -> Position {
    Position { value: number, id: TicketId::from_uuid(uuid::Uuid::nil()) }
}
