//! Attachments of a backup on their way into a bucket.

use std::{fs, io::Read, path::Path};

use domain::{
    attachment::{ObjectName, ObjectStore},
    clock::Timestamp,
};

use crate::failure::Failure;

const PIECE: usize = 1 << 16;

/// Whether there is no object at all.
pub async fn is_empty(store: &dyn ObjectStore) -> Result<bool, Failure> {
    let found = store.list(None, 1, Timestamp::UNIX_EPOCH).await;
    Ok(found.map_err(|error| Failure::because("the object store cannot be read", &error))?.is_empty())
}

/// Puts every object of a backup's folder into the store.
pub async fn put_all(from: &Path, store: &dyn ObjectStore) -> Result<(), Failure> {
    for folder in entries(from)? {
        for path in entries(&folder)? {
            let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
            if let Some(name) = name {
                put(&path, &name, store).await?;
            }
        }
    }
    Ok(())
}

async fn put(path: &Path, name: &ObjectName, store: &dyn ObjectStore) -> Result<(), Failure> {
    let refused = |error: domain::Error| Failure::because("the attachments cannot be restored", &error);
    let mut file = fs::File::open(path).map_err(|error| unreadable(&error))?;
    let mut writer = store.create(name).await.map_err(refused)?;
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece).map_err(|error| unreadable(&error))? {
            0 => return writer.finish().await.map_err(refused),
            read => writer.write(piece[..read].to_vec().into()).await.map_err(refused)?,
        }
    }
}

fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    entries.map_err(|error| unreadable(&error))
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::new(format!("the backup's attachments cannot be read: {}", error.kind()))
}
