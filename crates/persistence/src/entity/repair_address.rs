use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repair_address")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub repair_id: Uuid,
    pub address_allowed: bool,
    pub address_version: i64,
    pub sealed_body: Vec<u8>,
    pub quality: String,
    pub captured_via: String,
    pub captured_by: Option<Uuid>,
    pub captured_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub sure_until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
