use std::collections::HashSet;

use async_trait::async_trait;
use domain::{
    Error, Result,
    attachment::{Attachment, AttachmentRepo, FileContent, FileName, ObjectName, PartOf, Waiting},
    id::{AccountId, AttachmentId, DeviceId, MessageId, ParcelId, RepairId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::{hold_if_writing, lock_if_writing},
    entity::{
        account,
        attachment::{ActiveModel, Column, Entity, Model},
        draft_attachment,
    },
    error::{OrStoreError, inconsistent},
    update::update,
};

pub(crate) struct Attachments<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl AttachmentRepo for Attachments<'_> {
    async fn add(&mut self, attachment: &Attachment) -> Result<()> {
        Entity::insert(to_row(attachment)?).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: AttachmentId) -> Result<Option<Attachment>> {
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        select.one(self.db).await.or_store_error()?.map(to_attachment).transpose()
    }

    async fn of_messages(&mut self, messages: &[MessageId]) -> Result<Vec<Attachment>> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let messages = messages.iter().map(|id| id.as_uuid());
        let select = Entity::find().filter(Column::MessageId.is_in(messages)).order_by_asc(Column::Id);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_attachment).collect()
    }

    async fn of(&mut self, wholes: &[PartOf]) -> Result<Vec<Attachment>> {
        if wholes.is_empty() {
            return Ok(Vec::new());
        }
        let is_part = wholes.iter().fold(Condition::any(), |any, whole| {
            let (column, id) = place(*whole);
            any.add(column.eq(id))
        });
        let select = Entity::find().filter(is_part).order_by_asc(Column::Id);
        let rows = select.all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_attachment).collect()
    }

    async fn waiting(&mut self, which: Waiting) -> Result<Vec<Attachment>> {
        let select = Entity::find().filter(is_waiting()).order_by_asc(Column::Id);
        let select = match which {
            Waiting::Of(account) => {
                // The account's row stands for all of its uploads, also for those to come.
                let owner = account::Entity::find_by_id(account.as_uuid());
                hold_if_writing(owner, self.db).one(self.db).await.or_store_error()?;
                select.filter(Column::UploaderId.eq(account.as_uuid()))
            }
            Waiting::Since(before, limit) => {
                let in_drafts = draft_attachment::Entity::find()
                    .select_only()
                    .column(draft_attachment::Column::AttachmentId)
                    .into_query();
                let in_no_draft = select.filter(Column::Id.not_in_subquery(in_drafts));
                in_no_draft.filter(Column::CreatedAt.lt(before)).limit(limit)
            }
        };
        let rows = lock_if_writing(select, self.db).all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_attachment).collect()
    }

    async fn bind(&mut self, ids: &[AttachmentId], part_of: PartOf) -> Result<()> {
        let (column, id) = place(part_of);
        let done = Entity::update_many()
            .col_expr(column, Expr::value(id))
            .filter(Column::Id.is_in(ids.iter().map(|id| id.as_uuid())))
            .filter(is_waiting())
            .exec(self.db)
            .await
            .or_store_error()?;
        let all = u64::try_from(ids.len()).is_ok_and(|count| count == done.rows_affected);
        if all { Ok(()) } else { Err(Error::internal("an upload was taken while it was locked")) }
    }

    async fn update(&mut self, attachment: &Attachment) -> Result<()> {
        let row = to_row(attachment)?;
        let update = update(row).filter(Column::Id.eq(attachment.id.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove(&mut self, id: AttachmentId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn known(&mut self, objects: &[ObjectName]) -> Result<HashSet<ObjectName>> {
        if objects.is_empty() {
            return Ok(HashSet::new());
        }
        let names = objects.iter().map(ObjectName::as_str);
        let rows = Entity::find().filter(Column::Object.is_in(names)).all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().filter_map(|row| row.object?.parse().ok()).collect())
    }
}

/// Where it stands what a file is part of.
const fn place(part_of: PartOf) -> (Column, Uuid) {
    match part_of {
        PartOf::Message(message) => (Column::MessageId, message.as_uuid()),
        PartOf::Device(device) => (Column::DeviceId, device.as_uuid()),
        PartOf::Parcel(parcel) => (Column::ParcelId, parcel.as_uuid()),
        PartOf::Repair(repair) => (Column::RepairId, repair.as_uuid()),
    }
}

/// Part of nothing yet.
fn is_waiting() -> Condition {
    let columns = [Column::MessageId, Column::DeviceId, Column::ParcelId, Column::RepairId];
    columns.into_iter().fold(Condition::all(), |all, column| all.add(column.is_null()))
}

fn to_row(attachment: &Attachment) -> Result<ActiveModel> {
    let Attachment { id, uploader, part_of: _, content, created_at, redacted_at } = attachment;
    let content = content.as_ref();
    let size = content.map(|file| i64::try_from(file.size)).transpose();
    Ok(ActiveModel {
        id: Set(id.as_uuid()),
        uploader_id: Set(uploader.as_uuid()),
        message_id: Set(attachment.message().map(MessageId::as_uuid)),
        device_id: Set(attachment.device().map(DeviceId::as_uuid)),
        parcel_id: Set(attachment.parcel().map(ParcelId::as_uuid)),
        repair_id: Set(attachment.repair().map(RepairId::as_uuid)),
        object: Set(content.map(|file| file.object.as_str().to_owned())),
        file_name: Set(content.map(|file| file.file_name.as_str().to_owned())),
        media_type: Set(content.map(|file| file.media_type.clone())),
        size: Set(size.map_err(|_| Error::internal("a file is too large to be counted"))?),
        sha256: Set(content.map(|file| file.sha256.to_vec())),
        created_at: Set(*created_at),
        redacted_at: Set(*redacted_at),
    })
}

pub(crate) fn to_attachment(row: Model) -> Result<Attachment> {
    let Model {
        id,
        uploader_id,
        message_id,
        device_id,
        parcel_id,
        repair_id,
        object,
        file_name,
        media_type,
        size,
        sha256,
        created_at,
        redacted_at,
    } = row;
    let content = match (object, file_name, media_type, size, sha256) {
        (Some(object), Some(file_name), Some(media_type), Some(size), Some(sha256)) => Some(FileContent {
            object: object.parse().map_err(|()| inconsistent("attachment", "object", id))?,
            file_name: FileName::from_stored(file_name),
            media_type,
            size: u64::try_from(size).map_err(|_| inconsistent("attachment", "size", id))?,
            sha256: sha256.try_into().map_err(|_| inconsistent("attachment", "sha256", id))?,
        }),
        (None, None, None, None, None) => None,
        _ => return Err(inconsistent("attachment", "object", id)),
    };
    let part_of = match (message_id, device_id, parcel_id, repair_id) {
        (None, None, None, None) => None,
        (Some(message), None, None, None) => Some(PartOf::Message(MessageId::from_uuid(message))),
        (None, Some(device), None, None) => Some(PartOf::Device(DeviceId::from_uuid(device))),
        (None, None, Some(parcel), None) => Some(PartOf::Parcel(ParcelId::from_uuid(parcel))),
        (None, None, None, Some(repair)) => Some(PartOf::Repair(RepairId::from_uuid(repair))),
        _ => return Err(inconsistent("attachment", "device_id", id)),
    };
    Ok(Attachment {
        id: AttachmentId::from_uuid(id),
        uploader: AccountId::from_uuid(uploader_id),
        part_of,
        content,
        created_at,
        redacted_at,
    })
}
