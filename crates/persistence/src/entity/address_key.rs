use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address_key")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    pub address_version: i64,
    pub epoch: i64,
    pub wrapped: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
