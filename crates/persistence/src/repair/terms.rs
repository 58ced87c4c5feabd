use async_trait::async_trait;
use domain::{
    Error, Result,
    repair::{CountryTerms, NoticePlan, Reminders, RepairTerms, RepairTermsRepo},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TryInsertResult};

use crate::{
    conn::Conn,
    entity::repair_terms::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    update::update,
};

/// The id of the only row.
const ONLY: i32 = 1;

pub(crate) struct Terms<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RepairTermsRepo for Terms<'_> {
    async fn get(&mut self) -> Result<RepairTerms> {
        let row = Entity::find_by_id(ONLY).one(self.db).await.or_store_error()?;
        row.map_or_else(|| Ok(RepairTerms::default()), to_terms)
    }

    async fn put(&mut self, terms: &RepairTerms, expected: i64) -> Result<()> {
        let done = update(to_row(terms))
            .filter(Column::Id.eq(ONLY))
            .filter(Column::Version.eq(expected))
            .exec(self.db)
            .await
            .or_store_error()?;
        if done.rows_affected == 1 {
            return Ok(());
        }
        let is_first = expected == RepairTerms::default().version;
        if is_first && self.insert(terms).await? {
            return Ok(());
        }
        Err(Error::stale(self.get().await?.version))
    }
}

impl Terms<'_> {
    /// Whether this was the first change.
    async fn insert(&self, terms: &RepairTerms) -> Result<bool> {
        let insert = Entity::insert(to_row(terms)).on_conflict_do_nothing();
        let done = insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(matches!(done, TryInsertResult::Inserted(rows) if rows > 0))
    }
}

fn to_row(terms: &RepairTerms) -> ActiveModel {
    let RepairTerms {
        guarantee_months,
        extension_months,
        repair_warranty_months,
        checked_by_another,
        notices,
        reminders,
        countries,
        version,
        updated_at,
    } = terms;
    let NoticePlan { count, days, minimum_days } = notices.unwrap_or_default();
    ActiveModel {
        id: Set(ONLY),
        guarantee_months: Set(*guarantee_months),
        extension_months: Set(*extension_months),
        repair_warranty_months: Set(*repair_warranty_months),
        checked_by_another: Set(*checked_by_another),
        notices: Set(count),
        notice_days: Set(days),
        notice_minimum_days: Set(minimum_days),
        notices_by_law: Set(notices.is_none()),
        reminders: Set(Some(reminders.to_stored())),
        countries: Set(CountryTerms::to_stored(countries)),
        version: Set(*version),
        updated_at: Set(*updated_at),
    }
}

fn to_terms(row: Model) -> Result<RepairTerms> {
    let Model {
        id,
        guarantee_months,
        extension_months,
        repair_warranty_months,
        checked_by_another,
        notices,
        notice_days,
        notice_minimum_days,
        notices_by_law,
        reminders,
        countries,
        version,
        updated_at,
    } = row;
    let notices = NoticePlan { count: notices, days: notice_days, minimum_days: notice_minimum_days };
    let reminders =
        reminders.map_or_else(|| Some(Reminders::default()), |stored| Reminders::from_stored(&stored));
    let countries = CountryTerms::from_stored(&countries);
    Ok(RepairTerms {
        guarantee_months,
        extension_months,
        repair_warranty_months,
        checked_by_another,
        notices: (!notices_by_law).then_some(notices),
        reminders: reminders.ok_or_else(|| inconsistent("repair_terms", "reminders", id))?,
        countries: countries.ok_or_else(|| inconsistent("repair_terms", "countries", id))?,
        version,
        updated_at,
    })
}
