use async_trait::async_trait;
use domain::{
    Result,
    audit::{Act, ActKind, AuditFilter, AuditRepo, CredentialKind, Entry, Target, TargetKind},
    clock::Timestamp,
    id::{AccountId, AuditId},
    page::{Page, PageRequest},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::audit_entry::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    waiting::Row,
};

pub(crate) struct Audit<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl AuditRepo for Audit<'_> {
    async fn add(&mut self, entry: &Entry) -> Result<()> {
        self.db.store_later([Row::new(&to_row(entry))]).or_store_error()
    }

    async fn list(
        &mut self,
        filter: &AuditFilter,
        page: &PageRequest<AuditId>,
    ) -> Result<Page<Entry, AuditId>> {
        let AuditFilter { actor, act, target, after, before } = filter;
        let mut select = Entity::find();
        if let Some(actor) = actor {
            select = select.filter(Column::ActorId.eq(actor.as_uuid()));
        }
        if let Some(act) = act {
            select = select.filter(Column::Act.eq(act.name()));
        }
        if let Some(target) = target {
            select = select.filter(Column::TargetId.eq(target.as_str()));
        }
        if let Some(after) = after {
            select = select.filter(Column::At.gte(*after));
        }
        if let Some(before) = before {
            select = select.filter(Column::At.lt(*before));
        }
        if let Some(after) = page.after {
            select = select.filter(Column::Id.lt(after.as_uuid()));
        }
        let select = select.order_by_desc(Column::Id).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let entries = rows.into_iter().map(to_entry).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(entries, page.limit, |entry| entry.id))
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find().select_only().column(Column::Id).filter(Column::At.lt(before));
        delete_some(self.db, due, Column::Id, limit).await
    }
}

fn to_row(entry: &Entry) -> ActiveModel {
    let Entry { id, act: Act { kind, target }, actor, credential, at } = entry;
    ActiveModel {
        id: Set(id.as_uuid()),
        act: Set(kind.name().to_owned()),
        actor_id: Set(actor.map(AccountId::as_uuid)),
        credential: Set(credential.name().to_owned()),
        target_kind: Set(target.as_ref().map(|target| target.kind.name().to_owned())),
        target_id: Set(target.as_ref().map(|target| target.id.clone())),
        at: Set(*at),
    }
}

fn to_entry(row: Model) -> Result<Entry> {
    let Model { id, act, actor_id, credential, target_kind, target_id, at } = row;
    let wrong = |column| inconsistent("audit_entry", column, id);
    let target = match target_kind.zip(target_id) {
        None => None,
        Some((kind, id)) => {
            let kind = TargetKind::from_name(&kind).ok_or_else(|| wrong("target_kind"))?;
            Some(Target { kind, id })
        }
    };
    Ok(Entry {
        id: AuditId::from_uuid(id),
        act: Act { kind: ActKind::from_name(&act).ok_or_else(|| wrong("act"))?, target },
        actor: actor_id.map(AccountId::from_uuid),
        credential: CredentialKind::from_name(&credential).ok_or_else(|| wrong("credential"))?,
        at,
    })
}
