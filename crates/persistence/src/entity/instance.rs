use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instance")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub key_check: String,
    pub restored_at: Option<DateTimeUtc>,
    pub vault_proven_at: Option<DateTimeUtc>,
    pub vault_wrong: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
