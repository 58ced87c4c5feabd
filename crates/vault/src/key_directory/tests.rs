use std::os::unix::fs::PermissionsExt;

use domain::{Ctx, clock::SystemClock, id::RepairId, identity::Actor, random::SystemSource};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;

const DESK_A: &str = "a";

fn open(dir: &TempDir, desk: &str) -> Result<KeyDirectory, OpenError> {
    let (keys, data) = (dir.path().join("keys"), dir.path().join("data"));
    KeyDirectory::open(&keys, &[&data], desk, Arc::new(SystemSource::new()))
}

fn place(epoch: Epoch) -> WrapPlace {
    WrapPlace { repair: RepairId::from_uuid(Uuid::from_u128(5)), address_version: 1, epoch }
}

fn data_key() -> DataKey {
    DataKey::fresh(&Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Time))
}

#[tokio::test]
async fn a_key_wraps_until_it_is_destroyed() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(&dir, DESK_A).unwrap();
    let check = keys.create(Epoch::FIRST).await.unwrap();
    assert_eq!(keys.create(Epoch::FIRST).await.unwrap(), check, "it is made once");
    let key = data_key();
    let wrapped = keys.wrap(place(Epoch::FIRST), &key).await.unwrap();
    let unwrapped = keys.unwrap(place(Epoch::FIRST), &wrapped).await.unwrap();
    assert_eq!(unwrapped.bytes(), key.bytes());
    let moved = WrapPlace { address_version: 2, ..place(Epoch::FIRST) };
    assert!(matches!(keys.unwrap(moved, &wrapped).await, Err(Error::Gone("wrapped key"))));

    let next = Epoch::FIRST.next();
    keys.create(next).await.unwrap();
    let moved = WrapPlace { epoch: next, ..place(Epoch::FIRST) };
    assert!(matches!(keys.unwrap(moved, &wrapped).await, Err(Error::Gone("wrapped key"))));
    keys.destroy(Epoch::FIRST).await.unwrap();
    keys.destroy(Epoch::FIRST).await.unwrap();
    assert!(matches!(keys.unwrap(place(Epoch::FIRST), &wrapped).await, Err(Error::Gone(_))));
    let left: Vec<_> = keys.keys().await.unwrap().into_iter().map(|key| key.epoch).collect();
    assert_eq!(left, [next]);
}

#[tokio::test]
async fn a_damaged_key_is_not_held_and_keeps_no_other_from_being_used() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(&dir, DESK_A).unwrap();
    let next = Epoch::FIRST.next();
    keys.create(Epoch::FIRST).await.unwrap();
    keys.create(next).await.unwrap();
    let (old, new) = (place(Epoch::FIRST), place(next));
    let wrapped = [keys.wrap(old, &data_key()).await.unwrap(), keys.wrap(new, &data_key()).await.unwrap()];
    fs::write(keys.path(Epoch::FIRST), [7; 5]).unwrap();
    let held: Vec<_> = keys.keys().await.unwrap().into_iter().map(|key| key.epoch).collect();
    assert_eq!(held, [next]);
    assert!(matches!(keys.unwrap(old, &wrapped[0]).await, Err(Error::Gone("key"))));
    assert!(keys.unwrap(new, &wrapped[1]).await.is_ok());
    assert!(matches!(keys.create(Epoch::FIRST).await, Err(Error::Internal(_))), "it is not made anew");
}

#[tokio::test]
async fn a_destroyed_key_is_overwritten_under_every_name_it_had() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(&dir, DESK_A).unwrap();
    keys.create(Epoch::FIRST).await.unwrap();
    let file = keys.path(Epoch::FIRST);
    let before = fs::read(&file).unwrap();
    // What a crash between two steps of making it would leave, and another name to look at it by.
    fs::hard_link(&file, file.with_extension("0badc0de.part")).unwrap();
    fs::hard_link(&file, dir.path().join("spy")).unwrap();
    keys.destroy(Epoch::FIRST).await.unwrap();
    let after = fs::read(dir.path().join("spy")).unwrap();
    assert!(after.len() == before.len() && after != before);
    let left: Vec<_> =
        fs::read_dir(dir.path().join("keys")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, [DESK]);
}

#[tokio::test]
async fn keys_are_for_their_owner_only_and_one_desks_only() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(&dir, DESK_A).unwrap();
    keys.create(Epoch::FIRST).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&keys.folder), mode(&keys.path(Epoch::FIRST))), (0o700, 0o600));
    assert!(open(&dir, DESK_A).is_ok());
    assert!(open(&dir, "b").err().unwrap().to_string().contains("belongs to another desk"));
    fs::set_permissions(&*keys.folder, fs::Permissions::from_mode(0o750)).unwrap();
    assert!(open(&dir, DESK_A).err().unwrap().to_string().contains("chmod 700"));
}

#[test]
fn keys_are_not_kept_where_the_data_is() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    std::os::unix::fs::symlink(&data, dir.path().join("elsewhere")).unwrap();
    for inside in [data.clone(), data.join("keys"), dir.path().join("elsewhere/keys")] {
        let opened = KeyDirectory::open(
            &inside,
            &[&dir.path().join("ledger"), &data],
            DESK_A,
            Arc::new(SystemSource::new()),
        );
        let refused = opened.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains("would save the keys, too") || refused.contains("chmod 700"), "{refused}");
    }
}

#[tokio::test]
async fn of_many_that_make_a_key_at_once_all_have_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let all: Vec<_> = (0..8).map(|_| open(&dir, DESK_A).unwrap()).collect();
    let made = std::thread::scope(|scope| {
        let all: Vec<_> = all.iter().map(|keys| scope.spawn(|| keys.make(Epoch::FIRST).unwrap())).collect();
        for one in all {
            one.join().unwrap();
        }
        all_checks(&dir)
    });
    assert_eq!(made, 2, "the key and whose it is; no draft is left");
}

fn all_checks(dir: &TempDir) -> usize {
    fs::read_dir(dir.path().join("keys")).unwrap().count()
}
