use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Component, Path, PathBuf},
};

use super::{MANIFEST, Manifest, SUMS, draft::sum};
use crate::failure::Failure;

/// A backup whose every file is as it was written.
pub struct Sealed {
    folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl Sealed {
    /// Opens a backup and reads all of it. Nothing is believed that its checksum does not confirm.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let refuse = |what: String| Failure::new(format!("the backup {} {what}", folder.display()));
        let read = |name: &str| {
            fs::read_to_string(folder.join(name))
                .map_err(|error| refuse(format!("cannot be used: {name}: {}", error.kind())))
        };
        let sums = parse(&read(SUMS)?).ok_or_else(|| refuse(format!("is damaged: {SUMS} is unreadable")))?;
        if !sums.contains_key(MANIFEST) {
            return Err(refuse(format!("is damaged: {SUMS} is incomplete")));
        }
        for (name, expected) in &sums {
            let found = File::open(folder.join(name)).and_then(|mut file| sum(&mut file));
            match found {
                Ok(found) if found == *expected => {}
                Ok(_) => return Err(refuse(format!("is damaged: {name} is not what was written"))),
                Err(error) => return Err(refuse(format!("is damaged: {name}: {}", error.kind()))),
            }
        }
        let manifest =
            Manifest::parse(&read(MANIFEST)?).map_err(|what| refuse(format!("cannot be used: {what}")))?;
        if manifest.files + 1 != sums.len() {
            return Err(refuse(format!("is damaged: {SUMS} is incomplete")));
        }
        Ok(Self { folder: folder.to_owned(), manifest })
    }

    /// One of its files.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Sums by name; `None` where a line is none, or names something outside.
fn parse(text: &str) -> Option<BTreeMap<String, String>> {
    let mut sums = BTreeMap::new();
    for line in text.lines() {
        let (sum, name) = line.split_once("  ")?;
        let is_inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if sum.len() != 64 || !is_inside || sums.insert(name.to_owned(), sum.to_owned()).is_some() {
            return None;
        }
    }
    text.ends_with('\n').then_some(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_leads_outside_or_is_cut_off() {
        let sum = "a".repeat(64);
        assert_eq!(parse(&format!("{sum}  a/b\n")).unwrap().len(), 1);
        for bad in ["../b", "/etc/passwd", "a/../../b", "./a"] {
            assert_eq!(parse(&format!("{sum}  {bad}\n")), None, "{bad}");
        }
        assert_eq!(parse(&format!("{sum}  a")), None);
        assert_eq!(parse(&format!("{sum}  a\n{sum}  a\n")), None);
        assert_eq!(parse("short  a\n"), None);
    }
}
