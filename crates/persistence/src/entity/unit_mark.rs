use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_mark")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub serial_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub marked_on: Date,
}

impl ActiveModelBehavior for ActiveModel {}
