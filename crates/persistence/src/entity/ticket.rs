use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub requester_id: Uuid,
    pub subject: String,
    pub status: String,
    pub status_at: DateTimeUtc,
    pub priority: i32,
    pub kind: String,
    pub assignee_id: Option<Uuid>,
    pub tags: String,
    pub follow_up_of: Option<Uuid>,
    pub merged_into: Option<Uuid>,
    pub device_id: Option<Uuid>,
    pub reminded_at: Option<DateTimeUtc>,
    pub version: i64,
    pub requester_version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub requester_updated_at: DateTimeUtc,
    pub team_id: Option<Uuid>,
    pub wake_at: Option<DateTimeUtc>,
    pub woke_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub deleted_by: Option<Uuid>,
    pub possible_duplicate_of: Option<Uuid>,
    /// In which versions each member changed last.
    pub member_versions: String,
}

impl ActiveModelBehavior for ActiveModel {}
