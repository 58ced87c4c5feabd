use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub uploader_id: Uuid,
    pub message_id: Option<Uuid>,
    pub device_id: Option<Uuid>,
    pub parcel_id: Option<Uuid>,
    pub repair_id: Option<Uuid>,
    pub object: Option<String>,
    pub file_name: Option<String>,
    pub media_type: Option<String>,
    pub size: Option<i64>,
    pub sha256: Option<Vec<u8>>,
    pub created_at: DateTimeUtc,
    pub redacted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
