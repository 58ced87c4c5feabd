use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_quote_line")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub kind: String,
    pub text: String,
    pub quantity_milli: i64,
    pub unit_minor: i64,
    pub tax_rate: i32,
    pub covered_minor: i64,
    pub is_final: bool,
}

impl ActiveModelBehavior for ActiveModel {}
