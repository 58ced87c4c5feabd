use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::*;

fn name(digit: char) -> ObjectName {
    digit.to_string().repeat(32).parse().unwrap()
}

fn open() -> (TempDir, Folder) {
    let directory = TempDir::with_prefix("benchdesk-objects-").unwrap();
    let folder = Folder::open(directory.path().join("attachments")).unwrap();
    (directory, folder)
}

async fn put(folder: &Folder, name: &ObjectName, pieces: &[&'static str]) {
    let mut writer = folder.create(name).await.unwrap();
    for piece in pieces {
        writer.write(Bytes::from_static(piece.as_bytes())).await.unwrap();
    }
    writer.finish().await.unwrap();
}

async fn get(folder: &Folder, name: &ObjectName, range: Range<u64>) -> Result<Vec<u8>> {
    let (mut reader, mut bytes) = (folder.read(name, range).await?, Vec::new());
    while let Some(piece) = reader.next().await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

async fn names(folder: &Folder, after: Option<&ObjectName>, limit: usize) -> Vec<ObjectName> {
    let long_ago = Timestamp::UNIX_EPOCH;
    folder.list(after, limit, long_ago).await.unwrap().into_iter().map(|object| object.name).collect()
}

#[tokio::test]
async fn what_is_put_can_be_read_in_part_and_removed_twice() {
    let (_directory, folder) = open();
    put(&folder, &name('a'), &["halfway", " there"]).await;
    assert_eq!(get(&folder, &name('a'), 0..13).await.unwrap(), b"halfway there");
    assert_eq!(get(&folder, &name('a'), 4..7).await.unwrap(), b"way");
    assert!(get(&folder, &name('a'), 0..14).await.is_err(), "a short file is noticed");
    folder.delete(&name('a')).await.unwrap();
    folder.delete(&name('a')).await.unwrap();
    assert!(get(&folder, &name('a'), 0..1).await.is_err());
}

#[tokio::test]
async fn what_is_not_finished_is_not_there() {
    let (_directory, folder) = open();
    let mut writer = folder.create(&name('b')).await.unwrap();
    writer.write(Bytes::from_static(b"half")).await.unwrap();
    assert!(get(&folder, &name('b'), 0..1).await.is_err());
    assert!(names(&folder, None, 9).await.is_empty());
    drop(writer);
    assert!(entries(&folder.folder_of(&name('b'))).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_a_crash_left_unfinished_is_removed_when_it_is_old() {
    let (_directory, folder) = open();
    put(&folder, &name('c'), &["x"]).await;
    let left = folder.path(&name('d')).with_extension("part");
    std::fs::create_dir(left.parent().unwrap()).unwrap();
    std::fs::write(&left, "half").unwrap();
    folder.list(None, 9, Timestamp::UNIX_EPOCH).await.unwrap();
    assert!(left.exists(), "it may still be written");
    folder.list(None, 9, Timestamp::MAX_UTC).await.unwrap();
    assert!(!left.exists() && folder.path(&name('c')).exists());
}

#[tokio::test]
async fn a_list_goes_on_where_it_ended() {
    let (_directory, folder) = open();
    for digit in ['3', '1', '2'] {
        put(&folder, &name(digit), &["x"]).await;
    }
    assert_eq!(names(&folder, None, 2).await, [name('1'), name('2')]);
    assert_eq!(names(&folder, Some(&name('2')), 2).await, [name('3')]);
}

#[tokio::test]
async fn only_the_owner_can_look() {
    let (directory, folder) = open();
    put(&folder, &name('e'), &["x"]).await;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory.path().join("attachments")), 0o700);
    assert_eq!(mode(&folder.folder_of(&name('e'))), 0o700);
    assert_eq!(mode(&folder.path(&name('e'))), 0o600);
}
