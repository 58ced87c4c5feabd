use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "key_epoch")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub epoch: i64,
    pub is_current: bool,
    pub check_value: Vec<u8>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
