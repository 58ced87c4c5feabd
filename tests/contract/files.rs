//! The project's own files: read, searched, and compared with what they are made from.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The workspace's directory.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests lie in the workspace").to_path_buf()
}

/// A source file.
pub struct Source {
    /// Where it lies, from the workspace's directory on.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// Every Rust file below these directories of the workspace, by path.
pub fn sources(directories: &[&str]) -> Vec<Source> {
    let mut found: Vec<_> = directories.iter().flat_map(|directory| below(&root().join(directory))).collect();
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file can be read");
            let path = path.strip_prefix(root()).expect("it lies in the workspace").display().to_string();
            Source { path, text }
        })
        .collect()
}

fn below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    entries
        .flat_map(|entry| {
            let path = entry.expect("a directory can be listed").path();
            match path.extension() {
                _ if path.is_dir() => below(&path),
                Some(extension) if extension == "rs" => vec![path],
                _ => Vec::new(),
            }
        })
        .collect()
}

/// Fails unless a checked-in file says exactly this. With the environment variable `update` set to
/// 1 the file is written instead.
#[track_caller]
pub fn assert_checked_in(path: &str, expected: &str, update: &str) {
    let file = root().join(path);
    if std::env::var(update).is_ok_and(|value| value == "1") {
        fs::create_dir_all(file.parent().expect("a file lies in a directory")).unwrap();
        fs::write(&file, expected).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == expected, "{path} is out of date: run the tests with {update}=1 and look at the change");
}
