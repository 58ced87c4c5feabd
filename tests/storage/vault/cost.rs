//! What the end of an address costs: printed, not judged.

use std::time::Duration as Time;

use super::*;

/// How long this process has computed.
fn computed() -> Time {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let spent = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    spent
        .map(|text| Time::from_nanos(text.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_default()))
        .sum()
}

/// The transaction that ends an address, with a long text in each place of the case, beside one that only reads
/// and writes back the case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_purge_costs_is_printed() {
    const ROUNDS: u32 = 100;
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let canonical = kit::vault::canonical_address();
    let (store, keys) = (desk.store.as_ref(), desk.vault.keys.as_ref());
    let text = format!("{} Zwölfapfelstr. 17 {}", "word ".repeat(380), "word ".repeat(380));
    let (mut purging, mut beside) = (Time::ZERO, Time::ZERO);
    for round in 0..ROUNDS {
        let case = desk.case("").await;
        let capture =
            Capture { quality: Quality::Valid, via: CapturedVia::Customer, ceiling: Duration::days(1) };
        kit::vault::give(store, keys, &desk.cx(), case, &canonical, capture).await.unwrap();
        let log = "INSERT INTO repair_work (repair_id, seq, kind, text, at) VALUES ($1, $2, 'work', $3, $4)";
        for seq in 0..10 {
            let values = vec![case.as_uuid().into(), seq.into(), text.clone().into(), desk.cx().now().into()];
            desk.execute(log, values).await;
        }
        let look = domain::address::look_for_copies(store, keys, &desk.cx(), case).await.unwrap();
        let before = computed();
        let mut tx = desk.store.begin().await.unwrap();
        kit::vault::ends(tx.as_mut(), &desk.cx(), case, look, PurgeRule::Withdrawn).await.unwrap();
        tx.commit().await.unwrap();
        purging += computed().saturating_sub(before);
        let before = computed();
        let mut tx = desk.store.begin().await.unwrap();
        let same = tx.repairs().find_visible(domain::repair::Viewer::Staff, case).await.unwrap().unwrap();
        tx.repairs().update(&same).await.unwrap();
        tx.commit().await.unwrap();
        beside += computed().saturating_sub(before);
        if round == 0 {
            let swept = "SELECT text FROM repair_work WHERE text LIKE '%address removed%'";
            assert_eq!(crate::desk::query(&desk.database, swept).await.len(), 10);
        }
    }
    let per = |all: Time| (all / ROUNDS).as_micros();
    eprintln!("the end of an address: {} µs of CPU, of them {} µs for the case", per(purging), per(beside));
}
