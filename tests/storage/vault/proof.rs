use domain::{job::Work, vault::VaultFigures};

use super::*;

async fn figures(desk: &VaultDesk) -> VaultFigures {
    desk.store.glance().await.unwrap().epochs().figures().await.unwrap()
}

/// What the day's proof has found is known to the desk, and told by `doctor`.
async fn is_proven(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let (case, ended) = (desk.case("Open Street 1").await, desk.case("Ended Street 1").await);
    desk.ends(ended).await;
    assert_eq!(figures(&desk).await.proven_at, None);
    let before = desk.cx().now();
    works(&desk, Work::RotateKeys, None).await;
    let proven = figures(&desk).await;
    assert!(proven.proven_at.is_some_and(|at| at >= before) && proven.wrong == 0, "{proven:?}");
    let looked = run(&desk.files, &["doctor"]);
    assert!(said(&looked).contains("nothing wrong at"), "{}", said(&looked));

    let damaged = "UPDATE address_key SET wrapped = $2 WHERE repair_id = $1";
    desk.execute(damaged, vec![case.as_uuid().into(), vec![0_u8; 72].into()]).await;
    works(&desk, Work::RotateKeys, None).await;
    assert_eq!(figures(&desk).await.wrong, 0, "not every time");
    let yesterday = "UPDATE instance SET vault_proven_at = $1";
    desk.execute(yesterday, vec![(desk.cx().now() - Duration::hours(25)).into()]).await;
    works(&desk, Work::RotateKeys, None).await;
    assert_eq!(figures(&desk).await.wrong, 1);
    assert_refused(&run(&desk.files, &["doctor"]), "1 thing(s) were wrong at the last look");

    let long_ago = "UPDATE instance SET vault_wrong = 0, vault_proven_at = $1";
    desk.execute(long_ago, vec![(desk.cx().now() - Duration::hours(27)).into()]).await;
    let looked = run(&desk.files, &["doctor"]);
    assert!(said(&looked).contains("is older than 26 hours"), "{}", said(&looked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vault_is_proven_daily_on_sqlite() {
    is_proven(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vault_is_proven_daily_on_postgres() {
    is_proven(Engine::Postgres).await;
}
