use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unidentified_parcel")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    pub contents: String,
    pub serial: Option<String>,
    pub place: String,
    pub state: String,
    pub repair_id: Option<Uuid>,
    pub reason: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub settled_by: Option<Uuid>,
    pub settled_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
