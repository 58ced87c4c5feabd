//! Many who take tickets at once.

use std::collections::HashSet;

use kit::{Person, path_of};
use serde_json::{Value, json};

use super::{at_once, many_writers};

/// From the view of what nobody has.
const UNASSIGNED: &str = "00000000-0000-7000-8000-000000000003";
/// More than there are writers, and no multiple of either number.
const TICKETS: usize = 37;

many_writers!(each_ticket_goes_to_one_of_many, |app, writers| {
    let ann = app.customer("ann").await;
    for number in 0..TICKETS {
        ann.opens_ticket(&format!("Ticket {number}")).await;
    }
    app.run_jobs().await;
    let agents = [app.agent("bo").await, app.agent("cy").await, app.agent("di").await];
    let taken = at_once(writers, |writer| take_all(agents[writer % agents.len()].clone())).await;
    let taken: Vec<_> = taken.concat();
    let distinct: HashSet<_> = taken.iter().map(|(ticket, _)| ticket.clone()).collect();
    assert_eq!((taken.len(), distinct.len()), (TICKETS, TICKETS), "each was taken once");
    for (ticket, agent) in taken {
        let ticket = agents[0].reads(&json!({ "id": ticket })).await;
        assert_eq!(ticket["staff"]["assignee"]["id"], json!(agent), "who was told so has it");
    }
});

/// Takes tickets until there are none; returns which, and who.
async fn take_all(agent: Person) -> Vec<(String, String)> {
    let mut taken = Vec::new();
    loop {
        let reply = agent.post("/api/v1/tickets/next", &json!({ "view_id": UNASSIGNED })).await;
        match reply.status.as_u16() {
            200 => taken.push((reply.json["id"].as_str().unwrap().to_owned(), agent.id.clone())),
            204 => return taken,
            other => panic!("{other}: {}", reply.json),
        }
    }
}

many_writers!(one_of_many_gets_the_ticket_and_the_others_are_told_who, |app, writers| {
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    app.run_jobs().await;
    let agents = [app.agent("bo").await, app.agent("cy").await];
    let path = format!("{}/claim", path_of(&ticket));
    let replies = at_once(writers, |writer| {
        let (agent, path) = (agents[writer % agents.len()].clone(), path.clone());
        async move { (agent.id.clone(), agent.post(&path, &Value::Null).await) }
    })
    .await;
    let owner = agents[0].reads(&ticket).await["staff"]["assignee"]["id"].clone();
    for (agent, reply) in replies {
        if json!(agent) == owner {
            reply.expect(200);
        } else {
            assert_eq!(reply.expect_problem(409, "already_assigned").json["assignee_id"], owner);
        }
    }
    let events = agents[0].reads_all(&format!("{}/events", path_of(&ticket)), 100).await;
    assert_eq!(events.iter().filter(|event| event["kind"] == "assignee_changed").count(), 1);
});
