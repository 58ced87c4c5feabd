use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, AttachmentId, DraftId, TicketId},
    page::{Page, PageRequest},
    ticket::{
        BodyFormat, Draft, DraftBody, DraftContent, DraftRepo, DraftRow, MOST_MISSED, Message, MessageKind,
        Status, Viewer,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    message::to_message,
    row::to_ticket,
    visibility::{visible_messages, visible_tickets},
};
use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::{
        draft::{ActiveModel, Column, Entity, Model},
        draft_attachment, message, ticket,
    },
    error::{OrStoreError, inconsistent},
    update::update,
};

pub(crate) struct Drafts<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl DraftRepo for Drafts<'_> {
    async fn find(&mut self, account: AccountId, ticket: TicketId) -> Result<Option<Draft>> {
        let select = Entity::find()
            .filter(Column::TicketId.eq(ticket.as_uuid()))
            .filter(Column::AccountId.eq(account.as_uuid()));
        let row = select.one(self.db).await.or_store_error()?;
        Ok(self.with_files(row.into_iter().collect()).await?.pop())
    }

    async fn put(&mut self, draft: &Draft, is_new: bool) -> Result<()> {
        let row = to_row(draft);
        if is_new {
            Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        } else {
            let update = update(row).filter(Column::Id.eq(draft.id.as_uuid()));
            update.exec(self.db).await.or_store_error()?;
            let files = draft_attachment::Entity::delete_many()
                .filter(draft_attachment::Column::DraftId.eq(draft.id.as_uuid()));
            files.exec(self.db).await.or_store_error()?;
        }
        if draft.content.attachments.is_empty() {
            return Ok(());
        }
        let files = draft.content.attachments.iter().map(|file| draft_attachment::ActiveModel {
            draft_id: Set(draft.id.as_uuid()),
            attachment_id: Set(file.as_uuid()),
        });
        let insert = draft_attachment::Entity::insert_many(files);
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove(&mut self, id: DraftId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(
        &mut self,
        account: AccountId,
        viewer: Viewer,
        page: &PageRequest<DraftId>,
    ) -> Result<Page<DraftRow, DraftId>> {
        let visible =
            ticket::Entity::find().select_only().column(ticket::Column::Id).filter(visible_tickets(viewer));
        let mut select = Entity::find()
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::TicketId.in_subquery(sea_orm::QueryTrait::into_query(visible)));
        if let Some(after) = page.after {
            select = select.filter(Column::Id.lt(after.as_uuid()));
        }
        let select = select.order_by_desc(Column::Id).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let ids = rows.iter().map(|row| row.ticket_id);
        let tickets = ticket::Entity::find().filter(ticket::Column::Id.is_in(ids));
        let tickets = tickets.all(self.db).await.or_store_error()?;
        let mut tickets: HashMap<_, _> = tickets.into_iter().map(|row| (row.id, row)).collect();
        let mut drafts = Vec::new();
        for row in rows {
            let Some(ticket) = tickets.remove(&row.ticket_id) else { continue };
            drafts.push(DraftRow {
                id: DraftId::from_uuid(row.id),
                kind: kind(&row)?,
                ticket: to_ticket(ticket)?,
                base_version: row.base_version,
                version: row.version,
                updated_at: row.updated_at,
            });
        }
        Ok(Page::from_overfull(drafts, page.limit, |draft| draft.id))
    }

    async fn missed(&mut self, viewer: Viewer, draft: &Draft) -> Result<Vec<Message>> {
        use message::Column as Of;
        let version = if viewer.is_staff() { Of::TicketVersion } else { Of::RequesterVersion };
        let select = message::Entity::find()
            .filter(Of::TicketId.eq(draft.ticket.as_uuid()))
            // What came from another ticket has that one's versions.
            .filter(Of::OriginTicketId.is_null())
            .filter(version.gt(draft.base_version))
            .filter(Of::AuthorId.ne(draft.account.as_uuid()))
            .filter(visible_messages(viewer))
            .order_by_asc(Of::Id)
            .limit(MOST_MISSED);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_message).collect()
    }

    async fn of_ticket(&mut self, ticket: TicketId) -> Result<Vec<Draft>> {
        let select = Entity::find().filter(Column::TicketId.eq(ticket.as_uuid()));
        let rows = select.all(self.db).await.or_store_error()?;
        self.with_files(rows).await
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let old = Entity::find().select_only().column(Column::Id).filter(Column::UpdatedAt.lt(before));
        delete_some(self.db, old, Column::Id, limit).await
    }
}

impl Drafts<'_> {
    async fn with_files(&self, rows: Vec<Model>) -> Result<Vec<Draft>> {
        use draft_attachment::Column as File;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids = rows.iter().map(|row| row.id);
        let select = draft_attachment::Entity::find().filter(File::DraftId.is_in(ids));
        let files = select.order_by_asc(File::AttachmentId).all(self.db).await.or_store_error()?;
        let mut by_draft: HashMap<Uuid, Vec<_>> = HashMap::new();
        for file in files {
            by_draft.entry(file.draft_id).or_default().push(AttachmentId::from_uuid(file.attachment_id));
        }
        rows.into_iter()
            .map(|row| {
                let files = by_draft.remove(&row.id).unwrap_or_default();
                to_draft(row, files)
            })
            .collect()
    }
}

fn to_row(draft: &Draft) -> ActiveModel {
    let Draft { id, ticket, account, content, base_version, version, created_at, updated_at } = draft;
    let DraftContent { kind, format, body, set_status, mentions, attachments: _ } = content;
    let mentions: Vec<_> = mentions.iter().map(ToString::to_string).collect();
    ActiveModel {
        id: Set(id.as_uuid()),
        ticket_id: Set(ticket.as_uuid()),
        account_id: Set(account.as_uuid()),
        kind: Set(kind.name().to_owned()),
        format: Set(format.name().to_owned()),
        body: Set(body.as_str().to_owned()),
        set_status: Set(set_status.map(|status| status.name().to_owned())),
        mentions: Set(mentions.join(" ")),
        base_version: Set(*base_version),
        version: Set(*version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
    }
}

fn kind(row: &Model) -> Result<MessageKind> {
    MessageKind::from_name(&row.kind).ok_or_else(|| inconsistent("draft", "kind", row.id))
}

fn to_draft(row: Model, attachments: Vec<AttachmentId>) -> Result<Draft> {
    let kind = kind(&row)?;
    let Model {
        id,
        ticket_id,
        account_id,
        kind: _,
        format,
        body,
        set_status,
        mentions,
        base_version,
        version,
        created_at,
        updated_at,
    } = row;
    let status =
        |name: String| Status::from_name(&name).ok_or_else(|| inconsistent("draft", "set_status", id));
    let account = |text: &str| Uuid::parse_str(text).map(AccountId::from_uuid);
    let mentions: std::result::Result<_, _> = mentions.split_whitespace().map(account).collect();
    let content = DraftContent {
        kind,
        format: BodyFormat::from_name(&format).ok_or_else(|| inconsistent("draft", "format", id))?,
        body: DraftBody::from_stored(body),
        set_status: set_status.map(status).transpose()?,
        mentions: mentions.map_err(|_| inconsistent("draft", "mentions", id))?,
        attachments,
    };
    Ok(Draft {
        id: DraftId::from_uuid(id),
        ticket: TicketId::from_uuid(ticket_id),
        account: AccountId::from_uuid(account_id),
        content,
        base_version,
        version,
        created_at,
        updated_at,
    })
}
