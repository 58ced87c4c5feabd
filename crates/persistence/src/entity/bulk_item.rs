use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_item")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bulk_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub ticket_id: Uuid,
    /// `pending` while it waits for its turn.
    pub outcome: String,
    pub code: Option<String>,
    pub detail: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
