use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub name: String,
    pub name_key: String,
    pub is_default: bool,
    pub remind_after_days: Option<i32>,
    pub solve_after_days: Option<i32>,
    pub close_after_days: Option<i32>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub dissolved_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
