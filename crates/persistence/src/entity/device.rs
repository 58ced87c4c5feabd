use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub product_id: Uuid,
    pub serial: String,
    pub serial_key: String,
    pub owner_id: Option<Uuid>,
    pub standing: String,
    pub status: String,
    pub purchased_on: Option<Date>,
    pub seller_country: Option<String>,
    pub registered_at: Option<DateTimeUtc>,
    pub transfer_id: Option<Uuid>,
    pub transfer_expires_at: Option<DateTimeUtc>,
    pub transferred_from: Option<Uuid>,
    pub code_tries: i32,
    pub code_tries_since: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub version: i64,
    pub owner_version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub owner_updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
