use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, JobId, RepairId},
    repair::{CaseText, Notice, NoticeWay, RepairNoticeRepo},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::row::text_of;
use crate::{
    conn::Conn,
    entity::repair_notice::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct RepairNotices<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairNoticeRepo for RepairNotices<'_> {
    async fn add(&mut self, repair: RepairId, notice: &Notice) -> Result<()> {
        let Notice { seq: _, way, proof, by, at, mail, handed_over_at } = notice;
        let last = Entity::find()
            .select_only()
            .column(Column::Seq)
            .filter(Column::RepairId.eq(repair.as_uuid()))
            .order_by_desc(Column::Seq);
        let last: Option<i32> = last.into_tuple().one(self.db).await.or_store_error()?;
        let row = ActiveModel {
            repair_id: Set(repair.as_uuid()),
            seq: Set(last.unwrap_or_default() + 1),
            way: Set(way.name().to_owned()),
            proof: Set(text_of(proof.as_ref())),
            given_by: Set(by.map(AccountId::as_uuid)),
            at: Set(*at),
            mail_id: Set(mail.map(JobId::as_uuid)),
            handed_over_at: Set(*handed_over_at),
        };
        Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn hand_over(&mut self, repair: RepairId, mail: JobId, at: Timestamp) -> Result<()> {
        let notice = Entity::update_many()
            .col_expr(Column::HandedOverAt, Expr::value(at))
            .filter(Column::RepairId.eq(repair.as_uuid()))
            .filter(Column::MailId.eq(mail.as_uuid()))
            .filter(Column::HandedOverAt.is_null());
        notice.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(&mut self, repair: RepairId) -> Result<Vec<Notice>> {
        let select = Entity::find().filter(Column::RepairId.eq(repair.as_uuid())).order_by_asc(Column::Seq);
        select.all(self.db).await.or_store_error()?.into_iter().map(to_notice).collect()
    }
}

fn to_notice(row: Model) -> Result<Notice> {
    let Model { repair_id, seq, way, proof, given_by, at, mail_id, handed_over_at } = row;
    Ok(Notice {
        seq,
        way: NoticeWay::from_name(&way).ok_or_else(|| inconsistent("repair_notice", "way", repair_id))?,
        proof: proof.map(CaseText::from_stored),
        by: given_by.map(AccountId::from_uuid),
        at,
        mail: mail_id.map(JobId::from_uuid),
        handed_over_at,
    })
}
