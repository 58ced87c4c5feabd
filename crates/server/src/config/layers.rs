//! Where settings come from: flags, then variables, then the file.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use config::{FileFormat, Source, Value};

use super::setting::{SETTINGS, Setting};

/// The file that is read if there is one.
const DEFAULT_FILE: &str = "benchdesk.toml";

/// Settings given on the command line, by key.
pub type Given = BTreeMap<&'static str, String>;

/// Asks for an environment variable.
pub type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Who set a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody.
    Default,
    /// The file.
    File(PathBuf),
    /// An environment variable.
    Variable,
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::File(path) => write!(f, "set in {}", path.display()),
            Self::Variable => f.write_str("set in the environment"),
            Self::Flag(flag) => write!(f, "set by --{flag}"),
        }
    }
}

/// What the file says.
pub(super) struct File {
    path: PathBuf,
    values: BTreeMap<String, Value>,
}

impl File {
    /// Reads the file; without a path, the one in the working directory if there is one.
    pub(super) fn read(path: Option<&Path>) -> Result<Option<Self>, String> {
        let asked_for = path.is_some();
        let path = path.unwrap_or(Path::new(DEFAULT_FILE)).to_owned();
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(path, &text).map(Some),
            Err(error) if !asked_for && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{} cannot be read: {}", path.display(), error.kind())),
        }
    }

    fn parse(path: PathBuf, text: &str) -> Result<Self, String> {
        let parsed = config::File::from_str(text, FileFormat::Toml).collect();
        let values = parsed.map_err(|error| {
            // Only the first line: the others quote the file, which may hold a password.
            let place = error.to_string().lines().next().unwrap_or_default().to_owned();
            format!("{} is not valid TOML: {place}", path.display())
        })?;
        Ok(Self { path, values: values.into_iter().collect() })
    }

    /// A line for each key that is no setting.
    pub(super) fn unknown(&self) -> impl Iterator<Item = String> {
        let known = |key: &str| SETTINGS.iter().any(|setting| setting.key == key);
        self.values
            .keys()
            .filter(move |key| !known(key))
            .map(|key| format!("{} has the unknown setting {key:?}", self.path.display()))
    }
}

/// All sources, the strongest first.
pub(super) struct Layers<'a> {
    pub(super) flags: &'a Given,
    pub(super) variable: Variable<'a>,
    pub(super) file: Option<File>,
}

impl Layers<'_> {
    /// The strongest value and who set it, `None` if nobody did. The value is `None` where the file
    /// holds a list or a table. An empty variable counts as unset.
    pub(super) fn find(&self, setting: &Setting) -> Option<(Option<String>, Origin)> {
        if let Some(value) = self.flags.get(setting.key) {
            return Some((Some(value.clone()), Origin::Flag(setting.flag)));
        }
        if let Some(value) = (self.variable)(&setting.variable()).filter(|value| !value.is_empty()) {
            return Some((Some(value), Origin::Variable));
        }
        let file = self.file.as_ref()?;
        let value = file.values.get(setting.key)?;
        Some((value.clone().into_string().ok(), Origin::File(file.path.clone())))
    }
}
