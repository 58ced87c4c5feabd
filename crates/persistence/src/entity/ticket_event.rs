use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_event")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Uuid,
    pub kind: String,
    pub is_public: bool,
    pub from_value: Option<String>,
    pub to_value: Option<String>,
    pub actor_id: Option<Uuid>,
    pub cause: String,
    pub at: DateTimeUtc,
    /// Its transaction's place in the order in which changes become visible.
    pub position: i64,
    pub macro_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
