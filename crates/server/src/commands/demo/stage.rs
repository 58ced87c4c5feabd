//! Plays scenes through the use cases, each in a transaction of its own, at the time of the scene.

use std::{collections::HashMap, sync::Arc};

use chrono::Duration;
use domain::{
    Ctx, Error, Result,
    clock::{Clock, ManualClock, Timestamp},
    id::{MessageId, TicketId},
    identity::{Actor, Principal},
    patch::Patch,
    store::Tx,
    ticket::{
        Body, BodyFormat, MessageKind, NewMessage, NewTicket, NewTicketDevice, Status, Subject, Tag,
        TicketChange, advance, change, open, post,
    },
};

use super::{
    cast::Cast,
    invented, outbox,
    people::{AGENT, TECHNICIAN},
    plot::{Act, Scene, customer_of, story_of},
};
use crate::wiring::Desk;

/// How often time moves tickets in the demo.
const TIME_WORKS_EVERY: Duration = Duration::hours(6);

/// The desk with its cast and its clock.
pub(super) struct Stage<'a> {
    desk: &'a Desk,
    clock: ManualClock,
    cast: Cast,
    tickets: HashMap<usize, TicketId>,
    time_worked: Timestamp,
}

impl<'a> Stage<'a> {
    /// Sets the stage: everybody has signed up the day before the first scene.
    pub(super) async fn set(desk: &'a Desk, first_scene: Timestamp) -> Result<Self> {
        let clock = ManualClock::at(first_scene - Duration::days(1));
        let cast = Cast::assemble(desk, &clock).await?;
        let time_worked = clock.now();
        Ok(Self { desk, clock, cast, tickets: HashMap::new(), time_worked })
    }

    /// Everybody's password.
    pub(super) fn password(&self) -> &str {
        self.cast.password()
    }

    /// What time it is on the stage.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The customers.
    pub(super) fn customers(&self) -> &[Principal] {
        self.cast.customers()
    }

    /// Plays these scenes, each act of its own.
    pub(super) async fn play_all(&mut self, scenes: &[Scene]) -> Result<()> {
        self.tickets.clear();
        for scene in scenes {
            self.play(scene).await?;
        }
        Ok(())
    }

    /// Lets time go by until it has closed whatever waits for a customer or is solved.
    pub(super) async fn let_all_close(&mut self) -> Result<()> {
        for _ in 0..4 {
            self.move_to(self.clock.now() + Duration::days(10)).await?;
        }
        Ok(())
    }

    /// Plays one scene.
    async fn play(&mut self, scene: &Scene) -> Result<()> {
        self.move_to(scene.at).await?;
        let actor = Actor::Person(self.actor(scene));
        let cx = self.cx(actor);
        let mut tx = self.desk.store.begin().await?;
        self.perform(tx.as_mut(), &cx, scene).await?;
        outbox::discard(tx.as_mut(), &cx).await?;
        tx.commit().await
    }

    /// Lets time do what is left until today.
    pub(super) async fn end(&mut self, today: Timestamp) -> Result<()> {
        self.move_to(today).await?;
        self.let_time_work().await
    }

    fn actor(&self, scene: &Scene) -> Principal {
        match scene.act {
            Act::Open | Act::Reply => self.cast.customer(customer_of(scene.ticket)),
            Act::Claim | Act::Ask | Act::Hold | Act::Solve => self.cast.member(AGENT),
            Act::Note => self.cast.member(TECHNICIAN),
        }
    }

    fn cx(&self, actor: Actor) -> Ctx {
        Ctx::new(&self.clock, Arc::clone(&self.desk.random), actor)
    }

    async fn perform(&mut self, tx: &mut dyn Tx, cx: &Ctx, scene: &Scene) -> Result<()> {
        let story = story_of(scene.ticket);
        let (reply, note) = (MessageKind::Reply, MessageKind::Note);
        match scene.act {
            Act::Open => self.open(tx, cx, scene).await,
            Act::Claim => self.claim(tx, cx, scene).await,
            Act::Ask => self.post(tx, cx, scene, reply, story.question, Some(Status::Pending)).await,
            Act::Reply => self.post(tx, cx, scene, reply, story.reply, None).await,
            Act::Note => self.post(tx, cx, scene, note, story.note, None).await,
            Act::Solve => self.post(tx, cx, scene, reply, story.answer, Some(Status::Solved)).await,
            Act::Hold => {
                let hold = TicketChange { status: Some(Status::OnHold), ..TicketChange::default() };
                change(tx, cx, self.ticket(scene)?, None, hold).await.map(drop)
            }
        }
    }

    async fn open(&mut self, tx: &mut dyn Tx, cx: &Ctx, scene: &Scene) -> Result<()> {
        let story = story_of(scene.ticket);
        let new = NewTicket {
            attachments: Vec::new(),
            requester: None,
            id: TicketId::new(cx),
            message: MessageId::new(cx),
            subject: invented(Subject::parse(story.subject))?,
            body: invented(Body::parse(story.opening))?,
            format: BodyFormat::Text,
            kind: story.kind,
            follow_up_of: None,
            device: Some(NewTicketDevice { id: self.cast.device(customer_of(scene.ticket)), facts: None }),
        };
        let opened = open(tx, cx, new).await?;
        self.tickets.insert(scene.ticket, opened.ticket.id);
        Ok(())
    }

    async fn claim(&self, tx: &mut dyn Tx, cx: &Ctx, scene: &Scene) -> Result<()> {
        let story = story_of(scene.ticket);
        let claim = TicketChange {
            assignee: Patch::Set(self.cast.member(AGENT).account),
            priority: Some(story.priority),
            add_tags: invented(story.tags.iter().map(|tag| Tag::parse(tag)).collect())?,
            ..TicketChange::default()
        };
        change(tx, cx, self.ticket(scene)?, None, claim).await.map(drop)
    }

    async fn post(
        &self,
        tx: &mut dyn Tx,
        cx: &Ctx,
        scene: &Scene,
        kind: MessageKind,
        text: &str,
        set_status: Option<Status>,
    ) -> Result<()> {
        let body = invented(Body::parse(text))?;
        let message = NewMessage {
            draft: None,
            id: MessageId::new(cx),
            kind,
            format: BodyFormat::Text,
            body,
            attachments: Vec::new(),
            set_status,
            mentions: Vec::new(),
            undo: Duration::zero(),
        };
        post(tx, cx, self.ticket(scene)?, message).await.map(drop)
    }

    fn ticket(&self, scene: &Scene) -> Result<TicketId> {
        let known = self.tickets.get(&scene.ticket).copied();
        known.ok_or_else(|| Error::internal("a demo ticket is used before it is opened"))
    }

    async fn move_to(&mut self, at: Timestamp) -> Result<()> {
        self.clock.advance(at - self.clock.now());
        if at - self.time_worked >= TIME_WORKS_EVERY { self.let_time_work().await } else { Ok(()) }
    }

    async fn let_time_work(&mut self) -> Result<()> {
        let cx = self.cx(Actor::Time);
        loop {
            let mut tx = self.desk.store.begin().await?;
            let moved = advance(tx.as_mut(), &cx, self.desk.settings.patience, 20).await?;
            outbox::discard(tx.as_mut(), &cx).await?;
            tx.commit().await?;
            if moved == 0 {
                break;
            }
        }
        self.time_worked = cx.now();
        Ok(())
    }
}
