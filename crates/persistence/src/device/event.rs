use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    device::{Device, DeviceEvent, DeviceEventKind, DeviceEventRepo, HistoryEntry, Viewer},
    id::{AccountId, DeviceEventId, DeviceId, TicketId},
    page::{Page, PageRequest},
    ticket as of_tickets,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::{
        device,
        device_event::{ActiveModel, Column, Entity, Model},
        ticket as tickets,
    },
    error::{OrStoreError, inconsistent},
    ticket::visible_tickets,
};

pub(crate) struct DeviceEvents<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl DeviceEventRepo for DeviceEvents<'_> {
    async fn record(&mut self, events: Vec<DeviceEvent>) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let rows = events.iter().map(to_row);
        Entity::insert_many(rows).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(
        &mut self,
        viewer: Viewer,
        ticket_viewer: of_tickets::Viewer,
        device: &Device,
        page: &PageRequest<DeviceEventId>,
    ) -> Result<Page<HistoryEntry, DeviceEventId>> {
        let select = Entity::find()
            .filter(holdings(viewer, device))
            .filter(with_visible_tickets(ticket_viewer))
            .apply_if(page.after, |select, after| select.filter(Column::Id.gt(after.as_uuid())))
            .order_by_asc(Column::Id)
            .limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let events = rows.into_iter().map(to_event).collect::<Result<Vec<_>>>()?;
        let page = Page::from_overfull(events, page.limit, |event| event.id);
        let numbers = self.numbers(&page.items).await?;
        Ok(page.map(|event| {
            let ticket_number = event.ticket.and_then(|ticket| numbers.get(&ticket.as_uuid()).copied());
            HistoryEntry { event, ticket_number }
        }))
    }

    async fn forget_people(&mut self, device: DeviceId) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::ActorId, Expr::value(None::<Uuid>))
            .col_expr(Column::OwnerId, Expr::value(None::<Uuid>))
            .filter(Column::DeviceId.eq(device.as_uuid()))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find().select_only().column(Column::Id).filter(Column::At.lt(before));
        delete_some(self.db, due, Column::Id, limit).await
    }
}

impl DeviceEvents<'_> {
    /// The tickets' numbers, by one statement.
    async fn numbers(&self, events: &[DeviceEvent]) -> Result<HashMap<Uuid, i64>> {
        let ids: Vec<_> = events.iter().filter_map(|event| event.ticket).map(TicketId::as_uuid).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let select = tickets::Entity::find()
            .select_only()
            .column(tickets::Column::Id)
            .column(tickets::Column::Number)
            .filter(tickets::Column::Id.is_in(ids));
        let rows: Vec<(Uuid, i64)> = select.into_tuple().all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().collect())
    }
}

/// Staff see all who held the unit; an owner sees the own time with it.
fn holdings(viewer: Viewer, device: &Device) -> Condition {
    let of_one = Column::DeviceId.eq(device.id.as_uuid());
    match viewer {
        Viewer::Owner(_) => Condition::all().add(of_one),
        Viewer::Staff => Condition::all().add(Column::DeviceId.in_subquery(of_the_same_unit(device))),
    }
}

fn of_the_same_unit(device: &Device) -> SelectStatement {
    device::Entity::find()
        .select_only()
        .column(device::Column::Id)
        .filter(device::Column::SerialKey.eq(device.key.as_str()))
        .filter(device::Column::ProductId.eq(device.product.as_uuid()))
        .into_query()
}

fn with_visible_tickets(viewer: of_tickets::Viewer) -> Condition {
    if viewer.is_staff() {
        return Condition::all();
    }
    let visible =
        tickets::Entity::find().select_only().column(tickets::Column::Id).filter(visible_tickets(viewer));
    Condition::any().add(Column::TicketId.is_null()).add(Column::TicketId.in_subquery(visible.into_query()))
}

fn to_row(event: &DeviceEvent) -> ActiveModel {
    let DeviceEvent { id, device, kind, actor, owner, ticket, at } = event;
    ActiveModel {
        id: Set(id.as_uuid()),
        device_id: Set(device.as_uuid()),
        kind: Set(kind.name().to_owned()),
        actor_id: Set(actor.map(AccountId::as_uuid)),
        owner_id: Set(owner.map(AccountId::as_uuid)),
        ticket_id: Set(ticket.map(TicketId::as_uuid)),
        at: Set(*at),
    }
}

fn to_event(row: Model) -> Result<DeviceEvent> {
    let Model { id, device_id, kind, actor_id, owner_id, ticket_id, at } = row;
    Ok(DeviceEvent {
        id: DeviceEventId::from_uuid(id),
        device: DeviceId::from_uuid(device_id),
        kind: DeviceEventKind::from_name(&kind).ok_or_else(|| inconsistent("device_event", "kind", id))?,
        actor: actor_id.map(AccountId::from_uuid),
        owner: owner_id.map(AccountId::from_uuid),
        ticket: ticket_id.map(TicketId::from_uuid),
        at,
    })
}
