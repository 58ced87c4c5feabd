use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_requirement")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    pub totp: bool,
    pub confidentiality: bool,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
