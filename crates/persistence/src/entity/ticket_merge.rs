use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_merge")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub target_id: Uuid,
    pub source_id: Uuid,
    pub source_status: String,
    pub merged_by: Option<Uuid>,
    pub merged_at: DateTimeUtc,
    pub undone_by: Option<Uuid>,
    pub undone_at: Option<DateTimeUtc>,
    pub source_wake_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
