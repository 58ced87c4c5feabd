use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub origin_ticket_id: Option<Uuid>,
    pub kind: String,
    pub author_id: Uuid,
    pub by_staff: bool,
    pub format: String,
    pub body: String,
    pub created_at: DateTimeUtc,
    pub held_until: Option<DateTimeUtc>,
    pub set_status: Option<String>,
    pub ticket_version: i64,
    pub requester_version: i64,
    /// Its place in the search index, once it is there.
    pub search_id: Option<i64>,
    pub redacted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
