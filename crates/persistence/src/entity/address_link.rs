use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address_link")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_id: Uuid,
    pub repair_id: Uuid,
    pub asked_by: Option<Uuid>,
    pub asked_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
