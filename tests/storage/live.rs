//! Whoever listens to a real server goes on behind its end: at the one that is started in its place, and at others
//! on the same database.

use domain::identity::Role;
use kit::{Engine, Person, Server, TestDatabase, Visitor};

use crate::people::{add_people, address};

async fn start(desk: &TestDatabase) -> Server {
    let environment = [("BENCHDESK_PUBLIC_URL", "http://desk.example.org")];
    Server::start(&desk.url, &desk.directory, &environment).await
}

/// Somebody who speaks to this server only.
async fn at(server: &Server, number: usize) -> Person {
    Visitor::of_servers(vec![server.url.clone()]).sign_in(&address(number)).await
}

async fn goes_on(engine: Engine) {
    let desk = TestDatabase::create(engine).await;
    add_people(&desk, 0..1, Role::Customer).await;
    add_people(&desk, 1..2, Role::Agent).await;
    let first = start(&desk).await;
    let (ann, bo) = (at(&first, 0).await, at(&first, 1).await);
    let mut stream = bo.listens().await;
    let ticket = ann.opens_ticket("Fader 3").await;
    stream.next_changes(1).await;
    let left_at = stream.last_id().to_owned();
    drop(stream);
    first.kill();

    let second = start(&desk).await;
    let ann = at(&second, 0).await;
    for text in ["One.", "Two.", "Three."] {
        ann.replies(&ticket, text).await;
    }
    let mut servers = vec![second];
    if engine == Engine::Postgres {
        servers.push(start(&desk).await);
    }
    for server in &servers {
        let mut stream = at(server, 1).await.listens_on(&left_at).await;
        assert_eq!(stream.next().await.expect("a stream begins")["type"], "ready");
        let told = stream.next_changes(3).await;
        assert!(told.iter().all(|(_, kind, _)| kind == "reply_added"), "{told:?}");
        let versions: Vec<_> = told.iter().map(|(.., version)| *version).collect();
        assert!(versions.is_sorted(), "in order: {versions:?}");
        // Then as it comes, also from another process.
        let other = ann.opens_ticket("Knob 1").await;
        let new = loop {
            let change = stream.next_changes(1).await.remove(0);
            if change.0 == other["number"].as_i64().expect("a number") {
                break change;
            }
        };
        assert_eq!(new.1, "opened");
    }
}

#[tokio::test]
async fn a_stream_goes_on_after_a_restart_on_sqlite() {
    goes_on(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_stream_goes_on_after_a_restart_and_elsewhere_on_postgres() {
    goes_on(Engine::Postgres).await;
}
