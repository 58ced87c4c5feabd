use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sku: String,
    pub sku_key: String,
    pub name: String,
    pub family: Option<String>,
    pub serial_pattern: Option<String>,
    pub folds_lookalikes: bool,
    pub warranty_months: Option<i32>,
    pub checked_by_another: Option<bool>,
    pub is_offered: bool,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
