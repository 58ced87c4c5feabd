use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_terms")]
pub(crate) struct Model {
    /// There is one row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub guarantee_months: i32,
    pub extension_months: i32,
    pub repair_warranty_months: i32,
    pub checked_by_another: bool,
    pub notices: i32,
    pub notice_days: i32,
    pub notice_minimum_days: i32,
    pub notices_by_law: bool,
    pub reminders: Option<String>,
    pub countries: String,
    pub version: i64,
    pub updated_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
